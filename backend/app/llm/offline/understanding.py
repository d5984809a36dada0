"""What a customer wants, read from the words of one clause. Pure, and the same every time."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from app.llm.offline.lexicon import LANGUAGES, Lexicon, concepts_of, lexicon
from app.llm.offline.text import corrected, stem, tokens

Intent = Enum(
    "Intent", "PERSON INJECTION ABOUT_BOT COMPLAINT PRAISE THANKS GREETING YES NO BOOKING QUESTION STATEMENT"
)
"""The duties of the responder, and the small talk around them."""


@dataclass(frozen=True, slots=True)
class Term:
    """One thing a question is about: a stem, or anything that carries one of the concepts."""

    word: str
    stem: str
    concepts: frozenset[str]
    weight: float = 1.0


@dataclass(frozen=True, slots=True)
class Clause:
    """One sentence of a customer. `asks` is the kind of value it wants: price, hours, duration, place ..."""

    text: str
    intent: Intent
    asks: str | None = None
    terms: tuple[Term, ...] = ()
    leans: bool = False  # cannot be understood without what was said before
    wants_all: bool = False  # the whole price list rather than one row
    context: tuple[Term, ...] = ()  # what it leans on


_SENTENCE_END = re.compile(r"(?<=[?!…])\s*|(?<=[.;])\s+|\n+")
_CHARACTERS = {"es": re.compile("[ñ¿¡]"), "tr": re.compile("[ğışİ]")}


def detect_language(texts: Iterable[str], otherwise: str = "en") -> str:
    """The language of the first text that shows one, so newest first; `otherwise` when none does."""
    for text in texts:
        said = tokens(text)
        scores = {
            language: 3.0 * bool(language in _CHARACTERS and _CHARACTERS[language].search(text.lower()))
            + sum(_speaks(word, language) for word in said)
            for language in LANGUAGES
        }
        best = max(scores, key=lambda language: scores[language])
        if scores[best] > 0 and list(scores.values()).count(scores[best]) == 1:
            return best
    return otherwise


@lru_cache(maxsize=4096)
def _speaks(word: str, language: str) -> float:
    words = lexicon(language)
    if word in words.function_words:
        return 1.0
    if concepts_of(word, language) or (len(word) > 3 and word in words.vocabulary):
        return 0.9
    return 0.5 * any(words.has(name, word) for name in ("PRAISE", "GREETING", "QUESTION"))


def stop_language(texts: Sequence[str], language: str) -> str | None:
    """The language in which the last message is a stop word and nothing else; the customer's own is tried first."""
    said = " ".join(tokens(texts[-1])) if texts else ""
    every = dict.fromkeys((language, *LANGUAGES))
    return next((code for code in every if lexicon(code).patterns["STOP"].fullmatch(said)), None)


def clauses(texts: Sequence[str], language: str) -> list[Clause]:
    """Everything said in these messages, sentence by sentence."""
    words = lexicon(language)
    sentences = (sentence for text in texts for sentence in _SENTENCE_END.split(text))
    pieces = (piece for sentence in sentences for piece in _split(sentence, words))
    return [clause for piece in pieces if (clause := read_clause(piece, words)) is not None]


def lean_on(earlier: Sequence[Clause], now: Sequence[Clause]) -> list[Clause]:
    """Give clauses that lean on something what they lean on: "and for kids?" behind "how much is a haircut?"."""
    understood: list[Clause] = []
    for clause in now:
        if clause.leans:
            past = [*earlier, *understood]
            known = {term.stem for term in clause.terms}
            topic = next((c.terms + c.context for c in reversed(past) if c.terms or c.context), ())
            kind = clause.asks or next((c.asks for c in reversed(past) if c.terms or c.asks), None)
            context = tuple(term for term in topic if term.stem not in known)
            clause = replace(clause, asks=kind, context=context)  # noqa: PLW2901
        understood.append(clause)
    return understood


def _split(sentence: str, words: Lexicon) -> list[str]:
    """Cut where a new question begins in the middle: ", how much ...", "and where ..."."""
    pieces: list[str] = []
    rest = sentence
    for cut in reversed(list(re.finditer(r",\s*|\s(?=(?:and|y|ve|but|pero)\s)", sentence))):
        head, tail = sentence[: cut.start()], sentence[cut.end() :]
        tail = tail if cut[0].startswith(",") else tail.split(" ", 1)[-1]
        if tokens(head) and words.patterns["QUESTION"].match(" ".join(tokens(tail))):
            pieces.insert(0, rest[len(rest) - len(tail) :] if rest.endswith(tail) else tail)
            rest = sentence = head
    return [rest, *pieces]


def read_clause(text: str, words: Lexicon) -> Clause | None:
    """Understand one sentence; None when it holds no words (a smiley, a lone question mark)."""
    found = [w if concepts_of(w, words.code) else corrected(w, words.vocabulary) for w in tokens(text)]
    if not found:
        return None
    said = " ".join(found)
    asking = "?" in text or words.has("QUESTION", said)
    intent = _plain_intent(said, words, questioned="?" in text)
    asks_the_rules = asking and any("cancel" in concepts_of(word, words.code) for word in found)
    if intent and not (
        intent is Intent.BOOKING and asks_the_rules
    ):  # "may I cancel": what it costs is written
        topic = _without(said, words, "BOOKING").split() if intent is Intent.BOOKING else ()
        return Clause(text.strip(), intent, terms=terms_of(topic, words.code))
    asks = next((kind for kind, pattern in words.asks.items() if pattern.search(said)), None)
    rest = " ".join(words.asks[asks].sub(" ", said).split()) if asks else said
    terms = terms_of(rest.split(), words.code)
    topical = any(term.weight == 1 for term in terms)
    leans = bool(
        (asks is None and words.patterns["CONTINUES"].match(said))
        or (asks in (None, "price", "duration") and not topical and not words.has("LIST_ALL", said))
        or (asks is not None and len(terms) < 2 and words.has("REFERS", rest))
    )
    if not asking and asks is None and not terms:
        return Clause(text.strip(), Intent.STATEMENT)
    intent = Intent.QUESTION if asking or asks else Intent.STATEMENT
    return Clause(text.strip(), intent, asks, terms, leans, words.has("LIST_ALL", said))


def _plain_intent(said: str, words: Lexicon, *, questioned: bool) -> Intent | None:
    """The intents that need no search, in order of precedence; None for everything else."""
    greeted, patterns = _without(said, words, "GREETING"), words.patterns
    praising = words.has("PRAISE", said) or words.has("THANKS_FOR", said)
    wishing = words.has("BOOKING", said) and words.has("BOOKING_WISH", said)
    found = (
        (Intent.PERSON, words.has("PERSON", said)),
        (Intent.INJECTION, words.has("INJECTION", said)),
        (Intent.ABOUT_BOT, words.is_all("ABOUT_BOT", greeted)),
        (Intent.YES, patterns["YES"].fullmatch(said)),
        (Intent.NO, patterns["NO"].fullmatch(said)),
        (Intent.GREETING, words.is_all("GREETING", said)),
        (Intent.THANKS, words.is_all("THANKS", greeted)),
        (Intent.COMPLAINT, not questioned and words.has("COMPLAINT", said)),
        (Intent.PRAISE, praising and not questioned and not words.has("NOT_PRAISE", said)),
        (Intent.BOOKING, wishing and not words.has("BOOKING_ASKS", said)),
    )
    return next((intent for intent, is_meant in found if is_meant), None)


def _without(said: str, words: Lexicon, name: str) -> str:
    return " ".join(words.patterns[name].sub(" ", said).split()) or said


def terms_of(found: Sequence[str], language: str) -> tuple[Term, ...]:
    """What folded words of this language are about."""
    words = lexicon(language)
    terms: list[Term] = []
    seen: set[str] = set()
    for word in found:
        if word in words.function_words or len(word) < (2 if word.isdigit() else 3):
            continue
        concepts, root = concepts_of(word, language), stem(word, language)
        if root in seen or (concepts and concepts <= seen):
            continue
        seen |= {root, *concepts}
        terms.append(Term(word, root, concepts, 0.3 if word in words.weak_words else 1.0))
    return tuple(terms)
