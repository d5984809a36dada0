"""When something can be booked: hours minus busy is free. Pure; the present moment is an argument.

Time is counted in whole minutes since 1970 (UTC), which makes two months of ten calendars a matter of milliseconds.
Something is open exactly when the clock on the wall says so: an hour that the clock skips is no opening time, an hour
that it shows twice is open twice.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from math import ceil
from typing import TypeAlias, TypeVar

Minute: TypeAlias = int
"""Since 1970, UTC."""
Interval: TypeAlias = tuple[Minute, Minute]
"""From the first to before the second."""
DaySpans: TypeAlias = Sequence[tuple[int, int]]
"""Opening times of a day in minutes after midnight on the wall, in their order, apart from each other; 1440 is midnight
at its end.
"""

DAY = 1440
_EPOCH = date(1970, 1, 1).toordinal()

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening times: seven weekdays, Monday first, and days that are not like their weekday."""

    weekly: Sequence[DaySpans]
    special: Mapping[date, DaySpans] = field(default_factory=dict)

    def of(self, day: int) -> DaySpans:
        """The spans of a day, which is given as days since 1970."""
        if self.special:
            spans = self.special.get(date.fromordinal(_EPOCH + day))
            if spans is not None:
                return spans
        return self.weekly[(day + 3) % 7]  # 1970 began on a Thursday


@dataclass(frozen=True, slots=True)
class Need:
    """What a booking takes, in minutes. The buffers keep others away, but need not lie in opening times."""

    duration: int
    before: int = 0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Calendar:
    """One resource: when it is open, and what keeps it busy (buffers counted in, in any order)."""

    hours: Hours
    busy: Sequence[Interval] = ()


@dataclass(frozen=True, slots=True)
class Rules:
    """How bookings are taken."""

    zone: tzinfo
    step: int
    """Bookings begin every so many minutes, counted on the wall from when a span opens."""
    notice: timedelta = timedelta(0)
    horizon: timedelta = timedelta(days=3650)


def minute_of(moment: datetime) -> Minute:
    """The minute that has begun."""
    return int(moment.timestamp() // 60)


def moment_of(minute: Minute) -> datetime:
    """In UTC."""
    return datetime.fromtimestamp(minute * 60, UTC)


def open_times(hours: Hours, zone: tzinfo, begin: Minute, end: Minute) -> list[Interval]:
    """When it is open between two moments, in order; what touches is one."""
    pieces = _pieces(hours, _offsets(zone, begin, end), begin, end)
    return merged((max(a, begin), min(b, end)) for a, b, _ in pieces)


def slots(
    calendars: Mapping[Key, Calendar], need: Need, rules: Rules, begin: datetime, end: datetime, now: datetime
) -> dict[Minute, list[Key]]:
    """Every time between `begin` and `end` at which a booking can begin, in order, and who can take it."""
    first = max(ceil(begin.timestamp() / 60), ceil((now + rules.notice).timestamp() / 60))
    last = min(minute_of(end), minute_of(now + rules.horizon))
    shared = _SharedPieces(rules.zone, first, last + need.duration)
    found: dict[Minute, list[Key]] = {}
    for key, calendar in calendars.items():
        for run in _starts(calendar, shared.of(calendar.hours), need, rules.step, first, last):
            for start in run:
                takers = found.get(start)
                if takers is None:
                    found[start] = [key]
                else:
                    takers.append(key)
    return dict(sorted(found.items()))


def nearest(found: Iterable[Minute], wanted: datetime, most: int) -> list[Minute]:
    """Those of the times that are closest to the wanted one, earliest first."""
    goal = minute_of(wanted)
    return sorted(sorted(found, key=lambda start: (abs(start - goal), start))[:most])


def fits(hours: Hours, zone: tzinfo, start: Minute, end: Minute) -> bool:
    """Whether it is open all the time between two moments."""
    return open_times(hours, zone, start, end) == [(start, end)]


_Piece: TypeAlias = tuple[Minute, Minute, Minute]
"""A stretch of opening time, and the moment from which its steps are counted."""


def _starts(
    calendar: Calendar, pieces: Sequence[_Piece], need: Need, step: int, first: Minute, last: Minute
) -> Iterator[range]:
    """The starts in `[first, last)`, as runs of steps."""
    busy = merged(calendar.busy)
    ends = [until + need.before for _, until in busy]  # from here on it no longer stands in the way
    closes = _closing_times(pieces)
    for (opens, until, origin), closing in zip(pieces, closes, strict=True):
        at = _on_step(max(opens, first), origin, step)
        limit = min(until - 1, closing - need.duration, last - 1)
        place = bisect_right(ends, at)
        while at <= limit:
            next_busy = busy[place][0] - need.after - need.duration if place < len(busy) else limit
            if at <= next_busy:
                yield range(at, min(limit, next_busy) + 1, step)
            if place == len(busy):
                break
            at = _on_step(max(at, ends[place]), origin, step)
            place += 1


def _on_step(at: Minute, origin: Minute, step: int) -> Minute:
    return at + (origin - at) % step


def _closing_times(pieces: Sequence[_Piece]) -> list[Minute]:
    """For each piece, until when it stays open without a break."""
    closes = [until for _, until, _ in pieces]
    for i in range(len(pieces) - 2, -1, -1):
        if pieces[i][1] == pieces[i + 1][0]:
            closes[i] = closes[i + 1]
    return closes


class _SharedPieces:
    """Pieces of opening time; calendars with the same hours share them."""

    def __init__(self, zone: tzinfo, begin: Minute, end: Minute) -> None:
        self._offsets = list(_offsets(zone, begin, end))
        self._begin, self._end = begin, end
        self._known: dict[int, list[_Piece]] = {}

    def of(self, hours: Hours) -> list[_Piece]:
        known = self._known.get(id(hours))
        if known is None:
            known = self._known[id(hours)] = list(_pieces(hours, self._offsets, self._begin, self._end))
        return known


def _pieces(
    hours: Hours, offsets: Iterable[tuple[Minute, Minute, int]], begin: Minute, end: Minute
) -> Iterator[_Piece]:
    """Opening times that touch `[begin, end)`, whole but for clock changes, in order."""
    for since, until, offset in offsets:
        for day in range((since + offset) // DAY, (until + offset) // DAY + 1):
            midnight = day * DAY - offset
            for opens, closes in hours.of(day):
                a, b = max(midnight + opens, since), min(midnight + closes, until)
                if a < b and a < end and b > begin:
                    yield a, b, midnight + opens


def _offsets(zone: tzinfo, begin: Minute, end: Minute) -> Iterator[tuple[Minute, Minute, int]]:
    """Stretches of time in which the zone keeps its distance (in minutes) to UTC: from a day before to a day after."""
    begin, end = begin - DAY, end + DAY
    since, offset = begin, _offset(zone, begin)
    at = begin
    while at < end:
        later = min(at + DAY, end)
        if _offset(zone, later) != offset:
            change = _change(zone, at, later)
            yield since, change, offset
            since, offset = change, _offset(zone, change)
            later = change
        at = later
    yield since, end, offset


def _change(zone: tzinfo, before: Minute, after: Minute) -> Minute:
    """The first minute after a clock change that lies between the two."""
    old = _offset(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: tzinfo, minute: Minute) -> int:
    offset = moment_of(minute).astimezone(zone).utcoffset()
    assert offset is not None, "a zone knows its distance"
    return offset // timedelta(minutes=1)


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """The same time in order, where no interval touches the next."""
    apart: list[Interval] = []
    for begin, end in sorted(intervals):
        if apart and begin <= apart[-1][1]:
            if end > apart[-1][1]:
                apart[-1] = (apart[-1][0], end)
        else:
            apart.append((begin, end))
    return apart
