"""While booking, the agent asks for a way to reach the customer and says why, where the business sends reminders."""

from typing import Final
from uuid import UUID

from app.platform.database import Connection

HINT: Final = (
    "This business reminds customers of their appointments. Ask once for an e-mail address or a telephone number, and "
    "say why: confirmation and reminder come by e-mail, and by telephone the team can reach them. Book without it if "
    "they would rather not."
)

# A reminder can reach whoever gave an address before, or has written one in this conversation.
_WANTED = """
select exists (select from reminder_settings where workspace_id = $1 and is_on)
  and not exists (select from contacts where workspace_id = $1 and id = $2 and email_encrypted is not null)
  and not exists (select from messages where workspace_id = $1 and conversation_id = $3 and sender_type = 'customer'
    and content like '%@%')
"""


async def reminder_hint(
    connection: Connection, workspace_id: UUID, contact_id: UUID, conversation_id: UUID
) -> str | None:
    """What the model is told about it; None: there is nothing to ask for."""
    wanted = await connection.fetchval(_WANTED, workspace_id, contact_id, conversation_id)
    return HINT if wanted else None
