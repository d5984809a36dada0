"""The network tells us what the account itself said. Either we said it, or a person did in the network's own app.

Ours is found by the network's id, or, when the echo overtakes the answer to our send (or the answer was lost), by
the text of a part that is under way. While a part of ours with other words is under way, the echo waits a little:
networks change a text now and then. Until it is decided the agent begins nothing in its thread. Anything else was a
person, who takes over, unless it looks like an automatic reply of the network, about which the owner is asked once, or
was said while another app held the thread: then it is kept as `system` and the agent goes on (promise H1).
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import asyncpg
import orjson

from app.channels.events import Attachment, Echo
from app.conversations.automatic_replies import LOOKS
from app.inbox import places
from app.inbox.arrived import Arrived, Changed
from app.inbox.parts import add_up
from app.inbox.postponed import postpone
from app.inbox.revisions import forget_if_taken_back
from app.platform.database import Connection
from app.platform.ids import new_id

TAKE_OVER = timedelta(minutes=240)

_OURS = f"""
with spot as ({places.SPOT}),
ours as (
  select p.id, p.message_id, m.conversation_id from spot
  join send_parts p on p.workspace_id = spot.workspace_id and p.thread_id = spot.thread_id
  join messages m on m.workspace_id = p.workspace_id and m.id = p.message_id
  where p.network_message_id = $4
     or (p.network_message_id is null and p.status in ('sending', 'unknown') and btrim(p.text) = btrim($5))
  order by p.network_message_id nulls last, p.created_at limit 1
),
settled as (
  update send_parts p set status = 'sent', network_message_id = $4, settle_after = null, error_code = null,
    error_text = null
  from ours where p.id = ours.id and p.status in ('sending', 'unknown') returning p.id
)
select spot.workspace_id, ours.message_id, ours.conversation_id as spoken_in,
  exists (select from settled) as is_settled,
  exists (select from send_parts p where p.workspace_id = spot.workspace_id and p.thread_id = spot.thread_id
          and p.status = 'sending') as is_under_way
from spot left join ours on true
"""

# Nobody types within 5 s of the customer's line, and nobody types the same to three customers: so says the rule.
# What the owner has said about a text goes before what it looks like.
_LOOKS_AUTOMATIC = """
select
  (select verdict from automatic_replies where account_id = $2 and fingerprint = md5($5)) as verdict,
  exists (
    select from messages where workspace_id = $1 and conversation_id = $4 and sender_type = 'customer'
      and network_time between $6::timestamptz - interval '5 seconds' and $6 and created_at > $6 - interval '1 day'
  ) as too_quick,
  (select count(distinct m.thread_id) from messages m join threads t on t.workspace_id = m.workspace_id
     and t.id = m.thread_id
   where m.workspace_id = $1 and md5(m.content) = md5($5) and m.sender_type in ('human', 'system')
     and m.created_at > now() - interval '30 days' and t.account_id = $2 and m.thread_id <> $3) >= 2 as said_to_many
"""

_ASK_OWNER = """
insert into automatic_replies (id, workspace_id, account_id, fingerprint, content, because)
values ($1, $2, $3, md5($4), $4, $5) on conflict (account_id, fingerprint) do nothing returning id
"""

_STORE = """
with spoken as (
  insert into messages (id, workspace_id, conversation_id, thread_id, sender_type, kind, content, parts, status,
                        network_message_id, network_time, reason_code, reason_text)
  values ($1, $2, $3, $4, $5, $6, $7, $8, 'sent', $9, $10, $12, $13)
)
update conversations set message_count = message_count + 1, last_message_at = greatest(last_message_at, $11)
where id = $3
"""

_TAKE_OVER = """
with taken as (
  update threads set handled_by = 'people', paused_until = now() + $3::interval, reply_due_at = null,
    waiting_since = null
  where id = $2
)
update messages set status = 'silent', reason_code = 'person_replied',
  reason_text = 'A person of the team answered in the app.'
where workspace_id = $1 and thread_id = $2 and status in ('received', 'waiting')
"""


@dataclass(frozen=True, slots=True)
class _NoPerson:
    """Why what the account said is no sign of a person, and what the owner is asked about it, if it is asked now."""

    code: str
    text: str
    question_id: UUID | None = None


_IN_STANDBY = _NoPerson("another_app", "Said while another app of the business held this conversation.")
_AS_DECIDED = _NoPerson("automatic_reply", "An automatic reply, as your team has said.")


async def settle_echo(connection: Connection, arrived: Arrived, echo: Echo) -> Changed | None:
    """Mark our own part as sent, keep an automatic reply, or let the person who wrote take over."""
    spot = await places.keep_event(connection, arrived.arrival, echo, "echo")
    if spot is None:
        await forget_if_taken_back(connection, arrived, echo)
        return None
    who = (echo.channel, echo.network_account_id, echo.customer_id)
    row = await connection.fetchrow(_OURS, *who, echo.message_id, echo.text)
    if row is None:
        return None
    if row["message_id"] is not None:
        if not row["is_settled"]:
            return None
        await add_up(connection, row["message_id"])
        return Changed(row["workspace_id"], row["spoken_in"])
    if row["is_under_way"] and await postpone(connection, arrived, spot["thread_id"]):
        await places.forget_event(connection, echo)
        return None
    await places.make(connection, echo)
    place = await connection.fetchrow(places.SPOT, *who)
    assert place is not None
    return await _store_foreign(connection, arrived, echo, place)


async def _store_foreign(
    connection: Connection, arrived: Arrived, echo: Echo, place: asyncpg.Record
) -> Changed:
    """Somebody else than us spoke for the account: a person or a machine."""
    workspace_id: UUID = place["workspace_id"]
    await places.hold(connection, place["thread_id"])
    no_person = _IN_STANDBY if echo.in_standby else await _automatic(connection, arrived, echo, place)
    await connection.execute(
        _STORE, new_id(), workspace_id, place["conversation_id"], place["thread_id"],
        "system" if no_person else "human", "text" if echo.text.strip() else "media", echo.text,
        parts_of(echo.attachments), echo.message_id, arrived.sent_at, arrived.received_at,
        no_person and no_person.code, no_person and no_person.text,
    )  # fmt: skip
    if no_person is None:
        await connection.execute(_TAKE_OVER, workspace_id, place["thread_id"], TAKE_OVER)
    return Changed(
        workspace_id, place["conversation_id"], question_id=no_person.question_id if no_person else None
    )


async def _automatic(
    connection: Connection, arrived: Arrived, echo: Echo, place: asyncpg.Record
) -> _NoPerson | None:
    """Why it counts as a reply that the network or another program gives by itself; asks the owner about it, once."""
    looks = await connection.fetchrow(
        _LOOKS_AUTOMATIC, place["workspace_id"], place["account_id"], place["thread_id"], place["conversation_id"],
        echo.text, arrived.sent_at,
    )  # fmt: skip
    assert looks is not None
    if looks["verdict"] is not None:
        return _AS_DECIDED if looks["verdict"] == "automatic" else None
    has_words = bool(echo.text.strip())
    if not (looks["too_quick"] or (looks["said_to_many"] and has_words)):
        return None
    because = "said_to_many" if looks["said_to_many"] and has_words else "too_quick"
    question_id = None
    if has_words:
        question_id = await connection.fetchval(
            _ASK_OWNER, new_id(), place["workspace_id"], place["account_id"], echo.text, because
        )
    return _NoPerson("automatic_reply", f"It counts as an automatic reply. {LOOKS[because]}", question_id)


def parts_of(attachments: tuple[Attachment, ...]) -> str:
    """Attachments as the `parts` column keeps them: what kind, and the network's own link."""
    return orjson.dumps([{"type": a.type, "url": a.url, "title": a.title} for a in attachments]).decode()
