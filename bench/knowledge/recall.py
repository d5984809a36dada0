"""M4: how often the right chunk is among the first five, against the best of three peers."""

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
        right = [{unit.id for unit in _candidates(ours, q) if unit.answers(q, texts)} for q in questions]
        found = [bool(right[n] & set(await ours.find(q.text))) for n, q in enumerate(questions)]
        scores = await _peers(ours, questions, questions_of.language)
    ids = [unit.id for unit in ours.units]
    recall = {
        name: float(
            np.mean(
                [
                    any(ids[column] in right[n] for column in row)
                    for n, row in enumerate(peers.best(each, FOUND))
                ]
            )
        )
        for name, each in scores.items()
    }
    value = float(np.mean(found))
    say(f"  {questions_of.name}: " + ", ".join(f"{name} {share:.3f}" for name, share in recall.items()))
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


def _candidates(ours: Library, question: Question) -> list:  # type: ignore[type-arg]
    return [unit for unit in ours.units if unit.document in question.gold]


async def _peers(ours: Library, questions: list[Question], language: str) -> dict[str, peers.Scores]:
    asked, texts = [q.text for q in questions], [unit.searchable for unit in ours.units]
    words = peers.bm25(asked, texts, language)
    embedder = ours.embedder
    meaning = peers.cosine(await embedder.embed_documents(asked), await embedder.embed_documents(texts))
    return {"BM25": words, "static vectors": meaning, "their rank fusion": peers.rank_fusion(words, meaning)}
