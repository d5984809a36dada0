"""Tables of this domain."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class BookingSettings(Base):
    """How a business takes bookings; without a row, as `diary_rows.DEFAULTS` says."""

    __tablename__ = "booking_settings"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    hours: Mapped[dict[str, Any]]
    """Day (mon to sun) to spans, as [["09:00", "17:30"]]."""
    notice_minutes: Mapped[int]
    horizon_days: Mapped[int]
    step_minutes: Mapped[int]
    hold_minutes: Mapped[int]


class Service(Base):
    """What can be booked. Appointments keep pointing at one that was removed."""

    __tablename__ = "services"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    name: Mapped[str]
    duration_minutes: Mapped[int]
    buffer_before_minutes: Mapped[int]
    buffer_after_minutes: Mapped[int]
    price_minor: Mapped[int | None]
    currency: Mapped[str | None]
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class Resource(Base):
    """Who or what is booked: a person of the team, a chair. One booking at a time."""

    __tablename__ = "resources"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    name: Mapped[str]
    kind: Mapped[str]
    hours: Mapped[dict[str, Any] | None]
    """None: those of the business."""
    is_first: Mapped[bool]
    """The one that a business begins with."""
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class ServiceResource(Base):
    """Who can do a service; no row for a service: everybody."""

    __tablename__ = "service_resources"

    workspace_id: Mapped[UUID]
    service_id: Mapped[UUID] = mapped_column(primary_key=True)
    resource_id: Mapped[UUID] = mapped_column(primary_key=True)


class SpecialDay(Base):
    """Days that are not like their weekday; no spans: closed. Of two for the same day the newer counts."""

    __tablename__ = "special_days"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    resource_id: Mapped[UUID | None]
    first_day: Mapped[date]
    last_day: Mapped[date]
    spans: Mapped[list[Any]]
    note: Mapped[str]
    created_at: Mapped[datetime]


class Appointment(Base):
    """A booking; or, while its status is `held`, a time kept for somebody who decides, which no list shows."""

    __tablename__ = "appointments"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    resource_id: Mapped[UUID]
    service_id: Mapped[UUID | None]
    agent_id: Mapped[UUID | None]
    user_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    conversation_id: Mapped[UUID | None]
    customer_name: Mapped[str | None]
    customer_surname: Mapped[str | None]
    subject: Mapped[str | None]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    status: Mapped[str]
    created_via: Mapped[str]
    cancellation_reason: Mapped[str | None]
    confirmed_at: Mapped[datetime | None]
    """When the customer answered a reminder with yes."""
    email_encrypted: Mapped[bytes | None] = mapped_column(deferred=True)
    phone_encrypted: Mapped[bytes | None] = mapped_column(deferred=True)
    created_at: Mapped[datetime]


class AppointmentChange(Base):
    """What became of an appointment, and who did it."""

    __tablename__ = "appointment_changes"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    appointment_id: Mapped[UUID]
    at: Mapped[datetime]
    change: Mapped[str]
    actor: Mapped[str]
    user_id: Mapped[UUID | None]
    agent_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]]


class WaitingEntry(Base):
    """Somebody who waits for a time."""

    __tablename__ = "waiting_list"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    contact_id: Mapped[UUID | None]
    conversation_id: Mapped[UUID | None]
    agent_id: Mapped[UUID | None]
    service_id: Mapped[UUID | None]
    customer_name: Mapped[str]
    first_day: Mapped[date]
    last_day: Mapped[date]
    part_of_day: Mapped[str]
    status: Mapped[str]
    offered_starts_at: Mapped[datetime | None]
    offered_until: Mapped[datetime | None]
    told_by: Mapped[str | None]
    created_at: Mapped[datetime]
