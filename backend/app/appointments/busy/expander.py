"""Runs the expanding process and reads what it says, within limits of time and size."""

import asyncio
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

import orjson

from app.appointments.availability import Interval, minute_of
from app.platform.child_process import child_process, hit_a_limit

WALL_SECONDS = 30.0
MOST_BYTES: Final = 5_000_000
_COMMAND = (sys.executable, "-m", "app.appointments.busy.expand")

REFUSALS: Final = {
    "no_calendar": "There is no calendar. Copy the address that ends in .ics, or is called iCal address.",
    "too_many_events": "The calendar has too many events. Share one with fewer repeating events.",
    "too_large": "The calendar is larger than 5 MB. Share a smaller one.",
    "timed_out": "The calendar takes too long to read. Share one with fewer repeating events.",
}


class CalendarRefused(Exception):
    """The calendar cannot be used; the text says why and what to do."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.text = REFUSALS.get(code, REFUSALS["no_calendar"])


@dataclass(frozen=True, slots=True)
class Expanded:
    """When a calendar is busy, in minutes since 1970."""

    busy: list[Interval]
    bookings: dict[UUID, list[Interval]]
    """Events that are named like bookings of ours, be it of another business."""


async def expand(data: bytes, zone: ZoneInfo, begin: datetime, end: datetime) -> Expanded:
    """What the calendar says about the time between two moments.

    Raises `CalendarRefused`. The process is gone when this returns, raises or is cancelled.
    """
    command = (*_COMMAND, zone.key, str(minute_of(begin)), str(minute_of(end)))
    async with child_process(*command) as process:
        try:
            async with asyncio.timeout(WALL_SECONDS):
                said, _ = await process.communicate(data)
        except TimeoutError:
            raise CalendarRefused("timed_out") from None
        returncode = await process.wait()
    if returncode != 0:
        raise CalendarRefused("timed_out" if hit_a_limit(returncode) else "no_calendar")
    answer = orjson.loads(said)
    if "refused" in answer:
        raise CalendarRefused(answer["refused"])
    bookings: dict[UUID, list[Interval]] = {}
    for booking, since, until in answer["bookings"]:
        bookings.setdefault(UUID(booking), []).append((since, until))
    return Expanded([(since, until) for since, until in answer["busy"]], bookings)


def pieces(spans: list[Interval], most: timedelta = timedelta(hours=48)) -> list[Interval]:
    """The same, nothing longer than `most`."""
    step = most // timedelta(minutes=1)
    return [
        (at, min(at + step, until)) for since, until in spans for at in range(since, until, step)
    ]  # fmt: skip
