"""What the booking of an offered time needs to know, read at once."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.appointments.diary import Diary, diary_of
from app.appointments.diary_rows import COLUMNS, DIARY, SOURCES
from app.appointments.slots import Offer
from app.platform.database import Connection
from app.platform.problems import NotFound

# This customer's bookings to come, and the one that is this very wish already; and what this conversation holds for a
# booking at that time: by a turn that started again, or by an earlier call of this one whose wish has changed.
_READ = f"""
with asked as (
  select service_id, null::int as minutes, starts_at as begins, starts_at + interval '1 minute' as ends,
    $2::uuid as of_conversation, null::uuid as moving
  from offered_slots where workspace_id = $1 and conversation_id = $2 and id = $3
),
{DIARY}
select {COLUMNS}, upcoming.*,
  (select h.id from appointments h where h.workspace_id = $1 and h.conversation_id = $2 and h.status = 'held'
    and h.customer_name is not null and h.busy_from < setup.begins + setup.lasts + setup.after
    and h.busy_until > setup.begins - setup.before order by h.created_at limit 1) as pending_id
from {SOURCES}
cross join lateral (
  select count(*) as upcoming, array_agg(a.id)
      filter (where a.starts_at = setup.begins and a.service_id is not distinct from setup.service_id) as same_ids
  from appointments a
  where a.workspace_id = $1 and a.contact_id = $4 and a.status = 'booked' and a.starts_at > $5
) upcoming
"""  # noqa: S608 - texts of our own


@dataclass(frozen=True, slots=True)
class Order:
    """A time that was offered, and what stands in the way of it."""

    offer: Offer
    diary: Diary
    upcoming: int
    """How many bookings to come this customer has."""
    same_id: UUID | None
    """The booking that is this very wish."""
    pending_id: UUID | None
    """What the conversation holds already."""


async def read_order(
    connection: Connection, workspace_id: UUID, conversation_id: UUID, slot_id: str, contact_id: UUID, now: datetime
) -> Order | None:  # fmt: skip
    """Read it; None: this conversation was never offered such a slot (promise A2). Raises `NotFound` for a service that
    was taken away since.
    """
    row = await connection.fetchrow(_READ, workspace_id, conversation_id, slot_id, contact_id, now)
    if row is None:
        return None
    if row["service_id"] is not None and (row["known_service_id"] is None or row["removed_at"] is not None):
        raise NotFound("There is no such service.")
    return Order(
        offer=Offer(row["service_id"], row["begins"]),
        diary=diary_of(row),
        upcoming=row["upcoming"],
        same_id=row["same_ids"][0] if row["same_ids"] else None,
        pending_id=row["pending_id"],
    )
