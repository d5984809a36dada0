"""The customer's name, where a line says it or answers the question for it. Pure."""

import re

from app.llm.offline.lexicon import lexicon
from app.llm.offline.phrasing import patterns_of
from app.llm.offline.text import tokens
from app.llm.offline.words.booking import INTRODUCED, NAMES, NAMES_ANYWHERE, ORDINALS, PARTICLES

_MOST_OF_A_NAME = 4
_PARTICLES = frozenset(PARTICLES.split())
_NO_NAME = re.compile(r"[\d?@#/\\<>{}\[\]]")
_AND = re.compile(r"\s(?:and|y|ve)\s")


def name_said(line: str, language: str) -> tuple[str, str]:
    """A name that is said unasked ("my name is", "hi, it's Tom"), and the rest of the line."""
    found = re.search(NAMES_ANYWHERE[language] + r"([^\W\d_][\w'’ -]{1,60})", line, re.IGNORECASE)
    found = found or re.search(INTRODUCED[language], line)
    return (_as_name(_AND.split(found[1])[0], language), line.replace(found[0], " ")) if found else ("", line)


def name_answered(line: str, said: str, language: str) -> str:
    """The name in an answer to the question for it, which may be the whole of the line."""
    if _NO_NAME.search(line) or "\n" in line:
        return ""
    words, patterns = lexicon(language), patterns_of(language)
    bare = re.sub(rf"^\W*(?:{NAMES[language]})*", "", line, flags=re.IGNORECASE).strip(" .!,")
    known = bool(
        patterns["YES"].fullmatch(said) or patterns["NO"].match(said) or patterns["OTHER"].search(said)
    )
    known = known or any(words.is_all(name, said) for name in ("THANKS", "GREETING"))
    known = known or any(re.fullmatch(word, said) for word in ORDINALS[language])
    if known or all(word in words.function_words for word in tokens(bare)):
        return ""
    return _as_name(bare, language) if len(bare.split(",")[0].split()) <= _MOST_OF_A_NAME else ""


def _as_name(text: str, language: str) -> str:
    words = re.split(r"[,.;!\n]", text)[0].split()[:_MOST_OF_A_NAME]
    has_capitals = any(c.isupper() for c in text)
    return " ".join(
        word
        if any(c.isupper() for c in word) or (word in _PARTICLES and (number or has_capitals))
        else ("İ" + word[1:] if language == "tr" and word[0] == "i" else word.capitalize())
        for number, word in enumerate(words)
    )
