"""The word lists, compiled once per language."""

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import ModuleType

from app.llm.offline.text import stem, tokens
from app.llm.offline.words import en, es, tr
from app.llm.offline.words.concepts import CONCEPTS

LANGUAGES = ("en", "es", "tr")
_MODULES = {"en": en, "es": es, "tr": tr}
_PATTERNS = (
    "QUESTION CONTINUES REFERS LIST_ALL GREETING THANKS THANKS_FOR PRAISE NOT_PRAISE COMPLAINT PERSON ABOUT_BOT "
    "INJECTION BOOKING BOOKING_WISH BOOKING_ASKS STOP YES NO"
)


@dataclass(frozen=True)
class Lexicon:
    """One language. Patterns are matched against folded tokens joined by single spaces."""

    code: str
    function_words: frozenset[str]
    weak_words: frozenset[str]
    vocabulary: frozenset[str]
    patterns: Mapping[str, re.Pattern[str]]
    asks: Mapping[str, re.Pattern[str]]
    texts: Mapping[str, str]

    def has(self, name: str, said: str) -> bool:
        """Whether the pattern occurs in what was said."""
        return self.patterns[name].search(said) is not None

    def is_all(self, name: str, said: str) -> bool:
        """Whether what was said is this and nothing else."""
        return bool(said) and not " ".join(self.patterns[name].sub(" ", said).split())


@cache
def lexicon(language: str) -> Lexicon:
    """The compiled word lists of one language."""
    words: ModuleType = _MODULES[language]
    function_words = frozenset(words.FUNCTION.split())
    said = " ".join([*(getattr(words, name) for name in _PATTERNS.split()), *words.ASKS.values(), words.DAYS])
    plain = re.findall(r"(?<![\\\w])[a-z]{5,}(?![\w\\(\[*?])", said)
    concept_words = [word for row in CONCEPTS.values() for word in tokens(row[LANGUAGES.index(language)])]
    return Lexicon(
        code=language,
        function_words=function_words,
        weak_words=frozenset(words.WEAK.split()),
        vocabulary=frozenset(plain) | frozenset(concept_words) | function_words,
        patterns={name: compiled(getattr(words, name)) for name in _PATTERNS.split()},
        asks={kind: compiled(pattern) for kind, pattern in words.ASKS.items()},
        texts=words.TEXTS,
    )


@lru_cache(maxsize=16384)
def concepts_of(word: str, language: str) -> frozenset[str]:
    """What a folded word of this language is about: concept names, and `day0` (Monday) to `day6`."""
    table, stems = _concept_tables(language)
    root = stem(word, language)
    # An inflected word may stand for another form of itself; a bare one may not: "the park" is no "parking".
    found = table.get(word) or (stems.get(root) if root != word else None) or frozenset()
    if not found and language == "tr" and len(word) > 4:  # suffixes pile up: çocuklarınızı, fiyatlarınız
        found = next((table[word[:n]] for n in range(len(word) - 1, 3, -1) if word[:n] in table), frozenset())
    return found


@cache
def head_word(concept: str) -> str:
    """The English word under which a concept is looked for."""
    return CONCEPTS[concept][0].split()[0] if concept in CONCEPTS else ""


@cache
def day_range(language: str) -> re.Pattern[str]:
    """Finds "Monday to Friday"; its groups are the two day words."""
    words: ModuleType = _MODULES[language]
    names = "|".join(sorted(words.DAYS.replace("|", " ").split(), key=len, reverse=True))
    return re.compile(rf"\b({names})\w*\.?\s*(?:[-–—/]|\b(?:{words.RANGE})\b)\s*\b({names})")


@cache
def _concept_tables(language: str) -> tuple[dict[str, frozenset[str]], dict[str, frozenset[str]]]:
    """Concepts by word and by stem."""
    words: ModuleType = _MODULES[language]
    own = LANGUAGES.index(language)
    named = [(name, word) for name, row in CONCEPTS.items() for word in tokens(row[own])]
    named += [(f"day{n}", word) for n, names in enumerate(words.DAYS.split("|")) for word in names.split()]
    named += [(day, word) for day in ("day5", "day6") for word in words.WEEKEND.split()]
    named += [(f"day{n}", word) for n in range(7) for word in words.DAILY.split()]
    table, stems = defaultdict[str, frozenset[str]](frozenset), defaultdict[str, frozenset[str]](frozenset)
    for name, word in named:
        table[word] |= {name}
        stems[stem(word, language)] |= {name}
    return table, stems


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern over whole words; its alternatives stand apart by | or on lines of their own."""
    alternatives = "|".join(pattern.split("\n")).strip("|")
    return re.compile(rf"\b(?:{alternatives})\b")
