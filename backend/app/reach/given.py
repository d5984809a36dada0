"""Which address or number a customer gives as their own: the line says so, or is nothing else, or answers our question.
One in a question, or in a line that speaks of somebody else, is not theirs.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import islice
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

# Bounds of the work that customers can make.
_LONGEST: Final = 500
_MOST_LINES: Final = 20
_FEWEST_DIGITS: Final = 7
_LONGEST_OF_OURS: Final = 2000
_MOST_FILLER: Final = 8
_END: Final = ".!?…*_~"
_ADDRESS: Final = re.compile(r"[^\s<>(),;:\"']{1,64}@[^\s<>(),;:\"'@]{3,190}")
# As it stands in any country, for who only wants it out of the way; days and times look different.
_NUMBER: Final = re.compile(
    r"\+\d(?:[ ()./-]{0,2}\d){6,14}|\b\d{9,15}\b|\b0\d{2,4}(?: \d{2,4}){2,4}\b|\b\d{3}[ -]\d{3}[ -]\d{3,4}\b"
)
_SENTENCE_END: Final = re.compile(r"(?<=[.!?…])\s+|\n+")
_LAST_WORD: Final = re.compile(r"(?<!\S)\S+\Z")
_WORD: Final = re.compile(r"[^\W_]+|[§?]")


def _whole_words(pattern: str) -> re.Pattern[str]:
    lines = (line for line in pattern.splitlines() if line)
    return re.compile(rf"(?<!\w)(?:{'|'.join(lines)})(?!\w)")


_OWN, _OTHERS, _FILLER = map(_whole_words, (words.OWN, words.OTHERS, words.FILLER))
_ASKS, _NAMES = map(_whole_words, (words.ASKS, words.NAMES))
_OTHER_NUMBERS, _ASKS_FOR_OTHER_NUMBERS = map(
    _whole_words, (words.OTHER_NUMBERS, words.ASKS_FOR_OTHER_NUMBERS)
)


@dataclass(frozen=True, slots=True)
class Line:
    """What a customer wrote, and our line before it."""

    text: str
    after: str = ""


def address_in(lines: Iterable[Line]) -> str | None:
    """The e-mail address that a customer gives as their own in these lines, the newest first: in the first line that
    gives one which no newer line refuses. The newest twenty lines with anything like one are read.
    """
    return _given((line for line in lines if "@" in line.text), _addresses)


def number_in(lines: Iterable[Line], region: str | None) -> str | None:
    """The same for a telephone number, as +34612345678. `region`: the country of numbers without a country code."""
    able = (line for line in lines if sum(map(str.isdigit, line.text)) >= _FEWEST_DIGITS)
    return _given(able, partial(_numbers, region=region), is_number=True)


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
        for match in PhoneNumberMatcher(bare, region, Leniency.VALID, max_tries=5)
    ]


def _given(
    lines: Iterable[Line], find: Callable[[str], list[_Found]], *, is_number: bool = False
) -> str | None:
    refused: set[str] = set()
    for line in islice(lines, _MOST_LINES):
        text = _beginning(line.text)
        found = find(text)
        values = {value for _, _, value in found}
        if len(values) == 1 and not values & refused and _is_theirs(text, found[-1], line.after, is_number):
            return found[-1][2]
        refused |= _refused(text, found)
    return None


def _refused(text: str, found: Iterable[_Found]) -> set[str]:
    """Those in sentences that speak of somebody else, or against them."""
    against = [
        range(begin, begin + len(said)) for begin, said in _sentences(text) if _OTHERS.search(_plain(said))
    ]
    return {value for begin, _, value in found if any(begin in sentence for sentence in against)}


def _beginning(text: str) -> str:
    """As much of it as is read, without an address or a number that is cut in two."""
    if len(text) <= _LONGEST:
        return text
    return _LAST_WORD.sub("", text[:_LONGEST]).rstrip("0123456789 ()./+-")


def _is_theirs(text: str, found: _Found, after: str, is_number: bool) -> bool:
    said, line = _around(text, found), _plain(_marked(text, found))
    if "?" in said or _OTHERS.search(said):
        return False
    if is_number and (_OTHER_NUMBERS.search(said) or _asks_for_other_number(after)):
        return False
    if _OWN.search(said) or _is_all(line):
        return True
    in_doubt = _OTHERS.search(line) or (is_number and _OTHER_NUMBERS.search(line))
    return not in_doubt and _asks(after)


def _around(text: str, found: _Found) -> str:
    """The sentence that it stands in."""
    begin = found[0]
    return _plain(next(said for start, said in _sentences(_marked(text, found)) if start + len(said) > begin))


def _marked(text: str, found: _Found) -> str:
    begin, end, _ = found
    return f"{text[:begin]}§{text[end:]}"


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


def _is_all(line: str) -> bool:
    """Whether the line says nothing besides it."""
    said = line.split()
    return len(said) <= _MOST_FILLER and all(_FILLER.fullmatch(word) for word in said)


def _asks(ours: str) -> bool:
    """Whether our line asks for an address or a number. One that names one itself tells, and does not ask."""
    ours = ours[:_LONGEST_OF_OURS]
    if _ADDRESS.search(ours) or _NUMBER.search(ours):
        return False
    return any(_ASKS.search(each) or ("?" in each and _NAMES.search(each)) for each in _plain_sentences(ours))


def _asks_for_other_number(ours: str) -> bool:
    return any(
        _ASKS_FOR_OTHER_NUMBERS.search(each) or ("?" in each and _OTHER_NUMBERS.search(each))
        for each in _plain_sentences(ours[:_LONGEST_OF_OURS])
    )


def _plain_sentences(text: str) -> Iterator[str]:
    return (_plain(sentence) for _, sentence in _sentences(text))
