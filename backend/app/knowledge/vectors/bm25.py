"""BM25 as sparse vectors, the same for every store.

A document's value of a term holds its frequency and the document's length; the store multiplies by how rare the
term is among one agent's chunks (IDF). Besides single terms there are pairs of neighbours ("direct deposit"), which
count less.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from zlib import crc32

from app.knowledge.vectors.words import document_terms, question_terms

K1 = 1.2
B = 0.6
AVERAGE_TERMS = 100
"""The usual length of a chunk without its small words. A constant, so that a vector never has to be computed again."""
PAIR_WEIGHT = 0.3

ENCODING = "w2"
"""Changes with everything here or in `words` that changes a vector: stored ones are then built anew."""


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Term ids in rising order and the value of each."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


def sparse_document(text: str, language: str) -> SparseVector:
    """The BM25 vector of a chunk."""
    terms = document_terms(text, language)
    norm = K1 * (1 - B + B * len(terms) / AVERAGE_TERMS)
    counts = Counter(terms + _pairs(terms))
    return _vector({_id(each): n * (K1 + 1) / (n + norm) for each, n in counts.items()})


def sparse_query(text: str) -> SparseVector:
    """The BM25 vector of a question: each of its terms once, in every language it may be written in."""
    values: dict[int, float] = {}
    for terms in question_terms(text):
        values |= {_id(each): PAIR_WEIGHT for each in _pairs(terms)} | {_id(each): 1.0 for each in terms}
    return _vector(values)


def _pairs(terms: Sequence[str]) -> list[str]:
    return [f"{first} {second}" for first, second in pairwise(terms)]


def _id(term: str) -> int:
    return crc32(term.encode()) >> 1  # ids have 31 bits


def _vector(values: dict[int, float]) -> SparseVector:
    indices = sorted(values)
    return SparseVector(tuple(indices), tuple(values[index] for index in indices))
