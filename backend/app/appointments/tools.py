"""What an agent may do about appointments. The model chooses words and times; whose bookings these are, the server
knows (promise T2), and only a time that was offered in this conversation can be booked (promise A2).
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final, TypeAlias
from uuid import UUID

import asyncpg

from app.agents.tools import BadArguments, Tool, ToolContext, ToolResult
from app.appointments.agent_desk import AgentDesk, need_of
from app.appointments.booking import When
from app.appointments.diary import Asked, Diary
from app.appointments.local_time import begin_of, day_of, end_of, moment, read_clock, read_day
from app.appointments.tool_words import (
    LONGEST_NAME,
    named,
    required,
    span,
    spread,
    text,
    thinned,
    which_service,
)
from app.appointments.waiting_by_dm import wait
from app.platform import clock
from app.platform.database import Database
from app.platform.problems import Problem

_MOST_OF_A_DAY = 24
_SOON = timedelta(days=14)
_LONGEST_SUBJECT = 500
_HINT: Final = "appointment.changed"

_DESCRIPTION = """\
Look at the calendar and book, change or cancel this customer's appointments. First check_availability (with date and \
time when the customer named them): it gives slot ids, and the name the customer is known by. create and reschedule \
take one of these slot ids and nothing else. To move an appointment, check_availability takes its appointment_id. Read \
day and time back to the customer and book only when they agree. list shows this customer's own coming appointments \
with their ids. Where nothing suits them, offer the waiting list: wait takes the day they want, or no day for the next \
two weeks. Only a result with status booked, moved, cancelled or waiting means that it is done."""

_FIELDS: Final = {
    "service": "The service, by its name.",
    "date": "A day as YYYY-MM-DD.",
    "time": "A time as HH:MM on the business's clock.",
    "slot_id": "From check_availability.",
    "appointment_id": "From list. In check_availability: the appointment that is to be moved.",
    "name": "The customer's first name. Ask for it once, when it is not known.",
    "surname": "The customer's surname, if they said it.",
    "subject": "What it is about, in a few words of the customer.",
    "reason": "Why it is called off, if the customer said it.",
}

_Arguments: TypeAlias = dict[str, Any]
_Found: TypeAlias = Mapping[datetime, Sequence[UUID]]


def manage_appointment(database: Database) -> Tool:
    """The tool that books, changes and cancels."""

    async def run(context: ToolContext, arguments: _Arguments) -> ToolResult:
        action = _ACTIONS.get(str(arguments.get("action")))
        if action is None:
            raise BadArguments(f"`action` must be one of: {', '.join(_ACTIONS)}.")
        try:
            async with AgentDesk(database, context, clock.now()) as desk:
                return await action(desk, arguments)
        except Problem as refusal:
            raise BadArguments(refusal.detail) from None

    properties: dict[str, Any] = {"action": {"type": "string", "enum": list(_ACTIONS)}}
    properties |= {name: {"type": "string", "description": about} for name, about in _FIELDS.items()}
    return Tool(
        name="manage_appointment",
        description=_DESCRIPTION,
        parameters={
            "type": "object",
            "properties": properties,
            "required": ["action"],
            "additionalProperties": False,
        },
        run=run,
        permission="appointments",
    )


async def _check(desk: AgentDesk, arguments: _Arguments) -> ToolResult:
    moving = await _own(desk, arguments) if text(arguments, "appointment_id", 40) else None
    if moving is None:
        services = await desk.services()
        found_service = named(services, text(arguments, "service", LONGEST_NAME))
        if services and found_service is None:
            return which_service(services)
        service_id, service = (found_service["id"], found_service["name"]) if found_service else (None, None)
    else:
        service_id, service = moving["service_id"], moving["service"]
    day_text, time_text = text(arguments, "date", 20), text(arguments, "time", 20)
    if time_text and not day_text:
        raise BadArguments("Name the `date` too; ask the customer which day they mean.")
    day = read_day(day_text) if day_text else None
    wanted_clock = read_clock(time_text) if time_text else None
    more: dict[str, Any] = {"service_id": service_id, "of_conversation": desk.conversation_id}
    if moving is not None:
        more |= {"minutes": need_of(moving).duration, "moving": moving["id"]}
    # Noon of the day somewhere: with a day before and two after, it is all of the day anywhere.
    asked = (
        Asked.at(datetime.combine(day, time(12), UTC), **more)
        if day
        else Asked(desk.now, desk.now + _SOON, **more)
    )
    diary = await desk.diary(asked)
    if day is None:
        found = diary.slots(desk.now, desk.now + _SOON, desk.now, for_agent=True)
        return await _listed(desk, diary, service_id, service, _some(found, spread(found, diary.zone)))
    if day < day_of(desk.now, diary.zone):
        raise BadArguments(
            f"{day} has passed; today is {day_of(desk.now, diary.zone)}. Ask for a day to come."
        )
    last = day_of(desk.now + diary.horizon, diary.zone)
    if day > last:
        raise BadArguments(f"Bookings are taken until {last} only. Ask for a day before.")
    if wanted_clock is not None:
        at = moment(day, wanted_clock, diary.zone)
        return await _check_one(desk, diary, asked, service, at, moving)
    found = diary.slots(begin_of(day, diary.zone), end_of(day, diary.zone), desk.now, for_agent=True)
    if found:
        some = _some(found, thinned(list(found), _MOST_OF_A_DAY))
        return await _listed(desk, diary, service_id, service, some, day=day)
    diary, near = await desk.nearest(asked, moment(day, time(12), diary.zone))
    return await _listed(desk, diary, service_id, service, near, "nothing_free_that_day", day)


async def _check_one(
    desk: AgentDesk, diary: Diary, asked: Asked, service: str | None, at: datetime, moving: asyncpg.Record | None,
) -> ToolResult:  # fmt: skip
    _refuse_past(desk, at)
    when = When.of(at, diary.need)
    offered = diary.slots(at, at + timedelta(minutes=1), desk.now, for_agent=True)
    if at in offered and await desk.hold(diary, asked.service_id, at, moving):
        [slot_id] = await desk.offer(asked.service_id, diary, _some(offered, [at]))
        kept = (
            f"The time is kept for {diary.hold // timedelta(minutes=1)} minutes while the customer decides."
        )
        name, surname = await desk.known_name()
        told = {
            "status": "free", "service": service, "slot": {"slot_id": slot_id, **span(diary.zone, at)},
            "customer": {"name": name, "surname": surname}, "note": kept, **await desk.ask_for(),
        }  # fmt: skip
        return ToolResult(told)
    status = "taken"
    if not diary.is_open(when.starts_at, when.ends_at):
        status = "closed_then"
    elif at not in offered and any(diary.is_free(each, at) for each in diary.calendars):
        status = "not_offered"  # too soon, or between the times at which bookings begin
    diary, near = await desk.nearest(asked, at)
    return await _listed(desk, diary, asked.service_id, service, near, status=status)


async def _create(desk: AgentDesk, arguments: _Arguments) -> ToolResult:
    slot_id = required(arguments, "slot_id", "Call check_availability and use a slot_id of its result.")
    given = text(arguments, "name", LONGEST_NAME)
    known_name, known_surname = (None, None) if given else await desk.known_name()
    name = given or known_name
    if not name:
        raise BadArguments("Ask the customer for their name, then call again with `name`.")
    surname = text(arguments, "surname", LONGEST_NAME) or known_surname
    whom = desk.customer(name, surname, text(arguments, "subject", _LONGEST_SUBJECT))
    order = await desk.order(slot_id, whom)
    if order is None:
        raise _never_offered(slot_id)
    at = order.starts_at
    _refuse_past(desk, at)
    planned = await desk.book(order, whom)
    if planned is None:
        asked = Asked.at(at, service_id=order.service_id, of_conversation=desk.conversation_id)
        return await _too_late(desk, asked, at)
    told = {
        "status": "booked", "appointment_id": str(planned.appointment_id), "name": name, **span(order.zone, at),
    }  # fmt: skip
    hints = [(_HINT, planned.appointment_id)]
    return ToolResult(told, effect=planned.effect, result="appointment_created", hints=hints)


async def _reschedule(desk: AgentDesk, arguments: _Arguments) -> ToolResult:
    found = await _own(desk, arguments)
    slot_id = required(arguments, "slot_id", "Call check_availability and use a slot_id of its result.")
    offer = await desk.offered(slot_id)
    if offer is None:
        raise _never_offered(slot_id)
    _refuse_past(desk, offer.starts_at)
    if offer.service_id != found["service_id"]:
        name = found["service"] or "no service"
        raise BadArguments(f"The appointment is for {name}. Call check_availability for that.")
    need = need_of(found)
    asked = Asked.at(
        offer.starts_at, service_id=offer.service_id, minutes=need.duration, of_conversation=desk.conversation_id,
        moving=found["id"],
    )  # fmt: skip
    diary = await desk.diary(asked)
    planned = await desk.move(diary, found, offer.starts_at)
    if planned is None:
        return await _too_late(desk, asked, offer.starts_at)
    told = {
        "status": "moved", "appointment_id": str(found["id"]), **span(diary.zone, offer.starts_at),
        "was": span(diary.zone, found["starts_at"]),
    }  # fmt: skip
    hints = [(_HINT, planned.appointment_id)]
    return ToolResult(told, effect=planned.effect, result="appointment_changed", hints=hints)


async def _cancel(desk: AgentDesk, arguments: _Arguments) -> ToolResult:
    found = await _own(desk, arguments)
    diary = await desk.diary(Asked.at(found["starts_at"]))
    effect = desk.cancelling(found["id"], text(arguments, "reason", _LONGEST_SUBJECT))
    told = {"status": "cancelled", "appointment_id": str(found["id"]), **span(diary.zone, found["starts_at"])}
    hints = [(_HINT, found["id"])]
    return ToolResult(told, effect=effect, result="appointment_cancelled", hints=hints)


async def _list(desk: AgentDesk, _: _Arguments) -> ToolResult:
    diary = await desk.diary(Asked.at(desk.now))
    rows = [
        {
            "appointment_id": str(row["id"]), "service": row["service"], "subject": row["subject"],
            **span(diary.zone, row["starts_at"]),
        }
        for row in await desk.upcoming()
    ]  # fmt: skip
    return ToolResult({"appointments": rows}, proves=["appointments_shown"] if rows else [])


_ACTIONS: Final[dict[str, Callable[[AgentDesk, _Arguments], Awaitable[ToolResult]]]] = {
    "check_availability": _check,
    "create": _create,
    "reschedule": _reschedule,
    "cancel": _cancel,
    "list": _list,
    "wait": wait,
}


async def _own(desk: AgentDesk, arguments: _Arguments) -> asyncpg.Record:
    """The appointment that is meant, among this customer's own; theirs alone can be touched."""
    upcoming = await desk.upcoming()
    wanted = text(arguments, "appointment_id", 40)
    if wanted is None and len(upcoming) == 1:
        return upcoming[0]
    found = next((row for row in upcoming if str(row["id"]) == wanted), None)
    if found is None:
        raise BadArguments(
            "This customer has no such coming appointment. Call list, and use an appointment_id of its result."
            if upcoming
            else "This customer has no coming appointment."
        )
    return found


async def _listed(
    desk: AgentDesk, diary: Diary, service_id: UUID | None, service: str | None, found: _Found,
    status: str = "free", day: date | None = None,
) -> ToolResult:  # fmt: skip
    """Times with slot ids; under `nearest` where they are not what was asked for. `day`: the one that was."""
    told: dict[str, Any] = {"status": status if found else "nothing_free", "service": service}
    told |= {"date": f"{day}", "weekday": f"{day:%A}"} if day else {}
    ids = await desk.offer(service_id, diary, found)
    offered = [{"slot_id": slot_id, **span(diary.zone, at)} for at, slot_id in zip(found, ids, strict=True)]
    told |= {"slots" if status == "free" or not found else "nearest": offered}
    return ToolResult(told | (await desk.ask_for() if offered else {}))


async def _too_late(desk: AgentDesk, asked: Asked, at: datetime) -> ToolResult:
    """Nothing was booked: somebody else has the time."""
    diary, near = await desk.nearest(asked, at)
    return await _listed(desk, diary, asked.service_id, None, near, status="slot_taken")


def _some(found: _Found, chosen: Sequence[datetime]) -> _Found:
    return {at: found[at] for at in chosen}


def _refuse_past(desk: AgentDesk, at: datetime) -> None:
    if at < desk.now:
        raise BadArguments("That time has passed. Ask the customer for one to come.")


def _never_offered(slot_id: str) -> BadArguments:
    return BadArguments(
        f"There is no slot {slot_id!r} in this conversation. Call check_availability and use a slot_id of its result."
    )
