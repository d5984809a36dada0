"""Days counted from today: the coming Friday, the 24th, a date without its year. Never in the past by our choice."""

from calendar import monthrange
from datetime import date, timedelta

WEEK = 7
_DAYS_OF = {"day": 1, "week": WEEK, "fortnight": 2 * WEEK}
_FAR = 20
"""Years ahead that a year of two figures may lie; further is the century before."""


def coming(today: date, weekday: int) -> tuple[date, ...]:
    """A bare weekday: the coming one; on that very day, today or in a week."""
    first = today + timedelta(days=(weekday - today.weekday()) % WEEK)
    return (first, first + timedelta(days=WEEK)) if first == today else (first,)


def after_today(today: date, weekday: int) -> date:
    """The first one that is not today."""
    return today + timedelta(days=(weekday - today.weekday() - 1) % WEEK + 1)


def next_one(today: date, weekday: int) -> tuple[date, ...]:
    """ "Next Friday": with a Friday still ahead in this week, some mean that one and some the one after."""
    first = after_today(today, weekday)
    this_week = first - today < timedelta(days=WEEK - today.weekday())
    return (first, first + timedelta(days=WEEK)) if this_week else (first,)


def last_one(today: date, weekday: int) -> date:
    """The latest one before today."""
    return today - timedelta(days=(today.weekday() - weekday - 1) % WEEK + 1)


def monday(today: date, weeks: int = 0) -> date:
    """Of the week so many weeks from now."""
    return today + timedelta(days=weeks * WEEK - today.weekday())


def day_of_month(today: date, number: int, weekday: int | None = None) -> date | None:
    """The next day of this number (and weekday); None beyond a year."""
    for ahead in range(13):
        year, month = divmod(today.year * 12 + today.month - 1 + ahead, 12)
        found = make(year, month + 1, number)
        if found and found >= today and weekday in (None, found.weekday()):
            return found
    return None


def dated(today: date, year: int | None, month: int, day: int) -> date | None:
    """A date; without its year, the next one. None: no calendar has it."""
    if year is not None:
        return make(_whole(today, year), month, day)
    ahead = (make(today.year + more, month, day) for more in range(9))  # 29 February can be eight years away
    return next((found for found in ahead if found and found >= today), None)


def weekday_of_month(
    today: date, month: int | None, first: date | None, weekday: int, number: int | None
) -> date | None:
    """The first, second ... (None: last) such weekday of the month that begins `first`, else of the next `month`."""
    years = (first.year,) if first else (today.year, today.year + 1)
    for year in years:
        start = first or date(year, month or 1, 1)
        days = [start + timedelta(days=more) for more in range(monthrange(start.year, start.month)[1])]
        fitting = [day for day in days if day.weekday() == weekday]
        if number is not None and number > len(fitting):
            return None
        found = fitting[-1 if number is None else number - 1]
        if first or found >= today:
            return found
    return None


def plus(day: date, count: int, unit: str) -> date | None:
    """So many days, weeks, months or years later (or earlier); None beyond every calendar."""
    try:
        if unit in _DAYS_OF:
            return day + timedelta(days=count * _DAYS_OF[unit])
        year, month = divmod(day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1), 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
    except (ValueError, OverflowError):
        return None


def month_of(today: date, month: int) -> tuple[date, date]:
    """What is left of the month, this year's or the next's."""
    year = today.year + (month < today.month)
    return max(today, date(year, month, 1)), date(year, month, monthrange(year, month)[1])


def make(year: int, month: int, day: int) -> date | None:
    """The date, if there is one."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _whole(today: date, year: int) -> int:
    if year >= 100:
        return year
    century = today.year - today.year % 100
    return century + year if century + year <= today.year + _FAR else century + year - 100
