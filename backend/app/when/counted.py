"""What is counted from now or from a day: in two weeks, half an hour from now, a week from Friday."""

from datetime import UTC, date, datetime, timedelta

from app.when import calendar
from app.when.pieces import DOUBT, NOTHING, Piece
from app.when.rules import Found, Rules

COUNTED = Rules()
_rule = COUNTED.rule

_LONGEST_COUNT = 1000
"""Of days, weeks and so on."""
_WHOLE_WEEKS = {"week", "fortnight"}
_UNITS = "(?:number|article|one) (?:unit|hour_word)"
_ANCHORED = "(?!of* (?:after|from|before))"


@_rule(
    f"in around? (?:{_UNITS})+ (?:later|{_ANCHORED})",
    f"(?:{_UNITS})+ (?:later|ago)",
    f"ago (?:{_UNITS})+",
    "in (?:half article? unit|half one? unit)",
    "half_of (?:unit|hour_word) later",
    "(?:unit|hour_word) half later",
)
def _counted(found: Found) -> Piece | None:
    units = found.all("unit", "hour_word")
    counts = [token.value or 1 for token in found.tokens if token.kind in ("number", "article", "one")]
    if found.has("half", "half_of"):
        if units != ["hour"]:
            return None
        units, counts = ["minute"], [30]
    if sum(counts) > _LONGEST_COUNT:
        return None
    sign = -1 if found.has("ago") else 1
    if set(units) <= {"minute", "hour"}:
        length = timedelta(**{f"{unit}s": count for unit, count in zip(units, counts, strict=True)})
        return _moment(_passed(found.now, sign * length))
    day: date | None = found.today
    for unit, count in zip(units, counts, strict=True):
        day = calendar.plus(day, sign * count, unit) if day and unit not in ("minute", "hour") else None
    return Piece(days=(day,), weeks=set(units) <= _WHOLE_WEEKS) if day else DOUBT


def _passed(now: datetime, length: timedelta) -> datetime:
    """What the clock on the wall shows then, also when it was changed in between."""
    return now + length if now.tzinfo is None else (now.astimezone(UTC) + length).astimezone(now.tzinfo)


def _moment(at: datetime) -> Piece:
    return Piece(days=(at.date(),), times=(at.time().replace(second=0, microsecond=0),))


@_rule(f"{_UNITS} within")
def _within(found: Found) -> Piece | None:
    """Within two weeks."""
    unit, count = found.one("unit", "hour_word"), found.one("number") or 1
    possible = unit not in ("minute", "hour") and count <= _LONGEST_COUNT
    last = calendar.plus(found.today, count, unit) if possible else None
    return Piece(span=(found.today, last)) if last else DOUBT


@_rule(f"in? {_UNITS} of? (?:after|from|before) (?:the|on|of)*")
def _shift(found: Found) -> Piece | None:
    """Three weeks from (tomorrow)."""
    unit, count = found.one("unit", "hour_word"), found.one("number") or 1
    if unit in ("minute", "hour"):
        return DOUBT
    return Piece(shift=(-count if found.has("before") else count, unit))


@_rule(f"{_UNITS} on? (?=weekday|unlikely|relative)")
def _week_on(found: Found) -> Piece | None:
    """A week on (Tuesday), a fortnight (today)."""
    unit, count = found.one("unit", "hour_word"), found.one("number") or 1
    return Piece(shift=(count, unit)) if unit in _WHOLE_WEEKS and count <= _LONGEST_COUNT else None


@_rule("(?:relative|weekday) in number (?!unit|hour_word|counted)")
def _day_in_so_many(_: Found) -> Piece:
    """De hoy en ocho: in a week, as days are counted there."""
    return DOUBT


@_rule("now")
def _now(_: Found) -> Piece:
    return Piece(now=True)


@_rule(_UNITS, "number unit")
def _length(_: Found) -> Piece:
    """Two hours: how long, not when."""
    return NOTHING
