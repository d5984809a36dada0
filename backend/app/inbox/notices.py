"""A line of our own that no turn has decided, such as that nobody could come yet. It leaves like any other message."""

from uuid import UUID

from app.inbox import places
from app.platform.database import Connection
from app.platform.ids import new_id

_PLAN = """
with message as (
  insert into messages (id, workspace_id, conversation_id, thread_id, sender_type, kind, content, status)
  values ($1, $2, $3, $4, 'assistant', 'notice', $5, 'planned')
),
talked as (
  update conversations set message_count = message_count + 1, last_message_at = now() where id = $3
)
insert into send_parts (id, workspace_id, message_id, thread_id, ordinal, text, status, settle_after)
values ($6, $2, $1, $4, 1, $5, 'planned', now())
"""


async def announce(
    connection: Connection, workspace_id: UUID, thread_id: UUID, conversation_id: UUID, text: str
) -> UUID:
    """Plan the line in the caller's transaction; its id. It goes out over no person, no stop, and no closed window.

    It takes the thread. A caller who takes other rows as well takes the thread before them (docs/states.md).
    """
    message_id = new_id()
    await places.hold(connection, thread_id)
    await connection.execute(_PLAN, message_id, workspace_id, conversation_id, thread_id, text, new_id())
    return message_id
