"""What an answer says was done, and whether a tool of this conversation did it (promise H4 a)."""

import re
from collections.abc import Iterator, Set
from typing import Final

from app.brain.words import LANGUAGES, plain

_SENTENCES = re.compile(r"[.!?;\n…¡¿]+")
# The labels of the tools' results. A look at the customer's bookings proves what it showed.
PROOFS: Final[dict[str, frozenset[str]]] = {
    "booked": frozenset({"appointment_created", "appointment_changed", "appointments_shown"}),
    "changed": frozenset({"appointment_changed", "appointments_shown"}),
    "cancelled": frozenset({"appointment_cancelled", "appointments_shown"}),
    "mailed": frozenset({"email_sent"}),
}

_CLAIMS = {
    what: re.compile(
        "|".join(
            rf"\b(?:{line})\b"
            for words in LANGUAGES.values()
            for line in words.DONE[what].split("\n")
            if line
        )
    )
    for what in PROOFS
}
_NOT_DONE = re.compile("|".join(rf"\b(?:{words.NOT_DONE})\b" for words in LANGUAGES.values()))


def untrue(answer: str, done: Set[str]) -> Iterator[str]:
    """Each kind of deed the answer claims and nothing in `done`, the labels of what tools did, proves."""
    sentences = [re.sub(r"[^\w]+", " ", each).strip() for each in _sentences(answer)]
    for what, pattern in _CLAIMS.items():
        if done.isdisjoint(PROOFS[what]) and any(_claims(pattern, sentence) for sentence in sentences):
            yield what


def _sentences(answer: str) -> Iterator[str]:
    """Those that state something: a question claims nothing."""
    said = plain(answer)
    begin = 0
    for end in [*_SENTENCES.finditer(said), None]:
        stop = len(said) if end is None else end.start()
        if end is None or "?" not in end[0]:
            yield said[begin:stop]
        if end is not None:
            begin = end.end()


def _claims(pattern: re.Pattern[str], sentence: str) -> bool:
    return any(not _NOT_DONE.search(sentence[: found.end()]) for found in pattern.finditer(sentence))
