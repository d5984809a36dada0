"""pydantic-ai: an agent with tools."""

from importlib.metadata import version

from pydantic_ai import Agent
from pydantic_ai.messages import ModelMessage, ModelRequest, ModelResponse, TextPart, UserPromptPart
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

from bench.peers.common import Task, Tools, Turn, main


def make_turn(task: Task, tools: Tools) -> Turn:
    """The agent, run on the task's messages."""
    model = OpenAIChatModel("scripted", provider=OpenAIProvider(base_url=task.model_url, api_key="bench"))
    agent = Agent(
        model,
        instructions=task.system,
        tools=[tools.search_knowledge, tools.collect_compliment, tools.ask_a_person],
    )

    async def turn() -> str:
        history: list[ModelMessage] = [
            ModelRequest([UserPromptPart(text)]) if role == "user" else ModelResponse([TextPart(text)])
            for role, text in task.history
        ]
        return (await agent.run(task.question, message_history=history)).output

    return turn


if __name__ == "__main__":
    main(f"pydantic-ai {version('pydantic-ai-slim')}", make_turn)
