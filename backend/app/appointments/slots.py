"""What a conversation was offered. The agent books nothing else (promise A2)."""

from base64 import b32encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from app.appointments.booking import When
from app.appointments.diary import Diary
from app.platform.database import Connection, Database

_ISSUE = """
insert into offered_slots (workspace_id, conversation_id, id, service_id, calendar_version, starts_at, ends_at,
  busy_from, busy_until, resource_ids)
select $1, $2, slot.id, $3, $4, slot.starts_at, slot.ends_at, slot.busy_from, slot.busy_until, slot.takers::uuid[]
from unnest($5::text[], $6::timestamptz[], $7::timestamptz[], $8::timestamptz[], $9::timestamptz[], $10::text[])
  as slot (id, starts_at, ends_at, busy_from, busy_until, takers)
on conflict (workspace_id, conversation_id, id) do update set offered_at = now(), service_id = excluded.service_id,
  calendar_version = excluded.calendar_version, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
  busy_from = excluded.busy_from, busy_until = excluded.busy_until, resource_ids = excluded.resource_ids
"""
_FIND = """
select service_id, starts_at from offered_slots where workspace_id = $1 and conversation_id = $2 and id = $3
"""


@dataclass(frozen=True, slots=True)
class Offer:
    """A time for a service that was offered."""

    service_id: UUID | None
    starts_at: datetime


async def issue(
    connection: Connection, workspace_id: UUID, conversation_id: UUID, service_id: UUID | None, diary: Diary,
    found: Mapping[datetime, Sequence[UUID]],
) -> list[str]:  # fmt: skip
    """Ids of these times, in the same order; of each, who has time by this diary. The same time has the same id
    whenever it is offered in this conversation.
    """
    times = [When.of(at, diary.need) for at in found]
    ids = [_id(conversation_id, service_id, at) for at in found]
    takers = [f"{{{','.join(map(str, each))}}}" for each in found.values()]
    columns = zip(
        *((when.starts_at, when.ends_at, when.busy_from, when.busy_until) for when in times), strict=True
    )
    if times:
        await connection.execute(
            _ISSUE, workspace_id, conversation_id, service_id, diary.version, ids, *map(list, columns), takers
        )
    return ids


async def find(
    connection: Connection, workspace_id: UUID, conversation_id: UUID, slot_id: str
) -> Offer | None:
    """What this id stands for; None: this conversation was never offered it."""
    row = await connection.fetchrow(_FIND, workspace_id, conversation_id, slot_id)
    return Offer(row["service_id"], row["starts_at"]) if row else None


async def forget_old(database: Database) -> None:
    """Offers of last week, and held times that nobody came back for."""
    await database.crossing.execute("delete from offered_slots where offered_at < now() - interval '7 days'")
    # Not at once: a turn that takes long may still make a booking of it.
    await database.crossing.execute(
        "delete from appointments where status = 'held' and held_until < now() - interval '1 hour'"
    )


def _id(conversation_id: UUID, service_id: UUID | None, at: datetime) -> str:
    """Short, so that a model copies it without a mistake. No secret: what counts is that it was offered here."""
    digest = sha256(f"{conversation_id} {service_id} {at.timestamp():.0f}".encode()).digest()
    return b32encode(digest)[:7].decode().lower()
