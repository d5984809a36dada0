"""Which of the approved facts a prompt or a search shows. Pure."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import TypeAlias

from app.knowledge.language import written_in
from app.knowledge.vectors.words import document_terms

Known: TypeAlias = tuple[str, str]
"""Name and value of an approved fact."""

MOST_FITTING = 3
_ROOM = 4_000  # characters of the facts in a prompt
_ENOUGH = 0.5  # half of the name, or half of the question


def as_line(fact: Known) -> str:
    """The fact as it is told: the answer to a question follows it, a value its name."""
    name, value = fact
    return f"{name} {value}" if name.endswith("?") else f"{name}: {value}"


def for_prompt(facts: Sequence[Known], asked: Iterable[str]) -> list[Known]:
    """All facts where they are few; else those that have most to do with what was asked, in the owner's order."""
    if sum(len(as_line(fact)) for fact in facts) <= _ROOM:
        return list(facts)
    shares = _shares(facts, "\n".join(asked))
    room, chosen = _ROOM, set()
    for n in sorted(range(len(facts)), key=lambda n: -shares[n]):
        room -= len(as_line(facts[n]))
        if room < 0:
            break
        chosen.add(n)
    return [fact for n, fact in enumerate(facts) if n in chosen]


def fitting(facts: Sequence[Known], query: str) -> list[Known]:
    """The facts that have most to do with what is looked for, best first, at most `MOST_FITTING`."""
    shares = _shares(facts, query) if facts else []
    best = sorted((n for n, share in enumerate(shares) if share >= _ENOUGH), key=lambda n: -shares[n])
    return [facts[n] for n in best[:MOST_FITTING]]


def _shares(facts: Sequence[Known], query: str) -> list[float]:
    """For each fact how much of its name the question says, or how much of the question the fact, whichever is more."""
    language = written_in(query) or "en"  # a fact is too short to tell its own
    asked = _terms(query, language)
    return [_share(fact, asked, language) for fact in facts]


def _share(fact: Known, asked: frozenset[str], language: str) -> float:
    named, said = _terms(fact[0], language), _terms(as_line(fact), language)
    if not said & asked:
        return 0.0
    return max(len(each & asked) / len(whole) for each, whole in ((named, named), (said, asked)) if whole)


@lru_cache(maxsize=4096)  # the same facts in every turn
def _terms(text: str, language: str) -> frozenset[str]:
    return frozenset(document_terms(text, language))
