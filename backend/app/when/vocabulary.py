"""The words of a language by class, from its word lists and from Unicode's names of days and months (babel)."""

import unicodedata
from dataclasses import dataclass
from functools import cache
from types import ModuleType
from typing import Any

from babel.dates import get_day_names, get_month_names

from app.when.languages import english, spanish, turkish
from app.when.said import Language, Part

Meaning = tuple[str, Any]
"""The class of a word and what it stands for: a number, a part of the day, a unit ..."""

_LISTS: dict[Language, ModuleType] = {"en": english, "es": spanish, "tr": turkish}
_SINGULAR_TENS = range(1, 10)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What one language calls things. `phrases` are keyed by their folded words; `longest` counts words."""

    language: Language
    lists: ModuleType
    phrases: dict[tuple[str, ...], Meaning]
    longest: int


@cache
def vocabulary(language: Language) -> Vocabulary:
    """Of this language."""
    lists = _LISTS[language]
    phrases = {tuple(phrase.split()): meaning for phrase, meaning in _entries(language, lists)}
    return Vocabulary(language, lists, phrases, max(map(len, phrases)))


def fold(text: str) -> str:
    """Small letters without accents, as many use on a telephone. As long as the text, so that places stay."""
    return "".join(map(_folded, text))


@cache
def _folded(character: str) -> str:
    bare = unicodedata.normalize("NFKD", character.casefold())
    bare = "".join(each for each in bare if not unicodedata.combining(each)).replace("ı", "i")
    return bare if len(bare) == 1 else bare[:1] or " "


def _entries(language: Language, lists: ModuleType) -> list[tuple[str, Meaning]]:
    """Later ones win over earlier ones of the same words."""
    found: list[tuple[str, Meaning]] = []
    for name, words in lists.WORDS.items():
        half = name.removeprefix("half_day_") if name.startswith("half_day_") else None
        kind = "half_day" if half else name
        found += [(phrase.strip(), (kind, half)) for phrase in words.split(";")]
    found = _numbers(lists) + found
    found += [(name, ("unit", unit)) for name, unit in lists.UNITS.items()]
    found += [(name, ("hour_word", unit)) for name, unit in lists.HOURS.items()]
    found += [(name, ("relative", days)) for name, days in lists.RELATIVE.items()]
    found += [(name, ("part", Part(part))) for name, part in lists.PARTS.items()]
    found += [(name, ("today_part", (days, Part(part)))) for name, (days, part) in lists.TODAY_PARTS.items()]
    found += [(name, ("clock", (hour, 0, True))) for name, hour in lists.CLOCKS.items()]
    found += [(name, ("fixed_day", day)) for name, day in lists.FIXED_DAYS.items()]
    return found + _names(language, lists)


def _numbers(lists: ModuleType) -> list[tuple[str, Meaning]]:
    units = lists.NUMBERS.split()
    ranks = lists.RANKS.split()
    found = [(word, ("number", value)) for value, word in enumerate(units)]
    found += [(word, ("number", value)) for word, value in lists.OTHER_NUMBERS.items()]
    found += [(word, ("number", value)) for word, value in lists.TENS.items() if not word.endswith(" y")]
    found += [(word, ("rank", value)) for value, word in enumerate(ranks, 1)]
    found += [(word, ("rank", value)) for word, value in lists.MORE_RANKS.items()]
    for word, tens in lists.TENS.items():
        found += [(f"{word} {units[more]}", ("number", tens + more)) for more in _SINGULAR_TENS]
        found += [(f"{word} {rank}", ("rank", tens + more)) for more, rank in enumerate(ranks[:9], 1)]
    return found


def _names(language: Language, lists: ModuleType) -> list[tuple[str, Meaning]]:
    found: list[tuple[str, Meaning]] = []
    for width in ("abbreviated", "wide"):
        months, weekdays = get_month_names(width, locale=language), get_day_names(width, locale=language)
        found += [(fold(name), ("month", number)) for number, name in months.items()]
        for number, name in weekdays.items():
            known = dict(found).get(fold(name))
            found += [] if known else [(fold(name), ("weekday", number))]
    found += [(name, ("month", number)) for name, number in lists.MONTHS.items()]
    found += [(name, ("weekday", number)) for name, number in lists.WEEKDAYS.items()]
    return [
        (
            name,
            ("unlikely", value) if kind == "weekday" and name in lists.UNLIKELY_WEEKDAYS else (kind, value),
        )
        for name, (kind, value) in found
        if name not in lists.NOT_NAMES
    ]
