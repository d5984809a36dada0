"""What others may listen to."""

from dataclasses import dataclass
from typing import Literal, TypeAlias
from uuid import UUID

from app.platform.events import Event

Change: TypeAlias = Literal["booked", "moved", "edited", "cancelled", "completed", "no_show"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentChanged(Event):
    """A booking was made, or something became of it; by a person, an agent, or neither: a program with a key."""

    appointment_id: UUID
    change: Change
    user_id: UUID | None
    agent_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarFeedChanged(Event):
    """Somebody made an address under which the calendar can be read, or took it away."""

    feed_id: UUID
    change: Literal["made", "revoked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class BusyCalendarChanged(Event):
    """Somebody had another calendar read, or no longer."""

    calendar_id: UUID
    change: Literal["added", "removed"]
