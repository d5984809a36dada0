"""Finds the sentences or rows of the documents that answer a question. What it returns is what was written."""

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from app.llm.offline.lexicon import LANGUAGES, concepts_of, day_range
from app.llm.offline.text import fold, is_typo, stem, tokens
from app.llm.offline.understanding import Clause, Term, detect_language

MAX_QUOTE = 400
MAX_ROWS = 7
_CURRENCY = r"(?:[€$£₺]|\b(?:EUR|USD|GBP|TRY|TL)\b)"
_AMOUNT = r"\d[\d.,]*(?:\s?[-–]\s?(?:[€$£₺]\s?)?\d[\d.,]*)?"
MONEY = re.compile(
    rf"{_CURRENCY}\s?{_AMOUNT}|\b{_AMOUNT}\s?(?:[€$£₺]|(?:EUR|USD|GBP|TRY|TL|euros?|dollars?|pounds?|lira|dolar)\b)"
    r"|(?<![-–:.,] )(?<![-–:.,])\b\d+[.,]\d\d(?=\s*$)",
    re.IGNORECASE,
)
_CLOCK = r"\b\d{1,2}(?:[:.h]\d\d)?\s?(?:am|pm|a\.m\.|p\.m\.)|\b\d{1,2}[:.]\d\d\b|\b\d{1,2}\s?[-–]\s?\d{1,2}\b"
_SHUT = r"\b(?:closed|cerrado|cerrada|cerramos|kapali|kapaliyiz|open|abierto|acik|24/7)\b"
_MINUTES = r"\b\d+(?:[.,]\d+)?\s?(?:min|mins|minutes?|minutos?|dk|dakika|hours?|hrs?|h|horas?|saat)\b"
_KINDS = {
    "price": re.compile(
        rf"{MONEY.pattern}|\d\s?%|\b(?:free|gratis|gratuito|gratuita|ucretsiz|bedava)\b", re.IGNORECASE
    ),
    "hours": re.compile(rf"{_CLOCK}|{_SHUT}", re.IGNORECASE),
    "duration": re.compile(_MINUTES, re.IGNORECASE),
    "place": re.compile(
        r"\b(?:address|street|avenue|road|square|located|find us|floor|calle|avenida|plaza|direccion|"
        r"paseo|sokak|sokagi|caddesi|cadde|mahallesi|adres|bulvari|st\.|rd\.|ave\.)"
    ),
    "phone": re.compile(r"\+?\d[\d ()/.-]{6,}\d"),
    "email": re.compile(r"\S+@\S+\.\w+"),
}
_SENTENCE = re.compile(r"(?<=[.!?…])\s+(?=[\"“¿¡(]?[^\W\d_a-zçğışöüñáéíóú]|[\"“(]?\d)")
_ABBREVIATION = re.compile(
    r"\b(?:min|approx|incl|e\.g|i\.e|no|nr|st|av|dr|mr|mrs|ms|tel|sra?|dra|c|p|vb|yak)\.$", re.I
)
_LEADER = re.compile(r"\s*(?:\.{2,}|…+|_{2,}|(?:\s[.·]){2,})\s*[.…]*\s*")
_BULLET = re.compile(r"^\s*(?:[•▪●◦*‣–-]|\d{1,2}[.)])\s+")
_CONNECTING = re.compile(
    r" (?:and|or|with|of|from|for|in|at|to|the|a|by|on|our|y|o|con|de|del|en|el|la|los|las|por|para|un|una|ve|ile)$",
    re.IGNORECASE,
)
_VALUE_WORDS = re.compile(
    r"\b(?:from|desde|closed|cerrado|kapali|free|gratis|ucretsiz|min|mins|minutes?|minutos?|dk|dakika|h|hrs?|hours?"
    r"|horas?|saat|am|pm|eur|usd|gbp|tl|try|euros?|lira|to|a|y|and)\b"
)


@dataclass(frozen=True)
class Passage:
    """One result of `search_knowledge`."""

    section: str
    text: str


@dataclass(frozen=True)
class Unit:
    """One sentence or one row, as it can be quoted, with the heading it stands under."""

    text: str
    section: str
    rank: int
    language: str
    is_heading: bool = False

    @cached_property
    def words(self) -> list[str]:
        return tokens(self.text)

    @cached_property
    def features(self) -> frozenset[str]:
        return _features(self.text, self.words, self.language)

    @cached_property
    def heading(self) -> frozenset[str]:
        return _features(self.section, tokens(self.section), self.language)

    def is_kind(self, kind: str) -> bool:
        """Whether it holds a value of the kind a question asks for."""
        return _KINDS[kind].search(fold(self.text)) is not None


def _features(text: str, words: Sequence[str], language: str) -> frozenset[str]:
    """Words, stems in every language (the customer's may be another), and concepts in the document's own."""
    found = {f"{each}:{stem(word, each)}" for word in words for each in LANGUAGES}.union(words)
    found.update(f"#{name}" for word in words for name in concepts_of(word, language))
    for first, last in day_range(language).findall(fold(text)):
        begin, end = (min(concepts_of(day, language), default="day0") for day in (first, last))
        number, stop = int(begin[3:]), int(end[3:])
        while number != stop:
            found.add(f"#day{number}")
            number = (number + 1) % 7
    return frozenset(found)


def best_quotes(clause: Clause, passages: Sequence[Passage], language: str) -> list[Unit]:
    """The units that answer the clause, in the order of the documents; empty when none does.

    What was said before chooses among answers, and decides alone only when the clause itself names nothing
    ("how much is it?").
    """
    context = clause.context
    units = cut_into_units(passages)
    foreign = bool(units) and all(unit.language != language for unit in units)
    needed = [term for term in clause.terms if term.weight == 1] or list(clause.terms)
    if not needed and clause.leans and not clause.wants_all:
        needed, context = list(clause.context), ()
    chosen = _choose(units, clause.asks, needed, context, language, foreign=foreign)
    if not chosen and clause.asks == "hours" and all(_is_day(term) for term in needed):
        # No unit names the day: show the days that are named.
        chosen = _choose(units, clause.asks, [], context, language, foreign=foreign)
    return sorted(chosen, key=lambda unit: next(i for i, u in enumerate(units) if u.text in unit.text))


def _choose(
    units: Sequence[Unit],
    asks: str | None,
    needed: Sequence[Term],
    context: Sequence[Term],
    language: str,
    *,
    foreign: bool,
) -> list[Unit]:
    if not needed and asks is None:
        return []
    # In a document of another language only concepts can be found; the other words must not outvote them.
    known = any(term.concepts for term in needed)
    weights = [
        _rarity(term, units, language) * (0.4 if foreign and known and not term.concepts else 1.0)
        for term in needed
    ]
    scored: list[tuple[float, Unit]] = []
    for unit in units:
        matches = [_match(term, unit, language) for term in needed]
        covered = sum(m * w for m, w in zip(matches, weights, strict=True)) / sum(weights) if needed else 0.0
        typed = asks is not None and unit.is_kind(asks)
        if needed and covered < (0.5 if typed or asks is None else 0.8 if asks in ("price", "place") else 2):
            continue  # parking may be free and behind the house; but without a time there is no answer to "when"
        if not needed and not (typed and _speaks_of(asks or "", unit)):
            continue
        near = sum(_match(term, unit, language) for term in context) / len(context) if context else 0.0
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


def _is_about(word: str, needed: Sequence[Term], language: str) -> bool:
    return any(word == term.word or term.concepts & concepts_of(word, language) for term in needed)


def _neighbour(unit: Unit, units: Sequence[Unit], needed: Sequence[Term], language: str) -> list[Unit]:
    """Under a heading that names the topic, the next sentence belongs to the answer (else the one before)."""
    topic = Unit(unit.section, "", 0, unit.language)
    if not needed or not all(_match(term, topic, language) for term in needed):
        return []
    section = [u for u in units if (u.rank, u.section) == (unit.rank, unit.section) and not u.is_heading]
    place = section.index(unit) if unit in section else len(section)
    return section[place + 1 : place + 2] or section[max(place - 1, 0) : place]


def _with_heading(unit: Unit, needed: Sequence[Term], language: str) -> Unit:
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
        return named or ("#hours" in about and re.search(_CLOCK, fold(unit.text)) is not None)
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
    if (
        language == "tr"
        and not term.concepts
        and len(term.word) >= 5
        and any(word.startswith(term.word[:5]) for word in unit.words)
    ):
        return 0.9  # suffixes that the stemmer leaves
    return 0.8 if any(is_typo(term.word, word) for word in unit.words) else 0.0


def _rarity(term: Term, units: Sequence[Unit], language: str) -> float:
    """A word that few units hold says more; one that none holds must not be overlooked."""
    holding = sum(_match(term, unit, language) > 0 for unit in units)
    return term.weight * (
        1.0 if holding == 0 else 0.4 + 0.6 * math.log(1 + len(units) / holding) / math.log(1 + len(units))
    )


def cut_into_units(passages: Sequence[Passage]) -> list[Unit]:
    """Rows and full sentences of the passages, without repeats from chunks that overlap."""
    units: list[Unit] = []
    for rank, passage in enumerate(passages):
        heading = passage.section
        language = detect_language([f"{passage.section} {passage.text}"])
        for text in _rows(passage.text):
            folded = fold(text)
            is_heading = folded == fold(passage.section) or _looks_like_heading(text)
            if is_heading:
                heading = text
            if not any(folded in fold(other.text) for other in units):
                units = [other for other in units if fold(other.text) not in folded]
                units.append(Unit(text, "" if is_heading else heading, rank, language, is_heading))
    return units


def _looks_like_heading(text: str) -> bool:
    says_something = any(c in ":.!?…" or c.isdigit() for c in text) or re.search(_SHUT, fold(text))
    return len(text.split()) <= 5 and not says_something


def _rows(text: str) -> list[str]:
    """Lines put together as they were meant: cells to a row, wrapped prose to sentences."""
    rows: list[str] = []
    for line in map(_tidy, text.splitlines()):
        if not line:
            rows.append("")
        elif rows and rows[-1] and _is_value(line):
            rows[-1] = f"{rows[-1]}, {line}"
        elif rows and rows[-1] and _goes_on(rows[-1], line):
            rows[-1] = f"{rows[-1]} {line}"
        else:
            rows.append(line)
    return [piece for row in rows if row for piece in _sentences(row) if tokens(piece)]


def _tidy(line: str) -> str:
    line = _BULLET.sub("", line).strip(" |\t")
    line = re.sub(r"\s*\|\s*(?:[-:]+\s*\|\s*)*", ", ", line)
    line = re.sub(r"\t+| {3,}", ", ", line)
    return _LEADER.sub(": ", line).strip() if MONEY.search(line) or re.search(_CLOCK, line) else line.strip()


def _is_value(line: str) -> bool:
    """Whether a line holds values only (a price, a duration, times) and so belongs to the name before it."""
    folded = MONEY.sub(" ", line)
    left = _VALUE_WORDS.sub(" ", fold(folded))
    return (any(c.isdigit() for c in line) and not re.search(r"[a-z]", left)) or (
        not re.search(r"[a-z]", left) and bool(re.search(_SHUT, fold(line)))
    )


def _goes_on(row: str, line: str) -> bool:
    if row[-1] in ".!?:" or line[0] in "•-":
        return False
    if line[0].islower() or row[-1] in ",(&-–" or _CONNECTING.search(row):
        return True
    return len(row) > 60 and not MONEY.search(row)


def _sentences(row: str) -> list[str]:
    pieces: list[str] = []
    for piece in _SENTENCE.split(row):
        if pieces and _ABBREVIATION.search(pieces[-1]):
            pieces[-1] += f" {piece}"
        else:
            pieces.append(piece)
    return [part.strip(" ,;") for piece in pieces for part in _run_together(piece)]


def _run_together(piece: str) -> list[str]:
    """A table that lost its line breaks: a new row begins behind every price."""
    prices = list(MONEY.finditer(piece))
    if len(prices) < 2:
        return [piece]
    cuts = [0]
    for price in prices[:-1]:
        after = re.match(r"\s*(?:\([^)]*\)|per \w+|p\.?p\.?)?[\s,;]*", piece[price.end() :])
        end = price.end() + (after.end() if after else 0)
        if re.match(r"[^\W\d_]", piece[end:]) and piece[end : end + 1].isupper():
            cuts.append(end)
    return [piece[a:b] for a, b in zip(cuts, [*cuts[1:], len(piece)], strict=True)]
