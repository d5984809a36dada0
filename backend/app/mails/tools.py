"""What an agent may do by mail: write to the owner, and to nobody else (promise T2)."""

from typing import Any

from app.agents.tools import BadArguments, Tool, ToolContext, ToolResult, text_argument, text_parameters
from app.mails import outbox
from app.mails.outbox import Draft
from app.platform.database import Connection, Database

_LONGEST_SUBJECT = 150
_LONGEST_BODY = 4000
_MOST_A_DAY = 5  # of one conversation

# The confirmed addresses of those to whom the business belongs. The model names none.
_OWNERS = """
select u.id, u.email,
  (select count(*) from mails where workspace_id = $1 and conversation_id = $2 and kind = 'from_agent'
     and created_at > now() - interval '1 day') as lately
from memberships m join users u on u.id = m.user_id
where m.workspace_id = $1 and m.role = 'owner' and u.email_verified_at is not null
"""


def send_email(database: Database) -> Tool:
    """The tool that writes to the owner."""

    async def run(context: ToolContext, arguments: dict[str, Any]) -> ToolResult:
        subject = " ".join(text_argument(arguments, "subject", _LONGEST_SUBJECT).split())
        body = text_argument(arguments, "body", _LONGEST_BODY)
        owners = await database.crossing.fetch(_OWNERS, context.workspace_id, context.conversation_id)
        if not owners:
            raise BadArguments("The owner has no confirmed address. Call ask_a_person instead.")
        if owners[0]["lately"] >= _MOST_A_DAY:
            raise BadArguments(
                "The owner got enough mails about this conversation today. Call ask_a_person instead."
            )
        drafts = [
            Draft(
                "from_agent",
                owner["email"],
                owner["id"],
                subject,
                body,
                context.agent_id,
                context.conversation_id,
            )
            for owner in owners
        ]

        async def effect(connection: Connection) -> None:
            await outbox.write(connection, context.workspace_id, drafts)

        return ToolResult({"status": "on its way to the owner"}, effect=effect, result="email_sent")

    return Tool(
        name="send_email",
        description="Write an e-mail to the owner of the business, and to nobody else: a wish, a message or a question "
        "that the owner should read later. Not for urgent matters: then call ask_a_person. Tell the customer that you "
        "wrote to the owner, never that the owner answered.",
        parameters=text_parameters(
            subject="What it is about, in a few words.",
            body="What the owner should know, in full sentences, with what the customer said.",
        ),
        run=run,
        permission="email",
    )
