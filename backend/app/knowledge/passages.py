"""Chunks that were found become passages: neighbours of one section are one text again. Pure.

What was found comes first. What stands beside it, and the rest of a small knowledge, only fills the room that is left,
so no chunk that was found is left out for a neighbour.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

MOST_CHARACTERS: Final = 6000
"""Of all passages together: they stand in the prompt of every later round."""

_SHORTEST_REPEAT, _LONGEST_REPEAT = 10, 600  # characters that a chunk repeats of the one before


@dataclass(frozen=True, slots=True)
class Piece:
    """A chunk with where it stands."""

    id: UUID
    document_id: UUID
    filename: str
    section: str
    page_from: int | None
    text: str
    source_url: str | None
    read_at: datetime | None
    ordinal: int


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of one section. `score` orders the passages of one answer and means nothing beyond it."""

    document_id: UUID
    document: str
    section: str
    page: int | None
    text: str
    source_url: str | None
    """Of a web page, which was read at `read_at`."""
    read_at: datetime | None
    score: float
    """0: nothing in it was found, it only belongs to what the agent knows."""
    found: tuple[str, ...]
    """The texts of the chunks in it that were found, best first."""


def joined(pieces: Sequence[Piece], scores: Mapping[UUID, float]) -> list[Passage]:
    """Passages of at most `MOST_CHARACTERS` together, best first. `scores`: of what was found, best first."""
    by_id = {piece.id: piece for piece in pieces}
    found = [by_id[each] for each in scores if each in by_id]
    taken = _taken(found, pieces)
    runs = list(_runs(taken))
    place = {piece.id: number for number, piece in enumerate(found)}
    runs.sort(key=lambda run: min(place.get(piece.id, len(place)) for piece in run))
    return [_passage(run, [piece for piece in found if piece in run], scores) for run in runs]


def _taken(found: Sequence[Piece], pieces: Sequence[Piece]) -> list[Piece]:
    taken: list[Piece] = []
    room = MOST_CHARACTERS
    for piece in found:
        room -= len(piece.text)
        if room < 0:
            return taken
        taken.append(piece)
    for piece in _others(found, pieces):
        if len(piece.text) <= room:
            room -= len(piece.text)
            taken.append(piece)
    return taken


def _others(found: Sequence[Piece], pieces: Sequence[Piece]) -> Iterator[Piece]:
    """What stands beside what was found, what follows it first; then the rest in its own order."""
    places = {(piece.document_id, piece.ordinal): piece for piece in pieces}
    told = {piece.id for piece in found}
    for piece in found:
        for ordinal in (piece.ordinal + 1, piece.ordinal - 1):
            beside = places.get((piece.document_id, ordinal))
            if beside is not None and beside.section == piece.section and beside.id not in told:
                told.add(beside.id)
                yield beside
    yield from (piece for piece in pieces if piece.id not in told)


def _runs(pieces: Iterable[Piece]) -> Iterator[list[Piece]]:
    """Neighbours of one section together, in the order of their document."""
    run: list[Piece] = []
    for piece in sorted(pieces, key=lambda each: (each.document_id, each.ordinal)):
        if run and not _follows(run[-1], piece):
            yield run
            run = []
        run.append(piece)
    if run:
        yield run


def _follows(one: Piece, other: Piece) -> bool:
    return (one.document_id, one.ordinal + 1, one.section) == (
        other.document_id,
        other.ordinal,
        other.section,
    )


def _passage(run: Sequence[Piece], found: Sequence[Piece], scores: Mapping[UUID, float]) -> Passage:
    first = run[0]
    text = first.text
    for piece in run[1:]:
        text = _glued(text, piece.text)
    return Passage(
        document_id=first.document_id,
        document=first.filename,
        section=first.section,
        page=(found[0] if found else first).page_from,
        text=text,
        source_url=first.source_url,
        read_at=first.read_at,
        score=scores[found[0].id] if found else 0.0,
        found=tuple(piece.text for piece in found),
    )


def _glued(text: str, following: str) -> str:
    """Both, without what the second repeats of the first."""
    for length in range(min(len(text), len(following), _LONGEST_REPEAT), _SHORTEST_REPEAT - 1, -1):
        if text.endswith(following[:length]):
            return text + following[length:]
    return f"{text}\n{following}"
