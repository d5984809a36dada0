"""What the parts of a message add up to: the message's own status."""

from uuid import UUID

from app.platform.database import Connection

_HOLD = "select from messages where id = $1 for update"

_ADD_UP = """
update messages m set status = case
    when bool_and_sent then 'sent' when any_failed then 'failed' when any_unknown then 'unknown'
    when any_begun then 'sending' else 'planned' end,
  reason_code = parts.error_code, reason_text = parts.error_text,
  network_message_id = coalesce(m.network_message_id, parts.first_network_id)
from (
  select message_id, bool_and(status = 'sent') as bool_and_sent, bool_or(status = 'failed') as any_failed,
    bool_or(status = 'unknown') as any_unknown, bool_or(status in ('sending', 'sent')) as any_begun,
    min(error_code) as error_code, min(error_text) as error_text,
    min(network_message_id) filter (where ordinal = 1) as first_network_id
  from send_parts where message_id = $1 group by message_id
) parts where m.id = parts.message_id and m.status not in ('delivered', 'read')
"""


async def add_up(connection: Connection, message_id: UUID) -> None:
    """Write down how a message stands after one of its parts changed in this transaction.

    The message is locked first, and looked at after that: two parts that end at the same instant would otherwise each
    count without the other, and the later one would undo what the earlier one wrote.
    """
    await connection.execute(_HOLD, message_id)
    await connection.execute(_ADD_UP, message_id)
