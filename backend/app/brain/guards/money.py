"""Prices in words, and what proves one: the same amount in the same money."""

from collections.abc import Iterable, Iterator, Set

import regex

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
        sorted((regex.escape(word) for some in words for word in some.split()), key=len, reverse=True)
    )


_SIGNS = f"{_any_of(_CODES.values())}|(?i:{_any_of(_WORDS.values())})"
_AMOUNT = r"\d{1,3}(?:[.,'’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d{1,2})?(?!\d)"
_TO = r"\s*(?:-|–|—|(?i:to|or|and|bis|und|oder|a|y|o|ile|veya|до))\s*"
_BEHIND = rf"(?:\s*(?P<sign>{_SIGNS})(?!\p{{L}})|[,.](?:-|–|—)\s*(?P<sign>{_SIGNS})(?!\p{{L}}))"
_PRICE = regex.compile(
    rf"(?<![\p{{L}}\d.,])(?:"
    rf"(?P<sign>{_SIGNS})\s*(?P<amount>{_AMOUNT})(?:{_TO}(?:(?:{_SIGNS})\s*)?(?P<amount>{_AMOUNT}))?"
    rf"|(?P<amount>{_AMOUNT})(?:{_TO}(?P<amount>{_AMOUNT}))?{_BEHIND}"
    rf")"
)
# A number of a price list that has its money in the head of the table. Not one that is of something else.
_BARE = regex.compile(
    rf"(?<![\p{{L}}\d.,:/+-])(?P<amount>{_AMOUNT})(?!\s*(?:%|:\d|h\b|min|hour|stunde|hora|saat|dakika|year|jahr|año|yıl|/|[.-]\d))",
    regex.IGNORECASE,
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


def prices(text: str) -> Iterator[tuple[str, frozenset[str]]]:
    """Each price with its words and its reading, `amount money`."""
    for found in _PRICE.finditer(text):
        sign = found["sign"]
        money = _NAME_OF.get(sign) or _NAME_OF[sign.lower()]
        both = found.captures("amount")
        for said in both:
            yield said if len(both) > 1 else found[0].strip(), frozenset({f"{amount_of(said)} {money}"})


def known_prices(source: str) -> set[str]:
    """What this source proves: its prices, and its bare numbers as a price in any money."""
    known = {reading for _, readings in prices(source) for reading in readings}
    return known.union(amount_of(found["amount"]) for found in _BARE.finditer(_PRICE.sub(" ; ", source)))


def is_known_price(readings: frozenset[str], known: Set[str]) -> bool:
    """Whether a source has this amount in this money, or without any."""
    return any(reading in known or reading.partition(" ")[0] in known for reading in readings)
