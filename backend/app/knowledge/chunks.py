"""Blocks become chunks: pieces small enough to search and to quote. Pure.

A chunk never crosses into another section, so that a hit is about one thing. Within a section it ends where a
sentence or a table row ends, and the next one repeats the last sentences of it, up to `OVERLAP_TOKENS`. An entry (a
question with its answer, a product) is one chunk up to `MAX_ENTRY_TOKENS`: half an answer is a wrong one.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.knowledge.parsing.blocks import CELL_GAP, Block

MAX_TOKENS = 400
MAX_ENTRY_TOKENS = 2400
OVERLAP_TOKENS = 50

_TOKEN_PARTS = re.compile(r"[^\W\d_]+|\d+|\S")
_NO_SPACES_BETWEEN_WORDS = "\u2e80"  # from here on Chinese, Japanese and Korean signs
# Possessive, and tried only where a run of signs begins: a page of dots takes no time.
_ENDS = re.compile(r"(?<![.!?…。！？])[.!?…。！？]++[\"'”’»)\]」]*+(?:\s++|(?<=[。！？」]))")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_ABBREVIATIONS = _listed(
    """
    st mr mrs ms dr prof sr jr no nr tel ext fig vol ca approx min max hr hrs inc ltd co corp vs etc cf al dept est
    e.g i.e a.m p.m
    sra srta av avda pág núm ud uds dña ej p.ej apdo izq dcha
    örn vb sk cad mah apt blv bulv doç yrd kat tic şti
    z.b d.h u.a bzw str
    """
)


@dataclass(frozen=True, slots=True)
class Chunk:
    """A searchable piece. `ordinal` counts from 0 through the document; pages count from 1."""

    ordinal: int
    text: str
    section: str
    page_from: int
    page_to: int
    token_count: int


@dataclass(frozen=True, slots=True)
class _Unit:
    """What is never cut: a heading, a sentence, a row. `glue` is what stands before it inside a chunk."""

    text: str
    tokens: int
    page: int
    glue: str
    is_heading: bool = False


def count_tokens(text: str) -> int:
    """An estimate that needs no model, on the high side for English: a word counts one per 4 begun letters, one
    per 2 if it has letters beyond ASCII, one per letter in Chinese and its neighbours; digits count one per 3,
    every other sign one. The counts of words add up to the count of their sentence.
    """
    total = 0
    for part in _TOKEN_PARTS.findall(text):
        per_token = 1 if part[0] >= _NO_SPACES_BETWEEN_WORDS else 2
        if part.isascii():
            per_token = 4 if part.isalpha() else 3
        total += -(-len(part) // per_token)
    return total


def chunk_blocks(
    blocks: Iterable[Block], *, max_tokens: int = MAX_TOKENS, overlap_tokens: int = OVERLAP_TOKENS
) -> list[Chunk]:
    """Cut a document. Every word of every block is in some chunk, in order; none but an entry exceeds `max_tokens`."""
    chunker = Chunker(max_tokens=max_tokens, overlap_tokens=overlap_tokens)
    chunker.add(blocks)
    return chunker.done()


class Chunker:
    """Cuts a document while it is still being read."""

    def __init__(self, *, max_tokens: int = MAX_TOKENS, overlap_tokens: int = OVERLAP_TOKENS) -> None:
        self._max_tokens = max_tokens
        self._overlap_tokens = overlap_tokens
        self._chunks: list[Chunk] = []
        self._title = ""
        self._is_entry = False
        self._units: list[_Unit] = []

    def add(self, blocks: Iterable[Block]) -> None:
        """What comes next. Headings in a row (a title, a subtitle) share one section: the last names it."""
        for block in blocks:
            if block.kind != "text":
                if any(not unit.is_heading for unit in self._units):
                    self._end_section()
                self._title, self._is_entry = " ".join(block.text.split()), block.kind == "entry"
            self._units += _units(block, self._max_tokens)

    def done(self) -> list[Chunk]:
        """All chunks."""
        self._end_section()
        return self._chunks

    def _end_section(self) -> None:
        units, self._units = self._units, []
        fits = self._is_entry and _tokens(units) <= MAX_ENTRY_TOKENS
        most = MAX_ENTRY_TOKENS if fits else self._max_tokens
        for piece in _pack(units, most, self._overlap_tokens):
            text = piece[0].text + "".join(unit.glue + unit.text for unit in piece[1:])
            pages = [unit.page for unit in piece]
            tokens = sum(unit.tokens for unit in piece)
            number = len(self._chunks)
            self._chunks.append(Chunk(number, text, self._title, min(pages), max(pages), tokens))


def _units(block: Block, max_tokens: int) -> Iterator[_Unit]:
    glue = "\n\n"
    for line in block.text.split("\n"):
        whole = block.kind != "text" or CELL_GAP in line
        for sentence in [line.strip()] if whole else split_sentences(line):
            for piece in _bounded(sentence, max_tokens):
                yield _Unit(piece, count_tokens(piece), block.page, glue, block.kind != "text")
                glue = " "
        glue = "\n"


def split_sentences(line: str) -> list[str]:
    """The sentences of one line. "e.g.", "St. James", "10.30" and "€4.50" end none."""
    sentences: list[str] = []
    start = 0
    for end in _ENDS.finditer(line):
        if end.end() < len(line) and not _is_sentence_end(line, start, end):
            continue
        if sentence := line[start : end.end()].strip():
            sentences.append(sentence)
        start = end.end()
    if rest := line[start:].strip():
        sentences.append(rest)
    return sentences


def _is_sentence_end(line: str, start: int, end: re.Match[str]) -> bool:
    after = line[end.end()]
    if after.islower():
        return False
    if not end.group().startswith(".") or end.group().startswith(".."):
        return True
    before = line[max(start, end.start() - 20) : end.start()].split()
    word = before[-1].lstrip("(\"'“‘«[").casefold() if before else ""
    is_initial = len(word) == 1 and word.isalpha()
    is_list_number = word.isdigit() and len(before) == 1 and len(word) <= 3
    return not (word in _ABBREVIATIONS or is_initial or is_list_number)


def _bounded(text: str, max_tokens: int) -> Iterator[str]:
    """The text, cut between words where it is too long, and inside a word only where the word alone is."""
    if count_tokens(text) <= max_tokens:
        if text:
            yield text
        return
    held: list[str] = []
    used = 0
    for word in text.split():
        for piece in _cut_word(word, max_tokens):
            tokens = count_tokens(piece)
            if held and used + tokens > max_tokens:
                yield " ".join(held)
                held, used = [], 0
            held.append(piece)
            used += tokens
    yield " ".join(held)


def _cut_word(word: str, max_tokens: int) -> Iterator[str]:
    if count_tokens(word) <= max_tokens:
        yield word
        return
    for start in range(0, len(word), max_tokens):  # a token is at least one character
        yield word[start : start + max_tokens]


def _pack(units: Sequence[_Unit], max_tokens: int, overlap_tokens: int) -> Iterator[list[_Unit]]:
    """Fill chunks in order. A heading at the end of a full one moves on to what it announces."""
    held: list[_Unit] = []
    repeated = 0  # how many units at the front of `held` were in the chunk before
    for unit in units:
        if held and _tokens(held) + unit.tokens > max_tokens:
            moved = _trailing_headings(held, unit, max_tokens)
            body = held[: len(held) - len(moved)]
            if len(body) > repeated:
                yield body
                tail = _overlap(body, min(overlap_tokens, max_tokens - _tokens(moved) - unit.tokens))
            else:
                tail = []
            held = [*tail, *moved]
            repeated = len(tail)
        held.append(unit)
    if len(held) > repeated:
        yield held


def _tokens(units: Iterable[_Unit]) -> int:
    return sum(unit.tokens for unit in units)


def _trailing_headings(held: Sequence[_Unit], unit: _Unit, max_tokens: int) -> list[_Unit]:
    moved: list[_Unit] = []
    room = max_tokens - unit.tokens
    for before in reversed(held):
        if not before.is_heading or before.tokens > room:
            break
        moved.insert(0, before)
        room -= before.tokens
    return moved


def _overlap(body: Sequence[_Unit], room: int) -> list[_Unit]:
    """The last whole sentences or rows that fit; of one long last sentence, its last words."""
    tail: list[_Unit] = []
    for unit in reversed(body):
        if unit.tokens > room or unit.is_heading:
            break
        tail.insert(0, unit)
        room -= unit.tokens
    if tail or room <= 0 or body[-1].is_heading or CELL_GAP in body[-1].text:
        return tail
    last = body[-1]
    words: list[str] = []
    for word in reversed(last.text.split()):
        room -= count_tokens(word)
        if room < 0:
            break
        words.insert(0, word)
    text = " ".join(words)
    return [_Unit(text, count_tokens(text), last.page, last.glue)] if words else []
