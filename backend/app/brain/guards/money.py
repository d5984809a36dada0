"""Prices in words, and what proves one: the same amount in the same money."""

import re
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from itertools import pairwise

# Signs, codes and names that stand for the same money. Dollars and pesos of several countries share a sign, so they
# share a name here too: what is checked is the amount that was said, not which country's dollar is meant.
_CODES = {
    "EUR": "EUR",
    "$": "USD CAD AUD NZD SGD HKD MXN ARS CLP COP US$ A$ C$",
    "GBP": "GBP",
    "TRY": "TRY TL",
    "CHF": "CHF Fr.",
    "JPY": "JPY CNY",
    "INR": "INR Rs Rs.",
    "RUB": "RUB",
    "UAH": "UAH",
    "PLN": "PLN",
    "SEK": "SEK NOK DKK",
    "BRL": "BRL R$",
    "AED": "AED SAR",
}
_WORDS = {
    "EUR": "€ euro euros avro",
    "$": "$ dollar dollars dolar dólar dólares bucks peso pesos",
    "GBP": "£ pound pounds quid",
    "TRY": "₺ lira liralar",
    "CHF": "franken",
    "JPY": "¥ yen yuan",
    "INR": "₹ rupee rupees",
    "RUB": "₽ руб рублей рубля рубль",
    "UAH": "₴",
    "PLN": "zł",
    "SEK": "kr",
    "BRL": "reais",
    "AED": "dirham dirhams riyal riyals",
}
_NAME_OF = {word: name for words in (_CODES, _WORDS) for name, some in words.items() for word in some.split()}


def _any_of(words: Iterable[str]) -> str:
    return "|".join(
        sorted((re.escape(word) for some in words for word in some.split()), key=len, reverse=True)
    )


_SIGNS = f"{_any_of(_CODES.values())}|(?i:{_any_of(_WORDS.values())})"
_NUMBER = re.compile(
    r"(?<![\d.,])(?:\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d))"
)
_LONGEST_SIGN = 10
_SIGN_BEFORE = re.compile(rf"(?<![^\W\d_])(?P<sign>{_SIGNS})\s?$")
_SIGN_BEHIND = re.compile(rf"(?:[,.][-–—])?\s?(?P<sign>{_SIGNS})(?![^\W\d_])")
_TO = re.compile(
    rf"\s*(?:-|–|—|(?i:to|or|and|bis|und|oder|a|y|o|ile|veya|до))\s*(?:{_SIGNS})?\s*|\s*(?:{_SIGNS})\s*(?:-|–|—|(?i:to|bis|a))\s*"
)
# What makes of a number something else than a price of a list that has its money in the table's head.
_NO_PRICE = re.compile(
    r"\s*(?:%|:\d|h\b|min|hour|stunde|hora|saat|dakika|year|jahr|año|yıl|/|[.-]\d)", re.IGNORECASE
)
_SPACES = str.maketrans("", "", " '’\u00a0\u202f")
_POINTS = str.maketrans("", "", ".,")


def amount_of(text: str) -> str:
    """The number in one form: "1.200,50", "1,200.50" and "1 200.5" are the same."""
    plain = text.translate(_SPACES)
    last = max(plain.rfind("."), plain.rfind(","))
    whole, rest = (plain[:last], plain[last + 1 :]) if last >= 0 else (plain, "")
    if len(rest) == 3:  # thousands
        whole, rest = plain, ""
    whole, rest = whole.translate(_POINTS).lstrip("0") or "0", rest.rstrip("0")
    return f"{whole}.{rest}" if rest else whole


@dataclass(slots=True)
class _Number:
    start: int
    end: int
    sign: str | None
    """Its money, in one form."""
    words: str
    is_bare: bool


def prices(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Each price with its words and its reading, `amount money`."""
    for number in _numbers(text):
        if number.sign is not None:
            amount = amount_of(text[number.start : number.end])
            yield number.words, frozenset({f"{amount} {number.sign}"})


def known_prices(source: str) -> set[str]:
    """What this source proves: its prices, and its bare numbers as a price in any money."""
    known = set()
    for number in _numbers(source):
        if number.sign is not None or number.is_bare:
            amount = amount_of(source[number.start : number.end])
            known.add(f"{amount} {number.sign}" if number.sign else amount)
    return known


def is_known_price(readings: frozenset[str], known: Set[str]) -> bool:
    """Whether a source has this amount in this money, or without any."""
    return any(reading in known or reading.partition(" ")[0] in known for reading in readings)


def _numbers(text: str) -> list[_Number]:
    """Numbers first, then what stands around each: a pattern of all signs would be tried at every letter."""
    found = [_number(text, match.start(), match.end()) for match in _NUMBER.finditer(text)]
    for one, other in pairwise(found):  # "40 to 60 €", "€40 - €60"
        if (one.sign is None) != (other.sign is None) and _TO.fullmatch(text, one.end, other.start):
            one.sign = other.sign = one.sign or other.sign
    return found


def _number(text: str, start: int, end: int) -> _Number:
    before = _SIGN_BEFORE.search(text[max(0, start - _LONGEST_SIGN) : start])
    behind = None if before else _SIGN_BEHIND.match(text, end)
    said = before or behind
    if said is None:
        after_word = start > 0 and (text[start - 1].isalpha() or text[start - 1] in ":/+-")
        is_bare = not after_word and not _NO_PRICE.match(text, end)
        return _Number(start, end, None, text[start:end], is_bare)
    words = before[0] + text[start:end] if before else text[start : said.end()]
    return _Number(
        start, end, _NAME_OF.get(said["sign"]) or _NAME_OF[said["sign"].lower()], words.strip(), False
    )
