"""What a customer said, with what they answered by it."""

from uuid import UUID

from app.platform.database import Connection
from app.reach import Line

_MOST = 100

_SAID = f"""
select sender_type = 'customer' as is_theirs, content from messages
where workspace_id = $1 and conversation_id = $2 and sender_type in ('customer', 'assistant', 'human')
  and deleted_at is null
order by created_at desc, id desc limit {_MOST}
"""  # noqa: S608 - a number of our own


async def said_in(connection: Connection, workspace_id: UUID, conversation_id: UUID) -> list[Line]:
    """The customer's lines in this conversation, the newest first, each with our line before it."""
    found: list[Line] = []
    ours = ""
    for row in reversed(await connection.fetch(_SAID, workspace_id, conversation_id)):
        if row["is_theirs"]:
            found.append(Line(row["content"] or "", ours))
        else:
            ours = row["content"] or ""
    return found[::-1]
