"""Two rankings become one. Pure.

Scores are added, not ranks: how far the best chunk stands above the next is what tells whether the words or the
meaning know the answer. Where one ranking knows nothing (a language that the embedder was not made for) its scores
lie close together and the other decides.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

MEANING = 1.5
"""Times the cosine: static vectors tell good from bad within a few tenths, the share of the best words within one."""
OPENING = 0.1
"""For the chunk that opens a document of several: it says what the whole is about, as broad questions ask."""


@dataclass(frozen=True, slots=True)
class Found:
    """A chunk in one ranking. Scores by meaning are cosines; those by words are never negative and have no top."""

    chunk_id: str
    score: float
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """A chunk that was found. `score` orders one answer and means nothing beside another."""

    chunk_id: UUID
    score: float


def fuse(by_meaning: Sequence[Found], by_words: Sequence[Found], limit: int) -> list[Hit]:
    """The best of both rankings, best first: the cosine, and the score by words as a share of the best one.

    Who is missing in a ranking gets what its last has (by meaning), or nothing (by words).
    """
    meaning = {each.chunk_id: each.score for each in by_meaning}
    best = max((each.score for each in by_words), default=0.0) or 1.0
    words = {each.chunk_id: each.score / best for each in by_words}
    opening = {each.chunk_id: each.opening for each in (*by_meaning, *by_words)}
    least = min(meaning.values(), default=0.0)
    scores = {
        chunk_id: MEANING * meaning.get(chunk_id, least) + words.get(chunk_id, 0.0) + OPENING * opens
        for chunk_id, opens in opening.items()
    }
    ordered = sorted(scores, key=lambda chunk_id: (-scores[chunk_id], chunk_id))
    return [Hit(UUID(chunk_id), scores[chunk_id]) for chunk_id in ordered[:limit]]
