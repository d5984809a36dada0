"""Price lists and house rules as they come out of files, and what the built-in responder quotes of them."""

import pytest

from tests.llm.desk import NOTHING, PRICES, RULES, Desk


@pytest.mark.parametrize(
    ("layout", "line", "quote"),
    [
        (
            "Haircut (women)\n45 min\n45 €\nHaircut (men) 30 min 30 €",
            "mens haircut price",
            "Haircut (men) 30 min 30 €",
        ),
        ("Haircut (women)\n45 min\n45 €", "how much is a haircut", "Haircut (women), 45 min, 45 €"),
        (
            "| Women's cut | 45 min | €45 |\n|---|---|---|",
            "haircut price for women",
            "Women's cut, 45 min, €45",
        ),
        ("Women ...... €45\nMen ...... €30", "how much is a haircut for men", "Haircuts: Men: €30"),
        ("Women's cut €45 Men's cut €30 Kids €20", "price of a mens cut", "Men's cut €30"),
        (
            "Haircut with blow-dry and\nstyling\n75 min\n60 €",
            "haircut with blow-dry price",
            "with blow-dry and styling",
        ),
        ("Wash and cut\t€ 38,50", "how much is wash and cut", "Wash and cut, € 38,50"),
        (
            "• Corte niño (hasta 10 años) 12,50 €",
            "how much is a kids haircut",
            "Corte niño (hasta 10 años) 12,50 €",
        ),
        ("Erkek saç kesimi\n30 dk\n350 TL", "erkek saç kesimi ne kadar", "Erkek saç kesimi, 30 dk, 350 TL"),
    ],
)
def test_price_lists_are_read_however_the_pdf_gave_them(layout: str, line: str, quote: str) -> None:
    assert quote in Desk(passages=[{**PRICES, "text": layout}]).hears(line)


def test_a_long_price_list_is_not_called_complete() -> None:
    rows = "\n".join(f"Service {letter * 3} ... €{n}" for n, letter in enumerate("abcdefghijkl", start=11))

    text = Desk(passages=[{**PRICES, "section": "Prices", "text": rows}]).hears("prices?")

    assert text.startswith("Here are some of the prices:") and text.count("€") == 7


PARKING = "Two free places are in the courtyard. The Riverside car park is near and costs €2 an hour."

HOUSE = [
    {**RULES, "section": "Parking", "text": f"Parking\n\n{PARKING}"},
    {**RULES, "section": "Gift cards", "text": "Gift cards cost €20. They cannot be paid out in cash."},
    {
        **RULES,
        "section": "Payment",
        "text": "Payment\n\nWe take cash, all common cards and Apple Pay. No cheques.",
    },
    {
        **RULES,
        "section": "Where we are",
        "text": "The tram stop is one minute away. The entrance has no step.",
    },
    {
        **RULES,
        "section": "Cancelling and being late",
        "text": "You can cancel free of charge up to 24 hours before. Later than that we charge half of the price.\n\n"
        "When you are up to 10 minutes late, we do everything we planned. After 15 minutes we may shorten it.",
    },
]


@pytest.mark.parametrize(
    ("line", "answer"),
    [
        ("Is there parking?", PARKING.replace(". T", ".\n• T")),
        ("Do you take credit cards?", "We take cash, all common cards and Apple Pay.\n• No cheques."),
        ("can I pay in cash", "We take cash, all common cards and Apple Pay.\n• No cheques."),
        ("can I cancel?", "up to 24 hours before.\n• Later than that we charge half of the price."),
        ("what if I'm late?", "we do everything we planned.\n• After 15 minutes we may shorten it."),
        ("can I bring my cat?", NOTHING["en"]),
        ("what time do you stop?", NOTHING["en"]),
    ],
)
def test_house_rules_are_quoted_where_they_speak_of_the_matter(line: str, answer: str) -> None:
    assert answer in Desk(passages=HOUSE).hears(line)


def test_chunks_that_overlap_are_quoted_once() -> None:
    again = {**PRICES, "text": "haircut .... €30\nKids' haircut (under 12) .... €20"}

    assert Desk(passages=[PRICES, again]).hears("kids haircut price?").count("€20") == 1
