"""A customer is put on the waiting list by the agent (action `wait` of `manage_appointment`)."""

from datetime import date, timedelta
from typing import Any, Final

from app.agents.tools import BadArguments, ToolResult
from app.appointments.agent_desk import AgentDesk
from app.appointments.diary import Asked
from app.appointments.local_time import day_of, read_day
from app.appointments.tool_words import LONGEST_NAME, named, text, which_service

_WITHIN: Final = timedelta(days=14)


async def wait(desk: AgentDesk, arguments: dict[str, Any]) -> ToolResult:
    """They wait for a time on that day, or in the next two weeks; again for the same is harmless."""
    services = await desk.services()
    service = named(services, text(arguments, "service", LONGEST_NAME))
    if services and service is None:
        return which_service(services)
    diary = await desk.diary(Asked.at(desk.now))
    today = day_of(desk.now, diary.zone)
    first, last = _days(text(arguments, "date", 20), today, day_of(desk.now + diary.horizon, diary.zone))
    known, _ = await desk.known_name()
    name = text(arguments, "name", LONGEST_NAME) or known
    if not name:
        raise BadArguments("Ask the customer for their name, then call again with `name`.")
    effect = await desk.put_on_waiting_list(service["id"] if service else None, first, last, name)
    told = {
        "status": "waiting", "service": service and service["name"], "from": f"{first}", "until": f"{last}",
        "note": "A time that becomes free is kept for them for half an hour, and they are written to.",
    }  # fmt: skip
    return ToolResult(told | await desk.ask_for(), effect=effect)


def _days(wanted: str | None, today: date, horizon: date) -> tuple[date, date]:
    if wanted is None:
        return today, min(today + _WITHIN, horizon)
    day = read_day(wanted)
    if not today <= day <= horizon:
        raise BadArguments(f"The waiting list takes days from {today} until {horizon}. Ask for one of these.")
    return day, day
