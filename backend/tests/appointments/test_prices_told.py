"""What the tool tells of services: what a customer asks before they choose."""

import pytest

from app.appointments.tool_words import about_service


@pytest.mark.parametrize(
    ("minor", "currency", "told"),
    [
        (2550, "EUR", "25.50 EUR"),
        (2550, "JPY", "2550 JPY"),
        (2550, "KWD", "2.550 KWD"),
        (0, "TRY", "0.00 TRY"),
    ],
)
def test_a_price_is_told_in_its_currency(minor: int, currency: str, told: str) -> None:
    row = {"name": "Cut", "duration_minutes": 30, "price_minor": minor, "currency": currency}
    assert about_service(row) == {"service": "Cut", "minutes": 30, "price": told}


def test_without_a_price_none_is_told() -> None:
    row = {"name": "Cut", "duration_minutes": 30, "price_minor": None, "currency": None}
    assert about_service(row) == {"service": "Cut", "minutes": 30}
