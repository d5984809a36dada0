"""The tool by itself: what it tells the model, what it stores, and for whom. A2, T2."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from app.appointments.errors import HoldLost
from app.appointments.slots import forget_old
from tests.appointments.conftest import DAY, Customer, Salon, monday


async def statuses(salon: Salon) -> list[tuple[str, str]]:
    rows = await salon.rows("select status, starts_at from appointments order by starts_at, status")
    zone = monday().tzinfo
    return [(row["status"], f"{row['starts_at'].astimezone(zone):%H:%M}") for row in rows]


async def test_a_booking_is_held_until_the_answer_makes_it_true(ana: Customer, salon: Salon) -> None:
    slot_id = await ana.slot()
    assert await statuses(salon) == [("held", "10:00")]  # while the customer decides
    made = await ana.ask("create", slot_id=slot_id, name="Ana", surname="Ruiz", subject="Fringe")
    assert (made.content["status"], made.content["date"], made.content["time"]) == ("booked", DAY, "10:00")
    assert made.result == "appointment_created"
    assert (await salon.call("GET", "appointments"))["items"] == []
    await ana.say(made)
    [row] = (await salon.call("GET", "appointments"))["items"]
    assert (row["created_via"], row["customer_name"], row["customer_surname"]) == ("chatbot", "Ana", "Ruiz")
    assert (row["agent_id"], row["user_id"]) == (str(ana.context.agent_id), None)
    assert (row["contact_id"], row["id"]) == (str(ana.context.contact_id), made.content["appointment_id"])
    changes = (await salon.call("GET", f"appointments/{row['id']}"))["changes"]
    assert [(each["change"], each["actor"]) for each in changes] == [("booked", "agent")]


async def test_only_what_was_offered_in_this_conversation_can_be_booked(
    ana: Customer, bea: Customer, salon: Salon
) -> None:
    slot_id = await ana.slot()
    for made_up in (slot_id, "aaaaaaa", "' or true --", str(uuid4())):
        assert "Call check_availability" in await bea.refused("create", slot_id=made_up, name="Bea")
    assert "missing" in await bea.refused("create", name="Bea")
    assert await statuses(salon) == [("held", "10:00")]


async def test_two_customers_want_the_same_time(ana: Customer, bea: Customer, salon: Salon) -> None:
    listed = await bea.ask("check_availability", date=DAY)
    theirs = next(slot["slot_id"] for slot in listed.content["slots"] if slot["time"] == "10:00")
    ours = await ana.slot()
    late = await bea.ask("create", slot_id=theirs, name="Bea")
    assert late.content["status"] == "slot_taken" and late.effect is None and late.result is None
    near = {slot["time"]: slot["slot_id"] for slot in late.content["nearest"]}
    assert "10:00" not in near and "10:30" in near
    asked = await bea.ask("check_availability", date=DAY, time="10:00")
    assert asked.content["status"] == "taken" and "10:30" in [s["time"] for s in asked.content["nearest"]]
    instead = await bea.ask("create", slot_id=near["10:30"], name="Bea")
    await bea.say(instead)
    await ana.say(await ana.ask("create", slot_id=ours, name="Ana"))
    assert await statuses(salon) == [("booked", "10:00"), ("booked", "10:30")]


async def test_a_turn_that_starts_again_books_once(ana: Customer, salon: Salon) -> None:
    slot_id = await ana.slot()
    superseded = await ana.ask("create", slot_id=slot_id, name="Ana")
    assert superseded.content["status"] == "booked"
    again = await ana.ask("create", slot_id=await ana.slot(), name="Ana María")
    twice = await ana.ask("create", slot_id=slot_id, name="Ana María")
    await ana.say(again, twice)
    [row] = (await salon.call("GET", "appointments"))["items"]
    assert row["customer_name"] == "Ana María"
    later = await ana.ask("create", slot_id=slot_id)  # the customer says "yes" once more, a turn later
    assert later.content["status"] == "booked" and later.effect is None
    assert later.content["appointment_id"] == row["id"]
    assert len(await salon.rows("select from appointment_changes")) == 1


async def test_a_changed_mind_leaves_one_booking(ana: Customer, salon: Salon) -> None:
    await salon.call("POST", "services", 201, name="Dye", duration_minutes=60)
    await ana.ask("create", slot_id=await ana.slot("10:00"), name="Ana")  # superseded: "no, half past"
    await ana.say(await ana.ask("create", slot_id=await ana.slot("10:30"), name="Ana"))
    assert await statuses(salon) == [("booked", "10:30")]
    await ana.slot("14:00")
    await ana.slot("15:00")
    assert await statuses(salon) == [("booked", "10:30"), ("held", "15:00")]


async def test_a_hold_that_went_to_somebody_else_is_never_confirmed(ana: Customer, salon: Salon) -> None:
    made = await ana.ask("create", slot_id=await ana.slot(), name="Ana")
    await salon.rows("update appointments set held_until = now() - interval '1 second'")
    await salon.book(monday("10:00"))
    with pytest.raises(HoldLost):
        await ana.say(made)
    assert await statuses(salon) == [("booked", "10:00")]


async def test_a_late_turn_keeps_its_time_as_long_as_nobody_wants_it(ana: Customer, salon: Salon) -> None:
    made = await ana.ask("create", slot_id=await ana.slot(), name="Ana")
    await salon.rows("update appointments set held_until = now() - interval '10 minutes'")
    await forget_old(salon.running.database)
    await ana.say(made)
    assert await statuses(salon) == [("booked", "10:00")]
    await salon.rows("update offered_slots set offered_at = now() - interval '8 days'")
    await ana.slot("12:00")
    await salon.rows("update appointments set held_until = now() - interval '2 hours' where status = 'held'")
    await forget_old(salon.running.database)
    assert await statuses(salon) == [("booked", "10:00")]
    assert len(await salon.rows("select from offered_slots")) == 1


async def test_a_booking_is_moved_and_its_old_time_is_free_with_the_answer(
    ana: Customer, salon: Salon
) -> None:
    appointment = await ana.booked("10:00")
    moved = await ana.ask("reschedule", appointment_id=appointment, slot_id=await ana.slot("15:00"))
    assert moved.content["status"] == "moved" and moved.result == "appointment_changed"
    assert (moved.content["time"], moved.content["was"]["time"]) == ("15:00", "10:00")
    assert await statuses(salon) == [("booked", "10:00"), ("held", "15:00")]
    again = await ana.ask("reschedule", slot_id=await ana.slot("15:00"))  # the turn starts again
    await ana.say(again)
    assert await statuses(salon) == [("booked", "15:00")]
    [row] = (await salon.call("GET", "appointments"))["items"]
    assert row["id"] == appointment
    changes = (await salon.call("GET", f"appointments/{appointment}"))["changes"]
    assert [each["change"] for each in changes] == ["booked", "moved"]


async def test_a_booking_may_move_over_its_own_old_time(ana: Customer, bea: Customer, salon: Salon) -> None:
    await salon.call("POST", "services", 201, name="Dye", duration_minutes=60)
    appointment = await ana.booked("10:00")
    moved = await ana.ask(
        "reschedule", appointment_id=appointment, slot_id=await ana.slot("10:30", appointment_id=appointment)
    )
    assert moved.content["status"] == "moved"
    assert await statuses(salon) == [("booked", "10:00"), ("held", "11:00")]
    rest = await bea.ask("check_availability", date=DAY, time="11:00")
    assert rest.content["status"] == "taken"  # the half hour that the move still needs is held
    await ana.say(moved)
    assert await statuses(salon) == [("booked", "10:30")]


async def test_a_booking_is_called_off(ana: Customer, salon: Salon) -> None:
    appointment = await ana.booked()
    gone = await ana.ask("cancel", appointment_id=appointment, reason="Ill\nBcc: x")
    assert gone.content["status"] == "cancelled" and gone.result == "appointment_cancelled"
    assert await statuses(salon) == [("booked", "10:00")]
    await ana.say(gone)
    [row] = (await salon.call("GET", "appointments"))["items"]
    assert (row["status"], row["cancellation_reason"]) == ("cancelled", "Ill Bcc: x")
    assert await ana.refused("cancel") == "This customer has no coming appointment."


async def test_a_customer_touches_only_their_own(ana: Customer, bea: Customer, salon: Salon) -> None:
    theirs = await ana.booked("10:00")
    await bea.booked("11:00")
    by_hand = (await salon.book(monday("12:00")))["id"]
    for other in (theirs, by_hand, str(uuid4()), "not an id"):
        assert "no such coming appointment" in await bea.refused("cancel", appointment_id=other)
        slot_id = await bea.slot("15:00")
        refusal = await bea.refused("reschedule", appointment_id=other, slot_id=slot_id)
        assert "no such coming appointment" in refusal
    listed = await bea.ask("list")
    assert [each["time"] for each in listed.content["appointments"]] == ["11:00"]
    assert [each[0] for each in await statuses(salon) if each[0] != "held"] == ["booked"] * 3
    stranger = await salon.running.new_member("eve@example.com")
    foreign = replace(bea.context, workspace_id=stranger.workspace_id)
    assert (await Customer(salon, foreign).ask("list")).content == {"appointments": []}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"date": "2027-02-31"}, "There is no day '2027-02-31'. Name one that exists"),
        ({"date": "next tuesday"}, "as YYYY-MM-DD"),
        ({"date": "2020-01-06"}, "has passed; today is"),
        ({"date": "2199-01-01"}, "Bookings are taken until"),
        ({"date": DAY, "time": "25:00"}, "There is no time '25:00'"),
        ({"time": "10:00"}, "Name the `date` too"),
        ({"date": 5}, "`date` must be a text"),
        ({"action": "steal"}, "`action` must be one of"),
    ],
)
async def test_a_refusal_says_what_to_do_instead_and_nothing_is_stored(
    ana: Customer, salon: Salon, arguments: dict[str, Any], says: str
) -> None:
    wish = {"action": "check_availability"} | arguments
    assert says in await ana.refused(**wish)
    assert await salon.rows("select from appointments") == []
    assert await salon.rows("select from offered_slots") == []


async def test_the_hour_that_the_clock_skips_is_refused(ana: Customer, salon: Salon) -> None:
    chosen = await salon.call("GET", "booking-settings")
    await salon.call("PUT", "booking-settings", **chosen | {"horizon_days": 730})
    refusal = await ana.refused("check_availability", date="2027-03-28", time="02:30")
    assert refusal.startswith("There is no 02:30 on 2027-03-28: the clocks change then. Choose 03:30")


async def test_closed_taken_and_other_times_are_told_apart(
    ana: Customer, bea: Customer, salon: Salon
) -> None:
    chosen = await salon.call("GET", "booking-settings")
    closed = await ana.ask("check_availability", date=DAY, time="03:00")
    assert closed.content["status"] == "closed_then" and len(closed.content["nearest"]) == 5
    between = await ana.ask("check_availability", date=DAY, time="10:10")
    assert between.content["status"] == "not_offered"
    await bea.booked("10:00")
    assert (await ana.ask("check_availability", date=DAY, time="10:00")).content["status"] == "taken"
    saturday = f"{monday() + timedelta(days=5):%Y-%m-%d}"
    none = await ana.ask("check_availability", date=saturday)
    assert none.content["status"] == "nothing_free_that_day" and none.content["nearest"]
    assert (none.content["date"], none.content["weekday"]) == (saturday, "Saturday")
    await salon.call("PUT", "booking-settings", **chosen | {"step_minutes": 5})
    whole = (await ana.ask("check_availability", date=DAY)).content["slots"]
    assert len(whole) <= 24 and (whole[0]["time"], whole[-1]["time"] > "16") == ("09:00", True)
    soon = await ana.ask("check_availability")
    assert soon.content["status"] == "free" and 0 < len(soon.content["slots"]) <= 12
    assert [row["status"] for row in await salon.rows("select status from appointments")] == ["booked"]


async def test_a_service_is_named_where_there_are_several(ana: Customer, salon: Salon) -> None:
    cut = await salon.call("POST", "services", 201, name="Haircut", duration_minutes=45)
    await salon.call("POST", "services", 201, name="Dye", duration_minutes=60)
    for unclear in ({}, {"service": "massage"}):
        asked = (await ana.ask("check_availability", date=DAY, time="10:00", **unclear)).content
        assert (asked["status"], asked["services"]) == ("which_service", ["Haircut", "Dye"])
    assert await salon.rows("select from appointments") == []
    made = await ana.ask("create", slot_id=await ana.slot(service="hair"), name="Ana")
    await ana.say(made)
    [row] = (await salon.call("GET", "appointments"))["items"]
    assert row["service_id"] == cut["id"]
    assert datetime.fromisoformat(row["ends_at"]) == monday("10:45")
    other = await ana.slot("15:00", service="dye")
    assert "The appointment is for Haircut" in await ana.refused("reschedule", slot_id=other)


async def test_the_name_is_asked_once_and_remembered(ana: Customer) -> None:
    assert "Ask the customer for their name" in await ana.refused("create", slot_id=await ana.slot())
    unknown = await ana.ask("check_availability", date=DAY, time="10:00")
    assert unknown.content["customer"] == {"name": None, "surname": None}
    await ana.booked()
    known = await ana.ask("check_availability", date=DAY, time="12:00")
    assert known.content["customer"] == {"name": "Ana", "surname": None}
    again = await ana.ask("create", slot_id=known.content["slot"]["slot_id"])
    assert again.content["name"] == "Ana"


async def test_one_customer_cannot_book_the_whole_week(ana: Customer) -> None:
    for clock in ("09:00", "10:00", "11:00", "12:00", "13:00"):
        await ana.booked(clock)
    refusal = await ana.refused("create", slot_id=await ana.slot("14:00"))
    assert "5 appointments to come" in refusal


async def test_who_finds_nothing_waits_for_a_day_and_for_the_same_day_once(
    ana: Customer, salon: Salon
) -> None:
    assert "Ask the customer for their name" in await ana.refused("wait", date=DAY)
    made = await ana.ask("wait", date=DAY, name="Ana")
    assert made.content["status"] == "waiting" and await salon.rows("select 1 from waiting_list") == []
    await ana.say(made)
    again = await ana.ask("wait", date=DAY, name="Ana")
    assert again.content["status"] == "waiting" and again.effect is None
    [row] = await salon.rows(
        "select customer_name, first_day, last_day, contact_id, agent_id from waiting_list"
    )
    assert (row["customer_name"], f"{row['first_day']}", f"{row['last_day']}") == ("Ana", DAY, DAY)
    assert (row["contact_id"], row["agent_id"]) == (ana.context.contact_id, ana.context.agent_id)


async def test_nobody_waits_for_a_day_that_has_passed_or_for_too_many_days(ana: Customer) -> None:
    assert "waiting list takes days from" in await ana.refused("wait", date="2020-01-06", name="Ana")
    for days in range(5):
        await ana.say(await ana.ask("wait", date=f"{monday() + timedelta(days=days):%Y-%m-%d}", name="Ana"))
    late = f"{monday() + timedelta(days=5):%Y-%m-%d}"
    assert "off the list first" in await ana.refused("wait", date=late, name="Ana")
