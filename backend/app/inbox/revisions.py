"""A message is changed or taken back, before or after it was answered, or even before it arrived (promise D4)."""

from app.channels import meta
from app.channels.events import CustomerMessage, MessageDeleted, MessageEdited
from app.inbox import places
from app.inbox.arrived import Arrived, Changed, Pace
from app.inbox.postponed import postpone
from app.platform.database import Connection

_TAKEN_BACK = "taken back before it arrived"
# A network lets people edit a few times only; these are the keys under which edits may have been stored.
_MOST_EDITS = 20

# The thread is held, so whether the message is unanswered does not change under our feet. Counting an arrival makes a
# turn that has read the old words start again.
_EDIT = """
with edited as (
  update messages set content = $4, edit_number = $5, edited_at = $6
  where workspace_id = $1 and thread_id = $2 and network_message_id = $3 and deleted_at is null and edit_number < $5
  returning conversation_id, sender_type = 'customer' and status in ('received', 'waiting') as is_unanswered
),
again as (
  update threads t set arrivals = t.arrivals + 1, waiting_since = coalesce(t.waiting_since, $7),
    reply_due_at = least($7 + $8::interval, coalesce(t.waiting_since, $7) + $9::interval)
  from edited where t.id = $2 and edited.is_unanswered
)
select (select conversation_id from edited) as conversation_id,
  exists (select from messages where workspace_id = $1 and thread_id = $2 and network_message_id = $3) as is_known
"""

# A message of ours may have left in parts; what is taken back is one of them.
_ERASE = """
with parts as (
  update send_parts set text = '' where workspace_id = $1 and thread_id = $2 and network_message_id = $3
  returning message_id
),
old as (
  select id, sender_type = 'customer' and status in ('received', 'waiting') as is_unanswered from messages
  where workspace_id = $1 and thread_id = $2 and (network_message_id = $3 or id in (select message_id from parts))
),
erased as (
  update messages m set
    content = coalesce((select string_agg(p.text, E'\\n\\n' order by p.ordinal) from send_parts p
                        where p.workspace_id = $1 and p.message_id = m.id and p.network_message_id is distinct from $3),
                       ''),
    parts = '[]', context = null, deleted_at = now(),
    status = case when is_unanswered then 'silent' else m.status end,
    reason_code = case when is_unanswered then 'taken_back' else m.reason_code end,
    reason_text = case when is_unanswered then 'The customer took the message back.' else m.reason_text end
  from old where m.id = old.id
  returning m.id, m.conversation_id, is_unanswered
),
again as (
  update threads t set arrivals = t.arrivals + 1 from erased where t.id = $2 and is_unanswered
)
select id, conversation_id from erased
"""

# What the model told its tools may quote the customer.
_ERASE_STEPS = """
update turns set steps = (
  select coalesce(jsonb_agg(case when step ? 'arguments' then step || '{"arguments": {}}' else step end), '[]')
  from jsonb_array_elements(steps) step)
where workspace_id = $1 and conversation_id = $2 and $3 = any(read_message_ids)
"""

_IS_TAKEN_BACK = """
select exists (select from events where channel = $1 and network_account_id = $2 and key = 'delete:' || $3)
"""

_BODIES = """
select r.arrival, r.body from raw_events r
where r.source <> 'postponed' and r.arrival in (
  select arrival from events where channel = $1 and network_account_id = $2 and key = any($3::text[])
)
"""


async def edit(connection: Connection, arrived: Arrived, event: MessageEdited, pace: Pace) -> Changed | None:
    """The words change; what is still unanswered is answered anew."""
    spot = await places.keep_event(connection, arrived.arrival, event, "edit")
    if spot is None:
        return None
    row = None
    if spot["thread_id"] is not None:
        await places.hold(connection, spot["thread_id"])
        row = await connection.fetchrow(
            _EDIT, spot["workspace_id"], spot["thread_id"], event.message_id, event.text, event.number,
            arrived.sent_at, arrived.received_at, pace.quiet, pace.longest,
        )  # fmt: skip
    if row is not None and row["conversation_id"] is not None:
        return Changed(spot["workspace_id"], row["conversation_id"])
    if row is not None and row["is_known"]:
        await places.explain(connection, event, "a later edit or a deletion came first")
    elif await postpone(connection, arrived):
        await places.forget_event(connection, event)
    else:
        await places.explain(connection, event, "the message it edits never arrived")
    return None


async def delete(connection: Connection, arrived: Arrived, event: MessageDeleted) -> Changed | None:
    """The content disappears everywhere. A message that comes after its deletion is not stored."""
    spot = await places.keep_event(connection, arrived.arrival, event, "delete")
    if spot is None:
        return None
    origin = f"{'echo' if event.by_account else 'message'}:{event.message_id}"
    await places.take_place(connection, arrived.arrival, event, origin, _TAKEN_BACK)
    await _forget_bodies(connection, event.channel, event.network_account_id, event.message_id)
    if spot["thread_id"] is None:
        return None
    await places.hold(connection, spot["thread_id"])
    erased = await connection.fetch(_ERASE, spot["workspace_id"], spot["thread_id"], event.message_id)
    for row in erased:
        await connection.execute(_ERASE_STEPS, spot["workspace_id"], row["conversation_id"], row["id"])
    return Changed(spot["workspace_id"], erased[0]["conversation_id"]) if erased else None


async def forget_if_taken_back(connection: Connection, arrived: Arrived, message: CustomerMessage) -> None:
    """A message that came (again) after its deletion leaves no words in the stored body either."""
    is_gone = await connection.fetchval(
        _IS_TAKEN_BACK, message.channel, message.network_account_id, message.message_id
    )
    if is_gone:
        body = await connection.fetchval("select body from raw_events where arrival = $1", arrived.arrival)
        await _forget_in_body(connection, arrived.arrival, body, message.message_id)


async def _forget_bodies(
    connection: Connection, channel: str, network_account_id: str, message_id: str
) -> None:
    """Take the message out of the stored bodies that brought it and its edits."""
    keys = [f"message:{message_id}", f"echo:{message_id}"]
    keys += [f"edit:{message_id}:{number}" for number in range(1, _MOST_EDITS + 1)]
    for row in await connection.fetch(_BODIES, channel, network_account_id, keys):
        await _forget_in_body(connection, row["arrival"], row["body"], message_id)


async def _forget_in_body(connection: Connection, arrival: int, body: bytes, message_id: str) -> None:
    await connection.execute(
        "update raw_events set body = $2 where arrival = $1", arrival, meta.without_message(body, message_id)
    )
