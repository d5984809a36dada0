"""Whether what was expected was found, and what is another than before. Pure."""

from collections.abc import Sequence
from typing import Literal, TypeAlias

from app.knowledge.vectors.words import words

Change: TypeAlias = Literal["new", "same", "better", "worse"]


def found_in(expected: Sequence[str], texts: Sequence[str]) -> list[bool]:
    """For each expected text whether one of the texts has all its words and numbers, in whatever order."""
    held = [_words(text) for text in texts]
    return [bool(wanted := _words(each)) and any(wanted <= text for text in held) for each in expected]


def change(now: Sequence[bool], before: Sequence[bool] | None) -> Change:
    """How a question fares against the run before (None: that did not ask it, or expected something else)."""
    if before is None or len(before) != len(now):
        return "new"
    if sum(now) == sum(before):
        return "same"
    return "better" if sum(now) > sum(before) else "worse"


def _words(text: str) -> frozenset[str]:
    return frozenset(word.casefold() for word in words(text))
