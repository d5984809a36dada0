"""Names of days and months with one slip in them: "thurday", "wendesday", "pazartsi", "dicembre"."""

from functools import lru_cache

from app.when.said import Language
from app.when.vocabulary import Meaning, vocabulary

_KINDS = ("weekday", "month", "relative")
_SHORTEST = 6
_LONG = 8
"""From here on another letter in one place is a slip, not another word: sundry, carsanba."""


@lru_cache(maxsize=4096)
def misspelt(word: str, language: Language) -> Meaning | None:
    """What a folded word was meant to be, where only one name is near. A plural ("Sundays") is no slip."""
    if len(word) < _SHORTEST - 1:
        return None
    phrases = vocabulary(language).phrases
    near = {
        meaning for (name, *more), meaning in phrases.items() if not more and _is_near(word, name, meaning[0])
    }
    return near.pop() if len(near) == 1 else None


def _is_near(word: str, name: str, kind: str) -> bool:
    shortest = _LONG if kind == "relative" else _SHORTEST
    if kind not in _KINDS or len(name) < shortest or word[0] != name[0] or word == f"{name}s":
        return False
    return _is_one_slip(word, name)


def _is_one_slip(word: str, name: str) -> bool:
    """A letter too many or too few, two swapped, or, in a long name, a wrong one."""
    if abs(len(word) - len(name)) > 1:
        return False
    same = next((place for place, (a, b) in enumerate(zip(word, name, strict=False)) if a != b), None)
    if same is None:
        return len(word) != len(name)
    rest, other = word[same:], name[same:]
    if len(word) != len(name):
        return rest[1:] == other or rest == other[1:]
    swapped = rest[:2] == other[1::-1] and rest[2:] == other[2:]
    return swapped or (len(name) >= _LONG and rest[1:] == other[1:])
