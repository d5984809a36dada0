"""Every price, time, date, telephone number and address that an answer states, held against its sources (promise
H4 b).
"""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from app.brain.guards import clock, money, places

Said: TypeAlias = tuple[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class _Kind:
    name: str
    said: Callable[[str], Iterable[Said]]
    known: Callable[[str], set[str]]
    is_known: Callable[[frozenset[str], Set[str]], bool]


def _shares(readings: frozenset[str], known: Set[str]) -> bool:
    return not readings.isdisjoint(known)


def _readings_of(said: Callable[[str], Iterable[Said]]) -> Callable[[str], set[str]]:
    return lambda source: {reading for _, readings in said(source) for reading in readings}


# Links before telephone numbers, dates before times: what one kind has taken is not read again as another.
_KINDS = (
    _Kind("address", places.links, _readings_of(places.links), _shares),
    _Kind("address", places.streets, places.known_words, places.is_known_street),
    _Kind("price", money.prices, money.known_prices, money.is_known_price),
    _Kind("date", clock.dates, clock.known_dates, clock.is_known_date),
    _Kind("time", clock.times, clock.known_times, _shares),
    _Kind("telephone number", places.phones, _readings_of(places.phones), places.is_known_phone),
)


@lru_cache(maxsize=512)
def _known(kind: _Kind, source: str) -> frozenset[str]:
    """What the owner told the agent is the same in every turn, and so are most passages."""
    return frozenset(kind.known(source))


def leaves(content: object) -> Iterator[str]:
    """Every text and number in a tool's result, whatever holds it."""
    match content:
        case dict():
            for value in content.values():
                yield from leaves(value)
        case list() | tuple():
            for value in content:
                yield from leaves(value)
        case str() | int() | float():
            yield str(content)


def unproven(answer: str, sources: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The kind and the words of each value in the answer that stands in none of the sources, each once."""
    told: set[tuple[str, str]] = set()
    rest = answer
    for kind in _KINDS:
        found = list(kind.said(rest))
        if not found:
            continue
        known = set().union(*(_known(kind, source) for source in sources))
        for words, readings in found:
            if not kind.is_known(readings, known) and (kind.name, words) not in told:
                told.add((kind.name, words))
                yield kind.name, words
            rest = rest.replace(words, " ; ", 1)
