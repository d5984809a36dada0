"""What the API of appointments takes for a time, a day, an address, a currency; and how it says no."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from app.appointments.schemas import AppointmentCreate
from app.appointments.setup_schemas import ServiceBody, SpecialDayBody
from app.appointments.waiting_schemas import WaitingWish

A_TIME = {"customer_name": "Ana", "starts_at": "2027-01-31T09:00:00+01:00"}


def _refusal(kind: type[BaseModel], body: dict[str, Any]) -> str:
    with pytest.raises(ValidationError) as refused:
        kind.model_validate(body)
    [error] = refused.value.errors()
    return error["msg"]


@pytest.mark.parametrize(
    "starts_at",
    [1795600000, "1795600000", True, "2027-01-31T09:00:00", "2027-02-31T09:00:00Z", "2027-01-31", "soon", ""],
)
def test_a_time_is_written_with_its_offset(starts_at: object) -> None:
    said = _refusal(AppointmentCreate, A_TIME | {"starts_at": starts_at})
    assert said == "Name a time that exists, with its offset, like 2027-01-31T09:00:00+01:00."


@pytest.mark.parametrize(
    "day", [20270131, 1796083200, "1796083200", "2027-02-31", "2027-01-31T00:00:00", "today"]
)
def test_a_day_is_written_as_one_that_exists(day: object) -> None:
    said = _refusal(SpecialDayBody, {"first_day": day, "last_day": "2027-03-01"})
    assert said == "Name a day that exists, as YYYY-MM-DD."


def test_a_day_out_of_reach_is_told_from_one_that_does_not_exist() -> None:
    said = _refusal(SpecialDayBody, {"first_day": "1999-12-31", "last_day": "2000-01-01"})
    assert said == "That is too far away. Name a day within reach."


@pytest.mark.parametrize(
    "address", ["ana@example.com\nBcc: x@example.com", "ana@example.com\r\n", "\nana@example.com"]
)
def test_an_address_with_a_line_break_is_none(address: str) -> None:
    days = {"first_day": "2027-01-31", "last_day": "2027-01-31"}
    for kind, body in ((AppointmentCreate, A_TIME), (WaitingWish, {"customer_name": "Ana"} | days)):
        said = _refusal(kind, body | {"customer_email": address})
        assert said == "An address is one line. Write it without a line break."


@pytest.mark.parametrize("currency", ["eur", "ZZQ", "EURO", ""])
def test_a_price_is_in_a_currency_that_there_is(currency: str) -> None:
    _refusal(ServiceBody, {"name": "Cut", "duration_minutes": 30, "price_minor": 1, "currency": currency})
