"""The waiting list: whoever waits for a time is offered the first one that fits and comes free, in the order in which
they came. An offer is a held time like any other (docs/decisions/0009), so that it cannot go to two people.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from app.appointments import booking
from app.appointments.booking import Actor, For, When
from app.appointments.diary import Asked, Diary, read_diary
from app.appointments.errors import NothingOffered, TooManyWaiting
from app.appointments.events import AppointmentChanged
from app.appointments.local_time import begin_of, day_of, end_of
from app.appointments.waiting_schemas import PartOfDay
from app.platform.database import Connection
from app.platform.ids import new_id
from app.platform.jobs import enqueue
from app.platform.problems import NotFound

SERVE_WAITING: Final = "serve_waiting_list"
KEPT_FOR = timedelta(minutes=30)
# Nobody is written to at night, and an offer that nobody sees would only lapse.
_WRITES_FROM, _WRITES_UNTIL = time(8), time(21)
_MOST_OF_ONE, _MOST = 5, 500
_AT_ONCE = 50
_MOST_TRIES = 5
_PARTS: Final[dict[PartOfDay, tuple[time, time]]] = {
    "any": (time(), time.max),
    "morning": (time(), time(12)),
    "afternoon": (time(12), time(17)),
    "evening": (time(17), time.max),
}

_COUNT = """
select count(*) as here, count(*) filter (where contact_id = $2) as of_contact from waiting_list
where workspace_id = $1 and status in ('waiting', 'offered')
"""
_JOIN = """
insert into waiting_list (id, workspace_id, contact_id, conversation_id, agent_id, service_id, customer_name, first_day,
  last_day, part_of_day, email_encrypted, phone_encrypted)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
"""
_IS_WAITING = """
select exists (select from waiting_list where workspace_id = $1 and contact_id = $2 and status in ('waiting', 'offered')
  and service_id is not distinct from $3 and first_day = $4 and last_day = $5)
"""
_SOMEBODY_WAITS = (
    "select exists (select from waiting_list where workspace_id = $1 and status in ('waiting', 'offered'))"
)
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtext('waiting list ' || $1))"
# They have what they waited for: a booking in those days.
_HAS_BOOKED = """
exists (select from appointments a where a.workspace_id = w.workspace_id and a.contact_id = w.contact_id
  and a.status = 'booked' and a.service_id is not distinct from w.service_id
  and a.starts_at >= w.first_day - interval '1 day' and a.starts_at < w.last_day + interval '2 days')
"""
_SETTLE = f"""
update waiting_list w set status = case when {_HAS_BOOKED} then 'booked' else 'lapsed' end
where workspace_id = $1 and (status = 'offered' and offered_until <= $2
  or status = 'waiting' and (last_day < $3 or {_HAS_BOOKED}))
returning held_id
"""  # noqa: S608 - a text of our own
# What is kept for somebody who did not answer; a booking that is being made of it has a name.
_LET_GO = """
delete from appointments where workspace_id = $1 and id = any($2::uuid[]) and status = 'held' and customer_name is null
"""
_IN_LINE = """
select l.id, l.contact_id, l.conversation_id, l.agent_id, l.service_id, l.customer_name, l.first_day, l.last_day,
  l.part_of_day, coalesce(l.phone_encrypted, k.phone_encrypted) as phone_encrypted
from waiting_list l left join contacts k on k.workspace_id = l.workspace_id and k.id = l.contact_id
where l.workspace_id = $1 and l.status = 'waiting' order by l.created_at, l.id limit $2
"""
# What was typed for them goes over to what may become their booking.
_OFFER = """
with entry as (
  update waiting_list set status = 'offered', held_id = $3, offered_starts_at = $4, offered_until = $5, told_by = $6
  where workspace_id = $1 and id = $2 returning email_encrypted, phone_encrypted
)
update appointments a set email_encrypted = entry.email_encrypted, phone_encrypted = entry.phone_encrypted
from entry where a.workspace_id = $1 and a.id = $3
"""
_LAPSE = "update waiting_list set status = 'lapsed' where workspace_id = $1 and id = $2"
_REMOVE = """
update waiting_list set status = 'removed' where workspace_id = $1 and id = $2 and status in ('waiting', 'offered')
returning held_id
"""
_IS_HERE = "select true from waiting_list where workspace_id = $1 and id = $2"
_TAKE_OFFER = """
update waiting_list w set status = 'booked' from appointments a
where w.workspace_id = $1 and w.id = $2 and w.status = 'offered' and a.workspace_id = $1 and a.id = w.held_id
  and a.status = 'held' returning a.id, w.customer_name
"""
_NAME = "update appointments set customer_name = $3 where workspace_id = $1 and id = $2"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waits, and for what. Days are the business's, both included."""

    customer_name: str
    first_day: date
    last_day: date
    part_of_day: PartOfDay = "any"
    service_id: UUID | None = None
    contact_id: UUID | None = None
    conversation_id: UUID | None = None
    agent_id: UUID | None = None
    email_encrypted: bytes | None = None
    phone_encrypted: bytes | None = None
    """The way to reach them that a person typed, sealed (promise T4)."""


@dataclass(frozen=True, slots=True)
class Offered:
    """A time that is kept for somebody now, and whom to tell."""

    entry_id: UUID
    contact_id: UUID | None
    conversation_id: UUID | None
    customer_name: str
    starts_at: datetime
    until: datetime
    zone: ZoneInfo
    held_id: UUID
    phone_encrypted: bytes | None


async def join(connection: Connection, workspace_id: UUID, wish: Waiting) -> UUID:
    """Put somebody on the list; a fitting time that is free already is offered at once. Raises `TooManyWaiting`."""
    await refuse_too_many(connection, workspace_id, wish.contact_id)
    entry_id = new_id()
    await connection.execute(
        _JOIN, entry_id, workspace_id, wish.contact_id, wish.conversation_id, wish.agent_id, wish.service_id,
        wish.customer_name, wish.first_day, wish.last_day, wish.part_of_day, wish.email_encrypted, wish.phone_encrypted,
    )  # fmt: skip
    await enqueue(connection, SERVE_WAITING, workspace_id=workspace_id)
    return entry_id


async def refuse_too_many(connection: Connection, workspace_id: UUID, contact_id: UUID | None) -> None:
    """Raise `TooManyWaiting` where one more would be."""
    count = await connection.fetchrow(_COUNT, workspace_id, contact_id)
    assert count is not None
    if count["here"] >= _MOST or count["of_contact"] >= _MOST_OF_ONE:
        raise TooManyWaiting("Take somebody off the list first, or book one of the free times.")


async def is_waiting(connection: Connection, workspace_id: UUID, wish: Waiting) -> bool:
    """Whether this customer waits for the same already."""
    found: bool = await connection.fetchval(
        _IS_WAITING, workspace_id, wish.contact_id, wish.service_id, wish.first_day, wish.last_day
    )
    return found


async def leave(connection: Connection, workspace_id: UUID, entry_id: UUID) -> None:
    """Take somebody off the list; what was kept for them is free for the next. Raises `NotFound`."""
    gone = await connection.fetchrow(_REMOVE, workspace_id, entry_id)
    if gone is not None:
        await connection.execute(_LET_GO, workspace_id, [gone["held_id"]])
        await enqueue(connection, SERVE_WAITING, workspace_id=workspace_id)
    elif not await connection.fetchval(_IS_HERE, workspace_id, entry_id):
        raise NotFound("There is no such entry on the waiting list.")


async def book(connection: Connection, workspace_id: UUID, entry_id: UUID, actor: Actor) -> UUID:
    """Make a booking of the time that is kept for them. Raises `NotFound`, or `NothingOffered`."""
    taken = await connection.fetchrow(_TAKE_OFFER, workspace_id, entry_id)
    if taken is None:
        if not await connection.fetchval(_IS_HERE, workspace_id, entry_id):
            raise NotFound("There is no such entry on the waiting list.")
        raise NothingOffered("Wait for a time to come free, or book another one for this customer.")
    await connection.execute(_NAME, workspace_id, taken["id"], taken["customer_name"])
    await booking.confirm(connection, workspace_id, taken["id"], actor)
    held_id: UUID = taken["id"]
    return held_id


async def on_appointment(connection: Connection, event: AppointmentChanged) -> None:
    """A time may have come free: whoever waits is served soon."""
    if event.change in ("cancelled", "moved") and await connection.fetchval(
        _SOMEBODY_WAITS, event.workspace_id
    ):
        await enqueue(connection, SERVE_WAITING, workspace_id=event.workspace_id)


async def serve(connection: Connection, workspace_id: UUID, zone: ZoneInfo, now: datetime) -> list[Offered]:
    """End what has lapsed, and keep free times for those who are next, one each. One process serves a workspace at a
    time; the caller tells them, and commits.
    """
    await connection.execute(_ONE_AT_A_TIME, str(workspace_id))
    settled = await connection.fetch(_SETTLE, workspace_id, now, day_of(now, zone))
    held = [row["held_id"] for row in settled if row["held_id"] is not None]
    if held:
        await connection.execute(_LET_GO, workspace_id, held)
    if not _WRITES_FROM <= now.astimezone(zone).time() < _WRITES_UNTIL:
        return []
    found = []
    for entry in await connection.fetch(_IN_LINE, workspace_id, _AT_ONCE):
        offered = await _offer(connection, workspace_id, entry, zone, now)
        if offered is not None:
            found.append(offered)
    return found


async def told(connection: Connection, workspace_id: UUID, offered: Offered, way: str) -> None:
    """Note how they, or the owner for them, were told: `message` or `mail`."""
    await connection.execute(
        _OFFER, workspace_id, offered.entry_id, offered.held_id, offered.starts_at, offered.until, way
    )


async def _offer(
    connection: Connection, workspace_id: UUID, entry: asyncpg.Record, zone: ZoneInfo, now: datetime
) -> Offered | None:
    begin = max(begin_of(entry["first_day"], zone), now + 2 * KEPT_FOR)
    end = end_of(entry["last_day"], zone)
    if begin >= end:
        return None
    try:
        diary = await read_diary(connection, workspace_id, Asked(begin, end, service_id=entry["service_id"]))
    except NotFound:  # the service was taken away
        await connection.execute(_LAPSE, workspace_id, entry["id"])
        return None
    until, actor = now + KEPT_FOR, Actor(agent_id=entry["agent_id"])
    whom = For(
        service_id=entry["service_id"], agent_id=entry["agent_id"], contact_id=entry["contact_id"],
        conversation_id=entry["conversation_id"],
    )  # fmt: skip
    for at in _fitting(diary, begin, end, entry["part_of_day"], now):
        held_id = await booking.take(
            connection, workspace_id, diary.takers(at), When.of(at, diary.need), whom, actor, held_until=until,
        )  # fmt: skip
        if held_id is not None:
            return Offered(
                entry["id"], entry["contact_id"], entry["conversation_id"], entry["customer_name"], at, until, zone,
                held_id, entry["phone_encrypted"],
            )  # fmt: skip
    return None


def _fitting(
    diary: Diary, begin: datetime, end: datetime, part: PartOfDay, now: datetime
) -> Sequence[datetime]:
    """The first free times that fit."""
    since, until = _PARTS[part]
    starts = diary.slots(begin, end, now, for_agent=True)
    fitting = (at for at in starts if since <= at.astimezone(diary.zone).time() < until)
    return [at.astimezone(UTC) for at, _ in zip(fitting, range(_MOST_TRIES), strict=False)]
