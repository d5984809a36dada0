"""A line as the patterns about appointments see it, and what only they can say of it. Pure."""

import re
from collections.abc import Sequence
from datetime import timedelta
from functools import cache

from app.llm.offline.lexicon import compiled, lexicon
from app.llm.offline.text import corrected, tokens
from app.llm.offline.words.booking import AMOUNTS, PATTERNS, SHORT, UNITS

_WORD = re.compile(r"(?<![\\\w(\[])[a-z]{6,}(?![\w\\(\[*?])")


@cache
def patterns_of(language: str) -> dict[str, re.Pattern[str]]:
    """The compiled PATTERNS of one language."""
    return {name: compiled(pattern) for name, pattern in PATTERNS[language].items()}


def phrased(line: str, language: str) -> str:
    """Its folded words, with abbreviations written out and slips put right (where words hardly change their ends)."""
    known = _known(language) if language == "en" else frozenset()
    return " ".join(SHORT.get(word) or corrected(word, known) for word in tokens(line))


def length_moved(said: str, language: str) -> timedelta | None:
    """How much later (or earlier) than what was spoken of: "can we do an hour later?"."""
    patterns = patterns_of(language)
    found = patterns["LONG"].search(said)
    sign = 1 if patterns["ONWARD"].search(said) else -1 if patterns["BACKWARD"].search(said) else 0
    if not found or not sign:
        return None
    count = AMOUNTS.get(found[1]) or float(found[1])
    return sign * count * timedelta(**{UNITS[language][found[2][0]]: 1}) if count < 1000 else None


def says_same_time(lines: Sequence[str], language: str) -> bool:
    """Whether the hour is to stay."""
    return any(patterns_of(language)["SAME_TIME"].search(phrased(line, language)) for line in lines)


@cache
def _known(language: str) -> frozenset[str]:
    words = _WORD.findall(" ".join(PATTERNS[language].values()))
    return lexicon(language).vocabulary.union(words)
