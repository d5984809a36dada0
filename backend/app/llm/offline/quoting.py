"""Finds the sentences or rows of the documents that answer a question. What it returns is what was written."""

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from app.llm.offline.lexicon import concepts_of
from app.llm.offline.text import fold, is_typo, tokens
from app.llm.offline.understanding import Clause, Term, detect_language, terms_of
from app.llm.offline.units import MONEY, Passage, Unit, cut_into_units
from app.llm.offline.words.documents import CLOCK

MAX_QUOTE = 400
MAX_ROWS = 7
_Terms = Sequence[Term]


def best_quotes(
    clause: Clause, passages: Sequence[Passage], language: str, confidence: float | None = None
) -> list[Unit]:
    """The units that answer the clause, in the order of the documents; empty when none does.

    What was said before chooses among answers, and decides alone only when the clause itself names nothing
    ("how much is it?"). `confidence` is what the search says of its passages.
    """
    context = clause.context
    units = cut_into_units(passages)
    needed = [term for term in clause.terms if term.weight == 1] or list(clause.terms)
    if not needed and clause.leans and not clause.wants_all:
        needed, context = list(clause.context), ()
    chosen = _choose(units, clause.asks, needed, context, language, confidence)
    if not chosen and clause.asks == "hours" and all(_is_day(term) for term in needed):
        # No unit names the day: show the days that are named.
        chosen = _choose(units, clause.asks, [], context, language, confidence)
    return sorted(chosen, key=lambda unit: next(i for i, u in enumerate(units) if u.text in unit.text))


def _floor(confidence: float | None) -> float:
    """The share of the question that a sentence must have: less where the search is sure, more where it is not."""
    return 0.5 if confidence is None else min(max(1.4 - 2 * confidence, 0.35), 0.8)


def _choose(
    units: Sequence[Unit], asks: str | None, needed: _Terms, before: _Terms, language: str, sure: float | None
) -> list[Unit]:
    if not needed and asks is None:
        return []
    # In a document of another language only concepts can be found; the other words must not outvote them.
    foreign = all(unit.language != language for unit in units)
    floor = _floor(None if foreign else sure)
    by_concept = foreign and any(term.concepts for term in needed)
    weights = [
        _rarity(term, units, language) * (0.4 if by_concept and not term.concepts else 1.0) for term in needed
    ]
    scored: list[tuple[float, Unit]] = []
    for unit in units:
        matches = [_match(term, unit, language) for term in needed]
        covered = sum(m * w for m, w in zip(matches, weights, strict=True)) / sum(weights) if needed else 0.0
        typed = asks is not None and unit.is_kind(asks)
        least = 0.5 if typed else floor if asks is None else 0.8 if asks in ("price", "place") else 2
        if needed and covered < least:
            continue  # parking may be free and behind the house; but without a time there is no answer to "when"
        if not needed and not (typed and _speaks_of(asks or "", unit)):
            continue
        near = sum(_match(term, unit, language) for term in before) / len(before) if before else 0.0
        focus = sum(m > 0 for m in matches) / max(len(unit.words), 4)
        dense = sum(_is_about(word, needed, unit.language) for word in unit.words)
        score = covered + 0.6 * typed + 0.3 * near + 0.1 * focus - 0.01 * unit.rank - 0.3 * unit.is_heading
        scored.append((score + 0.03 * min(dense, 3), unit))
    if not scored:
        return []
    scored.sort(key=lambda pair: -pair[0])
    best, unit = scored[0]
    if asks in ("price", "hours", "duration") and unit.is_kind(asks):
        tied = [each for score, each in scored if score >= best - 0.12][: 4 if needed else MAX_ROWS]
        return [_with_heading(each, needed, language) for each in tied]
    # Of sentences that fit alike, the one that is read first says what the next ones build on.
    alike = [each for score, each in scored if score >= best - 0.12 and each.section == unit.section]
    unit = min((each for each in alike if each.rank == unit.rank), key=units.index)
    return [unit, *_neighbour(unit, units, needed, language)]


def _is_about(word: str, needed: _Terms, language: str) -> bool:
    return any(word == term.word or term.concepts & concepts_of(word, language) for term in needed)


def _neighbour(unit: Unit, units: Sequence[Unit], needed: _Terms, language: str) -> list[Unit]:
    """Under a heading that names the topic, the next sentence belongs to the answer (else the one before)."""
    topic = Unit(unit.section, "", 0, unit.language)
    if not needed or not all(_match(term, topic, language) for term in needed):
        return []
    section = [u for u in units if (u.rank, u.section) == (unit.rank, unit.section) and not u.is_heading]
    place = section.index(unit) if unit in section else len(section)
    return section[place + 1 : place + 2] or section[max(place - 1, 0) : place]


def _with_heading(unit: Unit, needed: _Terms, language: str) -> Unit:
    """A row that answers only together with the heading above it ("Women: 45 euros") is quoted with it."""
    alone = replace(unit, section="")
    lent = any(_match(term, unit, language) and not _match(term, alone, language) for term in needed)
    bare = not (needed or unit.heading & unit.features) and MONEY.search(unit.text) and len(unit.words) <= 4
    return replace(unit, text=f"{unit.section}: {unit.text}") if unit.section and (lent or bare) else unit


def _is_day(term: Term) -> bool:
    return any(name.startswith("day") for name in term.concepts)


def _speaks_of(asks: str, unit: Unit) -> bool:
    """Without a topic the unit itself must show that its value is the kind meant: a day beside a time, say."""
    about = unit.features | unit.heading
    if asks == "hours":
        named = any(f"#day{n}" in unit.features for n in range(7))
        return named or ("#hours" in about and re.search(CLOCK, fold(unit.text)) is not None)
    if asks == "place":
        return "#parking" not in about  # where to leave the car is not where we are
    return asks != "price" or MONEY.search(unit.text) is not None


def _match(term: Term, unit: Unit, language: str) -> float:
    """How well a unit carries a term: its own words, then the heading above, then a slip of the pen."""
    for features, value in ((unit.features, 1.0), (unit.heading, 0.6)):
        if term.word in features:
            return value
        if f"{language}:{term.stem}" in features:
            return value * 0.9
        if any(f"#{name}" in features for name in term.concepts):
            return value * 0.85
    begin = term.word[:5] if language == "tr" and not term.concepts else ""
    if len(begin) == 5 and any(word.startswith(begin) for word in unit.words):
        return 0.9  # suffixes that the stemmer leaves
    return 0.8 if any(is_typo(term.word, word) for word in unit.words) else 0.0


def _rarity(term: Term, units: Sequence[Unit], language: str) -> float:
    """A word that few units hold says more; one that none holds must not be overlooked."""
    holding = sum(_match(term, unit, language) > 0 for unit in units)
    return term.weight * (
        1.0 if holding == 0 else 0.4 + 0.6 * math.log(1 + len(units) / holding) / math.log(1 + len(units))
    )


def fit(names: Sequence[str], lines: Sequence[str], language: str) -> list[str]:
    """Of the names those that the lines speak of best, newest line first; none when they speak of none."""
    of_names = detect_language(["; ".join(names)])
    left = list(names)
    found = False
    for line in reversed(lines):
        terms = terms_of(tokens(line), language)
        scores = {name: _spoken_of(Unit(name, "", 0, of_names), terms, language) for name in left}
        best = max(scores.values(), default=0.0)
        if best > 0:
            found, left = True, [name for name in left if scores[name] > best - 0.01]
    return left if found else []


def _spoken_of(unit: Unit, terms: _Terms, language: str) -> float:
    """How much is said of it; of two alike the one that holds less else."""
    hits = [_match(term, unit, language) * term.weight for term in terms]
    return sum(hits) + 0.5 * sum(map(bool, hits)) / max(len(unit.words), 1) if any(hits) else 0.0
