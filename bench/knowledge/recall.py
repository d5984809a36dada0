"""M4: how often the right chunk is among the first five, against the best of three peers."""

from collections.abc import Sequence
from uuid import UUID

import numpy as np

from app.knowledge.embeddings import LocalEmbedder
from bench.knowledge import peers
from bench.knowledge.library import FOUND, Library, library
from bench.knowledge.sets import Question, QuestionSet
from bench.report import Row, say

_TOLERANCE = 0.005
_LONG_DOCUMENTS_BETTER_BY = 0.03


async def measure(embedder: LocalEmbedder, questions_of: QuestionSet) -> Row:
    """One row for one set."""
    questions = [question for question in questions_of.questions if question.answerable]
    texts = {document.id: document.text for document in questions_of.documents}
    async with library(embedder, questions_of.documents) as ours:
        right = [_right(ours, question, texts) for question in questions]
        found = [bool(right[n] & set(await ours.find(q.text))) for n, q in enumerate(questions)]
        scores = await _peers(ours, questions, questions_of.language)
    ids = [unit.id for unit in ours.units]
    recall = {name: _recall(each, ids, right) for name, each in scores.items()}
    value = float(np.mean(found))
    shares = ", ".join(f"{name} {share:.3f}" for name, share in {"ours": value, **recall}.items())
    say(f"  {questions_of.name}: {shares}")
    strongest = max(recall, key=lambda name: recall[name])
    has_places = any(places for question in questions for places in question.gold.values())
    least = recall[strongest] + (_LONG_DOCUMENTS_BETTER_BY if has_places else -_TOLERANCE)
    return Row(
        measure=f"M4 recall@{FOUND}, {questions_of.name}",
        value=value,
        unit="of questions",
        peer=strongest,
        peer_value=recall[strongest],
        ratio=value / recall[strongest],
        n=len(questions),
        spread=None,
        bar=f">= {least:.3f}",
        holds=value >= least,
    )


def _right(ours: Library, question: Question, texts: dict[str, str]) -> set[UUID]:
    return {
        unit.id for unit in ours.units if unit.document in question.gold and unit.answers(question, texts)
    }


def _recall(scores: peers.Scores, ids: Sequence[UUID], right: Sequence[set[UUID]]) -> float:
    rows = peers.best(scores, FOUND)
    return float(np.mean([any(ids[column] in right[n] for column in row) for n, row in enumerate(rows)]))


async def _peers(ours: Library, questions: list[Question], language: str) -> dict[str, peers.Scores]:
    asked, texts = [q.text for q in questions], [unit.searchable for unit in ours.units]
    words = peers.bm25(asked, texts, language)
    embedder = ours.embedder
    meaning = peers.cosine(await embedder.embed_documents(asked), await embedder.embed_documents(texts))
    return {"BM25": words, "static vectors": meaning, "their rank fusion": peers.rank_fusion(words, meaning)}
