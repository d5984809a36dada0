"""How well the confidence of a search tells questions with an answer from those without: AUROC against the sum of the
best BM25 score and the best cosine, each in standard deviations of the run.

Two kinds have none: questions of documents that were left out (half of the groups, by crc32), and questions that
people wrote to look answerable from a passage. What is measured is the ranking: 1 means that every question with an
answer gets more than every one without.
"""

from collections.abc import Sequence
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from app.knowledge.confidence import confidence
from app.knowledge.embeddings import LocalEmbedder
from app.knowledge.word_vectors import WordVectors
from bench.knowledge import peers
from bench.knowledge.library import library
from bench.knowledge.sets import Document, Question, QuestionSet
from bench.report import Row

_BETTER_BY = 0.02


async def measure(embedder: LocalEmbedder, questions_of: QuestionSet) -> list[Row]:
    """A row for each kind of unanswerable question that the set has."""
    rows = []
    if questions_of.is_left_out:
        kept = [document for document in questions_of.documents if is_kept(document.group)]
        asked = [question for question in questions_of.questions if question.answerable]
        answerable = [is_kept(question.group) for question in asked]
        rows.append(await _row(embedder, questions_of, "left out", kept, asked, answerable))
    answerable = [question.answerable for question in questions_of.questions]
    if not all(answerable):
        rows.append(
            await _row(
                embedder,
                questions_of,
                "look answerable",
                questions_of.documents,
                questions_of.questions,
                answerable,
            )
        )
    return rows


def is_kept(group: str) -> bool:
    """Whether a group stays in the index."""
    return crc32(group.encode()) % 2 == 0


async def _row(
    embedder: LocalEmbedder,
    questions_of: QuestionSet,
    kind: str,
    documents: Sequence[Document],
    questions: Sequence[Question],
    answerable: Sequence[bool],
) -> Row:
    vectors = WordVectors(embedder.embed_words)
    async with library(embedder, documents) as ours:
        texts = {unit.id: unit.text for unit in ours.units}
        told = [
            confidence(question.text, [texts[each] for each in await ours.find(question.text)], vectors)
            for question in questions
        ]
        asked, units = [q.text for q in questions], [unit.searchable for unit in ours.units]
    words = peers.bm25(asked, units, questions_of.language).max(axis=1)
    meaning = peers.cosine(await embedder.embed_documents(asked), await embedder.embed_documents(units)).max(
        axis=1
    )
    is_there = np.array(answerable)
    value, fused = auroc(np.array(told), is_there), auroc(_standard(words) + _standard(meaning), is_there)
    return Row(
        measure=f"abstention AUROC, {questions_of.name}, {kind}",
        value=value,
        unit="AUROC",
        peer="BM25 + cosine",
        peer_value=fused,
        ratio=value / fused,
        n=len(questions),
        spread=None,
        bar=f">= {fused + _BETTER_BY:.3f}",
        holds=value >= fused + _BETTER_BY,
    )


def auroc(scores: NDArray[np.float64], is_positive: NDArray[np.bool_]) -> float:
    """How often a positive scores above a negative; a tie counts half."""
    _, place, count = np.unique(scores, return_inverse=True, return_counts=True)
    rank = (np.cumsum(count) - (count - 1) / 2)[place]
    positives, negatives = int(is_positive.sum()), int((~is_positive).sum())
    return float((rank[is_positive].sum() - positives * (positives + 1) / 2) / (positives * negatives))


def _standard(scores: NDArray[np.float32]) -> NDArray[np.float64]:
    return ((scores - scores.mean()) / scores.std()).astype(np.float64)
