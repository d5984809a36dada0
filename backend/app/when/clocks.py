"""Times of day, windows of a day, and the numbers that are neither."""

from dataclasses import replace
from datetime import time

from app.when.pieces import DAY, DOUBT, HALF, LAST, NOTHING, Piece, clock, minutes_from
from app.when.rules import AT, NOT_COUNTED, SAID_AT, Found, Rules

CLOCKS = Rules()
_rule = CLOCKS.rule

_HOUR = "(?:number|number_at)"
_HOUR_SAID = f"{SAID_AT} (?:number|one)"


@_rule(
    "(?:number|one) (?:(?:dash|until|to) number)? counted",
    "(?:dotted|date|clock) (?:counted|unit|hour_word (?!number|one|clock|dotted))",
)
def _no_time(_: Found) -> Piece:
    """Three people, 2.5 hours."""
    return NOTHING


_BEFORE_PART = "(?=comma? (?:in|of|the|on)* (?:part|today_part))"
_EDGE = "(?:clock|number|dotted)"
_NAMED = "relative|weekday|unlikely|part|today_part"


@_rule("number to number oclock? half_day")
def _minutes_to_or_range(found: Found) -> Piece | None:
    """25 to 7 p.m. Ten to five may be a time or a range; nine to five is a range."""
    minutes, hour = found.all("number")
    if minutes in (5, 10):
        return DOUBT
    return _shifted(hour, -minutes, found) if minutes > HALF else None


@_rule(
    f"from {AT} {_EDGE} half_day? (?:until|till|to|dash|plus) {AT} {_EDGE} half_day? {NOT_COUNTED}",
    f"number (?:until|till|to|dash) number {_BEFORE_PART}",
    f"(?:at|hour_word) {AT} {_EDGE} half_day? (?:until|till|dash) {AT} {_EDGE} half_day? {NOT_COUNTED}",
    "(?:clock|number) half_day? (?:until|till|to|dash) (?:clock|number) half_day",
    "clock (?:dash|until|till|to) clock",
    "of at number half_day? (?:until|till)? at? number half_day?",
    "hour_word? number_from (?:number_at|clock) till",
    "hour_word? (?:number|number_from|clock) (?:until|till|dash) (?:number|number_at|clock) range",
    f"(?<={_NAMED}) comma? number (?:until|till|to|dash) number {NOT_COUNTED}",
    f"of? number (?:until|till|to|dash) number (?=(?:on|day_the|the)* (?:{_NAMED}))",
)
def _from_to(found: Found) -> Piece | None:
    halves: list[str | None] = []
    edges: list[tuple[int, int, bool]] = []
    for token in found.tokens:
        if token.kind == "half_day":
            halves[-1] = token.value
        elif token.kind in ("clock", "number", "number_from", "number_at", "dotted"):
            value = token.value[0] if token.kind == "dotted" else token.value
            edges.append(value if isinstance(value, tuple) else (value, 0, False))
            halves.append(None)
    times = [clock(h, m, full=f, half=half) for (h, m, f), half in zip(edges, halves, strict=True)]
    return Piece(edges=(times[0], times[1])) if all(times) else None


@_rule(
    f"(?:after|before) {AT} (?:clock|number) oclock? half_day? {NOT_COUNTED}",
    f"{AT} (?:clock|number_from) (?:later|ago)",
)
def _open_ended(found: Found) -> Piece | None:
    hour, minute, full = found.one("clock") or (found.one("number", "number_from"), 0, False)
    times = clock(hour, minute, full=full, half=found.one("half_day"))
    if not times:
        return None
    return Piece(edges=(times, (LAST,)) if found.has("after", "later") else ((time(),), times))


@_rule(
    f"{AT} (?:half|number unit|number|quarter) (?:past|after) number oclock? half_day?",
    f"{AT} (?:number unit|quarter) before number oclock? half_day?",
    f"{SAID_AT} (?:number unit|number) to number oclock? half_day?",
    f"{AT} (?:number unit|quarter) to number oclock? half_day?",
)
def _minutes_first(found: Found) -> Piece | None:
    """Half past three, ten to five."""
    if found.has("unit") and found.one("unit") != "minute":
        return None
    numbers = found.all("number")
    minutes = 30 if found.has("half") else 15 if found.has("quarter") else numbers[0]
    early = found.has("to", "before")
    if found.has("to") and minutes not in (5, 10, 15, 20, 25) and not found.has("unit"):
        return DOUBT
    return _shifted(numbers[-1], -minutes if early else minutes, found)


@_rule("article? quarter on at number oclock? half_day?")
def _quarter_before(found: Found) -> Piece | None:
    """Un cuarto para las seis."""
    return _shifted(found.one("number"), -15, found)


@_rule("(?:number|minus) unit? on at number")
def _before_or_for(_: Found) -> Piece:
    """Diez para las seis: a time, or ten people at six."""
    return DOUBT


@_rule(f"{AT} ordinal (?:number|quarter) (?:gone|part)", f"{AT} {_HOUR} (?:number|quarter) left")
def _minutes_after_the_hour(found: Found) -> Piece | None:
    """Üçü on geçe, beşe çeyrek kala. ("geçe" is written like "gece", night, without its accent.)"""
    numbers = found.all("number", "number_at", "ordinal")
    minutes = 15 if found.has("quarter") else numbers[-1]
    return _shifted(numbers[0], -minutes if found.has("left") else minutes, found)


@_rule(
    f"{_HOUR_SAID} half_day? (?:of? part)? (?:plus|minus) (?:half|quarter|number) oclock? half_day? {NOT_COUNTED}",
    "number half_day (?:plus|minus) (?:half|quarter|number)",
    "number (?:plus half|minus quarter|plus quarter) half_day?",
    f"{AT} (?:number|number_at|one) half",
    f"{SAID_AT} half number",
    f"half number (?:oclock|half_day)? (?=\\Z|stop|comma|on|in|{_NAMED})",
    f"(?<={_NAMED}) half number {NOT_COUNTED}",
)
def _hour_and(found: Found) -> Piece | None:
    """Las cinco y media, las siete menos cuarto, üç buçuk, half three."""
    numbers = _numbers(found)
    minutes = 30 if found.has("half") else 15 if found.has("quarter") else numbers[-1]
    piece = _shifted(numbers[0], -minutes if found.has("minus") else minutes, found)
    return replace(piece, part=found.one("part")) if piece else None


@_rule(f"{SAID_AT} number (?:of_the|comma)? clock")
def _twelve_noon(found: Found) -> Piece | None:
    """Las 12 del mediodía."""
    hour, _, _ = found.one("clock")
    return Piece(times=clock(hour, full=True)) if found.one("number") == hour else None


@_rule(f"{AT} clock oclock? half_day?")
def _written(found: Found) -> Piece | None:
    hour, minute, full = found.one("clock")
    if hour == DAY:
        return Piece(times=(time(),), doubt=True)  # midnight: does the day begin with it or end?
    return _at(clock(hour, minute, full=full, half=found.one("half_day")))


@_rule(f"{SAID_AT} dotted half_day?", f"{AT} dotted half_day")
def _written_with_a_dot(found: Found) -> Piece | None:
    hour, minute, full = found.one("dotted")[0]
    return _at(clock(hour, minute, full=full, half=found.one("half_day")))


@_rule(
    f"{AT} number number (?:unit|oclock)? half_day",
    f"{_HOUR_SAID} number (?:unit|oclock)? {NOT_COUNTED}",
    f"{AT} (?:number|one) number_at",
    "(?<=part|today_part) (?:number|one) number",
    "number number (?=\\Z|stop|comma|on|relative|weekday|part|in the part)",
)
def _hour_minute(found: Found) -> Piece | None:
    """Seven thirty."""
    hour, minute = _numbers(found)
    if not 10 <= minute < 60:
        return None
    return _at(clock(hour, minute, half=found.one("half_day")))


@_rule(
    f"{AT} number oclock? half_day",
    f"{AT} number oclock",
    f"{_HOUR_SAID} {NOT_COUNTED}",
    "(?:at|hour_word) (?:number|one) (?=month)",
    f"{AT} number_at {NOT_COUNTED}",
    f"(?<=part|today_part) number {NOT_COUNTED}",
    "(?<=relative|weekday) comma? number (?=comma*$|comma*stop|on|(?:in|of|the|on)* part)",
    f"number {_BEFORE_PART}",
    "\\A number (?=relative)",
    "(?<=comma|stop) number (?=relative)",
    "hour_word number_at",
    "hour_word ordinal",
    "(?:at|hour_word) year",
    "one (?=(?:in|of|the|on)+ part)",
)
def _bare_hour(found: Found) -> Piece | None:
    number = _numbers(found)[0]
    hour, minute = divmod(number, 100) if number >= 100 else (number, 0)
    return _at(clock(hour, minute, half=found.one("half_day"), full=number >= 1000))


@_rule("at number unit")
def _hours_said(found: Found) -> Piece | None:
    """A las 15 horas."""
    return (
        _at(clock(found.one("number")))
        if found.one("unit") == "hour" and found.one("number") > HALF
        else None
    )


def _numbers(found: Found) -> list[int]:
    """In order; "one" may also be an article."""
    return [number or 1 for number in found.all("number", "number_at", "ordinal", "year", "one")]


def _shifted(hour: int, minutes: int, found: Found) -> Piece | None:
    times = clock(hour, half=found.one("half_day"))
    return _at(minutes_from(times, minutes)) if abs(minutes) < 60 else None


def _at(times: tuple[time, ...]) -> Piece | None:
    return Piece(times=times) if times else None
