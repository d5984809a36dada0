"""Days, weeks and months by their names and numbers."""

from dataclasses import replace
from datetime import date, timedelta

from app.when import calendar
from app.when.pieces import DOUBT, HALF, Piece, clock
from app.when.rules import NOT_COUNTED, SAID_AT, Found, Rules
from app.when.said import Part

DAYS = Rules()
_rule = DAYS.rule

_OF = "(?:of|of_the|the|comma|dash)*"
_NUMBERED = "(?:number|ordinal|rank)"
_SHIFT = "(?:(?:next|coming|this|last)+ unit|unit (?:next|last)(?! unit)|next_week)"
_MOD = "(?:next|coming|this|last)"
_IN_WEEK = "(?:of|of_the|the|on|comma|dash)*"
_BESIDE_TIME = f"(?=comma? (?:number|ordinal|month|{SAID_AT}|part|clock|half_day))"


@_rule(
    "every (?:the|on)* (?:unit|weekday|part|weekend)",
    "(?:ordinal|rank) (?:unit|weekend) of (?:the)? month?",
    "month_the (?:ordinal|rank) unit",
    "holiday",
    "last ordinal",
)
def _beyond_us(_: Found) -> Piece:
    """Every Monday; the first week of May; Easter."""
    return DOUBT


@_rule(f"{_SHIFT} {_IN_WEEK} (?:weekday|unlikely)", f"(?:weekday|unlikely) {_IN_WEEK} {_SHIFT}")
def _day_of_week(found: Found) -> Piece | None:
    """Tuesday of next week."""
    if found.one("unit") not in (None, "week"):
        return None
    day = calendar.monday(found.today, _turn(found)) + timedelta(days=found.one("weekday", "unlikely"))
    return Piece(days=(day,))


@_rule(
    f"day_the? {_NUMBERED} {_OF} {_SHIFT}",
    f"{_MOD} month_the (?:ordinal|number|number_at)",
    f"{_SHIFT} {_IN_WEEK} day_the? (?:ordinal|rank|number|number_at) {NOT_COUNTED}",
)
def _number_of_named_month(found: Found) -> Piece | None:
    """The 20th of next month."""
    number = found.one("ordinal", "rank", "number", "number_at")
    first = calendar.plus(found.today.replace(day=1), _turn(found), "month")
    if found.one("unit", "month_the") not in ("month", None) or first is None or not 1 <= number <= 31:
        return None
    day = calendar.make(first.year, first.month, number)
    return Piece(days=(day,)) if day else Piece(no_such_day=True)


@_rule(f"day_the? (?:ordinal|rank|last) weekday (?:of|of_the|in) the? (?:month|unit|{_SHIFT})")
def _weekday_of_month(found: Found) -> Piece | None:
    """The first Monday of December; the last Friday of this month."""
    month, weekday, number = found.one("month"), found.one("weekday"), found.one("ordinal", "rank")
    if month is None and found.one("unit") != "month":
        return None
    turn = 1 if found.has("next", "coming") else 0
    first = calendar.plus(found.today.replace(day=1), turn, "month") if month is None else None
    day = calendar.weekday_of_month(found.today, month, first, weekday, number)
    over = day is not None and day < found.today and not found.has("this")
    return Piece(days=(day,)) if day and not over else DOUBT


@_rule("day_the? rank weekday")
def _some_weekday(_: Found) -> Piece:
    """The second Monday: of what?"""
    return DOUBT


@_rule(_SHIFT)
def _span(found: Found) -> Piece | None:
    """Next week, this month."""
    unit, turn = found.one("unit") or "week", _turn(found)
    if unit == "week":
        first = calendar.monday(found.today, turn)
        last = first + timedelta(days=6)
    elif unit == "month":
        first = calendar.plus(found.today.replace(day=1), turn, "month") or found.today
        last = calendar.month_of(first, first.month)[1]
    else:
        return DOUBT
    return Piece(span=(max(first, found.today) if turn >= 0 else first, last))


def _turn(found: Found) -> int:
    if found.has("last"):
        return -1
    return 1 if found.has("next", "next_week", "coming") else 0


@_rule(f"{_MOD}* the? weekend {_MOD}?")
def _weekend(found: Found) -> Piece:
    saturday = calendar.monday(found.today) + timedelta(days=5 - 7 * found.has("last"))
    doubt = found.has("next") and found.today < saturday
    if found.has("next") and not doubt:
        saturday += timedelta(days=7)
    first = max(saturday, found.today) if not found.has("last") else saturday
    return Piece(span=(first, saturday + timedelta(days=1)), doubt=doubt)


_NO_CLOCK = (
    f"(?!{_OF} month|unit|half_day|oclock|counted|minus|plus|past|to|half|number|dash|until|clock|of part)"
)
_NEAR = timedelta(days=62)
"""Within two months; a "Monday 10" later than that is none of the month."""


@_rule(
    f"(?:weekday|unlikely) {_OF} (?:the|day_the)* (?:ordinal|rank|day_the number) (?!{_OF} month|unit|unknown)",
    f"(?:weekday|unlikely) {_OF} (?:the|day_the)+ (?:ordinal|rank|day_the number) (?!{_OF} month|unit)",
    f"(?:weekday|unlikely) number {_NO_CLOCK}",
)
def _weekday_and_number(found: Found) -> Piece | None:
    """Monday the 21st. Monday 3 is a Monday and either a third or three o'clock."""
    weekday, number = found.one("weekday", "unlikely"), found.one("ordinal", "rank", "number")
    if not 1 <= number <= 31:
        return None
    day = calendar.day_of_month(found.today, number, weekday)
    if not found.has("ordinal", "rank", "day_the") and number <= HALF:
        return _day_or_hour(calendar.coming(found.today, weekday), day, number, found.today)
    return Piece(days=(day,)) if day else DOUBT


def _day_or_hour(plain: tuple[date, ...], day: date | None, number: int, today: date) -> Piece:
    if day is None or day - today > _NEAR:
        return Piece(days=plain, times=clock(number) if number > 1 else ())  # "the Thursday one"
    return Piece(days=tuple(sorted({*plain, day})))


@_rule("(?:weekday|relative) unit (?=\\Z|stop|comma|at|around|in|part|clock)")
def _week_later(found: Found) -> Piece | None:
    """Friday week."""
    if found.one("unit") != "week":
        return None
    today, weekday = found.today, found.one("weekday")
    days = (
        (today + timedelta(days=found.one("relative")),)
        if weekday is None
        else calendar.coming(today, weekday)
    )
    return Piece(days=tuple(day + timedelta(weeks=1) for day in days))


_DATE = f"(?:{_NUMBERED} {_OF} month|month {_OF} {_NUMBERED})"


@_rule(
    f"{_DATE} (?:of|of_the|comma)? number number (?!half_day|unit)",
    f"{_DATE} (?:of|of_the)? number? big",
    f"{_DATE} comma number (?=stop|\\Z)",
)
def _date_and_year_in_words(found: Found) -> Piece | None:
    """January the fifth, nineteen eighty-six: a year that we do not read."""
    numbers = found.all("number")
    return DOUBT if found.has("big") or numbers[-1 - (not found.has("comma"))] > 12 else None


@_rule(
    f"{_NUMBERED} (?:until|till|to|dash) the? {_NUMBERED} {_OF} month",
    f"month {_OF} {_NUMBERED} (?:until|till|to|dash) the? {_NUMBERED} (?!half_day|counted|unit)",
)
def _dates_from_to(found: Found) -> Piece | None:
    """3 to 5 May."""
    first, last = found.all("number", "ordinal", "rank")
    days = [calendar.dated(found.today, None, found.one("month"), day) for day in (first, last)]
    return Piece(span=(days[0], days[1])) if days[0] and days[1] and days[0] <= days[1] else DOUBT


@_rule(
    f"{_NUMBERED} {_OF} month (?:(?:of|of_the|comma|dash|in)* (?:year|(?<=of) number))?",
    f"month {_OF} {_NUMBERED} (?!half_day|oclock|minus|counted|unit) (?:(?:of|of_the|comma|dash|in)* year)?",
    f"year dash month dash {_NUMBERED}",
    "day_the? number of_the number (?!counted)",
)
def _day_and_month(found: Found) -> Piece | None:
    """24 December, March the 3rd, veintiocho de marzo, 21 del 3."""
    numbers = found.all("number", "ordinal", "rank")
    month, year = found.one("month"), found.one("year")
    if month is None:
        day, month = numbers
    else:
        day, year = numbers[0], numbers[1] if len(numbers) > 1 else year
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return _dates(found.today, ((year, month, day),))


@_rule("date")
def _figures(found: Found) -> Piece:
    return _dates(found.today, found.one("date"))


@_rule("dotted")
def _dotted(found: Found) -> Piece:
    """Two figures and a dot that may be a day or a time."""
    return replace(_dates(found.today, found.one("dotted")[1]), doubt=True)


@_rule("fixed_day (?:of? year)?")
def _fixed_day(found: Found) -> Piece:
    return _dates(found.today, ((found.one("year"), *found.one("fixed_day")),))


def _dates(today: date, readings: tuple[tuple[int | None, int, int], ...]) -> Piece:
    days = {found for year, month, day in readings if (found := calendar.dated(today, year, month, day))}
    return Piece(days=tuple(sorted(days)), no_such_day=not days)


@_rule(f"{_MOD}+ (?:weekday|unlikely) (?:next|last)?", "weekday (?:the|day_the)? (?:next|last)")
def _named_weekday(found: Found) -> Piece:
    """This, next, last Friday."""
    weekday, today = found.one("weekday", "unlikely"), found.today
    if found.has("last"):
        days: tuple[date, ...] = (calendar.last_one(today, weekday),)
    elif found.has("next"):
        days = calendar.next_one(today, weekday)
    elif found.has("coming"):
        days = (calendar.after_today(today, weekday),)
    else:
        days = calendar.coming(today, weekday)[:1]
    return Piece(days=days, weekday=weekday)


@_rule("(?:weekday|unlikely) (?:until|till|to|dash) (?:the|on|day_the)* (?:weekday|unlikely)")
def _days_from_to(found: Found) -> Piece:
    first, last = found.all("weekday", "unlikely")
    begin = calendar.coming(found.today, first)[0]
    # "Move it from Friday to Monday" is no stretch of days.
    return Piece(span=(begin, begin + timedelta(days=(last - first) % 7)), doubt=found.has("to"))


@_rule("weekday", "(?<=on) unlikely", f"unlikely {_BESIDE_TIME}")
def _weekday(found: Found) -> Piece:
    weekday = found.one("weekday", "unlikely")
    return Piece(days=calendar.coming(found.today, weekday), weekday=weekday)


@_rule("relative")
def _relative(found: Found) -> Piece:
    return Piece(days=(found.today + timedelta(days=found.one("relative")),))


@_rule("today_part")
def _today_part(found: Found) -> Piece:
    days, part = found.one("today_part")
    return Piece(days=(found.today + timedelta(days=days),), part=part)


@_rule("(?<=relative|weekday|unlikely|date) comma? half_day")
def _half_of_day(found: Found) -> Piece:
    """Tomorrow a.m."""
    return Piece(part=Part.MORNING if found.one("half_day") == "am" else Part.AFTERNOON)


@_rule("part")
def _part(found: Found) -> Piece:
    return Piece(part=found.one("part"))


@_rule(f"(?:in|next|this|coming) (?:the|of)? month (?:of? year)? (?!{_OF} {_NUMBERED})", "month unit")
def _month(found: Found) -> Piece | None:
    if found.has("year"):
        first = calendar.make(found.one("year"), found.one("month"), 1)
        last = calendar.plus(first, 1, "month") if first else None
        return Piece(span=(first, last - timedelta(days=1))) if first and last else None
    return Piece(span=calendar.month_of(found.today, found.one("month")))


@_rule(
    "ordinal (?!number|quarter|unit|part|hour_word)",
    "on? the rank (?=\\Z|stop|comma|at|on|from|part)",
    "on the? number (?=\\Z|stop|comma|at|part|clock)",
    f"day_the unit? (?:number|ordinal) (?!{_OF} month) {NOT_COUNTED}",
    "day_the rank (?=\\Z|stop|comma|at|on|from|part)",
    "month_the (?:number|number_at|ordinal)",
    "of_the number (?=\\Z|stop|comma)",
)
def _number_of_month(found: Found) -> Piece | None:
    """The 24th."""
    number = found.one("ordinal", "rank", "number", "number_at")
    bare = [token.kind for token in found.tokens] == ["on", "number"]
    if not 1 <= number <= 31 or (bare and number <= HALF):  # "para dos" is for two
        return None
    first = calendar.day_of_month(found.today, number)
    if first == found.today:
        again = calendar.day_of_month(found.today + timedelta(days=1), number)
        return Piece(days=tuple(day for day in (first, again) if day))
    return Piece(days=(first,)) if first else DOUBT
