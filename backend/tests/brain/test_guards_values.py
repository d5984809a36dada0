"""Prices, times, dates, telephone numbers and addresses: read in many forms, proven by the same value only (H4 b)."""

from datetime import date, time
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.brain.guards.values import leaves, unproven

LIST = """Haircut | 48 EUR | 45 min
Colour from €60 to €90. Beard 20,50 €. Wedding styling $1,200.
Opening hours: Monday - Friday 9 - 17, Saturday 9:30 am to 2 pm. Closed on 24 December and on 1.1.2027.
12 Market Street. Call 030 123 45 67 or write to hello@luna.example. Book at https://luna.example/book."""


def found(answer: str, *sources: str) -> list[tuple[str, str]]:
    return list(unproven(answer, sources or (LIST,)))


@pytest.mark.parametrize(
    "answer",
    [
        "A haircut is €48.", "It costs 48 euros.", "Son 48,00 €.", "Das macht 48 Euro.", "EUR 48",
        "Colour is €60–90.", "Between 60 and 90 €", "The beard is €20.50.", "It is $1200 for the wedding",
        "We open at 9 am and close at 5 pm.", "Abrimos a las 9:00 hasta las 17:00.", "Saat 17:00'ye kadar açığız.",
        "Samstags ab 9.30 Uhr bis 14 Uhr.", "See you at 9!", "We are open from 9 to 5.",
        "Closed on December 24th.", "Cerrado el 24 de diciembre.", "24 Aralık'ta kapalıyız.", "Am 24.12.2026 zu",
        "Closed on 2027-01-01.", "Closed on 1 January 2027.",
        "Call +49 30 1234567.", "Call (030) 1234567", "We are at 12 Market St.", "Write to HELLO@luna.example",
        "Book here: www.luna.example/book", "We have 15 chairs and 3 stylists, it takes 45 minutes, 24/7, 100 % fun.",
        "There are 2 of us, in 2026 for 10 years.", "Try 5 colours!", "",
    ],
)  # fmt: skip
def test_what_a_source_says_is_proven_in_whatever_form(answer: str) -> None:
    assert found(answer) == []


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        ("A haircut is €49.", "price"), ("It costs 480 euros", "price"), ("A haircut is $48.", "price"),
        ("Only 4,80 €!", "price"), ("Colour is €50-90", "price"),
        ("We open at 8 am.", "time"), ("We close at 6 pm.", "time"), ("Hasta las 20:00.", "time"),
        ("We are open from 8 to 5.", "time"), ("Come at 3!", "time"),
        ("Closed on 25 December.", "date"), ("Cerrado el 6 de enero", "date"), ("Closed on 2026-01-01.", "date"),
        ("Call 030 765 43 21.", "telephone number"), ("Call +1 555 123 4567", "telephone number"),
        ("We are at 14 Market Street.", "address"), ("Lindenstraße 7", "address"),
        ("Write to luna@other.example", "address"), ("See www.other.com/book", "address"),
    ],
)  # fmt: skip
def test_what_no_source_says_is_found(answer: str, kind: str) -> None:
    assert [name for name, _ in found(answer)] == [kind]


def test_without_a_source_every_value_is_found_once_and_in_its_words() -> None:
    answer = "It is €48 at 15:00 on 24 December, or €48."
    assert list(unproven(answer, ())) == [
        ("price", "€48"), ("date", "24 December"), ("time", "15:00"),
    ]  # fmt: skip


def test_a_time_stamp_of_a_tool_proves_its_date_and_its_time_and_not_its_offset() -> None:
    slot = '{"slot_id": "9f0", "starts_at": "2026-11-24T15:30:00+01:00"}'
    assert found("Tuesday, 24 November at 3:30 pm", slot) == []
    assert found("At 1 am", slot) == [("time", "1 am")]


def test_a_year_that_the_source_does_not_name_is_left_to_the_answer_and_another_is_not() -> None:
    assert found("Closed on 24 December 2026", "Closed on 24 December") == []
    assert found("Closed on 24 December 2026", "Closed on 24 December 2025") != []


amounts = st.decimals(min_value=1, max_value=99_999, places=2)


def shown(amount: Decimal, style: int) -> str:
    english = f"{amount:,.2f}"
    other = english.translate(str.maketrans(",.", ".,"))
    return [f"€{english}", f"{other} €", f"EUR {english}", f"{other} euros", f"{amount} EUR"][style]


@given(amounts, st.integers(0, 4), st.integers(0, 4))
def test_one_amount_is_one_price_however_it_is_written(amount: Decimal, one: int, other: int) -> None:
    assert found(f"It is {shown(amount, one)}.", f"Price: {shown(amount, other)}") == []


@given(amounts, amounts, st.integers(0, 4))
def test_another_amount_proves_nothing(amount: Decimal, other: Decimal, style: int) -> None:
    assert bool(found(f"It is {shown(amount, style)}.", f"Price: {other} EUR")) == (amount != other)


@given(st.times(), st.times())
def test_a_time_of_day_is_proven_by_itself_alone(one: time, other: time) -> None:
    is_same = (one.hour, one.minute) == (other.hour, other.minute)
    said = f"{one:%I:%M %p}".lower().lstrip("0")
    # What is written with hours up to twelve may be meant in either half of the day.
    may_be_either = 0 < other.hour <= 12 and one.hour % 12 == other.hour % 12 and one.minute == other.minute
    assert (found(f"Come at {said}.", f"{other:%H:%M}") == []) == (is_same or may_be_either)


@given(st.dates(date(2020, 1, 1), date(2039, 12, 31)), st.dates(date(2020, 1, 1), date(2039, 12, 31)))
def test_a_day_is_proven_by_itself_alone(one: date, other: date) -> None:
    assert (found(f"On {one:%d %B %Y}.", other.isoformat()) == []) == (one == other)


@given(st.text(max_size=300), st.text(max_size=300))
def test_no_text_breaks_it(answer: str, source: str) -> None:
    for kind, words in unproven(answer, [source]):
        assert kind and words


def test_every_text_and_number_of_a_result_is_a_source() -> None:
    result = {
        "services": [{"name": "Perm", "price": 95, "hours": ("9:00", None)}],
        "note": "Call 030 123 45 67",
    }
    assert list(leaves(result)) == ["Perm", "95", "9:00", "Call 030 123 45 67"]
    assert found("A perm is €95, at 9 am. Call 030 1234567.", *leaves(result)) == []
