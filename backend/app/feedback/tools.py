"""What an agent may do about praise."""

from typing import Any

from app.agents.tools import Tool, ToolContext, ToolResult, text_argument, text_parameters
from app.platform.database import Connection
from app.platform.ids import new_id

_LONGEST = 2000
_STORE = """
insert into compliments (id, workspace_id, agent_id, conversation_id, contact_id, content)
values ($1, $2, $3, $4, $5, $6)
"""


async def _collect_compliment(context: ToolContext, arguments: dict[str, Any]) -> ToolResult:
    content = text_argument(arguments, "content", _LONGEST)

    async def store(connection: Connection) -> None:
        await connection.execute(
            _STORE, new_id(), context.workspace_id, context.agent_id, context.conversation_id, context.contact_id,
            content,
        )  # fmt: skip

    return ToolResult({"status": "saved"}, effect=store, result="compliment")


COLLECT_COMPLIMENT = Tool(
    name="collect_compliment",
    description="Keep a customer's praise for the business. Call it when the customer compliments the business, its "
    "people or its work; not for a mere thank-you. Then thank the customer.",
    parameters=text_parameters(content="The praise in the customer's own words."),
    run=_collect_compliment,
    permission="write",
)
