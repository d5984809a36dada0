"""Bookings that people make. Contract, Appointments."""

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any
from uuid import uuid4

import pytest

from app.platform import clock
from app.privacy import retention
from tests.appointments.conftest import ZONE, Salon, monday


async def test_without_services_anybody_may_be_booked_at_any_hour_for_half_an_hour(salon: Salon) -> None:
    at = monday("03:00")
    made = await salon.call(
        "POST", "appointments", 201, customer_name="Ana", customer_surname="Ruiz", subject="Fringe",
        appointment_date=f"{at:%Y-%m-%d}", appointment_time="03:00",
    )  # fmt: skip
    assert made["id"] and made["contact_id"] is None and made["user_id"] == str(salon.owner.user_id)
    told = {
        key: made[key] for key in ("customer_name", "customer_surname", "subject", "status", "created_via")
    }
    assert told == {
        "customer_name": "Ana", "customer_surname": "Ruiz", "subject": "Fringe", "status": "booked",
        "created_via": "manual",
    }  # fmt: skip
    assert (made["appointment_date"], made["appointment_time"]) == (f"{at:%Y-%m-%d}", "03:00")
    assert datetime.fromisoformat(made["starts_at"]) == at and made["timezone"] == "Europe/Madrid"
    assert datetime.fromisoformat(made["ends_at"]) == at + timedelta(minutes=30)
    assert made["cancellation_reason"] is None and made["agent_id"] is None


async def test_a_taken_time_is_refused_with_the_nearest_free_ones(salon: Salon) -> None:
    await salon.book(monday("10:00"))
    refused = await salon.book(monday("10:15"), 409)
    assert refused["code"] == "slot_taken"
    near = [datetime.fromisoformat(each["starts_at"]).astimezone(ZONE) for each in refused["nearest"]]
    assert [f"{at:%H:%M}" for at in near] == ["09:00", "09:30", "10:30", "11:00", "11:30"]
    assert refused["nearest"][0]["appointment_time"] == "09:00"
    again = await salon.book(near[2])
    assert again["status"] == "booked"
    await salon.book(monday("11:00"))  # one that ends when another begins does not clash


@pytest.mark.parametrize(
    ("wish", "code"),
    [
        ({"starts_at": "2020-01-06T10:00:00Z"}, "in_the_past"),
        ({"appointment_date": "2027-02-31", "appointment_time": "10:00"}, "no_such_time"),
        ({"appointment_date": "2027-03-01", "appointment_time": "25:00"}, "no_such_time"),
        (
            {"appointment_date": "2027-03-28", "appointment_time": "02:30"},
            "no_such_time",
        ),  # the clocks change
        ({"appointment_date": "2027-03-01"}, "invalid"),
        ({"starts_at": "9999-12-31T23:59:59-14:00"}, "no_such_time"),
        ({"starts_at": "2027-03-01T10:00:00"}, "invalid"),  # says nothing about the zone
        ({}, "invalid"),
    ],
)
async def test_a_time_that_cannot_be_is_refused_and_nothing_is_stored(
    salon: Salon, wish: dict[str, str], code: str
) -> None:
    refused = await salon.call("POST", "appointments", 422, customer_name="Ana", **wish)
    assert refused["code"] == code and refused["detail"]
    assert await salon.rows("select from appointments") == []


async def test_a_body_that_cannot_be_read_is_refused_in_plain_words(salon: Salon) -> None:
    for body in (b"", b"hello", b"[1]"):
        answer = await salon.owner.client.post("/api/appointments", content=body)
        assert answer.status_code == 422 and answer.json()["detail"].endswith(
            "Send a JSON object as the body."
        )
    refused = await salon.call(
        "POST", "appointments", 422, customer_name="Ana", appointment_date="2027-03-01"
    )
    assert refused["detail"] == "Name the day and the time, both."


async def test_an_hour_that_comes_twice_is_the_first_of_the_two(salon: Salon) -> None:
    made = await salon.call(
        "POST",
        "appointments",
        201,
        customer_name="Ana",
        appointment_date="2027-10-31",
        appointment_time="02:30",
    )
    assert datetime.fromisoformat(made["starts_at"]) == datetime(2027, 10, 31, 0, 30, tzinfo=UTC)


async def test_with_services_the_hours_bind_people_too(salon: Salon) -> None:
    cut = await salon.call("POST", "services", 201, name="Cut", duration_minutes=45)
    refused = await salon.book(monday("03:00"), 422, service_id=cut["id"])
    assert refused["code"] == "outside_hours" and refused["nearest"]
    assert (await salon.book(monday("16:30"), 422, service_id=cut["id"]))["code"] == "outside_hours"
    made = await salon.book(monday("16:15"), service_id=cut["id"])
    assert datetime.fromisoformat(made["ends_at"]) == monday("17:00") and made["service_id"] == cut["id"]


async def test_the_time_a_service_needs_around_it_is_busy(salon: Salon) -> None:
    dye = await salon.call(
        "POST",
        "services",
        201,
        name="Dye",
        duration_minutes=60,
        buffer_before_minutes=10,
        buffer_after_minutes=20,
    )
    await salon.book(monday("10:00"), service_id=dye["id"])
    assert (await salon.book(monday("11:20"), 409, service_id=dye["id"]))["code"] == "slot_taken"
    await salon.book(monday("11:30"), service_id=dye["id"])


async def test_whoever_can_do_it_and_is_free_takes_it(salon: Salon) -> None:
    ayse = await salon.call("POST", "resources", 201, name="Ayşe")
    mehmet = await salon.call("POST", "resources", 201, name="Mehmet")
    able = [ayse["id"], mehmet["id"]]
    cut = await salon.call("POST", "services", 201, name="Cut", duration_minutes=30, resource_ids=able)
    first = await salon.book(monday(), service_id=cut["id"])
    second = await salon.book(monday(), service_id=cut["id"])
    assert {first["resource_id"], second["resource_id"]} == set(able)
    assert (await salon.book(monday(), 409, service_id=cut["id"]))["code"] == "slot_taken"
    [calendar] = [row for row in (await salon.call("GET", "resources"))["items"] if row["name"] == "Calendar"]
    refused = await salon.book(monday(), 422, service_id=cut["id"], resource_id=calendar["id"])
    assert refused["code"] == "invalid"


async def test_an_appointment_is_moved_and_its_old_time_is_free(salon: Salon) -> None:
    made = await salon.book(monday("10:00"))
    await salon.book(monday("12:00"))
    path = f"appointments/{made['id']}"
    taken = await salon.call("PUT", path, 409, starts_at=monday("12:00").isoformat())
    assert taken["code"] == "slot_taken" and taken["nearest"]
    past = await salon.call("PUT", path, 422, starts_at="2020-01-06T10:00:00Z")
    assert past["code"] == "in_the_past"
    shifted = await salon.call("PUT", path, starts_at=monday("10:15").isoformat())  # over its own old time
    assert datetime.fromisoformat(shifted["starts_at"]) == monday("10:15")
    longer = await salon.call("PUT", path, duration_minutes=60, subject="Cut and dye")
    assert datetime.fromisoformat(longer["ends_at"]) == monday("11:15") and longer["subject"] == "Cut and dye"
    await salon.book(monday("09:45"))
    changes = (await salon.call("GET", path))["changes"]
    assert [each["change"] for each in changes] == ["booked", "moved", "moved", "edited"]
    assert {(each["actor"], each["user_id"]) for each in changes} == {("person", str(salon.owner.user_id))}
    assert datetime.fromisoformat(changes[1]["facts"]["to"]) == monday("10:15")


async def test_called_off_it_frees_its_time_and_cannot_be_changed(salon: Salon) -> None:
    made = await salon.book(monday())
    path = f"appointments/{made['id']}"
    gone = await salon.call("PUT", f"{path}/cancel", reason="Ill")
    assert (gone["status"], gone["cancellation_reason"]) == ("cancelled", "Ill")
    again = await salon.call("PUT", f"{path}/cancel", reason="Another reason")
    assert again["cancellation_reason"] == "Ill"
    await salon.book(monday())
    for verb in ("complete", "no-show"):
        assert (await salon.call("PUT", f"{path}/{verb}", 409))["code"] == "not_booked"
    assert (await salon.call("PUT", path, 409, subject="x"))["code"] == "not_booked"


async def test_who_came_and_who_did_not(salon: Salon) -> None:
    made = await salon.book(monday())
    path = f"appointments/{made['id']}"
    assert (await salon.call("PUT", f"{path}/no-show"))["status"] == "no_show"
    assert (await salon.call("PUT", f"{path}/complete"))["status"] == "completed"
    assert (await salon.call("PUT", f"{path}/complete"))["status"] == "completed"
    assert (await salon.call("PUT", f"{path}/cancel", 409))["code"] == "not_booked"
    changes = (await salon.call("GET", path))["changes"]
    assert [each["change"] for each in changes] == ["booked", "no_show", "completed"]


async def test_the_list_is_filtered_and_paged(salon: Salon) -> None:
    agent = await salon.call("POST", "agents", 201, name="Luna")
    ids = [
        (await salon.book(monday("10:00"), agent_id=agent["id"]))["id"],
        (await salon.book(monday("23:30")))["id"],
        (await salon.book(monday("00:00") + timedelta(days=1)))["id"],
    ]
    await salon.call("PUT", f"appointments/{ids[1]}/cancel")
    day = f"{monday():%Y-%m-%d}"

    async def listed(query: str) -> list[str]:
        return [row["id"] for row in (await salon.call("GET", f"appointments?{query}"))["items"]]

    assert await listed("") == ids[::-1]
    assert await listed(f"date_from={day}&date_to={day}") == [ids[1], ids[0]]
    assert await listed("status=cancelled") == [ids[1]]
    assert await listed(f"agent_id={agent['id']}") == [ids[0]]
    assert await listed(f"agent_id={uuid4()}") == []
    first = await salon.call("GET", "appointments?limit=2")
    rest = await salon.call("GET", f"appointments?limit=2&cursor={first['next_cursor']}")
    assert [row["id"] for row in first["items"] + rest["items"]] == ids[::-1] and rest["next_cursor"] is None
    for query in ("status=held", "date_from=2027-02-31", "date_to=9999-12-31", "cursor=x"):
        await salon.call("GET", f"appointments?{query}", 422)


async def test_an_appointment_outlives_its_agent_and_who_booked_it(salon: Salon) -> None:
    agent = await salon.call("POST", "agents", 201, name="Luna")
    made = await salon.book(monday(), agent_id=agent["id"])
    await salon.call("DELETE", f"agents/{agent['id']}", 204)
    await salon.rows("delete from users where id = $1", salon.owner.user_id)
    [row] = await salon.rows("select agent_id, user_id, status from appointments where id = $1", made["id"])
    assert row == {"agent_id": None, "user_id": None, "status": "booked"}
    assert len(await salon.rows("select from appointment_changes")) == 1


async def test_an_address_is_put_right_for_one_appointment(salon: Salon) -> None:
    made = await salon.book(
        monday("10:00"), customer_email="ana@exampel.com", customer_phone="+34 600 100 200"
    )
    await salon.call("PUT", f"appointments/{made['id']}", customer_email="ana@example.com")
    told = await salon.call("GET", f"appointments/{made['id']}")
    assert (told["customer_email"], told["customer_phone"]) == ("ana@example.com", "+34 600 10 02 00")
    assert told["changes"][-1]["facts"] == {"fields": ["customer_email"]}, (
        "what it is, only the appointment says"
    )
    await salon.call("PUT", f"appointments/{made['id']}", customer_email="ana@example.com")
    assert len((await salon.call("GET", f"appointments/{made['id']}"))["changes"]) == 2, "nothing changed"
    refused = await salon.call(
        "PUT", f"appointments/{made['id']}", 422, customer_email="ana@example.com\nBcc: x@y.z"
    )
    assert refused["code"] == "invalid"


async def test_a_customer_with_an_address_is_one_customer(salon: Salon) -> None:
    first = await salon.book(monday("10:00"), customer_email="ana@example.com")
    second = await salon.book(
        monday("11:00"), customer_email="ANA@example.com", customer_phone="+34 600 100 200"
    )
    assert first["contact_id"] == second["contact_id"] is not None
    known = await salon.call("GET", f"contacts/{first['contact_id']}")
    assert (known["email"], known["phone"]) == ("ana@example.com", None), "who is known stays as they are"
    told = await salon.call("GET", f"appointments/{second['id']}")
    assert (told["customer_email"], told["customer_phone"]) == ("ana@example.com", "+34 600 10 02 00")
    kept = await salon.rows(
        "select email_encrypted is null as email, phone_encrypted is null as phone from appointments order by starts_at"
    )
    assert [tuple(row.values()) for row in kept] == [(True, True), (True, False)], "only what was not known"
    erase = {"confirmation": "erase"}
    await salon.call("DELETE", f"contacts/{first['contact_id']}", 204, **erase)
    assert await salon.rows("select from appointments") == []
    for wrong in ("ana@example.com\nBcc: eve@example.com", "not an address"):
        refused = await salon.book(monday("12:00"), 422, customer_email=wrong)
        assert refused["code"] == "invalid"


async def test_a_telephone_of_two_does_not_hand_the_mail_of_one_to_the_other(salon: Salon) -> None:
    home = "+34 600 100 200"
    his = await salon.book(monday("10:00"), customer_email="ben@example.com", customer_phone=home)
    hers = await salon.book(monday("11:00"), customer_email="ana@example.com", customer_phone=home)
    assert his["contact_id"] == hers["contact_id"]
    known = await salon.call("GET", f"contacts/{his['contact_id']}")
    for made, address in ((his, "ben@example.com"), (hers, "ana@example.com")):
        assert (await salon.call("GET", f"appointments/{made['id']}"))["customer_email"] == address
    assert known["email"] == "ben@example.com"


async def test_people_see_how_to_reach_the_customer_and_programs_do_not(salon: Salon) -> None:
    made = await salon.book(monday("10:00"), customer_phone="+34 600 100 200")
    asked = f"appointments/{made['id']}"
    read = await salon.call("GET", asked)
    assert (read["customer_phone"], read["customer_email"]) == ("+34 600 10 02 00", None)
    # What the customer said for this booking counts more than what people keep with them.
    vault = salon.running.app.state.vault
    await salon.rows("update appointments set phone_encrypted = $1", vault.seal("+34612345678"))
    assert (await salon.call("GET", asked))["customer_phone"] == "+34 612 34 56 78"
    key = (await salon.call("POST", "api-keys", 201, name="Till", scopes=["appointments:read"]))["key"]
    program = salon.running.new_client(headers={"Authorization": f"Bearer {key}"})
    told = (await program.get(f"/api/{asked}")).json()
    assert (told["id"], told["customer_phone"], told["customer_email"]) == (made["id"], None, None)


async def test_the_file_holds_what_the_list_shows_and_no_formula(salon: Salon) -> None:
    await salon.book(monday("10:00"), customer_name="=HYPERLINK(1)", subject="Cut, wash")
    await salon.book(monday("11:00"), customer_name="Bea", subject="\uff0b1")
    answer = await salon.owner.client.get("/api/appointments/export")
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.content.startswith(b"\xef\xbb\xbf")  # else Excel takes UTF-8 for something else
    rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"))))
    told = [(row["time"], row["customer_name"], row["subject"], row["resource"]) for row in rows]
    assert told == [
        ("11:00", "Bea", "'\uff0b1", "Calendar"),
        ("10:00", "'=HYPERLINK(1)", "Cut, wash", "Calendar"),
    ]


async def test_what_is_free_is_told_with_who_has_time(salon: Salon) -> None:
    day = f"{monday():%Y-%m-%d}"
    await salon.book(monday("09:00"))
    found = await salon.call("GET", f"availability?date_from={day}&date_to={day}")
    times = [each["appointment_time"] for each in found["items"]]
    assert times[:2] == ["09:30", "10:00"] and times[-1] == "16:30" and len(times) == 15
    assert found["timezone"] == "Europe/Madrid" and len(found["items"][0]["resource_ids"]) == 1
    assert (await salon.call("GET", f"availability?service_id={uuid4()}", 404))["code"] == "not_found"
    await salon.call("GET", "availability?date_from=2027-01-01&date_to=2027-06-01", 422)


@pytest.mark.parametrize(
    "wish",
    [
        {"customer_name": ""}, {"customer_name": "a\nb"}, {"customer_name": "x" * 121}, {"subject": "x" * 501},
        {"duration_minutes": 0}, {"duration_minutes": 1441}, {"customer_phone": "123"},
    ],
)  # fmt: skip
async def test_what_is_too_long_or_no_name_is_refused(salon: Salon, wish: dict[str, Any]) -> None:
    await salon.book(monday(), 422, **wish)


async def test_nobody_points_at_what_is_not_theirs(salon: Salon) -> None:
    for field in ("agent_id", "service_id", "resource_id"):
        assert (await salon.book(monday(), 404, **{field: str(uuid4())}))["code"] == "not_found"


async def test_a_business_that_goes_takes_its_calendar_with_it(salon: Salon) -> None:
    cut = await salon.call("POST", "services", 201, name="Cut", duration_minutes=45)
    await salon.book(monday(), service_id=cut["id"], customer_email="ana@example.com")
    await salon.rows("delete from workspaces where id = $1", salon.owner.workspace_id)
    for table in ("appointments", "appointment_changes", "services", "resources"):
        assert await salon.rows(f"select from {table}") == []


async def test_a_customer_with_an_appointment_to_come_is_not_forgotten(salon: Salon) -> None:
    """However long ago they wrote, and even if they never did."""
    await salon.book(monday(), customer_email="ana@example.com")
    await salon.call("PUT", "workspace/retention", months=3)
    await salon.rows("update contacts set created_at = now() - interval '1 year'")
    await retention.erase_old(salon.running.database, now=clock.now())
    assert len(await salon.rows("select from appointments")) == 1
    await salon.rows(
        "update appointments set busy_from = busy_from - interval '1 year', starts_at = starts_at - interval '1 year',"
        " ends_at = ends_at - interval '1 year', busy_until = busy_until - interval '1 year'"
    )
    await retention.erase_old(salon.running.database, now=clock.now())
    assert await salon.rows("select from appointments") == []


async def test_what_people_do_with_appointments_stands_in_the_record(salon: Salon) -> None:
    made = await salon.book(monday())
    await salon.call("PUT", f"appointments/{made['id']}/cancel", reason="Ill")
    entries = (await salon.call("GET", "audit?what=appointment"))["items"]
    assert [entry["action"] for entry in entries] == ["appointment.cancelled", "appointment.booked"]
    assert {entry["actor"]["id"] for entry in entries} == {str(salon.owner.user_id)}
    assert {(entry["subject"]["kind"], entry["subject"]["id"]) for entry in entries} == {
        ("appointment", made["id"])
    }
    assert "Ill" not in str(entries) and "Ana" not in str(entries)
