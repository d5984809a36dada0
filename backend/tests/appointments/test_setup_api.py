"""Services, resources and hours, and what follows from them."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.appointments.conftest import Salon, monday

NINE_TO_FIVE = [{"begins": "09:00", "ends": "17:00"}]


async def free(salon: Salon, days: int = 0, **query: str) -> list[str]:
    """The times of a Monday to come, or some days later."""
    day = f"{monday() + timedelta(days=days):%Y-%m-%d}"
    asked = "&".join(f"{name}={value}" for name, value in {"date_from": day, "date_to": day, **query}.items())
    return [each["appointment_time"] for each in (await salon.call("GET", f"availability?{asked}"))["items"]]


async def settings(salon: Salon, **changes: Any) -> None:
    chosen = await salon.call("GET", "booking-settings")
    await salon.call("PUT", "booking-settings", **chosen | changes)


async def test_until_the_business_chooses_it_is_monday_to_friday_nine_to_five(salon: Salon) -> None:
    chosen = await salon.call("GET", "booking-settings")
    assert chosen["hours"] == dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), NINE_TO_FIVE)
    assert (await free(salon))[0] == "09:00" and (await free(salon))[-1] == "16:30"
    assert await free(salon, 5) == []


async def test_hours_with_a_break_steps_notice_and_horizon(salon: Salon) -> None:
    hours = {"mon": [{"begins": "14:00", "ends": "15:00"}, {"begins": "10:00", "ends": "11:00"}]}
    await settings(salon, hours=hours, step_minutes=15)
    assert await free(salon) == ["10:00", "10:15", "10:30", "14:00", "14:15", "14:30"]
    assert await free(salon, 1) == []
    await settings(salon, horizon_days=1)
    assert await free(salon, 7) == []
    await settings(salon, horizon_days=90, notice_minutes=30 * 24 * 60)
    assert await free(salon) == []
    await salon.book(monday("10:00"))  # people are bound by neither


async def test_special_days_are_closed_or_open_otherwise_and_the_newer_counts(salon: Salon) -> None:
    day = f"{monday():%Y-%m-%d}"
    closed = await salon.call("POST", "special-days", 201, first_day=day, last_day=day, note="Holiday")
    assert await free(salon) == []
    evening = [{"begins": "20:00", "ends": "21:00"}]
    late = await salon.call("POST", "special-days", 201, first_day=day, last_day=day, spans=evening)
    assert await free(salon) == ["20:00", "20:30"]
    [resource] = (await salon.call("GET", "resources"))["items"]
    own = {"first_day": day, "last_day": day, "spans": NINE_TO_FIVE, "resource_id": resource["id"]}
    await salon.call("POST", "special-days", 201, **own)
    assert len(await free(salon)) == 16
    listed = (await salon.call("GET", "special-days"))["items"]
    assert [each["note"] for each in listed] == ["", "", "Holiday"]
    for each in listed:
        await salon.call("DELETE", f"special-days/{each['id']}", 204)
    assert len(await free(salon)) == 16 and closed["spans"] == [] and late["spans"] == evening
    await salon.call("DELETE", f"special-days/{late['id']}", 404)


async def test_a_resource_with_hours_of_its_own(salon: Salon) -> None:
    [first] = (await salon.call("GET", "resources"))["items"]
    renamed = await salon.call(
        "PUT", f"resources/{first['id']}", name="Ayşe", hours={"mon": [{"begins": "18:00", "ends": "19:00"}]}
    )
    assert renamed["name"] == "Ayşe" and await free(salon) == ["18:00", "18:30"]
    other = await salon.call("POST", "resources", 201, name="Chair 2", kind="chair")
    assert other["hours"] is None and (await free(salon))[0] == "09:00"
    await salon.call("DELETE", f"resources/{other['id']}", 204)
    assert await free(salon) == ["18:00", "18:30"]
    assert (await salon.call("DELETE", f"resources/{first['id']}", 409))["code"] == "last_resource"
    await salon.call("PUT", f"resources/{other['id']}", 404, name="x")


async def test_services_have_names_of_their_own_and_can_be_taken_away(salon: Salon) -> None:
    wish = {"name": "Cut", "duration_minutes": 45, "price_minor": 4800, "currency": "EUR"}
    cut = await salon.call("POST", "services", 201, **wish)
    assert (cut["price_minor"], cut["currency"], cut["resource_ids"]) == (4800, "EUR", [])
    same = await salon.call("POST", "services", 409, name="cut", duration_minutes=10)
    assert same["code"] == "service_name_taken"
    changed = await salon.call("PUT", f"services/{cut['id']}", name="Cut", duration_minutes=420)
    assert changed["price_minor"] is None
    assert await free(salon, service_id=cut["id"]) == ["09:00", "09:30", "10:00"]
    booked = await salon.book(monday("09:00"), service_id=cut["id"])
    await salon.call("DELETE", f"services/{cut['id']}", 204)
    assert (await salon.call("GET", "services"))["items"] == []
    assert (await salon.book(monday("16:00"), 404, service_id=cut["id"]))["code"] == "not_found"
    assert (await salon.call("GET", f"appointments/{booked['id']}"))["service_id"] == cut["id"]
    moved = await salon.call("PUT", f"appointments/{booked['id']}", starts_at=monday("10:00").isoformat())
    assert moved["status"] == "booked"
    await salon.call("POST", "services", 201, name="Cut", duration_minutes=45)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("services", {"name": "x", "duration_minutes": 45, "price_minor": 5}),
        ("services", {"name": "x", "duration_minutes": 4}),
        ("services", {"name": "x", "duration_minutes": 45, "currency": "euro", "price_minor": 1}),
        ("resources", {"name": "x", "kind": "dog"}),
        ("resources", {"name": "x", "hours": {"someday": []}}),
        ("resources", {"name": "x", "hours": {"mon": [{"begins": "10:00", "ends": "09:00"}]}}),
        ("resources", {"name": "x", "hours": {"mon": NINE_TO_FIVE * 2}}),
        ("special-days", {"first_day": "2027-02-02", "last_day": "2027-02-01"}),
        ("special-days", {"first_day": "2027-02-31", "last_day": "2027-03-01"}),
    ],
)
async def test_what_makes_no_sense_is_refused(salon: Salon, path: str, body: dict[str, Any]) -> None:
    assert (await salon.call("POST", path, 422, **body))["code"] == "invalid"


async def test_only_those_of_the_business_can_do_its_services(salon: Salon) -> None:
    unknown = {"name": "x", "duration_minutes": 45, "resource_ids": [str(uuid4())]}
    assert (await salon.call("POST", "services", 404, **unknown))["code"] == "not_found"
    assert (await salon.call("GET", "services"))["items"] == []
