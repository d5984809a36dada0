"""What others use for it, over the same units: BM25, the cosine of static vectors, and both by rank fusion."""

from collections.abc import Sequence
from typing import TypeAlias

import bm25s
import numpy as np
import Stemmer
from numpy.typing import NDArray

Scores: TypeAlias = "NDArray[np.float32]"
"""A row for each question, a column for each unit."""

_STEMMERS = {
    "ar": "arabic", "de": "german", "el": "greek", "en": "english", "es": "spanish", "hi": "hindi",
    "ro": "romanian", "ru": "russian", "tr": "turkish",
}  # fmt: skip
_UNSPACED = ("zh", "th")
_WORD = r"(?u)\b[\w\u0900-\u097f]{2,}"
"""Its own pattern, and the vowel signs of Devanagari, at which its own would cut."""
_RRF_K = 60
_RANKED = 100


def bm25(questions: Sequence[str], texts: Sequence[str], language: str) -> Scores:
    """bm25s as it comes, with the language's Snowball stemmer and, where it has them, stop words."""
    index = bm25s.BM25()
    index.index(_tokens(texts, language), show_progress=False)
    nothing = np.zeros(len(texts), dtype=np.float32)
    return np.stack(
        [index.get_scores(tokens) if tokens else nothing for tokens in _tokens(questions, language)]
    )


def cosine(questions: Sequence[NDArray[np.float32]], texts: Sequence[NDArray[np.float32]]) -> Scores:
    """Of vectors of unit length."""
    scores: Scores = np.stack(questions) @ np.stack(texts).T
    return scores


def rank_fusion(*rankings: Scores) -> Scores:
    """Plain reciprocal rank fusion of the best hundred of each."""
    fused = np.zeros_like(rankings[0], dtype=np.float32)
    for scores in rankings:
        order = np.argsort(-scores, axis=1, kind="stable")
        ranks = np.empty_like(order)
        np.put_along_axis(ranks, order, np.broadcast_to(np.arange(scores.shape[1]), scores.shape).copy(), 1)
        fused += np.where((ranks < _RANKED) & (scores > 0), 1 / (_RRF_K + ranks + 1), 0)
    return fused


def best(scores: Scores, count: int) -> NDArray[np.int64]:
    """The columns of the best units, a row for each question."""
    order: NDArray[np.int64] = np.argsort(-scores, axis=1, kind="stable")[:, :count]
    return order


def _tokens(texts: Sequence[str], language: str) -> list[list[str]]:
    if language in _UNSPACED:
        return [[text[i : i + 2] for i in range(len(text) - 1)] for text in texts]
    stemmer = Stemmer.Stemmer(_STEMMERS[language]) if language in _STEMMERS else None
    try:
        stop = bm25s.tokenization._infer_stopwords(language)
    except ValueError:  # it has none for this language
        stop = []
    tokens: list[list[str]] = bm25s.tokenize(
        list(texts),
        token_pattern=_WORD,
        stopwords=stop,
        stemmer=stemmer,
        return_ids=False,
        show_progress=False,
    )
    return tokens
