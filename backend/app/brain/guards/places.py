"""Telephone numbers, e-mail and web addresses, and streets in words, and what proves one."""

from collections.abc import Iterator, Set
from typing import Final

import regex

from app.llm.offline.text import tokens

_FEWEST_DIGITS = 7
_MOST_DIGITS = 15
_PHONE = regex.compile(
    r"(?<![\p{L}\d.,:/@=-])(?:\+|00)?\(?\d(?:[\s().\u00a0/-]{0,2}\d){6,16}(?![\d:/@\p{L}]|[.,-]\d)"
)
_MAIL = regex.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINK = regex.compile(
    r"\b(?:https?://|www\.)[^\s<>()\[\]\"']+|(?<![@\w.])(?:[a-z0-9-]+\.)+"
    r"(?:com|net|org|info|shop|app|io|co|me|de|at|ch|es|tr|fr|it|nl|uk|eu|us|biz|online|site)(?:/[^\s<>()\[\]\"']*)?\b",
    regex.IGNORECASE,
)
_NAME = r"(?:\p{Lu}[\p{L}'’.-]*\s+){1,4}"
_STREET = regex.compile(
    rf"\b\d+[a-zA-Z]?,?\s+{_NAME}(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Square|Sq|Drive|Dr|Boulevard|Blvd|Court|Place"
    r"|Terrace|Quay|Row)\b"
    r"|\b(?:Calle|Avenida|Avda\.?|Plaza|Paseo|Rue|Via|Viale|Piazza|Rua)\s+(?:\p{L}[\p{L}'’.-]*\s*){1,5},?\s*(?:n[º°.]?\s*)?\d+"
    r"|\b\p{Lu}[\p{L}-]*(?:straße|strasse|str\.|weg|platz|allee|gasse|ring|ufer)\s+\d+[a-z]?\b"
    rf"|\b{_NAME}(?:Caddesi|Cad\.?|Sokak|Sokağı|Sk\.?|Bulvarı|Blv\.?)\s*,?\s*(?:No\s*[:.]?\s*)?\d+"
)


# "St" for "Street", and left out altogether, is the same place.
_KINDS: Final = frozenset(
    tokens(
        """street st road rd avenue ave lane ln square sq drive dr boulevard blvd court place terrace quay row
        calle avenida avda plaza paseo caddesi cad sokak sokagi sk bulvari blv no n de la del el"""
    )
)


def phones(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Each telephone number with its words and its digits, without the zeros or the plus in front."""
    for found in _PHONE.finditer(text):
        digits = regex.sub(r"\D", "", found[0]).lstrip("0")
        if _FEWEST_DIGITS <= len(digits) <= _MOST_DIGITS:
            yield found[0].strip(), frozenset({digits})


def is_known_phone(readings: frozenset[str], known: Set[str]) -> bool:
    """Whether a source has this number, with or without the code of its country."""
    return any(one.endswith(other) or other.endswith(one) for one in readings for other in known)


def links(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Each e-mail and web address with its words and the form in which two are compared."""
    for found in _MAIL.finditer(text):
        yield found[0], frozenset({found[0].casefold()})
    for found in _LINK.finditer(_MAIL.sub(" ", text)):
        shown = found[0].rstrip(".,;:!?")
        yield shown, frozenset({regex.sub(r"^(?:https?://)?(?:www\.)?", "", shown.casefold()).rstrip("/")})


def streets(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Each street with its number: its words, and the words and numbers in it."""
    for found in _STREET.finditer(text):
        yield found[0].strip(), frozenset(tokens(found[0])) - _KINDS


def known_words(source: str) -> set[str]:
    """Every word and number of the source, for the streets in it."""
    return set(tokens(source))


def is_known_street(readings: frozenset[str], known: Set[str]) -> bool:
    """Whether a source has all its words and its number, in whatever order and with whatever between them."""
    return readings <= known
