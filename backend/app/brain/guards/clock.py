"""Times and dates in words, and what proves one."""

from collections.abc import Iterator, Set
from functools import cache

import regex

_HALF_DAY = 12 * 60
_AM_PM = r"(?P<half>[ap])\.?\s?m\b\.?"
_CLOCK_TIME = regex.compile(
    rf"(?<![\d.,:/+-])(?P<hour>[01]?\d|2[0-4])(?:[:h](?P<minute>[0-5]\d)(?!\d)(?:\s*{_AM_PM})?"
    rf"|\.(?P<minute>[0-5]\d)\s*(?:{_AM_PM}|Uhr\b)|\s*{_AM_PM}|\s*(?:Uhr|o['’]?clock)\b)",
    regex.IGNORECASE,
)
# An hour without anything but its place in the sentence: "at 5", "from 9 to 5".
_FREE = r"(?=\s*(?:$|[.,;!?)\n]|(?:and|or|on|to|till|until|y|o|el|hasta|ve|und|oder|bis|tomorrow|today)\b))"
_AT = regex.compile(
    rf"\b(?:at|until|till|a las?|hasta las?|desde las?|saat|um)\s+(?P<hour>[01]?\d|2[0-4])(?!\d){_FREE}",
    regex.IGNORECASE,
)
_TO = r"\s*(?:-|–|—|to|until|till|and|bis|und|a|a las|y)\s*"
_OPENS = r"\b(?:open|from|between|von|ab|abierto|desde|entre|de)\s+(?:las?\s+)?"
# Two hours: what makes them sure stands in front of them, or behind.
_RANGE = regex.compile(
    rf"(?P<sure>{_OPENS}(?=\d{{1,2}}\D{{1,9}}\d{{1,2}}{_FREE}))?"
    rf"(?<![\d.,:/€$£+-])(?P<hour>[01]?\d|2[0-4]){_TO}(?P<hour>[01]?\d|2[0-4])(?!\d|[.,:/]\d|\s*%)"
    rf"(?P<sure>\s*(?:{_AM_PM}|Uhr\b|h\b))?",
    regex.IGNORECASE,
)

_LANGUAGES = ("en", "es", "tr", "de", "fr", "it", "pt", "nl", "pl", "ru", "ar")
_SHORT_NAMES_OF = ("en", "es", "tr", "de")
_DAY = r"(?P<day>[0-2]?\d|3[01])(?!\d)"
_YEAR = r"(?:,?\s*(?:de\s+|del\s+)?(?P<year>\d{4})(?!\d))?"
# Whether the word is a month's name is looked up: a pattern of all names would be tried at every word.
_DAY_AND_MONTH = regex.compile(
    rf"(?<![\p{{L}}\d]){_DAY}(?:st|nd|rd|th|er|º|\.)?\s*(?:(?:of|de|the)\s+)?(?P<name>\p{{L}}{{3,}})\.?{_YEAR}",
    regex.IGNORECASE,
)
_MONTH_AND_DAY = regex.compile(
    rf"(?<!\p{{L}})(?P<name>\p{{L}}{{3,}})\.?\s+(?:the\s+)?{_DAY}(?:st|nd|rd|th)?(?!\p{{L}}|[:.]\d){_YEAR}",
    regex.IGNORECASE,
)
_NUMERIC = regex.compile(
    r"(?<![\d.,/-])(?:(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?!\d)"
    r"|(?P<one>[0-3]?\d)(?P<sep>[./-])(?P<two>[0-3]?\d)(?P=sep)(?P<year>\d{4}|\d{2})(?![\d:])"
    r"|(?P<one>[0-3]?\d)\.(?P<two>[01]?\d)\.(?!\d))"
)


def times(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Each time with its words and its readings: "5:00" may be morning or afternoon, "5 pm" and "17:00" are one."""
    for found in _CLOCK_TIME.finditer(text):
        yield found[0].strip(), _readings(int(found["hour"]), int(found["minute"] or 0), found["half"])
    for found in _AT.finditer(text):
        yield found[0].strip(), _readings(int(found["hour"]), 0, None)
    for found in _RANGE.finditer(text):
        if found["sure"]:
            yield found[0].strip(), _readings(int(found.captures("hour")[0]), 0, None)


def known_times(source: str) -> set[str]:
    """What this source proves; of "9 - 17" both ends, whatever stands in its table's head."""
    known = {reading for _, readings in times(source) for reading in readings}
    for found in _RANGE.finditer(source):
        for hour in found.captures("hour"):
            known |= _readings(int(hour), 0, None)
    return known


def _readings(hour: int, minute: int, half: str | None) -> frozenset[str]:
    minutes = (hour * 60 + minute) % (24 * 60)
    if half:
        minutes = minutes % _HALF_DAY + (_HALF_DAY if half.lower() == "p" else 0)
        return frozenset({_shown(minutes)})
    if 0 < hour <= 12:
        return frozenset({_shown(minutes % _HALF_DAY), _shown(minutes % _HALF_DAY + _HALF_DAY)})
    return frozenset({_shown(minutes)})


def _shown(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def dates(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Each date with its words and its readings, `month-day` and, where a year was said, `year-month-day`."""
    for found in _NUMERIC.finditer(text):
        if found["month"]:
            read = _date(int(found["day"]), int(found["month"]), found["year"])
        else:  # day first, as most of the world writes, or month first
            one, two = int(found["one"]), int(found["two"])
            read = _date(one, two, found["year"]) | _date(two, one, found["year"])
        if read:
            yield found[0].strip(), frozenset(read)
    months = _months()
    for pattern in (_DAY_AND_MONTH, _MONTH_AND_DAY):
        for found in pattern.finditer(text, overlapped=True):
            month = months.get(found["name"].casefold())
            read = _date(int(found["day"]), month, found["year"]) if month else set()
            if read:
                yield found[0].strip(), frozenset(read)


def known_dates(source: str) -> set[str]:
    """What this source proves: its dates, and those of them that name no year in any year."""
    known: set[str] = set()
    for _, readings in dates(source):
        for reading in readings:
            known |= {reading, reading[-5:], *([f"any-{reading}"] if len(reading) == 5 else [])}
    return known


def is_known_date(readings: frozenset[str], known: Set[str]) -> bool:
    """Whether a source names this day; one that names no year leaves the year to the answer."""
    return any(reading in known or f"any-{reading[-5:]}" in known for reading in readings)


def _date(day: int, month: int, year: str | None) -> set[str]:
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return set()
    full = "" if year is None else f"{year if len(year) == 4 else '20' + year}-"
    return {f"{full}{month:02}-{day:02}"}


@cache
def _months() -> dict[str, int]:
    """The number of each month's name. Babel's data: not before the first use."""
    from babel.dates import get_month_names

    months: dict[str, int] = {"sept": 9}
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated") if language in _SHORT_NAMES_OF else ("wide",):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, language).items():
                    months.setdefault(name.casefold().rstrip("."), number)
    return months
