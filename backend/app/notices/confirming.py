"""A customer who answers a reminder with a plain yes has confirmed; anything else is the agent's to understand."""

from uuid import UUID

from app.platform.database import Connection

# The booking of which this customer was reminded in the thread, if nobody has said anything since, in this conversation
# or in one that began later; and if the reminder did not come upon a question that stood open: whose yes is it then?
_REMINDED_OF = """
select a.id from appointments a
join reminders r on r.workspace_id = a.workspace_id and r.appointment_id = a.id and r.starts_at = a.starts_at
join messages m on m.workspace_id = r.workspace_id and m.id = r.message_id
where a.workspace_id = $1 and a.contact_id = $2 and a.status = 'booked' and a.starts_at > now()
  and m.thread_id = $3 and m.status in ('sent', 'delivered', 'read') and not exists (
    select from conversations c
    join messages x on x.workspace_id = c.workspace_id and x.conversation_id = c.id
    where c.workspace_id = m.workspace_id and c.thread_id = m.thread_id and c.last_message_at >= m.created_at
      and x.sender_type in ('assistant', 'human') and x.created_at > m.created_at)
  and not exists (
    select from (
      select x.sender_type, x.content, x.created_at from messages x
      where x.workspace_id = m.workspace_id and x.conversation_id = m.conversation_id and x.created_at < m.created_at
        and x.sender_type <> 'system'
      order by x.created_at desc, x.id desc limit 1) before
    where before.sender_type <> 'customer' and before.content like '%?%'
      and before.created_at > m.created_at - interval '1 hour')
order by m.created_at desc limit 1
"""
# Of the time that they were reminded of: it may have moved since the yes was read.
_CONFIRM = """
update appointments a set confirmed_at = now()
where a.workspace_id = $1 and a.id = $2 and a.status = 'booked' and a.starts_at > now() and exists (
  select from reminders r where r.workspace_id = a.workspace_id and r.appointment_id = a.id
    and r.starts_at = a.starts_at and r.message_id is not null)
"""


async def reminded_of(
    connection: Connection, workspace_id: UUID, contact_id: UUID, thread_id: UUID
) -> UUID | None:
    """The booking to which a yes in this thread would belong now."""
    found: UUID | None = await connection.fetchval(_REMINDED_OF, workspace_id, contact_id, thread_id)
    return found


async def confirm(connection: Connection, workspace_id: UUID, appointment_id: UUID) -> None:
    """The customer says that they will come."""
    await connection.execute(_CONFIRM, workspace_id, appointment_id)
