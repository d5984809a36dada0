"""Step 4 of the road: a thread that is due is claimed, by one worker at a time (promise D3).

The lease number only grows. Whoever wants to say something must still hold the number it claimed with, so a worker
that was paused, cut off or killed is known by its old one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from app.platform.database import Database

LEASE = timedelta(seconds=15)
RENEW_SECONDS = 5

# A thread in which an echo waits that may be a person's is left alone until that is known.
_CLAIM = """
with due as (
  select id from threads where reply_due_at <= now() and (lease_until is null or lease_until < now())
    and not exists (select from raw_events r where r.holds_thread = threads.id and r.unpacked_at is null)
  order by reply_due_at limit $1 for update skip locked
)
update threads t set lease_until = now() + $2::interval, lease_number = t.lease_number + 1
from due where t.id = due.id
returning t.id, t.workspace_id, t.lease_number
"""

_RENEW = """
update threads t set lease_until = now() + $3::interval
from unnest($1::uuid[], $2::bigint[]) as held (id, number)
where t.id = held.id and t.lease_number = held.number and t.lease_until is not null
"""

_GIVE_BACK = """
update threads t set lease_until = null
from unnest($1::uuid[], $2::bigint[]) as held (id, number)
where t.id = held.id and t.lease_number = held.number
"""


_POSTPONE = """
update threads set lease_until = null, failures = failures + 1,
  reply_due_at = now() + least(interval '5 seconds' * 2 ^ least(failures, 10), interval '10 minutes')
where id = $1 and lease_number = $2
"""


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to answer one thread, as long as the number is the thread's newest."""

    thread_id: UUID
    workspace_id: UUID
    lease_number: int


async def claim_due(database: Database, most: int) -> list[Claim]:
    """Claim up to `most` threads that are due, the longest due first."""
    rows = await database.crossing.fetch(_CLAIM, most, LEASE)
    return [Claim(row["id"], row["workspace_id"], row["lease_number"]) for row in rows]


async def renew(database: Database, claims: Iterable[Claim]) -> None:
    """Keep the leases of turns that are still under way, all in one statement."""
    held = list(claims)
    if held:
        await database.crossing.execute(
            _RENEW, [c.thread_id for c in held], [c.lease_number for c in held], LEASE
        )


async def postpone(database: Database, claim: Claim) -> None:
    """A turn ended in a way nobody foresaw: try again later, and later still when it happens again."""
    await database.crossing.execute(_POSTPONE, claim.thread_id, claim.lease_number)


async def give_back(database: Database, claims: Iterable[Claim]) -> None:
    """Let another worker have these threads at once (we are stopping)."""
    held = list(claims)
    if held:
        await database.crossing.execute(
            _GIVE_BACK, [c.thread_id for c in held], [c.lease_number for c in held]
        )
