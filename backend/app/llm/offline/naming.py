"""The customer's name, where a line says it or answers the question for it. Pure."""

import re

from app.llm.offline.phrasing import Line
from app.llm.offline.text import tokens
from app.llm.offline.words.booking import INTRODUCED, NAMES, NAMES_ANYWHERE, ORDINALS, PARTICLES

_MOST_OF_A_NAME = 4
_PARTICLES = frozenset(PARTICLES.split())
_NO_NAME = re.compile(r"[\d?@#/\\<>{}\[\]\n]")
_AND = re.compile(r"\s(?:and|y|ve)\s")


def name_said(line: str, language: str) -> tuple[str, str]:
    """A name that is said unasked ("my name is", "hi, it's Tom"), and the rest of the line."""
    found = re.search(NAMES_ANYWHERE[language] + r"([^\W\d_][\w'’ -]{1,60})", line, re.IGNORECASE)
    found = found or re.search(INTRODUCED[language], line)
    return (_as_name(_AND.split(found[1])[0], language), line.replace(found[0], " ")) if found else ("", line)


def name_answered(line: Line) -> str:
    """The name in an answer to the question for it, which may be the whole of the line."""
    if _NO_NAME.search(line.text):
        return ""
    bare = re.sub(rf"^\W*(?:{NAMES[line.language]})*", "", line.text, flags=re.IGNORECASE).strip(" .!,")
    is_answer = line.patterns["YES"].fullmatch(line.said) or line.begins("NO") or line.has("OTHER")
    is_polite = any(line.words.is_all(name, line.said) for name in ("THANKS", "GREETING"))
    is_number = any(re.fullmatch(word, line.said) for word in ORDINALS[line.language])
    if is_answer or is_polite or is_number or line.is_all_small(" ".join(tokens(bare))):
        return ""
    return _as_name(bare, line.language) if len(bare.split(",")[0].split()) <= _MOST_OF_A_NAME else ""


def _as_name(text: str, language: str) -> str:
    words = re.split(r"[,.;!\n]", text)[0].split()[:_MOST_OF_A_NAME]
    has_capitals = any(c.isupper() for c in text)
    return " ".join(
        word
        if any(c.isupper() for c in word) or (word in _PARTICLES and (number or has_capitals))
        else ("İ" + word[1:] if language == "tr" and word[0] == "i" else word.capitalize())
        for number, word in enumerate(words)
    )
