"""Facts that stand in a document's own words: prices, opening hours, addresses, ways to reach the business, policies.

Pure, and careful rather than complete: a person reads every proposal, and one wrong price costs more than ten that were
not noticed. Read are rows and short sentences that say one thing; what is ambiguous is left in the document.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from app.knowledge.chunks import split_sentences
from app.knowledge.facts import hours, money
from app.knowledge.facts.models import Kind
from app.knowledge.parsing.blocks import CELL_GAP

MOST_PROPOSED: Final = 40
"""Of one document."""

_LONGEST_NAME = 80
_LONGEST_SENTENCE = 300
_FEWEST_DIGITS = 7  # of a telephone number
_SPACES = re.compile(r"\s+")
_ROW = re.compile(r"^(?P<name>.*?\w.*?)(?:\s*(?:[:|]|\s[-–—]|\.{2,}|…+|_{2,})\s*|\t+|\s{2,})(?P<value>\S.*)$")
_IS_ROW = re.compile(rf"{CELL_GAP}|\.{{4}}|…|_{{4}}")
_BULLET = re.compile(r"^\s*(?:[•▪●◦*‣–-]|\d{1,2}[.)])\s+")
_COSTS = re.compile(
    r"^(?:(?:an?|the|our|el|la|un|una|nuestr[ao]|ein|eine|der|die|das|unser|unsere|bir)\s+)?(?P<name>\w.*?)\s+"
    r"(?:costs?|cuestan?|vale|kostet|kosten|coûte|coûtent|costano?)\s+(?P<value>.+?)[.!]?$",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"^(?P<name>(?:our )?address|direcci[oó]n|adresse|anschrift|adresimiz|adres|indirizzo|endere[cç]o|адрес|العنوان)"
    r"\s*[:\-–]\s*(?P<value>\S.*\d.*|\S.*,.*)$",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?P<name>\b(?:tel(?:e(?:ph|f)on[eo]?)?|phone|whatsapp|mobile|call us(?: on| at)?|tel[eé]fono|m[oó]vil|handy"
    r"|телефон|هاتف))\b\.?\s*(?:no\.?)?\s*[:\-–]?\s*(?P<value>(?:\+|00)?\(?\d(?:[\s().\u00a0/-]{0,2}\d){6,14})(?![\d/:])",
    re.IGNORECASE,
)
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}\b")
_POLICY = re.compile(
    r"\b(?:cancel\w*|refund\w*|deposit\w*|no-shows?|reschedul\w*|stornier\w*|absage\w*|anzahlung\w*|rückerstatt\w*"
    r"|reembols\w*|devoluci\w*|anticipo|fianza|iptal\w*|iade\w*|kapora\w*|annul\w*|rembours\w*|acompte|caparra|disdett\w*)",
    re.IGNORECASE,
)
# Of all sentences with such a word those that say what holds: how long, how much, or whether at all.
_RULES = re.compile(
    r"\d|%|\b(?:free|must|required?|not|no|never|only|gratis|gratuit\w*|kostenlos|nicht|kein\w*|muss|müssen|nur"
    r"|debe\w*|solo|sin|ücretsiz|gerek\w*|yapılmaz|edilmez)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A piece of the document, as it is searched."""

    text: str
    section: str
    page: int | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A fact that somebody may approve."""

    kind: Kind
    name: str
    value: str
    page: int | None = None
    amount_minor: int | None = None
    currency: str | None = None

    @property
    def key(self) -> tuple[str, str, str]:
        """Two with the same key say the same."""
        return self.kind, folded(self.name), folded(self.value)


def folded(text: str) -> str:
    """The text as two of them are compared."""
    return _SPACES.sub(" ", text).strip(" .:;,").casefold()


def propose(passages: Iterable[Passage]) -> list[Proposal]:
    """What could be facts, in the order of the document, each once, at most `MOST_PROPOSED`.

    Of two values under one name, each goes under its section's title too; without titles neither is proposed.
    """
    found: dict[tuple[str, str, str], tuple[Proposal, str]] = {}
    for passage in passages:
        for proposal in _read(passage):
            found.setdefault(proposal.key, (proposal, passage.section))
    values: dict[tuple[str, str], int] = {}
    for kind, name, _ in found:
        values[kind, name] = values.get((kind, name), 0) + 1
    told: dict[tuple[str, str], Proposal] = {}
    for proposal, section in found.values():
        named: Proposal | None = proposal
        if values[proposal.key[:2]] > 1 and proposal.kind in ("price", "hours"):
            named = _under(section, proposal)
        if named is not None:
            which = (named.kind, named.key[1] if named.kind != "policy" else named.key[2])
            told.setdefault(which, named)
    return list(told.values())[:MOST_PROPOSED]


def _under(section: str, proposal: Proposal) -> Proposal | None:
    title = _tidy(section)
    if not title or folded(title) == folded(proposal.name):
        return None
    return replace(proposal, name=f"{title}: {proposal.name}"[:200])


def _read(passage: Passage) -> Iterator[Proposal]:
    for written in passage.text.split("\n"):
        line = _BULLET.sub("", written).strip()
        sentences = [line] if _IS_ROW.search(line) else split_sentences(line)
        for sentence in sentences:
            if len(sentence) <= _LONGEST_SENTENCE:
                yield from (replace(said, page=passage.page) for said in _said(sentence, passage.section))


def _said(sentence: str, section: str) -> Iterator[Proposal]:
    """What one sentence or row says. Most say nothing of the kind, and are told so by the signs in them."""
    if day := hours.read(sentence):
        yield Proposal("hours", *day)
        return
    digits = sum(sign.isdigit() for sign in sentence)
    if ("," in sentence or digits) and (found := _ADDRESS.match(sentence)):
        yield Proposal("address", found["name"].capitalize(), found["value"].strip(" ."))
    for number in _PHONE.finditer(sentence) if digits >= _FEWEST_DIGITS else ():
        name = "Telephone" if number["name"].lower().startswith("call") else number["name"].capitalize()
        yield Proposal("address", name, number["value"].strip())
    for mail in _MAIL.finditer(sentence) if "@" in sentence else ():
        yield Proposal("address", "E-mail", mail[0])
    if digits and (price := _price(sentence)):
        yield price
    elif policy := _policy(sentence, section):
        yield policy


def _price(sentence: str) -> Proposal | None:
    if not money.amounts(sentence):
        return None
    found = _cells(sentence) or _COSTS.match(sentence) or _ROW.match(sentence)
    if found is None:
        return None
    name, value = _tidy(found["name"]), found["value"].strip()
    if not name or money.amounts(name) or not any(letter.isalpha() for letter in name):
        return None
    price = money.read(value)
    if price is None:
        return None
    return Proposal("price", name, price.words, amount_minor=price.amount_minor, currency=price.currency)


def _cells(row: str) -> dict[str, str] | None:
    """The name and the price of a table's row, if one cell is a price and the first is none."""
    cells = [cell.strip() for cell in row.split(CELL_GAP)]
    prices = [cell for cell in cells[1:] if money.read(cell)]
    return {"name": cells[0], "value": prices[0]} if len(cells) > 1 and len(prices) == 1 else None


def _policy(sentence: str, section: str) -> Proposal | None:
    word = _POLICY.search(sentence)
    if word is None or sentence.endswith("?") or not _RULES.search(sentence) or len(sentence) < 20:
        return None
    title = _tidy(section)
    return Proposal("policy", title if _POLICY.search(title) else word[0].capitalize(), sentence)


def _tidy(name: str) -> str:
    """A name without what leads to its value; empty where it is none."""
    tidy = _SPACES.sub(" ", name.replace(CELL_GAP, " ")).strip(" .:;,-–—…|•*_")
    return tidy if len(tidy) <= _LONGEST_NAME else ""
