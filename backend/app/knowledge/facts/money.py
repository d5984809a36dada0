"""A price as a document writes it: its words, and its amount where that is plain. Pure."""

import re
from dataclasses import dataclass

from babel.numbers import get_currency_precision

_NAMES = {
    "EUR": "€ eur euro euros avro",
    "GBP": "£ gbp pound pounds",
    "TRY": "₺ try tl lira",
    "USD": "usd us$",
    "CHF": "chf",
    "PLN": "pln zł",
    "INR": "inr ₹",
    "RUB": "rub ₽ руб",
    "UAH": "uah ₴",
    "BRL": "brl r$",
    "CAD": "cad",
    "AUD": "aud",
    "MXN": "mxn",
    "JPY": "jpy",
    "AED": "aed",
    "SAR": "sar",
    "SEK": "sek",
    "NOK": "nok",
    "DKK": "dkk",
}
_CODES = {name: code for code, names in _NAMES.items() for name in names.split()}
# Signs of several countries' money: a price, but of which currency is not said.
_SIGNS = "|".join(sorted((re.escape(name) for name in (*_CODES, "$", "¥", "kr")), key=len, reverse=True))
_NUMBER = r"\d{1,3}(?:[.,'’\u00a0 ]\d{3})+(?:[.,]\d{1,2})?|\d+(?:[.,]\d{1,2})?"
_AMOUNT = re.compile(
    rf"(?<![\w.,])(?P<before>{_SIGNS})\s?(?P<one>{_NUMBER})(?![\d%])"
    rf"|(?<![\w.,])(?P<two>{_NUMBER})(?:[.,][-–])?\s?(?P<after>{_SIGNS})(?!\w)",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    rf"(?P<from>(?:from|starting at|desde|a partir de|ab|à partir de|da|от)\s+)?(?P<amount>{_AMOUNT.pattern})"
    r"(?P<per>\s*(?:/|per|por|pro|je|each|başına|p\.\s?p\.)\s?[\w .]{0,30})?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Price:
    """`amount_minor` and `currency` only where the words say one amount of one known money."""

    words: str
    amount_minor: int | None
    currency: str | None


def amounts(text: str) -> int:
    """How many amounts of money stand in it."""
    return len(_AMOUNT.findall(text))


def read(text: str) -> Price | None:
    """The price, if the text is one and nothing else: "45 €", "from £20", "12,50 EUR per person"."""
    text = text.strip().rstrip(".;,")
    found = _WHOLE.fullmatch(text)
    if found is None:
        return None
    currency = _CODES.get((found["before"] or found["after"]).lower())
    if currency is None or found["from"]:
        return Price(text, None, None)
    return Price(text, _minor(found["one"] or found["two"], currency), currency)


def _minor(number: str, currency: str) -> int:
    """ "1.200,50" and "1,200.50" are 120050 of a currency with two digits."""
    plain = re.sub(r"['’\u00a0 ]", "", number)
    cents = re.search(r"[.,](\d{1,2})$", plain)
    whole = re.sub(r"\D", "", plain[: cents.start()] if cents else plain)
    digits = get_currency_precision(currency)
    share = (cents[1] if cents else "").ljust(digits, "0")[:digits]
    return int(whole + share)
