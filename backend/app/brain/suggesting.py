"""When an agent drafts and a person sends: for this agent, or for what this customer asks about. Pure."""

from app.agents.house_rules import mentions
from app.brain.context import AgentSettings, TurnContext


def why_suggest(context: TurnContext, agent: AgentSettings) -> str | None:
    """A sentence for the person who decides; None: the agent answers itself."""
    if agent.mode == "suggest":
        return f"{agent.name} drafts, and a person sends."
    for topic in agent.house_rules.suggest:
        for line in context.unanswered:
            if word := mentions(line.content, topic.words):
                return f'The customer wrote "{word}": {topic.name} is left to people.'
    return None
