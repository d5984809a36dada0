"""What one expression in a text means, before all of them are put together."""

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from app.when.said import Language, Part

HALF = 12
DAY = 24
NIGHT_ENDS = 6
LAST = time(23, 59)
_DAY_BEGINS, _DAY_ENDS = time(7), time(19)

_WINDOWS = {
    Part.EARLY: (time(), time(6)),
    Part.MORNING: (time(6), time(12)),
    Part.MIDDAY: (time(12), time(14)),
    Part.AFTERNOON: (time(12), time(18)),
    Part.EVENING: (time(17), time(22)),
    Part.NIGHT: (time(19), LAST),
}
_HOURS = {
    Part.EARLY: range(7),
    Part.MORNING: range(HALF),
    Part.MIDDAY: range(11, 16),
    Part.AFTERNOON: range(HALF, 21),
    Part.EVENING: range(15, DAY),
    Part.NIGHT: (*range(18, DAY), *range(NIGHT_ENDS)),
}
"""Which hours people mean with an hour of that part of the day; wider than where one would look for an appointment."""


@dataclass(frozen=True, slots=True)
class Piece:
    """One expression. Only some of it is there: a day, or a time, or neither ("2 people": read so as not to be one)."""

    days: tuple[date, ...] = ()
    weekday: int | None = None
    """Set when the days are this day of any week."""
    weeks: bool = False
    """Counted in whole weeks ("in two weeks"): a weekday beside it means that day of that week."""
    span: tuple[date, date] | None = None
    shift: tuple[int, str] | None = None
    """So many units from the day that follows or stands before."""
    times: tuple[time, ...] = ()
    edges: tuple[tuple[time, ...], tuple[time, ...]] | None = None
    """Every reading of where a window begins and where it ends."""
    part: Part | None = None
    no_such_day: bool = False
    doubt: bool = False
    now: bool = False


NOTHING = Piece()
DOUBT = Piece(doubt=True)


def clock(hour: int, minute: int = 0, *, full: bool = False, half: str | None = None) -> tuple[time, ...]:
    """Its readings. `full`: written as on a clock of 24 hours; `half`: am or pm was said. Empty: no clock shows it."""
    if half and hour <= HALF:
        hour, full = hour % HALF + (HALF if half == "pm" else 0), True
    if hour >= DAY or minute > 59:
        return ()
    if full or hour > HALF or hour == 0:
        return (time(hour, minute),)
    return (time(hour % HALF, minute), time(hour % HALF + HALF, minute))


def minutes_from(times: tuple[time, ...], minutes: int) -> tuple[time, ...]:
    """So many minutes after (or before) each."""
    noon = datetime(2000, 1, 2)  # noqa: DTZ001 - any day
    return tuple(sorted((datetime.combine(noon, each) + timedelta(minutes=minutes)).time() for each in times))


def in_part(times: tuple[time, ...], part: Part) -> tuple[time, ...]:
    """Those of the times that people would say with this part of the day."""
    return tuple(each for each in times if each.hour in _HOURS[part])


def window_of(part: Part, language: Language) -> tuple[time, time]:
    """Where to look for an appointment."""
    if part == Part.AFTERNOON and language == "es":
        return (time(12), time(20))
    return _WINDOWS[part]


def between(first: tuple[time, ...], last: tuple[time, ...]) -> tuple[time, time] | None:
    """From a time to a time. Of two halves of the day the one that begins by day: where to look, no time to book."""
    pairs = [(a, b) for a in first for b in last if a < b]
    if len(last) == 1 and last != (LAST,):
        pairs = pairs[-1:]
    by_day = [pair for pair in pairs if _DAY_BEGINS <= pair[0] < _DAY_ENDS]
    pairs = pairs if len(pairs) == 1 else by_day[:1]
    return pairs[0] if pairs else None


def together(left: Piece, right: Piece) -> Piece | None:
    """Two neighbours that say one day: "Tuesday, 9 May"; None: they say two. A contradiction is a doubt."""
    if left.no_such_day or right.no_such_day:
        return replace(left, no_such_day=True, days=())
    for one, other in ((left, right), (right, left)):
        if one.weekday is not None and other.weekday is None:
            if other.weeks:
                week = [day - timedelta(days=day.weekday()) for day in other.days]
                return Piece(days=tuple(day + timedelta(days=one.weekday) for day in week))
            kept = tuple(day for day in other.days if day.weekday() == one.weekday)
            return replace(other, days=kept) if kept else replace(other, doubt=True)
    kept = tuple(day for day in left.days if day in right.days)
    return (
        replace(left, days=kept) if kept else Piece(days=tuple(sorted({*left.days, *right.days})), doubt=True)
    )
