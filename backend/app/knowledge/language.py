"""Which language a text is written in, told by its script and its most frequent small words.

The lists in `small_words` are Snowball's stop words (BSD) and a few of our own; the search leaves the same words out.
"""

import re
from collections import Counter
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Literal, cast

Language = Literal["en", "es", "tr"]
"""Those the platform itself speaks."""

LATIN = ("en", "es", "de", "fr", "it", "pt", "nl", "ro", "tr", "vi")
UNKNOWN = ""

_BY_SCRIPT = {
    "ru": re.compile("[\u0400-\u04ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "el": re.compile("[\u0370-\u03ff]"),
    "hi": re.compile("[\u0900-\u097f]"),
}
"""Scripts that one language of ours is written in."""

_LATIN_LETTER = re.compile("[a-zA-Z\u00c0-\u024f\u1e00-\u1eff]")
_WORD = re.compile(r"[^\W\d_]+")
_OWN_LETTERS = {
    "es": frozenset("ñáéíóú¿¡"),
    "de": frozenset("äöüß"),
    "fr": frozenset("éèêàçœù"),
    "it": frozenset("àèìòù"),
    "pt": frozenset("ãõçáêâ"),
    "ro": frozenset("ăâîșțşţ"),
    "tr": frozenset("ğışİçöü"),
    "vi": frozenset("ăâđêôơưạảấầẩẫậắằẵặẹẻẽếềểễệỉịọỏốồổỗộớờởợụủứừửữự"),
}
_ENOUGH = 5_000  # characters: the beginning of a document tells its language


@cache
def small_words(language: str) -> frozenset[str]:
    """Words that say little about what a text is about; none for an unknown language."""
    if not language:
        return frozenset()
    listed = Path(__file__).with_name("small_words") / f"{language}.txt"
    return frozenset(listed.read_text(encoding="utf-8").split())


def detect_language(text: str) -> Language:
    """English, Spanish or Turkish; English where nothing speaks for another."""
    scores = _scores(text[:_ENOUGH], ("en", "es", "tr"))
    best = max(scores, key=lambda language: scores[language])
    return cast(Language, best) if scores[best] > scores["en"] else "en"


def written_in(text: str) -> str:
    """The code of the language, of those that we can search with stems; `UNKNOWN` where none is likely."""
    beginning = text[:_ENOUGH]
    letters = {UNKNOWN: len(_LATIN_LETTER.findall(beginning))}
    letters |= {code: len(pattern.findall(beginning)) for code, pattern in _BY_SCRIPT.items()}
    script = max(letters, key=lambda code: letters[code])
    if script or not letters[script]:
        return script
    scores = _scores(beginning, LATIN)
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] else "en"


def languages_of_script(word: str) -> tuple[str, ...]:
    """In which of our languages a word may be written, by its letters. A number is in none of them."""
    if _LATIN_LETTER.search(word):
        return LATIN
    return tuple(code for code, pattern in _BY_SCRIPT.items() if pattern.search(word))


def _scores(text: str, languages: Iterable[str]) -> dict[str, float]:
    words, characters = Counter(_WORD.findall(text.lower())), Counter(text)
    return {
        language: sum(count for word, count in words.items() if word in small_words(language))
        + 0.5 * sum(characters[letter] for letter in _OWN_LETTERS.get(language, ()))
        for language in languages
    }
