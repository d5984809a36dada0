"""What a customer wants, read from the words of one clause. Pure, and the same every time."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

from app.llm.offline.lexicon import LANGUAGES, Lexicon, concepts_of, lexicon
from app.llm.offline.text import corrected, stem, tokens


class Intent(Enum):
    """The duties of the responder, and the small talk around them."""

    STOP = "stop"
    PERSON = "person"
    INJECTION = "injection"
    ABOUT_BOT = "about_bot"
    COMPLAINT = "complaint"
    PRAISE = "praise"
    THANKS = "thanks"
    GREETING = "greeting"
    YES = "yes"
    NO = "no"
    BOOKING = "booking"
    QUESTION = "question"
    STATEMENT = "statement"


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
    return (
        0.5
        if words.has("PRAISE", word) or words.has("GREETING", word) or words.has("QUESTION", word)
        else 0.0
    )


def stop_language(texts: Sequence[str], language: str) -> str | None:
    """The language in which the last message is a stop word and nothing else; the customer's own is tried first."""
    said = " ".join(tokens(texts[-1])) if texts else ""
    every = dict.fromkeys((language, *LANGUAGES))
    return next((code for code in every if lexicon(code).patterns["STOP"].fullmatch(said)), None)


def clauses(texts: Sequence[str], language: str) -> list[Clause]:
    """Everything said in these messages, sentence by sentence."""
    words = lexicon(language)
    pieces = (
        piece for text in texts for sentence in _SENTENCE_END.split(text) for piece in _split(sentence, words)
    )
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
        tail = (
            sentence[cut.end() :] if sentence[cut.start()] == "," else sentence[cut.end() :].split(" ", 1)[-1]
        )
        head = sentence[: cut.start()]
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
    if (
        intent is Intent.BOOKING
        and asking
        and any("cancel" in concepts_of(word, words.code) for word in found)
    ):
        intent = None  # may I, and what does it cost: the rules of the house answer that
    if intent is not None:
        topic = (
            terms_of(_without(said, words, "BOOKING").split(), words.code) if intent is Intent.BOOKING else ()
        )
        return Clause(text.strip(), intent, terms=topic)
    asks, rest = _asked_kind(said, words)
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
    if words.has("PERSON", said):
        return Intent.PERSON
    if words.has("INJECTION", said):
        return Intent.INJECTION
    if words.is_all("ABOUT_BOT", _without(said, words, "GREETING")):
        return Intent.ABOUT_BOT
    for name, intent in (("YES", Intent.YES), ("NO", Intent.NO)):
        if words.patterns[name].fullmatch(said):
            return intent
    if words.is_all("GREETING", said):
        return Intent.GREETING
    if words.is_all("THANKS", _without(said, words, "GREETING")):
        return Intent.THANKS
    if not questioned and words.has("COMPLAINT", said):
        return Intent.COMPLAINT
    praising = words.has("PRAISE", said) or words.has("THANKS_FOR", said)
    if praising and not questioned and not words.has("NOT_PRAISE", said):
        return Intent.PRAISE
    if words.has("BOOKING", said) and words.has("BOOKING_WISH", said) and not words.has("BOOKING_ASKS", said):
        return Intent.BOOKING
    return None


def _without(said: str, words: Lexicon, name: str) -> str:
    return " ".join(words.patterns[name].sub(" ", said).split()) or said


def _asked_kind(said: str, words: Lexicon) -> tuple[str | None, str]:
    """The kind of value asked for, and what remains when the words that say so are taken out."""
    for kind, pattern in words.asks.items():
        if pattern.search(said):
            return kind, " ".join(pattern.sub(" ", said).split())
    return None, said


def terms_of(found: Sequence[str], language: str) -> tuple[Term, ...]:
    """What folded words of this language are about."""
    words = lexicon(language)
    terms: list[Term] = []
    seen: set[str] = set()
    for word in found:
        concepts = concepts_of(word, words.code)
        if word in words.function_words or len(word) < (2 if word.isdigit() else 3):
            continue
        root = stem(word, words.code)
        if root in seen or (concepts and concepts <= seen):
            continue
        seen |= {root, *concepts}
        terms.append(Term(word, root, concepts, 0.3 if word in words.weak_words else 1.0))
    return tuple(terms)
