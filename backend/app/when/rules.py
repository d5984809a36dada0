"""How a rule of the grammar is written: a regular expression over the classes of tokens, and what a match means."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from app.when.lexer import Token
from app.when.pieces import Piece

AT = "(?:at|hour_word|around|comma at)*"
SAID_AT = "(?:at|hour_word|around)(?:at|hour_word|around)*"
NOT_COUNTED = "(?!counted|unit|weekend|month|of month|quarter gone|of the unknown)"
"""Behind a number: it is an hour, and not how many of something, or a day of a month."""

_LETTERS: dict[str, str] = {}
_NAME = re.compile(r"[a-z_]+")


@dataclass(frozen=True, slots=True)
class Found:
    """The tokens that a rule matched, and when it is read."""

    tokens: list[Token]
    now: datetime
    """The clock on the business's wall."""

    @property
    def today(self) -> date:
        """The day on the business's calendar."""
        return self.now.date()

    def all(self, *kinds: str) -> list[Any]:
        """What the tokens of these classes stand for, in order."""
        return [token.value for token in self.tokens if token.kind in kinds]

    def one(self, *kinds: str) -> Any:
        """The first of them, or None."""
        return next(iter(self.all(*kinds)), None)

    def has(self, *kinds: str) -> bool:
        """Whether there is a token of these classes."""
        return any(token.kind in kinds for token in self.tokens)


Meaning = Callable[[Found], Piece | None]
"""None: it matched, and yet it is nothing."""


class Rules:
    """In order: at one place of a text, the first that matches is taken."""

    def __init__(self) -> None:
        self.all: list[tuple[re.Pattern[str], Meaning]] = []

    def rule(self, *patterns: str) -> Callable[[Meaning], Meaning]:
        """Add one. In a pattern a name is a class of tokens; everything else is a regular expression's."""

        def add(meaning: Meaning) -> Meaning:
            self.all.extend((_compiled(pattern), meaning) for pattern in patterns)
            return meaning

        return add


def pieces(rules: Sequence[Rules], tokens: list[Token], now: datetime) -> Iterator[tuple[int, int, Piece]]:
    """Every expression (its tokens from, to), in order; none overlaps another."""
    row = "".join(_letter(token.kind) for token in tokens)
    ordered = [rule for each in rules for rule in each.all]
    place = 0
    while place < len(row):
        found = _at(place, row, ordered, tokens, now)
        if found:
            yield place, *found
        place = found[0] if found else place + 1


def _at(
    place: int, row: str, rules: Sequence[tuple[re.Pattern[str], Meaning]], tokens: list[Token], now: datetime
) -> tuple[int, Piece] | None:
    for pattern, meaning in rules:
        match = pattern.match(row, place)
        if match and match.end() > place:
            piece = meaning(Found(tokens[place : match.end()], now))
            if piece is not None:
                return match.end(), piece
    return None


def _letter(kind: str) -> str:
    """One private character for each class."""
    return _LETTERS.setdefault(kind, chr(0x4E00 + len(_LETTERS)))


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(_NAME.sub(lambda name: _letter(name[0]), pattern).replace(" ", ""))
