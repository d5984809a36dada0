"""An agent answers a question that no customer asked, to see what it would say. Nothing is written and nothing sent."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from app.agents.tools import ToolContext, ToolSource
from app.brain.asking import Asking
from app.brain.context import AGENT_COLUMNS, FACTS, TurnContext, Unanswered, agent_of, facts_of
from app.brain.loop import Escalate, Final, think
from app.brain.prompt import build_messages
from app.inbox.claim import Claim
from app.llm.errors import ModelError
from app.platform.database import Database
from app.platform.ids import new_id

_READ = f"""
select {AGENT_COLUMNS}, ({FACTS}) as facts, w.name as business, w.timezone, now() as now
from agents g join workspaces w on w.id = g.workspace_id left join house_rules h on h.workspace_id = g.workspace_id
where g.workspace_id = $1 and g.id = $2
"""


class Rehearsal:
    """Asks agents. One for the process."""

    def __init__(self, database: Database, asking: Asking, sources: Sequence[ToolSource]) -> None:
        self._database = database
        self._asking = asking
        self._sources = sources

    async def answer(self, workspace_id: UUID, agent_id: UUID, question: str) -> str | None:
        """What the agent's own model says after reading what it may read; None where there is no agent, or no model
        that answers. It is the model's draft: the checks of what is sent are not applied.
        """
        async with self._database.tenant_road(workspace_id) as connection:
            row = await connection.fetchrow(_READ, workspace_id, agent_id)
        if row is None:
            return None
        context = _context(row, workspace_id, question)
        agent = agent_of(row)
        tools = [tool for source in self._sources for tool in source.tools_for(agent.permissions & {"read"})]
        whose = ToolContext(
            workspace_id, agent_id, context.claim.thread_id, context.conversation_id, context.contact_id,
            top_k=agent.top_k, facts=context.facts, said=[question],
        )  # fmt: skip
        said = None
        try:
            model = self._asking.open(agent.model, agent)
            async for step in think(
                model, build_messages(context, agent), tools, whose, temperature=agent.llm_temperature,
                max_tokens=agent.llm_max_tokens,
            ):  # fmt: skip
                if isinstance(step, Final | Escalate):
                    said = step.text
        except ModelError:
            return None
        return said


def _context(row: Any, workspace_id: UUID, question: str) -> TurnContext:
    """The beginning of a turn in a conversation that nobody has."""
    now = row["now"]
    line = Unanswered(new_id(), "text", question, question, now.timestamp(), now.timestamp())
    return TurnContext(
        claim=Claim(new_id(), workspace_id, 0),
        now=now,
        arrivals=1,
        waiting_since=now,
        tried_since=None,
        failures=0,
        machine_streak=0,
        turns_last_hour=0,
        turns_last_day=0,
        people_handle=False,
        is_stopped=False,
        account_well=True,
        last_customer_at=now,
        channel="instagram",
        network_account_id="",
        token_encrypted=None,
        customer_id="",
        contact_id=new_id(),
        conversation_id=new_id(),
        business=row["business"],
        timezone=row["timezone"],
        agent=None,
        facts=facts_of(row["facts"]),
        unanswered=[line],
        unanswered_ids=[line.id],
        history=[],
    )
