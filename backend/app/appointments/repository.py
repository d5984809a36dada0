"""Reading appointments. Sessions are bound to a workspace, and the database lets them see no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.appointments.local_time import begin_of, end_of
from app.appointments.models import Appointment, AppointmentChange
from app.appointments.schemas import Status
from app.contacts.models import Contact
from app.people.models import Workspace
from app.platform.database import Scope


@dataclass(frozen=True, slots=True)
class Filter:
    """Which appointments a list shows; None: all. Days are the business's, both included."""

    agent_id: UUID | None = None
    status: Status | None = None
    date_from: date | None = None
    date_to: date | None = None


async def zone_of(db: AsyncSession, scope: Scope) -> ZoneInfo:
    """The business's time zone."""
    query = sa.select(Workspace.timezone).where(Workspace.id == scope.workspace_id)
    return ZoneInfo((await db.execute(query)).scalar_one())


async def page(
    db: AsyncSession, scope: Scope, wanted: Filter, zone: ZoneInfo, *, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[Appointment]:  # fmt: skip
    """Appointments, the latest first, at most `limit`."""
    return list((await db.execute(listed(scope, wanted, zone, after, limit))).scalars())


def listed(
    scope: Scope, wanted: Filter, zone: ZoneInfo, after: tuple[datetime, UUID] | None, limit: int
) -> sa.Select[Appointment]:
    """The query of `page`."""
    query = (
        sa.select(Appointment)
        .where(Appointment.workspace_id == scope.workspace_id, sa.text("status <> 'held'"))
        .order_by(Appointment.starts_at.desc(), Appointment.id.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(
            sa.tuple_(Appointment.starts_at, Appointment.id) < sa.tuple_(*map(sa.literal, after))
        )
    if wanted.agent_id is not None:
        query = query.where(Appointment.agent_id == wanted.agent_id)
    if wanted.status is not None:
        # Few appointments ended, and those have an index; most are booked (migration 0023).
        state = Appointment.status if wanted.status == "booked" else sa.column("ended_as")
        query = query.where(state == wanted.status)
    if wanted.date_from is not None:
        query = query.where(Appointment.starts_at >= begin_of(wanted.date_from, zone))
    if wanted.date_to is not None:
        query = query.where(Appointment.starts_at < end_of(wanted.date_to, zone))
    return query


async def find(db: AsyncSession, appointment_id: UUID, *, lock: bool = False) -> Appointment | None:
    """An appointment of this workspace; a hold is none."""
    query = sa.select(Appointment).where(Appointment.id == appointment_id, Appointment.status != "held")
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    return (await db.execute(query)).scalar_one_or_none()


async def ways_of(db: AsyncSession, appointment_id: UUID) -> tuple[bytes | None, bytes | None]:
    """The customer's address and number, sealed: given for this appointment, else kept with the customer."""
    query = (
        sa.select(
            sa.func.coalesce(Appointment.email_encrypted, Contact.email_encrypted),
            sa.func.coalesce(Appointment.phone_encrypted, Contact.phone_encrypted),
        )
        .outerjoin(Contact, Contact.id == Appointment.contact_id)
        .where(Appointment.id == appointment_id)
    )
    found = (await db.execute(query)).one_or_none()  # the customer may have been erased just now
    return (found[0], found[1]) if found else (None, None)


async def changes_of(db: AsyncSession, appointment_id: UUID) -> Sequence[AppointmentChange]:
    """Its history, the oldest first."""
    query = sa.select(AppointmentChange).where(AppointmentChange.appointment_id == appointment_id)
    return list((await db.execute(query.order_by(AppointmentChange.at, AppointmentChange.id))).scalars())
