"""The booking of an offered time, in one statement: what stands in its way, and the time held where nothing does."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from app.appointments.booking import For, When
from app.appointments.diary_rows import DEFAULTS
from app.platform.database import Connection
from app.platform.ids import new_id

MOST_UPCOMING: Final = 5

# Function of migration 0024: it binds the workspace itself, since a transaction for it would be two round trips more.
_HOLD = "select * from hold_offered($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"


@dataclass(frozen=True, slots=True)
class Order:
    """A time that was offered, and what became of the wish to book it."""

    service_id: UUID | None
    starts_at: datetime
    zone: ZoneInfo
    upcoming: int
    """How many bookings to come this customer has."""
    same_id: UUID | None
    """The booking that is this very wish."""
    pending_id: UUID | None
    """What the conversation holds already, at this time."""
    held_id: UUID | None
    """What is held for the booking now."""
    was_free: bool
    when: When | None
    """What the booking takes; None: hours, services or people have changed since, so that the calendar has to be looked
    at again.
    """
    takers: list[UUID]
    """Who had time when it was offered."""
    held_until: datetime


async def hold_offered(
    road: "Connection | asyncpg.Pool[asyncpg.Record]",
    workspace_id: UUID,
    slot_id: str,
    whom: For,
    now: datetime,
) -> Order | None:
    """Hold the time for a booking of this customer, unless something stands in the way; None: this conversation was
    never offered such a slot (promise A2). What is booked, and for how long, the offer says, not `whom`.

    Needs no transaction around it, and makes the one it is in one that does not wait for the disk.
    """
    row = await road.fetchrow(
        _HOLD, workspace_id, whom.conversation_id, slot_id, whom.contact_id, whom.agent_id, whom.name, whom.surname,
        whom.subject, new_id(), now, MOST_UPCOMING, DEFAULTS["hold_minutes"],
    )  # fmt: skip
    if row is None:
        return None
    when = When(row["starts_at"], row["ends_at"], row["busy_from"], row["busy_until"])
    return Order(
        service_id=row["service_id"],
        starts_at=row["starts_at"],
        zone=ZoneInfo(row["timezone"]),
        upcoming=row["upcoming"],
        same_id=row["same_id"],
        pending_id=row["pending_id"],
        held_id=row["held_id"],
        was_free=row["was_free"],
        when=when if row["is_current"] else None,
        takers=row["resource_ids"] or [],
        held_until=row["held_until"],
    )
