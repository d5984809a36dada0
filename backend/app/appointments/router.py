"""HTTP of appointments."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query
from fastapi.responses import StreamingResponse

from app.appointments import export, repository, service
from app.appointments.diary import Asked
from app.appointments.errors import InThePast, NoSuchTime, NotBooked, OutsideHours, SlotTaken
from app.appointments.local_time import begin_of, day_of, end_of
from app.appointments.models import Appointment
from app.appointments.repository import Filter
from app.appointments.schemas import (
    AppointmentChangeBody,
    AppointmentCreate,
    AppointmentDetail,
    AppointmentRead,
    Availability,
    Cancellation,
    ChangeRead,
    Status,
)
from app.appointments.setup_schemas import NearDay
from app.contacts.router import OurVault
from app.contacts.service import opened
from app.people.access import Db, Reader, Teammate
from app.platform import clock
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.database import Database, get_database
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import Invalid, NotFound, problems
from app.reach import readable

router = APIRouter(prefix="/api", tags=["appointments"])

_LONGEST_LOOK = 62
_A_WEEK = timedelta(days=6)
_HINT = "appointment.changed"


def _wanted(
    agent_id: UUID | None = None,
    status: Status | None = None,
    date_from: Annotated[NearDay | None, Query(description="A day of the business's calendar")] = None,
    date_to: Annotated[NearDay | None, Query(description="The last day, included")] = None,
) -> Filter:
    return Filter(agent_id, status, date_from, date_to)


Wanted = Annotated[Filter, Depends(_wanted)]


@router.get("/appointments", responses=problems(BadCursor))
async def list_appointments(
    scope: Reader, db: Db, wanted: Wanted, limit: Limit = 50, cursor: CursorParam = None
) -> Page[AppointmentRead]:
    """Bookings, the latest first."""
    zone = await repository.zone_of(db, scope)
    rows = await repository.page(db, scope, wanted, zone, after=read_cursor(cursor), limit=limit + 1)
    return one_page([read_one(row, zone) for row in rows], limit, lambda row: (row.starts_at, row.id))


@router.get("/appointments/export", response_class=StreamingResponse)
async def export_appointments(
    scope: Reader, wanted: Wanted, database: Annotated[Database, Depends(get_database)]
) -> StreamingResponse:
    """The same bookings as a CSV file."""
    headers = {"Content-Disposition": 'attachment; filename="appointments.csv"'}
    return StreamingResponse(
        export.as_csv(database, scope, wanted), media_type="text/csv; charset=utf-8", headers=headers
    )


@router.post(
    "/appointments",
    status_code=201,
    responses=problems(NotFound, Invalid, InThePast, OutsideHours, NoSuchTime, SlotTaken),
)
async def create_appointment(
    scope: Teammate, db: Db, hints: LiveHints, vault: OurVault, wish: AppointmentCreate
) -> AppointmentRead:
    """Book a time for a customer. Where it is taken, the answer names the nearest free ones."""
    made = await service.book(db, scope, vault, wish, now=clock.now())
    tell_after_commit(db, hints, _HINT, made.id)
    return read_one(made, await repository.zone_of(db, scope))


@router.get("/appointments/{appointment_id}", responses=problems(NotFound))
async def read_appointment(scope: Reader, db: Db, vault: OurVault, appointment_id: UUID) -> AppointmentDetail:
    """One booking, and what became of it."""
    found = await service.find(db, appointment_id)
    sealed = await repository.ways_of(db, appointment_id) if scope.user_id else (None, None)
    email, phone = (opened(vault, found.contact_id or found.id, each) for each in sealed)
    read = read_one(found, await repository.zone_of(db, scope))
    changes = await repository.changes_of(db, appointment_id)
    return AppointmentDetail(
        **read.model_dump(),
        customer_email=email,
        customer_phone=readable(phone) if phone else None,
        changes=[ChangeRead.model_validate(each, from_attributes=True) for each in changes],
    )


@router.put(
    "/appointments/{appointment_id}",
    responses=problems(NotFound, Invalid, InThePast, OutsideHours, NoSuchTime, SlotTaken, NotBooked),
)
async def change_appointment(
    scope: Teammate,
    db: Db,
    hints: LiveHints,
    vault: OurVault,
    appointment_id: UUID,
    wish: AppointmentChangeBody,
) -> AppointmentRead:
    """Move it, or write down something else about it."""
    changed = await service.change(db, scope, vault, appointment_id, wish, now=clock.now())
    tell_after_commit(db, hints, _HINT, appointment_id)
    return read_one(changed, await repository.zone_of(db, scope))


@router.put("/appointments/{appointment_id}/cancel", responses=problems(NotFound, NotBooked))
async def cancel_appointment(
    scope: Teammate, db: Db, hints: LiveHints, appointment_id: UUID, wish: Cancellation | None = None
) -> AppointmentRead:
    """Call it off; its time is free again."""
    changed = await service.cancel(db, scope, appointment_id, wish.reason if wish else None)
    tell_after_commit(db, hints, _HINT, appointment_id)
    return read_one(changed, await repository.zone_of(db, scope))


@router.put("/appointments/{appointment_id}/complete", responses=problems(NotFound, NotBooked))
async def complete_appointment(
    scope: Teammate, db: Db, hints: LiveHints, appointment_id: UUID
) -> AppointmentRead:
    """The customer came."""
    changed = await service.finish(db, scope, appointment_id, "completed")
    tell_after_commit(db, hints, _HINT, appointment_id)
    return read_one(changed, await repository.zone_of(db, scope))


@router.put("/appointments/{appointment_id}/no-show", responses=problems(NotFound, NotBooked))
async def mark_no_show(scope: Teammate, db: Db, hints: LiveHints, appointment_id: UUID) -> AppointmentRead:
    """The customer did not come."""
    changed = await service.finish(db, scope, appointment_id, "no_show")
    tell_after_commit(db, hints, _HINT, appointment_id)
    return read_one(changed, await repository.zone_of(db, scope))


@router.get("/availability", responses=problems(NotFound, Invalid))
async def read_availability(
    scope: Reader,
    db: Db,
    date_from: Annotated[NearDay | None, Query(description="Today, when it is left out")] = None,
    date_to: Annotated[
        NearDay | None, Query(description="A week from the first day, when it is left out")
    ] = None,
    service_id: UUID | None = None,
) -> Availability:
    """When the agent may book something, at most two months at once."""
    now = clock.now()
    zone = await repository.zone_of(db, scope)
    first = date_from or day_of(now, zone)
    last = date_to or first + _A_WEEK
    if not 0 <= (last - first).days < _LONGEST_LOOK:
        raise Invalid(f"Ask for at most {_LONGEST_LOOK} days, the last one not before the first.")
    asked = Asked(begin_of(first, zone), end_of(last, zone), service_id=service_id)
    _, slots = await service.free_slots(db, scope, asked, now=now)
    return Availability(timezone=str(zone), items=slots)


def read_one(found: Appointment, zone: ZoneInfo) -> AppointmentRead:
    """A booking as the API shows it."""
    local = found.starts_at.astimezone(zone)
    shown = {name: getattr(found, name) for name in AppointmentRead.model_fields if hasattr(found, name)}
    return AppointmentRead.model_validate(
        shown
        | {"appointment_date": local.date(), "appointment_time": f"{local:%H:%M}", "timezone": str(zone)}
    )
