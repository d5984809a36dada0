"""M5: how long a search takes when one agent has 10,000 chunks in the embedded store.

Measured is what the program adds to a question before it reads the passages from PostgreSQL: embedding the question,
both rankings among the agent's chunks, fusion. The chunks are made from a seed, their words as unequal in frequency
as those of a language.
"""

import random
import time
from itertools import accumulate

from app.knowledge.embeddings import LocalEmbedder
from bench.knowledge.library import library
from bench.knowledge.sets import Document
from bench.report import Row, median, percentile, say, spread

_DOCUMENTS = 100
_SENTENCES = 1_570
"""In each: together a little more than 10,000 chunks."""
_SENTENCE_WORDS = 12
_QUESTION_WORDS = 8
_QUESTIONS = 300
_ROUNDS = 3
_WARM_UP = 20
_MOST_MS = 10.0
_SYLLABLES = [first + second for first in "bcdfglmnprstv" for second in ("a", "e", "i", "o", "u", "an", "er")]


async def measure(embedder: LocalEmbedder) -> Row:
    """One row: p95 in milliseconds."""
    say("M5: search among 10,000 chunks (embedding them first)")
    source = random.Random(7)
    vocabulary = ["".join(source.choices(_SYLLABLES, k=source.randint(1, 4))) for _ in range(20_000)]
    weights = list(accumulate(1 / rank for rank in range(1, len(vocabulary) + 1)))

    def text(length: int) -> str:
        return " ".join(source.choices(vocabulary, cum_weights=weights, k=length))

    def page() -> str:
        return " ".join(f"{text(_SENTENCE_WORDS).capitalize()}." for _ in range(_SENTENCES))

    documents = [Document(str(n), text(3), page(), "") for n in range(_DOCUMENTS)]
    questions = [text(_QUESTION_WORDS) for _ in range(_WARM_UP + _ROUNDS * _QUESTIONS)]
    async with library(embedder, documents) as ours:
        taken = []
        for question in questions:
            started = time.perf_counter()
            await ours.find(question)
            taken.append((time.perf_counter() - started) * 1000)
    taken = taken[_WARM_UP:]
    p95s = [percentile(taken[n::_ROUNDS], 95) for n in range(_ROUNDS)]
    say(f"  median {median(taken):.1f} ms, p95 {percentile(taken, 95):.1f} ms")
    return Row(
        measure=f"M5 search among {len(ours.units):,} chunks, p95",
        value=median(p95s),
        unit="ms",
        peer=None,
        peer_value=None,
        ratio=None,
        n=len(taken),
        spread=spread(p95s),
        bar=f"<= {_MOST_MS:.0f}",
        holds=median(p95s) <= _MOST_MS,
    )
