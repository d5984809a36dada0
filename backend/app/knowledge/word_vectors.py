"""The local model's vector of each word, kept at hand: sentences are compared without running the model again.

A sentence's vector is the sum of its words' (the model only averages). How long a word's vector is tells how much
the word says: the model learned to make "the" short.
"""

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.knowledge.embeddings import Vector

_MOST_WORDS = 10_000  # 10 MB; then it starts anew


class WordVectors:
    """A growing table. `embed_words` gives a raw vector, a row, for each word that is not in it yet."""

    def __init__(self, embed_words: "Callable[[Sequence[str]], Vector]") -> None:
        self._embed_words = embed_words
        self._rows: dict[str, int] = {}
        self._table: Vector | None = None
        self._growing = threading.Lock()

    def of(self, words: Sequence[str]) -> "Vector":
        """A row for each word, of which there must be one at least."""
        with self._growing:
            unknown = [word for word in dict.fromkeys(words) if word not in self._rows]
            if self._table is None or len(self._rows) + len(unknown) > _MOST_WORDS:
                self._rows, self._table = {}, None
                unknown = list(dict.fromkeys(words))
            if unknown:
                self._add(unknown)
            assert self._table is not None
            found: Vector = self._table[[self._rows[word] for word in words]]
            return found

    def _add(self, words: Sequence[str]) -> None:
        import numpy as np

        made, first = self._embed_words(words), len(self._rows)
        if self._table is None or first + len(made) > len(self._table):
            grown = np.empty((2 * (first + len(made)), made.shape[1]), dtype=np.float32)
            if self._table is not None:
                grown[:first] = self._table[:first]
            self._table = grown
        self._table[first : first + len(made)] = made
        self._rows |= {word: first + number for number, word in enumerate(words)}
