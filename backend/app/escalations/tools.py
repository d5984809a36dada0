"""What an agent may do when a person is needed."""

from typing import Any

from app.agents.tools import Tool, ToolContext, ToolResult, text_argument, text_parameters
from app.escalations import repository
from app.platform.database import Connection


async def _ask_a_person(context: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    reason = text_argument(arguments, "reason", 200)
    summary = str(arguments.get("summary") or "").strip()[:2000]

    async def escalate(connection: Connection) -> None:
        await repository.escalate(
            connection, context.workspace_id, context.thread_id, context.conversation_id, "agent_asked", reason,
            summary,
        )  # fmt: skip

    return ToolResult({"status": "escalated"}, effect=escalate, result="escalated", hands_over=True)


ASK_A_PERSON = Tool(
    name="ask_a_person",
    description="Fetch a person of the team: when the customer asks for one, complains, or needs something you cannot "
    "do or do not know. In the same message tell the customer, in their language, that a person will answer here. "
    "You are silent afterwards.",
    parameters=text_parameters(
        reason="Why a person is needed, in a few words.",
        summary="What the person should know, in a sentence or two.",
    ),
    run=_ask_a_person,
)
