"""What is read as a fact in a document's words, and what is left there."""

import pytest

from app.knowledge.facts.proposing import MOST_PROPOSED, Passage, Proposal, propose
from app.knowledge.parsing.blocks import CELL_GAP


def read(text: str, section: str = "") -> list[Proposal]:
    return propose([Passage(text, section, 3)])


@pytest.mark.parametrize(
    ("line", "name", "value", "minor", "currency"),
    [
        ("Men's cut: £25", "Men's cut", "£25", 2500, "GBP"),
        (f"Haircut{CELL_GAP}45 min{CELL_GAP}45 €", "Haircut", "45 €", 4500, "EUR"),
        ("• Beard trim ........ 12,50 EUR", "Beard trim", "12,50 EUR", 1250, "EUR"),
        ("A haircut with wash costs 45 euros.", "haircut with wash", "45 euros", 4500, "EUR"),
        ("Ein Haarschnitt kostet 39,90 €.", "Haarschnitt", "39,90 €", 3990, "EUR"),
        ("Saç kesimi: 1.250 TL", "Saç kesimi", "1.250 TL", 125000, "TRY"),
        ("Kimono – JPY 12,000", "Kimono", "JPY 12,000", 12000, "JPY"),
        ("Colour: from 60 EUR", "Colour", "from 60 EUR", None, None),
        ("Massage (60 min) – $80", "Massage (60 min)", "$80", None, None),
        ("Brunch: 18 € per person", "Brunch", "18 € per person", 1800, "EUR"),
    ],
)
def test_a_price_is_read_with_its_name(
    line: str, name: str, value: str, minor: int | None, currency: str | None
) -> None:
    assert read(line) == [Proposal("price", name, value, 3, minor, currency)]


@pytest.mark.parametrize(
    "line",
    [
        "We began in 1998: 20 euros and a dream.",  # more than a price
        "Room 12: 3 beds",
        f"Short{CELL_GAP}20 €{CELL_GAP}30 €",  # whose is which
        "20 €: 30 €",
        "Do you charge for cancelling within 24 h?",
        "In some seasons our prices may vary: ask us.",
        "The score was Mon 3 - 4 for them and 5 € for us",
        "",
    ],
)
def test_what_is_ambiguous_stays_in_the_document(line: str) -> None:
    assert read(line) == []


@pytest.mark.parametrize(
    ("line", "days", "value"),
    [
        ("Monday - Friday: 9:00 - 18:00", "Monday - Friday", "9:00 - 18:00"),
        ("Sat 10-16", "Sat", "10-16"),
        ("Sundays: closed", "Sundays", "closed"),
        ("Martes a sábado: de 10:00 a 20:00", "Martes a sábado", "de 10:00 a 20:00"),
        ("Pazartesi - Cuma: 09:00-19:00", "Pazartesi - Cuma", "09:00-19:00"),
        (f"Dienstag{CELL_GAP}9 bis 18 Uhr", "Dienstag", "9 bis 18 Uhr"),
        ("We are open Monday to Friday 9am-5pm.", "Monday to Friday", "9am-5pm"),
    ],
)
def test_opening_hours_are_read_with_their_days(line: str, days: str, value: str) -> None:
    assert [(p.kind, p.name, p.value) for p in read(line)] == [("hours", days, value)]


def test_ways_to_reach_the_business_are_read() -> None:
    found = read(
        "Address: 12 Oak Street, Dublin\nCall us on +353 1 234 5678 or write to hello@luna.example.\nTel. 12"
    )
    assert [(p.kind, p.name, p.value) for p in found] == [
        ("address", "Address", "12 Oak Street, Dublin"),
        ("address", "Telephone", "+353 1 234 5678"),
        ("address", "E-mail", "hello@luna.example"),
    ]


def test_a_policy_is_the_sentence_that_says_what_holds() -> None:
    said = "Cancellations are free up to 24 hours before the appointment."
    (found,) = read(f"{said} We are sorry to see you cancel.", "Cancellation policy")
    assert (found.kind, found.name, found.value) == ("policy", "Cancellation policy", said)


def test_one_thing_is_proposed_once_and_two_prices_of_one_name_go_under_their_sections() -> None:
    found = propose(
        [
            Passage("Short hair: 30 €\nBeard: 10 €", "Men", 1),
            Passage("Beard: 10 €\nShort hair: 50 €", "Women", 2),
            Passage("Toner: 5 €\nToner: 6 €", "", 2),
        ]
    )
    assert [(p.name, p.value) for p in found] == [
        ("Men: Short hair", "30 €"),
        ("Beard", "10 €"),
        ("Women: Short hair", "50 €"),
    ]


def test_a_long_list_is_proposed_in_part() -> None:
    assert len(read("\n".join(f"Model {chr(65 + n % 26)}{n}x: {n} €" for n in range(90)))) == MOST_PROPOSED


def test_a_hostile_line_takes_no_time() -> None:
    assert read("." * 1_900 + "\n" + "a " * 900 + ":\n" + "1 " * 900 + "\n" + "- " * 900) == []
