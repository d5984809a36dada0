"""Opening hours as a document writes them: which days, and when. Pure."""

import re
from functools import cache

from babel.dates import get_day_names

_LANGUAGES = ("en", "es", "de", "fr", "it", "pt", "nl", "tr", "ru", "ar")
_TO = r"(?:\s*(?:-|–|—|,|&|/|\+|\b(?:to|through|till|until|bis|und|and|a|al|y|e|et|au|ve|ile|по|и)\b)\s*)"
_TIME = r"\d{1,2}(?:[:.h]\d{2})?\s?(?:am|pm|a\.m\.|p\.m\.|h|uhr|Uhr)?"
_SPAN = re.compile(
    rf"\b{_TIME}\s*(?:-|–|—|to|till|until|bis|a|al|à|ile)\s*{_TIME}(?![\d%€$£₺])", re.IGNORECASE
)
_SHUT = re.compile(
    r"^(?:closed|geschlossen|ruhetag|cerrado|ferm[ée]|chiuso|fechado|gesloten|kapalı|закрыто|مغلق|24/7"
    r"|(?:open )?24 hours?)\b",
    re.IGNORECASE,
)
_LONGEST = 100


def read(line: str) -> tuple[str, str] | None:
    """The days and what holds on them, if the line says that and nothing before it."""
    found = _days().match(line)
    if found is None:
        return None
    value = found["value"].strip(" .|\t")
    if len(value) > _LONGEST or not (_SPAN.search(value) or _SHUT.match(value)):
        return None
    return re.sub(r"\s+", " ", found["days"]).strip(), re.sub(r"\s+", " ", value)


@cache
def _days() -> re.Pattern[str]:
    names: set[str] = set()
    for language in _LANGUAGES:
        for width in ("wide", "abbreviated"):
            names.update(name.rstrip(".").lower() for name in get_day_names(width, locale=language).values())
    names |= {
        "weekdays",
        "weekends",
        "daily",
        "every day",
        "täglich",
        "werktags",
        "hafta içi",
        "her gün",
        "mon",
        "tues",
        "thurs",
    }
    day = "(?:{})s?\\.?".format("|".join(sorted(map(re.escape, names), key=len, reverse=True)))
    return re.compile(
        rf"^(?:we (?:are )?open\s+)?(?P<days>{day}(?:{_TO}{day})*)(?!\w)\s*[:|–—-]?\s*(?P<value>\S.*)$",
        re.IGNORECASE,
    )
