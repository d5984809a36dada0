"""When the business is open, and how much of a wait falls into that time. Pure; every time is aware."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeAlias
from zoneinfo import ZoneInfo

from app.platform.weekly_hours import DAYS, minutes_after_midnight

WeeklyHours: TypeAlias = Mapping[str, Sequence[tuple[str, str]]]
"""Day (mon to sun) to the spans in which somebody is there, as ("09:00", "17:30"); "24:00" is midnight at the end.
Spans of a day neither overlap nor run over midnight. No day at all: somebody is always there.
"""

# A business that is closed for so long has given up; the wait then ends here.
_MOST_DAYS = 15


def due_at(opened: datetime, wait: timedelta, hours: WeeklyHours, zone: ZoneInfo) -> datetime:
    """The moment at which `wait` of opening time has passed since `opened`, in UTC. Clock changes count as they are:
    an hour that does not exist is not waited for.
    """
    opened = opened.astimezone(UTC)
    if not any(hours.values()):
        return opened + wait
    left = wait
    for begin, end in _spans(opened, hours, zone):
        since = max(begin, opened)
        if end - since >= left:
            return since + left
        left -= end - since
    return opened + timedelta(days=_MOST_DAYS)


def _spans(opened: datetime, hours: WeeklyHours, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime]]:
    """The open spans that end after `opened`, in their order."""
    first = opened.astimezone(zone).date()
    for number in range(_MOST_DAYS):
        day = first + timedelta(days=number)
        for begins, ends in sorted(hours.get(DAYS[day.weekday()], ())):
            begin, end = _moment(day, begins, zone), _moment(day, ends, zone)
            if end > max(begin, opened):
                yield begin, end


def _moment(day: date, clock: str, zone: ZoneInfo) -> datetime:
    days, minutes = divmod(minutes_after_midnight(clock), 24 * 60)
    return datetime.combine(day + timedelta(days), time(*divmod(minutes, 60)), zone).astimezone(UTC)
