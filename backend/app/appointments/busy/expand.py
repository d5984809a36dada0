"""The expanding process: a calendar on standard input, its busy times on standard output, then it is gone.

Arguments: the business's zone, and the first and last moment of interest in minutes since 1970. The answer is one JSON
object: {"busy": [[from, until], ...], "bookings": [[id, from, until], ...]} in such minutes, or {"refused": code}.
`bookings` are events that are named like bookings of ours. A hostile calendar can exhaust no memory and no time but
this process's own.
"""

import json
import resource
import sys
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events  # type: ignore[import-untyped]

from app.appointments.feeds.uids import booking_in

MOST_EVENTS = 5_000
MOST_TIMES = 20_000
_MEMORY_BYTES = 1024**3
_CPU_SECONDS = 15


class Refused(Exception):
    """It cannot be used; the code says why."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Query(recurring_ical_events.CalendarQuery):  # type: ignore[misc]
    """One event that makes no sense, or lasts for ages, keeps nobody from reading the others."""

    suppressed_errors = (
        *recurring_ical_events.CalendarQuery.suppressed_errors, KeyError, OverflowError, ValueError,
    )  # fmt: skip


def busy_times(
    data: bytes, zone: ZoneInfo, begin: datetime, end: datetime
) -> tuple[list[tuple[int, int]], list[tuple[str, int, int]]]:
    """When the calendar is busy between two moments, and apart from that the events that are named like bookings of
    ours, with their ids: a feed of ours may come back through a calendar that subscribed to it.

    Whole days, and times that name no zone, are the business's own. What is marked as free or called off keeps nobody
    busy. Raises `Refused`.
    """
    try:
        calendars = icalendar.Calendar.from_ical(data, multiple=True)
    except (ValueError, IndexError, KeyError, UnicodeDecodeError):
        raise Refused("no_calendar") from None
    if not calendars:
        raise Refused("no_calendar")
    found: list[tuple[int, int]] = []
    bookings: list[tuple[str, int, int]] = []
    for calendar in calendars:
        if sum(1 for _ in calendar.walk("VEVENT")) > MOST_EVENTS:
            raise Refused("too_many_events")
        for event in _Query(calendar, skip_bad_series=True).between(begin, end):
            since, until = _span(event, zone, begin, end)
            if not _keeps_busy(event) or since >= until:
                continue
            if booking := booking_in(str(event.get("UID", ""))):
                bookings.append((str(booking), since, until))
            else:
                found.append((since, until))
            if len(found) + len(bookings) > MOST_TIMES:
                raise Refused("too_many_events")
    return found, bookings


def main() -> None:
    """Read, answer, and be gone."""
    zone, begin, end = ZoneInfo(sys.argv[1]), _moment(sys.argv[2]), _moment(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer: dict[str, Any]
    try:
        busy, bookings = busy_times(sys.stdin.buffer.read(), zone, begin, end)
        answer = {"busy": busy, "bookings": bookings}
    except Refused as refused:
        answer = {"refused": refused.code}
    except Exception:  # there are many ways to write a calendar that makes no sense
        answer = {"refused": "no_calendar"}
    sys.stdout.write(json.dumps(answer))


def _keeps_busy(event: Any) -> bool:
    return (
        str(event.get("TRANSP", "")).upper() != "TRANSPARENT"
        and str(event.get("STATUS", "")).upper() != "CANCELLED"
    )


def _span(event: Any, zone: ZoneInfo, begin: datetime, end: datetime) -> tuple[int, int]:
    """As much of it as lies between the two moments: years of it would be thousands of rows."""
    since, until = _instant(event["DTSTART"].dt, zone), _instant(event["DTEND"].dt, zone)
    return int(max(since, begin).timestamp() // 60), ceil(min(until, end).timestamp() / 60)


def _instant(at: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        return datetime.combine(at, time(), zone)
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)


def _moment(minutes: str) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(minutes=int(minutes))


if __name__ == "__main__":
    main()
