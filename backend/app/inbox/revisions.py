"""A message is changed or taken back, before or after it was answered, or even before it arrived (promise D4)."""

from collections.abc import Sequence

from app.channels import meta
from app.channels.events import CustomerMessage, Echo, MessageDeleted, MessageEdited
from app.inbox import places
from app.inbox.arrived import Arrived, Changed, Pace
from app.inbox.parts import add_up
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

# What the model told its tools may quote the customer, and so may an answer that was held back.
_ERASE_STEPS = """
update turns set steps = (
  select coalesce(jsonb_agg(case when step ? 'arguments' then step || '{"arguments": {}}'
    when step ->> 'kind' = 'blocked' then step || '{"text": "", "findings": []}' else step end), '[]')
  from jsonb_array_elements(steps) step)
where workspace_id = $1 and conversation_id = $2 and $3 = any(read_message_ids)
"""

_ERASE_DRAFTS = """
update suggestions s set text = '', status = case s.status when 'open' then 'outdated' else s.status end from turns t
where s.workspace_id = $1 and s.conversation_id = $2 and t.workspace_id = s.workspace_id and t.id = s.turn_id
  and $3 = any(t.read_message_ids)
"""

# Without its question an answer is out of place, unless something was done besides: that is worth knowing. Its first
# part decides: once that was begun, the rest goes out as well.
_CALL_OFF = """
with answers as (
  select a.id from send_parts p
  join messages a on a.workspace_id = p.workspace_id and a.id = p.message_id
  join conversations c on c.workspace_id = a.workspace_id and c.id = a.conversation_id
  join turns t on t.workspace_id = a.workspace_id and t.id = a.turn_id
  where p.workspace_id = $1 and p.thread_id = $2 and p.status = 'planned'
    and a.kind = 'text' and a.author_user_id is null and c.result = 'answered'
    and not exists (select from messages q where q.workspace_id = t.workspace_id and q.id = any(t.read_message_ids)
                    and q.deleted_at is null)
),
first as (
  update send_parts set status = 'failed', settle_after = null, error_code = $3, error_text = $4
  where workspace_id = $1 and message_id in (select id from answers) and ordinal = 1 and status = 'planned'
  returning message_id
),
rest as (
  update send_parts set status = 'failed', settle_after = null, error_code = $3, error_text = $4
  where workspace_id = $1 and message_id in (select message_id from first) and ordinal > 1
)
select message_id from first
"""
_WITHOUT_QUESTION = "The customer took back what it answers before it went out."

# Storing an event locks its row, and so does its deletion: whichever comes later knows of the other.
_REPEATED = """
with noted as (
  update events set repeats = repeats || $5::bigint
  where channel = $1 and network_account_id = $2 and key = $4 and arrival <> $5 and $5 <> all (repeats)
)
select exists (select from events where channel = $1 and network_account_id = $2 and key = 'delete:' || $3)
"""

_BROUGHT_BY = """
select arrival || repeats as arrivals from events
where channel = $1 and network_account_id = $2 and key = any($3::text[]) order by key for update
"""


async def edit(connection: Connection, arrived: Arrived, event: MessageEdited, pace: Pace) -> Changed | None:
    """The words change; what is still unanswered is answered anew."""
    spot = await places.keep_event(connection, arrived.arrival, event, "edit")
    if spot is None:
        await forget_if_taken_back(connection, arrived, event)
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
    if await forget_if_taken_back(connection, arrived, event):
        await places.explain(connection, event, "the message was taken back")
    elif row is not None and row["is_known"]:
        await places.explain(connection, event, "a later edit came first")
    elif await postpone(connection, arrived):
        await places.forget_event(connection, event)
    else:
        await places.explain(connection, event, "the message it edits never arrived")
    return None


async def delete(connection: Connection, arrived: Arrived, event: MessageDeleted) -> Changed | None:
    """The content disappears everywhere. A message that comes after its deletion is not stored."""
    spot = await places.keep_event(connection, arrived.arrival, event, "delete")
    thread_id = None
    if spot is not None:
        origin = f"{'echo' if event.by_account else 'message'}:{event.message_id}"
        await places.take_place(connection, arrived.arrival, event, origin, _TAKEN_BACK)
        thread_id = spot["thread_id"]
    if thread_id is not None:
        await places.hold(connection, thread_id)
    await _forget_bodies(connection, event)
    if spot is None or thread_id is None:
        return None
    erased = await connection.fetch(_ERASE, spot["workspace_id"], thread_id, event.message_id)
    for row in erased:
        await connection.execute(_ERASE_STEPS, spot["workspace_id"], row["conversation_id"], row["id"])
        await connection.execute(_ERASE_DRAFTS, spot["workspace_id"], row["conversation_id"], row["id"])
    called_off = await connection.fetch(
        _CALL_OFF, spot["workspace_id"], thread_id, "taken_back", _WITHOUT_QUESTION
    )
    for row in called_off:
        await add_up(connection, row["message_id"])
    return Changed(spot["workspace_id"], erased[0]["conversation_id"]) if erased else None


async def forget_if_taken_back(
    connection: Connection, arrived: Arrived, event: CustomerMessage | Echo | MessageEdited
) -> bool:
    """Whether the event's message was taken back; then the body that brought the event leaves no words either. Where
    another body brought it before, this one is remembered for the day when the message is.
    """
    is_taken_back: bool = await connection.fetchval(
        _REPEATED, event.channel, event.network_account_id, event.message_id, event.key, arrived.arrival
    )
    if is_taken_back:
        await _forget_in_bodies(connection, [arrived.arrival], event.message_id)
    return is_taken_back


async def _forget_bodies(connection: Connection, event: MessageDeleted) -> None:
    """Take the message out of the stored bodies that brought it and its edits."""
    message_id = event.message_id
    keys = [f"message:{message_id}", f"echo:{message_id}"]
    keys += [f"edit:{message_id}:{number}" for number in range(1, _MOST_EDITS + 1)]
    rows = await connection.fetch(_BROUGHT_BY, event.channel, event.network_account_id, keys)
    arrivals = [arrival for row in rows for arrival in row["arrivals"]]
    await _forget_in_bodies(connection, arrivals, message_id)


async def _forget_in_bodies(connection: Connection, arrivals: Sequence[int], message_id: str) -> None:
    rows = await connection.fetch(
        "select arrival, body from raw_events where arrival = any($1::bigint[]) order by arrival for update",
        arrivals,
    )
    for row in rows:
        rest = meta.without_message(row["body"], message_id)
        await connection.execute("update raw_events set body = $2 where arrival = $1", row["arrival"], rest)
