"""How likely it is that the answer stands in what a search found. Arithmetic over words; no model is asked.

Looked at is the evidence of single sentences, because a passage about the right subject that does not say what was
asked looks like an answer from afar: how near the best sentence comes to the question, and which share of what the
question names is in one sentence of the first passage. The shape of the question tells the rest: one that names
much is either met or clearly not, one that is put in the negative is answered less often.

The weights are a logistic regression over questions whose answer was there, questions whose documents were left
out, and questions written to look answerable (docs/decisions/0010-retrieval.md). They know the local model's vectors
only, so that a confidence means the same whichever embedder searches.
"""

import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from app.knowledge.chunks import split_sentences
from app.knowledge.language import written_in
from app.knowledge.vectors.words import term, words
from app.knowledge.word_vectors import WordVectors

if TYPE_CHECKING:
    from app.knowledge.embeddings import Vector


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


_NEGATIONS = _listed(
    """
    not no never without neither nor none cannot isn wasn doesn didn aren weren don won hasn haven couldn
    sin nunca ni ningún ninguna tampoco değil yok hiç nicht kein keine keinen nie ohne pas jamais sans non mai
    """
)
_LONGEST = 2_000  # characters of all passages together
_TELLING = 1_000  # characters that tell the language


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks for an answer. The first four are 0 to 1, `names` and `terms` count."""

    nearness: float
    """Cosine of question and nearest sentence of any passage."""
    coverage: float
    """Share of what the question says, by weight, that one sentence of the first passage has."""
    likeness: float
    """How near the first passage's words come to each of the question's, on average, by weight."""
    pairs: float
    """Share of the question's neighbouring terms that are neighbours in the first passage."""
    negated: float
    names: float
    terms: float


_WEIGHTS = Evidence(
    nearness=4.33, coverage=1.5, likeness=1.44, pairs=0.31, negated=-0.98, names=-0.23, terms=0.077
)
_BASE = -4.52

LOW: Final = 0.3
"""Below, an agent is told to say that it does not know: of squad's questions (a sample of 350) 92 % with an answer lie
above, and 95 % of those whose document was left out below."""


def confidence(question: str, passages: Sequence[str], vectors: WordVectors) -> float:
    """From 0 to 1: whether these passages, best first, hold the answer. 0 without passages."""
    found = evidence(question, passages, vectors)
    if found is None:
        return 0.0
    said = sum(weight * value for weight, value in zip(astuple(_WEIGHTS), astuple(found), strict=True))
    return 1 / (1 + math.exp(-(_BASE + said)))


def evidence(question: str, passages: Sequence[str], vectors: WordVectors) -> Evidence | None:
    """What the passages offer; None when either side has no words."""
    import numpy as np

    asked = words(question)
    cut = _sentences(passages)
    if not asked or not cut:
        return None
    of_question = vectors.of(asked)
    together = vectors.of([word for sentence, _ in cut for word in sentence])
    starts = np.cumsum([0, *(len(sentence) for sentence, _ in cut[:-1])])
    of_sentences = np.add.reduceat(together, starts, axis=0)
    meant = of_question.sum(axis=0)
    lengths = np.linalg.norm(of_sentences, axis=1) * np.linalg.norm(meant)
    nearest = float(np.max(of_sentences @ meant / np.maximum(lengths, 1e-9)))

    best = cut[0][1]  # the first passage that has words
    language = written_in(passages[best][:_TELLING])
    first = [_terms(sentence, language) for sentence, number in cut if number == best]
    weights = {
        made: float(weight)
        for word, weight in zip(asked, np.linalg.norm(of_question, axis=1), strict=True)
        if (made := term(word, language))
    }
    return Evidence(
        nearness=nearest,
        coverage=max((_share(weights, set(terms)) for terms in first), default=0.0),
        likeness=_likeness(of_question, together[: sum(len(said) for said, number in cut if number == best)]),
        pairs=_shared_pairs(list(weights), first),
        negated=float(any(word.lower() in _NEGATIONS for word in asked)),
        names=float(sum(word[0].isupper() or word[0].isdigit() for word in asked[1:])),
        terms=float(len(weights)),
    )


def _sentences(passages: Sequence[str]) -> list[tuple[list[str], int]]:
    """Every sentence as words, with the number of its passage."""
    room, cut = _LONGEST, []
    for number, passage in enumerate(passages):
        if (room := room - len(passage)) < 0 and number:
            break
        for line in passage.split("\n"):
            cut += [(said, number) for sentence in split_sentences(line) if (said := words(sentence))]
    return cut


def _terms(sentence: Sequence[str], language: str) -> list[str]:
    return [made for word in sentence if (made := term(word, language))]


def _share(weights: dict[str, float], present: set[str]) -> float:
    return sum(weight for each, weight in weights.items() if each in present) / (sum(weights.values()) or 1.0)


def _shared_pairs(asked: Sequence[str], sentences: Sequence[Sequence[str]]) -> float:
    pairs = set(pairwise(asked))
    said = {pair for terms in sentences for pair in pairwise(terms)}
    return len(pairs & said) / len(pairs) if pairs else 0.0


def _likeness(asked: "Vector", said: "Vector") -> float:
    import numpy as np

    weights = np.linalg.norm(asked, axis=1)
    cosines = (asked @ said.T) / np.maximum(np.outer(weights, np.linalg.norm(said, axis=1)), 1e-9)
    return float((cosines.max(axis=1) * weights).sum() / max(weights.sum(), 1e-9))
