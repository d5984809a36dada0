"""Texts become terms: the words of a text in the form in which a question and a document meet.

A term names its language ("en:haircut"), because stems of two languages must not be mistaken for each other. A
document yields terms of its own language; a question, too short to tell, yields those of every language that is
written with its letters, and meets each document in that document's own. Numbers, and words in letters that the
document's language does not have (a brand in a Greek text), belong to no language and are not stemmed.
"""

import threading
import unicodedata
from functools import lru_cache
from typing import Any

import regex

from app.knowledge.language import UNKNOWN, languages_of_script, small_words

_LONGEST_WORD = 40
_UNSPACED = r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]"
_WORD = regex.compile(rf"\d+(?:[.,:]\d+)+|{_UNSPACED}+|[\p{{L}}\p{{M}}\p{{N}}--{_UNSPACED}]+", regex.V1)
_FIRST_UNSPACED = "\u0e00"  # no such script begins before Thai: most words need no closer look
_IS_UNSPACED = regex.compile(_UNSPACED)
_KEEPS_MARKS = regex.compile(r"\p{Devanagari}")  # its vowels are marks
_STEMMERS = {
    "en": "english", "es": "spanish", "de": "german", "fr": "french", "it": "italian", "pt": "portuguese",
    "nl": "dutch", "ro": "romanian", "tr": "turkish", "ru": "russian", "ar": "arabic", "el": "greek", "hi": "hindi",
}  # fmt: skip
_NEEDS_ACCENTS = ("tr", "ro", "ru", "ar", "el", "hi")
"""Stemmers that go wrong without them. The others take words as customers type them: "peluqueria"."""
_own = threading.local()  # a stemmer keeps the word it works on: one for each thread


def words(text: str) -> list[str]:
    """Words and numbers, case kept. 10.30, 10:30 and 10,30 are one number, and the same one.

    Where a script has no spaces between words, every two neighbouring signs are one.
    """
    found: list[str] = []
    for word in _WORD.findall(text):
        if word[0].isdigit():
            found.append(word.replace(",", ".").replace(":", ".")[:_LONGEST_WORD])
        elif word >= _FIRST_UNSPACED and _IS_UNSPACED.match(word):
            found += [word[i : i + 2] for i in range(max(1, len(word) - 1))]
        else:
            found.append(word[:_LONGEST_WORD])
    return found


def document_terms(text: str, language: str) -> list[str]:
    """What a text in this language can be found by, in order, small words left out."""
    return [made for word in words(text) if (made := term(word, language))]


def question_terms(text: str) -> list[list[str]]:
    """For each language that the question may be written in: its terms, in order."""
    asked = words(text)
    languages = dict.fromkeys(code for word in asked for code in (*languages_of_script(word), UNKNOWN))
    return [[made for word in asked if (made := term(word, language))] for language in languages]


@lru_cache(maxsize=50_000)
def term(word: str, language: str) -> str:
    """The word's stem under its language, without accents; empty for a small word."""
    if language not in languages_of_script(word):
        language = UNKNOWN
    lowered = lower(word, language)
    if lowered in small_words(language):
        return ""
    if language in _STEMMERS:
        lowered = _stemmer(language).stemWord(lowered if language in _NEEDS_ACCENTS else _plain(lowered))
    return f"{language}:{_plain(lowered)}"


def lower(word: str, language: str) -> str:
    """Lower case as the language has it: in Turkish I becomes ı and İ becomes i."""
    if language == "tr":
        word = word.replace("I", "ı").replace("İ", "i")
    return word.lower().replace("i̇", "i")


def _plain(word: str) -> str:
    """Customers write without accents: "sac kesimi", "cuanto". The dotless i is a letter of its own, not an accent."""
    if word.isascii() or _KEEPS_MARKS.search(word):
        return word
    plain = unicodedata.normalize("NFD", word).replace("ı", "i")
    return "".join(c for c in plain if not unicodedata.combining(c)) or word


def _stemmer(language: str) -> Any:
    known: dict[str, Any] = _own.__dict__.setdefault("stemmers", {})
    if language not in known:
        import snowballstemmer

        known[language] = snowballstemmer.stemmer(_STEMMERS[language])
    return known[language]
