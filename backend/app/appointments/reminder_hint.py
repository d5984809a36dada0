"""While booking, the agent asks for a way to reach the customer and says why, where the business sends reminders."""

from typing import Final
from uuid import UUID

from app.conversations.said import said_in
from app.platform.database import Connection
from app.reach import address_in, number_in, region_of

HINT: Final = (
    "This business reminds customers of their appointments. Ask once for an e-mail address or a telephone number, and "
    "say why: confirmation and reminder come by e-mail, and by telephone the team can reach them. Do not repeat what "
    "they give. Book without it if they would rather not."
)

_ASKED_FOR: Final = """
select w.timezone from workspaces w join reminder_settings s on s.workspace_id = w.id and s.is_on
where w.id = $1 and not exists (
  select from contacts
  where workspace_id = $1 and id = $2 and (email_encrypted is not null or phone_encrypted is not null))
"""


async def reminder_hint(
    connection: Connection, workspace_id: UUID, contact_id: UUID, conversation_id: UUID
) -> str | None:
    """What the model is told about it; None: there is nothing to ask for, or they gave it in this conversation."""
    timezone = await connection.fetchval(_ASKED_FOR, workspace_id, contact_id)
    if timezone is None:
        return None
    said = await said_in(connection, workspace_id, conversation_id)
    is_given = address_in(said) or number_in(said, region_of(timezone))
    return None if is_given else HINT
