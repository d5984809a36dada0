"""Documents as they can be quoted: full sentences and rows of lists, each under its heading."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from app.llm.offline.lexicon import LANGUAGES, concepts_of, day_range
from app.llm.offline.text import fold, stem, tokens
from app.llm.offline.understanding import detect_language
from app.llm.offline.words import documents as words

MONEY = re.compile(words.MONEY, re.IGNORECASE)
_KINDS = {kind: re.compile(pattern, re.IGNORECASE) for kind, pattern in words.KINDS.items()}
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[\"“¿¡(]?[^\W\d_a-zçğışöüñáéíóú]|[\"“(]?\d)")
_ABBREVIATION = re.compile(words.ABBREVIATION, re.IGNORECASE)
_LEADER = re.compile(r"\s*(?:\.{2,}|…+|_{2,}|(?:\s[.·]){2,})\s*[.…]*\s*")
_BULLET = re.compile(r"^\s*(?:[•▪●◦*‣–-]|\d{1,2}[.)])\s+")
_CONNECTING = re.compile(words.CONNECTING, re.IGNORECASE)


@dataclass(frozen=True)
class Passage:
    """One result of `search_knowledge`."""

    section: str
    text: str


@dataclass(frozen=True)
class Unit:
    """One sentence or one row, as it can be quoted, with the heading it stands under."""

    text: str
    section: str
    rank: int
    language: str
    is_heading: bool = False

    @cached_property
    def words(self) -> list[str]:
        return tokens(self.text)

    @cached_property
    def features(self) -> frozenset[str]:
        return _features(self.text, self.words, self.language)

    @cached_property
    def heading(self) -> frozenset[str]:
        return _features(self.section, tokens(self.section), self.language)

    def is_kind(self, kind: str) -> bool:
        """Whether it holds a value of the kind a question asks for."""
        return _KINDS[kind].search(fold(self.text)) is not None


def _features(text: str, words: Sequence[str], language: str) -> frozenset[str]:
    """Words, stems in every language (the customer's may be another), and concepts in the document's own."""
    found = {f"{each}:{stem(word, each)}" for word in words for each in LANGUAGES}.union(words)
    found.update(f"#{name}" for word in words for name in concepts_of(word, language))
    for first, last in day_range(language).findall(fold(text)):
        begin, end = (min(concepts_of(day, language), default="day0") for day in (first, last))
        number, stop = int(begin[3:]), int(end[3:])
        while number != stop:
            found.add(f"#day{number}")
            number = (number + 1) % 7
    return frozenset(found)


def cut_into_units(passages: Sequence[Passage]) -> list[Unit]:
    """Rows and full sentences of the passages, without repeats from chunks that overlap."""
    units: list[Unit] = []
    for rank, passage in enumerate(passages):
        heading = passage.section
        language = detect_language([f"{passage.section} {passage.text}"])
        for text in _rows(passage.text):
            folded = fold(text)
            is_heading = folded == fold(passage.section) or _looks_like_heading(text)
            if is_heading:
                heading = text
            if not any(folded in fold(other.text) for other in units):
                units = [other for other in units if fold(other.text) not in folded]
                units.append(Unit(text, "" if is_heading else heading, rank, language, is_heading))
    return units


def _looks_like_heading(text: str) -> bool:
    says_something = any(c in ":.!?…" or c.isdigit() for c in text) or re.search(words.SHUT, fold(text))
    return len(text.split()) <= 5 and not says_something


def _rows(text: str) -> list[str]:
    """Lines put together as they were meant: cells to a row, wrapped prose to sentences."""
    rows = [""]
    for line in map(_tidy, text.splitlines()):
        if line and rows[-1] and _is_value(line):
            rows[-1] += f", {line}"
        elif line and rows[-1] and _goes_on(rows[-1], line):
            rows[-1] += f" {line}"
        else:
            rows.append(line)
    return [piece for row in rows if row for piece in _sentences(row) if tokens(piece)]


def _tidy(line: str) -> str:
    line = _BULLET.sub("", line).strip(" |\t")
    line = re.sub(r"\s*\|\s*(?:[-:]+\s*\|\s*)*", ", ", line)
    line = re.sub(r"\t+| {3,}", ", ", line)
    has_value = MONEY.search(line) or re.search(words.CLOCK, line)
    return (_LEADER.sub(": ", line) if has_value else line).strip()


def _is_value(line: str) -> bool:
    """Whether a line holds values only (a price, a duration, times) and so belongs to the name before it."""
    if re.search(r"[a-z]", re.sub(words.VALUE_WORDS, " ", fold(MONEY.sub(" ", line)))):
        return False
    return any(c.isdigit() for c in line) or re.search(words.SHUT, fold(line)) is not None


def _goes_on(row: str, line: str) -> bool:
    if row[-1] in ".!?:" or line[0] in "•-":
        return False
    if line[0].islower() or row[-1] in ",(&-–" or _CONNECTING.search(row):
        return True
    return len(row) > 60 and not MONEY.search(row)


def _sentences(row: str) -> list[str]:
    pieces: list[str] = []
    for piece in _SENTENCE.split(row):
        if pieces and _ABBREVIATION.search(pieces[-1]):
            pieces[-1] += f" {piece}"
        else:
            pieces.append(piece)
    return [part.strip(" ,;") for piece in pieces for part in _run_together(piece)]


def _run_together(piece: str) -> list[str]:
    """A table that lost its line breaks: a new row begins behind every price."""
    prices = list(MONEY.finditer(piece))
    if len(prices) < 2:
        return [piece]
    cuts = [0]
    for price in prices[:-1]:
        after = re.match(r"\s*(?:\([^)]*\)|per \w+|p\.?p\.?)?[\s,;]*", piece[price.end() :])
        end = price.end() + (after.end() if after else 0)
        if re.match(r"[^\W\d_]", piece[end:]) and piece[end : end + 1].isupper():
            cuts.append(end)
    return [piece[a:b] for a, b in zip(cuts, [*cuts[1:], len(piece)], strict=True)]
