"""Words that count before any model is asked: stop, start, and the wish for a person (promise H2).

Pure. A stop or start word counts where it is the whole message, or a whole clause that can mean nothing else; never
inside an ordinary sentence ("where is the bus stop?"). The lists are data, one module a language.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import ModuleType

from app.brain.words import de, en, es, tr
from app.llm.offline.text import corrected, fold

LANGUAGES: dict[str, ModuleType] = {"en": en, "es": es, "tr": tr, "de": de}
_CLAUSES = re.compile(r"[.!?;,:\n…¿¡]+")
_WORD = re.compile(r"[^\W_]+")
# Longer messages are no commands; the wish for a person may stand anywhere in them.
_LONGEST_COMMAND = 120
_MOST_READ = 600
_SPELLED = frozenset(en.SPELLED.split())


class Wish(StrEnum):
    """What a line asks of the program itself."""

    stop = "stop"
    start = "start"
    person = "person"


@dataclass(frozen=True, slots=True)
class _Patterns:
    code: str
    small: frozenset[str]
    stop_word: re.Pattern[str]
    stop_phrase: re.Pattern[str]
    start_word: re.Pattern[str]
    person: re.Pattern[str]
    not_person: re.Pattern[str]
    filler: re.Pattern[str]


def _lines(pattern: str) -> str:
    return "|".join(line for line in pattern.strip().splitlines() if line)


def _compiled(code: str, words: ModuleType) -> _Patterns:
    return _Patterns(
        code=code,
        small=frozenset(words.SMALL.split()),
        stop_word=re.compile(_lines(words.STOP_WORD)),
        stop_phrase=re.compile(_lines(words.STOP_PHRASE)),
        start_word=re.compile(_lines(words.START_WORD)),
        person=re.compile(rf"\b(?:{_lines(words.PERSON)})"),
        not_person=re.compile(rf"\b(?:{_lines(words.NOT_PERSON)})"),
        filler=re.compile(rf"\b(?:{words.FILLER})\b"),
    )


_PATTERNS = tuple(_compiled(code, words) for code, words in LANGUAGES.items())


@dataclass(frozen=True, slots=True)
class Heard:
    """What the lines of one turn ask of the program itself."""

    stop: bool
    start: bool
    """Of stop and start the last word counts."""
    person: bool
    is_more: bool
    """Whether something was said besides."""
    language: str | None
    """In which language the words were said."""


def listen(lines: Iterable[str]) -> Heard:
    """The wishes among these lines, oldest first."""
    found = [wish_of(line) for line in lines]
    wishes = [wish for wish, _ in filter(None, found)]
    command = next((wish for wish in reversed(wishes) if wish is not Wish.person), None)
    return Heard(
        stop=command is Wish.stop,
        start=command is Wish.start,
        person=Wish.person in wishes,
        is_more=None in found,
        language=next((language for _, language in filter(None, reversed(found))), None),
    )


def wish_of(text: str) -> tuple[Wish, str] | None:
    """What one line asks of the program, and in which language; None for ordinary talk."""
    return _wish_of(text[:_MOST_READ])


@lru_cache(maxsize=1024)
def _wish_of(text: str) -> tuple[Wish, str] | None:
    clauses = [words for part in _CLAUSES.split(plain(text)) if (words := " ".join(_WORD.findall(part)))]
    if not clauses:
        return None
    if len(text) <= _LONGEST_COMMAND and "?" not in text:
        for patterns in _PATTERNS:
            if _is_stop(patterns, clauses):
                return Wish.stop, patterns.code
            if all(_is(patterns.start_word, patterns, clause) for clause in clauses):
                return Wish.start, patterns.code
    for patterns in _PATTERNS:
        said = [_spelled(clause) for clause in clauses] if patterns.code == "en" else clauses
        if any(_asks_for_person(patterns, clause) for clause in said):
            return Wish.person, patterns.code
    return None


def plain(text: str) -> str:
    """The text as the word lists are compared with it: folded, without apostrophes."""
    return fold(text).replace("'", "")


def _is_stop(patterns: _Patterns, clauses: Sequence[str]) -> bool:
    said = [clause for clause in clauses if _without_filler(patterns, clause)]
    if any(_is(patterns.stop_phrase, patterns, clause) for clause in said):
        return True
    return bool(said) and all(_is(patterns.stop_word, patterns, clause) for clause in said)


def _is(pattern: re.Pattern[str], patterns: _Patterns, clause: str) -> bool:
    return bool(pattern.fullmatch(clause) or pattern.fullmatch(_without_filler(patterns, clause)))


def _without_filler(patterns: _Patterns, clause: str) -> str:
    return " ".join(patterns.filler.sub(" ", clause).split())


def _asks_for_person(patterns: _Patterns, clause: str) -> bool:
    return bool(patterns.person.search(clause)) and not patterns.not_person.search(clause)


def _spelled(clause: str) -> str:
    return " ".join(corrected(word, _SPELLED) for word in clause.split())


def language_of(texts: Iterable[str], otherwise: str = "en") -> str:
    """The language these lines speak, told by small words; `otherwise` where nothing speaks for one."""
    words = [word for text in texts for word in _WORD.findall(plain(text[:_MOST_READ]))]
    scores = {patterns.code: sum(word in patterns.small for word in words) for patterns in _PATTERNS}
    best = max(scores, key=lambda code: scores[code])
    return best if scores[best] > scores.get(otherwise, 0) else otherwise


def say(name: str, language: str) -> str:
    """One of our own sentences, by its name in the languages' `TEXTS`."""
    sentence: str = LANGUAGES[language].TEXTS[name]
    return sentence
