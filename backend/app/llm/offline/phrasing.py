"""A line of the customer's as the patterns about appointments see it. Pure."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import cache, cached_property
from typing import cast

from app.llm.offline.lexicon import compiled, concepts_of, lexicon
from app.llm.offline.text import corrected, tokens
from app.llm.offline.words.booking import AMOUNTS, NOT_BOOKED, PATTERNS, SHORT, UNITS
from app.when import Language, Said, read

_WORD = re.compile(r"(?<![\\\w(\[])[a-z]{6,}(?![\w\\(\[*?])")
_NOT_BOOKED = frozenset(NOT_BOOKED.split())


class Line:
    """A line in its language, and what the word lists find in it."""

    def __init__(self, text: str, language: str, now: datetime) -> None:
        self.text, self.language, self.now = text, cast(Language, language), now
        self.words, self.patterns = lexicon(language), patterns_of(language)
        self.said = phrased(text, language)

    def has(self, name: str) -> bool:
        """Whether the pattern about appointments occurs in it."""
        return self.patterns[name].search(self.said) is not None

    def begins(self, name: str) -> bool:
        """Whether the pattern about appointments stands at its beginning."""
        return self.patterns[name].match(self.said) is not None

    @cached_property
    def when(self) -> Said:
        """What it says about day and time."""
        return read(self.text, self.language, self.now)

    @property
    def names_when(self) -> bool:
        """Whether that can be used."""
        return bool(self.when.days or self.when.times or self.when.window or self.when.span)

    @property
    def speaks_of_time(self) -> bool:
        """Whether it says anything about it at all."""
        return self.when.anything or self.when.past

    @property
    def without_when(self) -> str:
        """What is left without day and time."""
        text = self.text
        for start, end in sorted({*self.when.day_words, *self.when.time_words}, reverse=True):
            text = f"{text[:start]} {text[end:]}"
        return text

    @property
    def length(self) -> timedelta | None:
        """How much later (or earlier) than what was spoken of: "can we do an hour later?"."""
        found = self.patterns["LONG"].search(self.said)
        sign = 1 if self.has("ONWARD") else -1 if self.has("BACKWARD") else 0
        if not found or not sign:
            return None
        count = AMOUNTS.get(found[1]) or float(found[1])
        unit = UNITS[self.language][found[2][0]]
        return sign * count * timedelta(**{unit: 1}) if count < 1000 else None

    def is_all_small(self, said: str) -> bool:
        """Whether these folded words are small ones only."""
        return all(word in self.words.function_words for word in said.split())

    def is_of_the_house(self, said: str) -> bool:
        """Whether these folded words speak of what nobody books: "is parking free on Sunday"."""
        return any(_NOT_BOOKED & concepts_of(word, self.language) for word in said.split())


@cache
def patterns_of(language: str) -> dict[str, re.Pattern[str]]:
    """The compiled PATTERNS of one language."""
    return {name: compiled(pattern) for name, pattern in PATTERNS[language].items()}


def phrased(line: str, language: str) -> str:
    """Its folded words, with abbreviations written out and slips put right (where words hardly change their ends)."""
    known = _known(language) if language == "en" else frozenset()
    return " ".join(SHORT.get(word) or corrected(word, known) for word in tokens(line))


def says_same_time(lines: Sequence[str], language: str) -> bool:
    """Whether the hour is to stay."""
    return any(patterns_of(language)["SAME_TIME"].search(phrased(line, language)) for line in lines)


@cache
def _known(language: str) -> frozenset[str]:
    words = _WORD.findall(" ".join(PATTERNS[language].values()))
    return lexicon(language).vocabulary.union(words)
