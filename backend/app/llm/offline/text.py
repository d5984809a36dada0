"""Words as the responder compares them: folded, cut into tokens, reduced to stems, forgiving of typos."""

import re
import unicodedata
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

_SPECIAL = str.maketrans({"ı": "i", "İ": "i", "ß": "ss", "’": "'", "`": "'"})
_TOKEN = re.compile(r"[^\W_]+(?:'[^\W_]+)?")
_STEMMERS = {"en": "english", "es": "spanish", "tr": "turkish"}
_CONTRACTIONS = frozenset({"t", "m", "re", "ll", "ve", "d"})


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Lower case without accents: many customers write without them."""
    plain = unicodedata.normalize("NFKD", text.translate(_SPECIAL)).lower()
    return "".join(c for c in plain if not unicodedata.combining(c))


def tokens(text: str) -> list[str]:
    """The folded words and numbers of a text. Endings behind an apostrophe go ("Luna'ya"), contractions stay."""
    found = []
    for token in _TOKEN.findall(fold(text)):
        word, _, ending = token.partition("'")
        found.append(word + ending if ending in _CONTRACTIONS else word)
    return found


def joined(parts: Sequence[str], last: str) -> str:
    """A list within a sentence: commas, and `last` in front of the last one."""
    return last.join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


@lru_cache(maxsize=16384)
def stem(word: str, language: str) -> str:
    """The stem of a folded word; what counts is that two forms of it get the same one."""
    return str(_stemmer(language).stemWord(word))


@cache
def _stemmer(language: str) -> Any:
    import snowballstemmer  # all its thirty languages come with it: not before the first answer

    return snowballstemmer.stemmer(_STEMMERS[language])


@lru_cache(maxsize=4096)
def corrected(word: str, known: frozenset[str]) -> str:
    """The known word that this one was meant to be, or the word itself."""
    if len(word) < 5 or word in known:
        return word
    near = [other for other in known if is_typo(word, other)]
    return min(near, key=lambda other: (abs(len(other) - len(word)), other)) if near else word


def is_typo(word: str, other: str) -> bool:
    """Whether two words from five letters on differ by one slip (two in long words) after the same first letter."""
    if word[:1] != other[:1] or min(len(word), len(other)) < 5 or word.isdigit() or other.isdigit():
        return False
    longest = max(len(word), len(other))
    if sorted(word) == sorted(other):
        return _slips(word, other) <= 1
    # Among short words another letter in one place is mostly another word: hours, horse.
    allowed = 0 if longest < 6 and len(word) == len(other) else 2 if longest >= 10 else 1
    return abs(len(word) - len(other)) <= allowed and _slips(word, other) <= allowed


def _slips(a: str, b: str) -> int:
    """Edit distance in which two swapped neighbours count once."""
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, start=1):
        last, before, row = before, row, [i]
        for j, y in enumerate(b, start=1):
            best = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (x != y))
            if i > 1 and j > 1 and x == b[j - 2] and a[i - 2] == y:
                best = min(best, last[j - 2] + 1)
            row.append(best)
    return row[-1]
