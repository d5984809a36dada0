"""Which address or number a customer gives as their own: the line says so, or is nothing else, or answers our question.
One in a question, or in a line that speaks of somebody else, is not theirs.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, TypeAlias

from email_validator import EmailNotValidError
from phonenumbers import (
    Leniency,
    NumberParseException,
    PhoneNumberFormat,
    PhoneNumberMatcher,
    format_number,
    parse,
)

from app.people.schemas import normal_email
from app.reach import words
from app.when.vocabulary import fold

_Found: TypeAlias = tuple[int, int, str]
"""Begin, end, and what it is in its one way of being written."""

_LONGEST: Final = 2000  # of a line, and so of all the work that one can make
_MOST_FILLER: Final = 8
_END: Final = ".!?…*_~"
_ADDRESS: Final = re.compile(r"[^\s<>(),;:\"']{1,64}@[^\s<>(),;:\"'@]{3,190}")
# As it stands in any country, for who only wants it out of the way; days and times look different.
_NUMBER: Final = re.compile(
    r"\+\d(?:[ ()./-]{0,2}\d){6,14}|\b\d{9,15}\b|\b0\d{2,4}(?: \d{2,4}){2,4}\b|\b\d{3}[ -]\d{3}[ -]\d{3,4}\b"
)
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+|\n+")
_WORD: Final = re.compile(r"[^\W_]+|[§?]")


def _whole_words(pattern: str) -> re.Pattern[str]:
    lines = (line for line in pattern.splitlines() if line)
    return re.compile(rf"(?<!\w)(?:{'|'.join(lines)})(?!\w)")


_OWN, _OTHERS, _FILLER = map(_whole_words, (words.OWN, words.OTHERS, words.FILLER))
_ASKS, _NAMES = map(_whole_words, (words.ASKS, words.NAMES))


@dataclass(frozen=True, slots=True)
class Line:
    """What a customer wrote, and our line before it."""

    text: str
    after: str = ""


def address_in(lines: Iterable[Line]) -> str | None:
    """The e-mail address in the first of these lines that gives one as the customer's own."""
    return next(filter(None, (_theirs(line, _addresses(line.text[:_LONGEST])) for line in lines)), None)


def number_in(lines: Iterable[Line], region: str | None) -> str | None:
    """The same for a telephone number, as +34612345678. `region`: the country of numbers without a country code."""
    return next(filter(None, (_theirs(line, _numbers(line.text[:_LONGEST], region)) for line in lines)), None)


def readable(number: str) -> str:
    """+34612345678 as people read it: +34 612 345 678."""
    try:
        return format_number(parse(number), PhoneNumberFormat.INTERNATIONAL)
    except NumberParseException:
        return number


def without_ways(text: str) -> str:
    """The text without addresses and numbers, whoever's they are."""
    return _NUMBER.sub("", _ADDRESS.sub("", text)).strip()


def _addresses(text: str) -> list[_Found]:
    found = []
    for match in _ADDRESS.finditer(text):
        try:
            end = match.start() + len(match[0].rstrip(_END))
            found.append((match.start(), end, normal_email(match[0].strip(_END))))
        except (EmailNotValidError, UnicodeError):
            continue
    return found


def _numbers(text: str, region: str | None) -> list[_Found]:
    bare = _ADDRESS.sub(lambda match: "§" * len(match[0]), text)
    return [
        (match.start, match.end, format_number(match.number, PhoneNumberFormat.E164))
        for match in PhoneNumberMatcher(bare, region, Leniency.VALID, max_tries=50)
    ]


def _theirs(line: Line, found: Sequence[_Found]) -> str | None:
    """The only one that stands in the line, if it is theirs."""
    if len({value for _, _, value in found}) != 1:
        return None
    begin, end, value = found[-1]
    text = f"{line.text[:begin]}§{line.text[end:_LONGEST]}"
    said = _plain(next(said for start, said in _sentences(text) if start + len(said) > begin))
    if "?" in said or _OTHERS.search(said):
        return None
    return value if _OWN.search(said) or _is_all(text) or _asks(line.after) else None


def _sentences(text: str) -> Iterable[tuple[int, str]]:
    begin = 0
    for cut in _SENTENCE_END.finditer(text):
        yield begin, text[begin : cut.end()]
        begin = cut.end()
    yield begin, text[begin:]


def _plain(text: str) -> str:
    """Folded words with single spaces between them; question marks stay."""
    bare = _NUMBER.sub(" § ", _ADDRESS.sub(" § ", text))
    return " ".join(_WORD.findall(fold(bare).replace("'", "").replace("’", "")))


def _is_all(text: str) -> bool:
    """Whether the line says nothing besides it."""
    said = _plain(text).split()
    return len(said) <= _MOST_FILLER and all(_FILLER.fullmatch(word) for word in said)


def _asks(ours: str) -> bool:
    """Whether our line asks for an address or a number. One that names one itself tells, and does not ask."""
    if _ADDRESS.search(ours) or _NUMBER.search(ours):
        return False
    said = (_plain(sentence) for _, sentence in _sentences(ours[:_LONGEST]))
    return any(_ASKS.search(each) or ("?" in each and _NAMES.search(each)) for each in said)
