"""What people do with appointments. Times are the business's; `now` is an argument."""

from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.agents import service as agents
from app.appointments import booking, repository
from app.appointments.booking import Actor, For, When
from app.appointments.diary import Asked, Diary, nearest_free, read_diary
from app.appointments.errors import InThePast, NotBooked, OutsideHours, SlotTaken
from app.appointments.local_time import moment, read_clock, read_day, whole_minute
from app.appointments.models import Appointment
from app.appointments.schemas import AppointmentChangeBody, AppointmentCreate, Slot
from app.contacts import service as contacts
from app.platform.crypto import Vault
from app.platform.database import Connection, Scope, raw_connection
from app.platform.problems import NotFound

_WAYS = {"customer_email": "email_encrypted", "customer_phone": "phone_encrypted"}
_DONE = {"completed": ("booked", "no_show"), "no_show": ("booked", "completed")}


async def find(db: AsyncSession, appointment_id: UUID, *, lock: bool = False) -> Appointment:
    """The appointment; raises `NotFound` when this workspace has no such one."""
    found = await repository.find(db, appointment_id, lock=lock)
    if found is None:
        raise NotFound("There is no such appointment.")
    return found


async def book(
    db: AsyncSession, scope: Scope, vault: Vault, wish: AppointmentCreate, *, now: datetime
) -> Appointment:
    """Book a time. Hours bind a person only once the business has services.

    Raises `NoSuchTime`, `InThePast`, `OutsideHours`, `SlotTaken` with the nearest free times, `NotFound`, `Invalid`.
    """
    starts_at = await _moment_of(db, scope, wish)
    _refuse_past(starts_at, now)
    if wish.agent_id is not None:
        await agents.find(db, wish.agent_id)
    connection = await raw_connection(db)
    asked = Asked.at(
        starts_at, service_id=wish.service_id, resource_id=wish.resource_id, minutes=wish.duration_minutes
    )
    diary = await read_diary(connection, scope.workspace_id, asked)
    when = When.of(starts_at, diary.need)
    takers = await _takers(connection, scope, asked, diary, when, now)
    contact_id = None
    if wish.customer_email or wish.customer_phone:
        contact_id = await contacts.known_as(
            db,
            scope,
            vault,
            name=_full_name(wish),
            email=wish.customer_email,
            phone=wish.customer_phone,
            now=now,
        )
    whom = For(
        service_id=wish.service_id, agent_id=wish.agent_id, contact_id=contact_id, name=wish.customer_name,
        surname=wish.customer_surname, subject=wish.subject,
    )  # fmt: skip
    connection = await raw_connection(db)
    made = await booking.take(connection, scope.workspace_id, takers, when, whom, Actor(scope.user_id))
    if made is None:
        raise await _taken(connection, scope, asked, diary, starts_at, now)
    booked = await find(db, made)
    if contact_id is not None:
        await _keep_ways(db, vault, booked, contact_id, wish)
    return booked


async def change(
    db: AsyncSession,
    scope: Scope,
    vault: Vault,
    appointment_id: UUID,
    wish: AppointmentChangeBody,
    *,
    now: datetime,
) -> Appointment:
    """Move it, or write down something else about it. Raises as `book`, and `NotBooked`."""
    found = await find(db, appointment_id, lock=True)
    if found.status != "booked":
        raise NotBooked(f"It is {found.status.replace('_', ' ')}. Book a new one.", status_now=found.status)
    if wish.has_time or wish.resource_id or wish.duration_minutes:
        await _move(db, scope, found, wish, now)
    fields = sorted(wish.model_fields_set & {"customer_name", "customer_surname", "subject"})
    edited = [field for field in fields if field != "customer_name" or wish.customer_name]
    edited = [field for field in edited if getattr(found, field) != getattr(wish, field)]
    for field in edited:
        setattr(found, field, getattr(wish, field))
    edited += await _change_ways(db, vault, found, wish)
    if edited:
        connection = await raw_connection(db)
        facts = {"fields": edited}
        await booking.note(connection, scope.workspace_id, found.id, "edited", Actor(scope.user_id), facts)
    await db.flush()
    return await find(db, appointment_id, lock=True)


async def cancel(db: AsyncSession, scope: Scope, appointment_id: UUID, reason: str | None) -> Appointment:
    """Call it off, which frees its time; again changes nothing. Raises `NotFound` or `NotBooked`."""
    found = await find(db, appointment_id, lock=True)
    if found.status != "cancelled":
        if found.status != "booked":
            raise NotBooked(
                "It is over, so it cannot be cancelled any more. Say whether the customer came.",
                status_now=found.status,
            )
        connection = await raw_connection(db)
        await booking.cancel(connection, scope.workspace_id, found.id, reason, Actor(scope.user_id))
    return await find(db, appointment_id, lock=True)


async def finish(
    db: AsyncSession, scope: Scope, appointment_id: UUID, outcome: Literal["completed", "no_show"]
) -> Appointment:
    """Say that the customer came (`completed`) or did not (`no_show`); the one can be put right by the other.

    Raises `NotFound`, or `NotBooked` for what was cancelled.
    """
    found = await find(db, appointment_id, lock=True)
    if found.status == outcome:
        return found
    if found.status not in _DONE[outcome]:
        raise NotBooked("It was cancelled. If they come after all, book a new one.", status_now=found.status)
    found.status = outcome
    connection = await raw_connection(db)
    await booking.note(connection, scope.workspace_id, found.id, outcome, Actor(scope.user_id))
    return found


async def free_slots(
    db: AsyncSession, scope: Scope, asked: Asked, *, now: datetime
) -> tuple[Diary, list[Slot]]:
    """Times that the agent may offer, in their order, and the diary they come from. Raises `NotFound`."""
    diary = await read_diary(await raw_connection(db), scope.workspace_id, asked)
    found = diary.slots(asked.begin, asked.end, now, for_agent=True)
    return diary, [slot(at, takers, diary) for at, takers in found.items()]


def slot(at: datetime, takers: list[UUID], diary: Diary) -> Slot:
    """A free time as the API shows it."""
    local = at.astimezone(diary.zone)
    ends_at = at + timedelta(minutes=diary.need.duration)
    return Slot(
        starts_at=at, ends_at=ends_at, appointment_date=local.date(), appointment_time=f"{local:%H:%M}",
        resource_ids=takers,
    )  # fmt: skip


async def _move(
    db: AsyncSession, scope: Scope, found: Appointment, wish: AppointmentChangeBody, now: datetime
) -> None:
    starts_at = await _moment_of(db, scope, wish) if wish.has_time else found.starts_at
    if starts_at != found.starts_at:
        _refuse_past(starts_at, now)
    lasts = (found.ends_at - found.starts_at) // timedelta(minutes=1)
    asked = Asked.at(
        starts_at, service_id=found.service_id, resource_id=wish.resource_id or found.resource_id,
        minutes=wish.duration_minutes or lasts, moving=found.id,
    )  # fmt: skip
    connection = await raw_connection(db)
    diary = await read_diary(connection, scope.workspace_id, asked)
    when = When.of(starts_at, diary.need)
    [resource_id] = await _takers(connection, scope, asked, diary, when, now)
    moved = await booking.move(
        connection, scope.workspace_id, found.id, resource_id, when, Actor(scope.user_id), was=found.starts_at
    )
    if not moved:
        raise await _taken(connection, scope, asked, diary, starts_at, now)
    await db.refresh(found)


async def _moment_of(
    db: AsyncSession, scope: Scope, wish: AppointmentCreate | AppointmentChangeBody
) -> datetime:
    if wish.starts_at is not None:
        return whole_minute(wish.starts_at)
    day, clock = read_day(wish.appointment_date or ""), read_clock(wish.appointment_time or "")
    return moment(day, clock, await repository.zone_of(db, scope))


def _refuse_past(starts_at: datetime, now: datetime) -> None:
    if starts_at < now:
        raise InThePast("That time has passed. Choose one that is still to come.")


async def _takers(
    connection: Connection, scope: Scope, asked: Asked, diary: Diary, when: When, now: datetime
) -> list[UUID]:
    """Who may be booked then, and has time. Raises `OutsideHours` or `SlotTaken`."""
    takers = diary.is_open(when.starts_at, when.ends_at) if diary.has_services else list(diary.calendars)
    if not takers:
        near = await _near(connection, scope, asked, diary, when.starts_at, now)
        raise OutsideHours("It is closed then. Choose a time within the opening hours.", nearest=near)
    free = [each for each in takers if diary.is_free(each, when.starts_at)]
    if not free:
        raise await _taken(connection, scope, asked, diary, when.starts_at, now)
    return free


async def _taken(
    connection: Connection, scope: Scope, asked: Asked, diary: Diary, starts_at: datetime, now: datetime
) -> SlotTaken:
    """The refusal, with what is free now that somebody else was quicker."""
    near = await _near(connection, scope, asked, diary, starts_at, now)
    return SlotTaken("Somebody else has that time. Choose another one.", nearest=near)


async def _near(
    connection: Connection, scope: Scope, asked: Asked, diary: Diary, wanted: datetime, now: datetime
) -> list[dict[str, str]]:
    _, found = await nearest_free(connection, scope.workspace_id, asked, wanted, now, for_agent=False)
    return [_told(at, diary) for at in found]


def _told(at: datetime, diary: Diary) -> dict[str, str]:
    local = at.astimezone(diary.zone)
    ends_at = local + timedelta(minutes=diary.need.duration)
    return {
        "starts_at": local.isoformat(),
        "ends_at": ends_at.astimezone(diary.zone).isoformat(),
        "appointment_date": f"{local:%Y-%m-%d}",
        "appointment_time": f"{local:%H:%M}",
    }


async def _keep_ways(
    db: AsyncSession, vault: Vault, booked: Appointment, contact_id: UUID, wish: AppointmentCreate
) -> None:
    """Keep with the booking what was typed for it and is not the customer's as they are known."""
    known = await contacts.find(db, vault, contact_id)
    if wish.customer_email and wish.customer_email != known.email:
        booked.email_encrypted = vault.seal(wish.customer_email)
    if wish.customer_phone and wish.customer_phone != known.phone:
        booked.phone_encrypted = vault.seal(wish.customer_phone)
    await db.flush()


async def _change_ways(
    db: AsyncSession, vault: Vault, found: Appointment, wish: AppointmentChangeBody
) -> list[str]:
    """Keep another address or number for this appointment; gives what has changed."""
    named = [field for field in _WAYS if field in wish.model_fields_set]
    if named:
        await db.refresh(found, [_WAYS[field] for field in named])
    changed = []
    for field in named:
        kept = contacts.opened(vault, found.contact_id or found.id, getattr(found, _WAYS[field]))
        wanted = getattr(wish, field)
        if wanted != kept:
            setattr(found, _WAYS[field], vault.seal(wanted) if wanted else None)
            changed.append(field)
    return changed


def _full_name(wish: AppointmentCreate) -> str:
    return f"{wish.customer_name} {wish.customer_surname or ''}".strip()
