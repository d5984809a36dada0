"""What never leaves: the program's own instructions, names of tools, and keys."""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from app.llm.offline.text import fold

_RUN = 9  # so many words in a row are no accident
_WORD = re.compile(r"\w+")
_KEYS = re.compile(
    r"\b(?:sk|pk|rk|gsk|xai|whsec|ghp|xox[abp])[-_][A-Za-z0-9_-]{16,}|\b(?:EAA|IGAA|IGQV|AKIA|AIza)[A-Za-z0-9_-]{16,}"
    r"|\beyJ[A-Za-z0-9_-]{10,}\.[A-Za-z0-9_-]{10,}|-----BEGIN [A-Z ]+-----"
)
_TOKEN = re.compile(r"(?<![\w/.-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9_-]{32,}(?![\w/.-])")


def repeats(answer: str, instructions: str) -> bool:
    """Whether the answer says a stretch of the instructions word for word."""
    ours = _runs(instructions)
    return not ours.isdisjoint(_runs(answer))


@lru_cache(maxsize=64)  # the instructions are the same for every answer
def _runs(text: str) -> frozenset[tuple[str, ...]]:
    words = _WORD.findall(fold(text))
    return frozenset(tuple(words[n : n + _RUN]) for n in range(len(words) - _RUN + 1))


def tool_names(answer: str, names: Iterable[str]) -> Iterator[str]:
    """The tools it names as the program does: customers know none of them, and a call written out is none."""
    return (name for name in names if "_" in name and re.search(rf"\b{re.escape(name)}\b", answer))


def has_key(answer: str, sources: Iterable[str]) -> bool:
    """Whether something in it looks like a key and stands in no source."""
    found = [match[0] for pattern in (_KEYS, _TOKEN) for match in pattern.finditer(answer)]
    return any(not any(each in source for source in sources) for each in found)
