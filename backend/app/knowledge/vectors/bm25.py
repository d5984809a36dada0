"""BM25 as sparse vectors, the same for every store.

A document's value of a word holds its frequency and the document's length; the store multiplies by how rare the
word is among one agent's chunks (IDF). A question is stemmed in every language we know, because three words are
too few to tell which one it is in; a document only in its own.
"""

import re
import threading
import unicodedata
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from app.knowledge.language import Language

K1 = 0.9
B = 0.4
AVERAGE_WORDS = 120
"""The usual length of a chunk. A constant, so that a vector never has to be computed again."""

_LONGEST_WORD = 40
_WORD = re.compile(r"\d+(?:[.,:]\d+)+|[^\W_]+")
_STEMMERS: dict[Language, str] = {"en": "english", "es": "spanish", "tr": "turkish"}
_own = threading.local()  # a stemmer keeps the word it works on: one for each thread


@dataclass(frozen=True, slots=True)
class SparseVector:
    """Word ids in rising order and the value of each."""

    indices: tuple[int, ...]
    values: tuple[float, ...]


def sparse_document(text: str, language: Language) -> SparseVector:
    """The BM25 vector of a chunk."""
    counts = Counter(_word_id(_stem(word, language)) for word in words(text))
    length = sum(counts.values())
    norm = K1 * (1 - B + B * length / AVERAGE_WORDS)
    return _vector({index: n * (K1 + 1) / (n + norm) for index, n in counts.items()})


def sparse_query(text: str) -> SparseVector:
    """The BM25 vector of a question: every form its words take in our languages, each once."""
    return _vector({_word_id(_stem(word, language)): 1.0 for word in words(text) for language in _STEMMERS})


def words(text: str) -> list[str]:
    """Words and numbers, case kept. 10.30, 10:30 and 10,30 are one number, and the same one."""
    return [
        re.sub("[,:]", ".", word) if word[0].isdigit() else word[:_LONGEST_WORD]
        for word in _WORD.findall(text)
    ]


@lru_cache(maxsize=50_000)
def _stem(word: str, language: Language) -> str:
    lowered = lower(word, language)
    if word.isalpha():
        lowered = _stemmer(language).stemWord(lowered)
    # Customers write without accents: "sac kesimi", "cuanto". The dotless i is a letter of its own, not an accent.
    plain = unicodedata.normalize("NFD", lowered).replace("ı", "i")
    return "".join(c for c in plain if not unicodedata.combining(c)) or lowered


def lower(word: str, language: Language) -> str:
    """Lower case as the language has it: in Turkish I becomes ı and İ becomes i."""
    if language == "tr":
        word = word.replace("I", "ı").replace("İ", "i")
    return word.lower().replace("i̇", "i")


def _stemmer(language: Language) -> Any:
    known: dict[Language, Any] = _own.__dict__.setdefault("stemmers", {})
    if language not in known:
        import snowballstemmer

        known[language] = snowballstemmer.stemmer(_STEMMERS[language])
    return known[language]


def _word_id(stem: str) -> int:
    return int.from_bytes(blake2b(stem.encode(), digest_size=4).digest(), "big") >> 1


def _vector(values: dict[int, float]) -> SparseVector:
    indices = sorted(values)
    return SparseVector(tuple(indices), tuple(values[index] for index in indices))
