"""The expanding process: a calendar on standard input, its busy times on standard output, then it is gone.

Arguments: the business's zone, and the first and last moment of interest in minutes since 1970. The answer is one JSON
object: {"busy": [[from, until], ...]} in such minutes, merged and in order, or {"refused": code}. A hostile calendar
can exhaust no memory and no time but this process's own.
"""

import json
import resource
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from math import ceil
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events  # type: ignore[import-untyped]

from app.appointments.feeds.uids import is_ours

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


def busy_times(data: bytes, zone: ZoneInfo, begin: datetime, end: datetime) -> list[tuple[int, int]]:
    """When the calendar is busy between two moments. Whole days, and times that name no zone, are the business's own.

    Raises `Refused`. What is marked as free or called off keeps nobody busy, nor do our own feed's events, which may
    come back through a calendar that subscribed to it.
    """
    try:
        calendars = icalendar.Calendar.from_ical(data, multiple=True)
    except (ValueError, IndexError, KeyError, UnicodeDecodeError):
        raise Refused("no_calendar") from None
    if not calendars:
        raise Refused("no_calendar")
    found: list[tuple[int, int]] = []
    for calendar in calendars:
        if sum(1 for _ in calendar.walk("VEVENT")) > MOST_EVENTS:
            raise Refused("too_many_events")
        for event in _Query(calendar, skip_bad_series=True).between(begin, end):
            if _keeps_busy(event):
                found.append(_span(event, zone, begin, end))
            if len(found) > MOST_TIMES:
                raise Refused("too_many_events")
    return list(_merged(found))


def main() -> None:
    """Read, answer, and be gone."""
    zone, begin, end = ZoneInfo(sys.argv[1]), _moment(sys.argv[2]), _moment(sys.argv[3])
    resource.setrlimit(resource.RLIMIT_AS, (_MEMORY_BYTES, _MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (_CPU_SECONDS, _CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answer: dict[str, Any]
    try:
        answer = {"busy": busy_times(sys.stdin.buffer.read(), zone, begin, end)}
    except Refused as refused:
        answer = {"refused": refused.code}
    except Exception:  # there are many ways to write a calendar that makes no sense
        answer = {"refused": "no_calendar"}
    sys.stdout.write(json.dumps(answer))


def _keeps_busy(event: Any) -> bool:
    return (
        str(event.get("TRANSP", "")).upper() != "TRANSPARENT"
        and str(event.get("STATUS", "")).upper() != "CANCELLED"
        and not is_ours(str(event.get("UID", "")))
    )


def _span(event: Any, zone: ZoneInfo, begin: datetime, end: datetime) -> tuple[int, int]:
    """As much of it as lies between the two moments: years of it would be thousands of rows."""
    since, until = _instant(event["DTSTART"].dt, zone), _instant(event["DTEND"].dt, zone)
    return int(max(since, begin).timestamp() // 60), ceil(min(until, end).timestamp() / 60)


def _instant(at: date | datetime, zone: ZoneInfo) -> datetime:
    if not isinstance(at, datetime):
        return datetime.combine(at, time(), zone)
    return at if at.tzinfo is not None else at.replace(tzinfo=zone)


def _merged(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    begin = end = None
    for since, until in sorted(span for span in spans if span[0] < span[1]):
        if begin is None or end is None or since > end:
            if begin is not None and end is not None:
                yield begin, end
            begin, end = since, until
        else:
            end = max(end, until)
    if begin is not None and end is not None:
        yield begin, end


def _moment(minutes: str) -> datetime:
    return datetime.fromtimestamp(0, UTC) + timedelta(minutes=int(minutes))


if __name__ == "__main__":
    main()
