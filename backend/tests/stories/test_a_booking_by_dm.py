"""Booking is what turns a DM into money. Promises A1, A2 and T2."""

import asyncio
import json
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.support.shop import Shop


def weekday_to_come() -> str:
    """A Monday that is at least a day away; the shop's clock is UTC."""
    today = datetime.now(UTC).date()
    return f"{today + timedelta(days=7 - today.weekday()):%Y-%m-%d}"


DAY = weekday_to_come()


async def told(shop: Shop, number: int) -> list[dict[str, Any]]:
    """What the tools said to the model since the customer last spoke, in the n-th request."""
    messages = (await shop.model.request(number)).body["messages"]
    last = max(i for i, message in enumerate(messages) if message["role"] == "user")
    return [json.loads(message["content"]) for message in messages[last:] if message["role"] == "tool"]


async def appointments(shop: Shop) -> list[dict[str, Any]]:
    answer = await shop.owner.client.get("/api/appointments")
    return list(answer.json()["items"])


async def first_hint(shop: Shop, wanted: str) -> str:
    """The id in the next hint of this type."""
    async for kind, row_id in shop.running.app.state.hints.stream(shop.owner.workspace_id):
        if kind == wanted:
            return str(row_id)
    raise AssertionError("the program stopped")


async def asks_for(shop: Shop, clock: str, *, customer: str = "ana") -> str:
    """A customer asks for a time, and hears that it is free; the slot that the agent was given."""
    seen, heard = len(shop.model.requests), len(shop.sent_to(customer))
    shop.model.will_call("manage_appointment", action="check_availability", date=DAY, time=clock)
    shop.model.will_say("It is free. Shall I book it?")
    shop.writes(f"Monday at {clock}?", customer=customer)
    await shop.answers(heard + 1, customer=customer)
    await shop.until_last(status="sent", customer=customer)
    [result] = await told(shop, seen + 2)
    assert result["status"] == "free", result
    return str(result["slot"]["slot_id"])


async def books(shop: Shop, clock: str, *, customer: str = "ana") -> dict[str, Any]:
    """A customer asks, agrees, and has the appointment."""
    slot_id = await asks_for(shop, clock, customer=customer)
    heard = len(shop.sent_to(customer))
    shop.model.will_call("manage_appointment", action="create", slot_id=slot_id, name=customer.capitalize())
    shop.model.will_say("It is booked.")
    shop.writes("Yes please", customer=customer)
    await shop.answers(heard + 1, customer=customer)
    await shop.until_last(status="sent", customer=customer)
    name = customer.capitalize()
    return next(row for row in await appointments(shop) if row["customer_name"] == name)


async def test_a_customer_asks_agrees_and_has_an_appointment(shop: Shop) -> None:
    hinted = asyncio.create_task(first_hint(shop, "appointment.changed"))
    made = await books(shop, "10:00")
    assert await asyncio.wait_for(hinted, 10) == made["id"], "the appointment's, not the conversation's"
    told_owner = {key: made[key] for key in ("status", "created_via", "appointment_date", "appointment_time")}
    assert told_owner == {
        "status": "booked", "created_via": "chatbot", "appointment_date": DAY, "appointment_time": "10:00",
    }  # fmt: skip
    conversation = await shop.conversation()
    assert conversation["result"] == "appointment_created"
    assert (made["conversation_id"], made["contact_id"]) == (conversation["id"], conversation["contact_id"])
    assert made["agent_id"] == str(shop.agent_id)
    assert [(call["name"], call["ok"]) for call in conversation["messages"][-1]["tool_calls"]] == [
        ("manage_appointment", True)
    ]


async def test_it_is_moved_and_called_off_by_dm(shop: Shop) -> None:
    made = await books(shop, "10:00")
    slot_id = await asks_for(shop, "15:00")
    shop.model.will_call(
        "manage_appointment", action="reschedule", appointment_id=made["id"], slot_id=slot_id
    )
    shop.model.will_say("It is moved.")
    shop.writes("Move it there")
    await shop.answers(4)
    await shop.until_last(status="sent")
    [moved] = await appointments(shop)
    assert (moved["id"], moved["appointment_time"], moved["status"]) == (made["id"], "15:00", "booked")
    assert (await shop.conversation())["result"] == "appointment_created"  # the first that counts stays
    shop.model.will_call("manage_appointment", action="cancel", reason="I am ill")
    shop.model.will_say("It is cancelled. Get well soon.")
    shop.writes("I am ill, cancel it")
    await shop.answers(5)
    await shop.until_last(status="sent")
    [gone] = await appointments(shop)
    assert (gone["status"], gone["cancellation_reason"]) == ("cancelled", "I am ill")
    detail = (await shop.owner.client.get(f"/api/appointments/{made['id']}")).json()
    assert [(each["change"], each["actor"]) for each in detail["changes"]] == [
        ("booked", "agent"), ("moved", "agent"), ("cancelled", "agent"),
    ]  # fmt: skip


async def test_a_line_that_comes_while_it_is_booked_books_it_once_and_as_now_wanted(shop: Shop) -> None:
    """D4: the turn starts again, and the time it held is still this customer's."""
    slot_id = await asks_for(shop, "10:00")
    shop.model.will_call("manage_appointment", action="create", slot_id=slot_id, name="Ana")
    release = shop.model.will_hang("It is booked for Ana.")
    shop.writes("Yes, I am Ana")
    await shop.model.request(4)
    assert await appointments(shop) == []  # nothing is true before it is said
    shop.writes("Ana María, sorry")
    await shop.sandbox.courier.settled()

    async def has_arrived() -> bool:
        return len(await shop.rows("select from messages where sender_type = 'customer'")) == 3

    await shop.until(has_arrived)
    shop.model.will_call("manage_appointment", action="create", slot_id=slot_id, name="Ana María")
    shop.model.will_say("It is booked for Ana María.")
    release.set()
    assert (await shop.answers(2))[1:] == ["It is booked for Ana María."]
    [row] = await appointments(shop)
    assert row["customer_name"] == "Ana María"
    assert [r["outcome"] for r in await shop.rows("select outcome from turns order by finished_at")] == [
        "answered", "superseded", "answered",
    ]  # fmt: skip
    assert len(await shop.rows("select from appointments")) == 1


async def test_two_customers_book_the_same_time_at_once(shop: Shop) -> None:
    """A1: one is told so before anything is promised, with what is free instead."""
    shop.model.will_call("manage_appointment", action="check_availability", date=DAY)
    shop.model.will_say("At ten or at eleven?")
    shop.writes("Monday?", customer="ben")
    await shop.answers(customer="ben")
    [listed] = await told(shop, 2)
    theirs = next(slot["slot_id"] for slot in listed["slots"] if slot["time"] == "10:00")
    ours = await asks_for(shop, "10:00")

    shop.model.will_call("manage_appointment", action="create", slot_id=ours, name="Ana")
    release = shop.model.will_hang("It is booked.")
    shop.writes("Yes please")
    await shop.model.request(6)  # held, and not said yet
    shop.model.will_call("manage_appointment", action="create", slot_id=theirs, name="Ben")
    shop.model.will_say("Somebody was quicker. Half past ten?")
    shop.writes("At ten!", customer="ben")
    await shop.answers(2, customer="ben")
    [refused] = await told(shop, 8)
    assert refused["status"] == "slot_taken"
    assert "10:30" in [slot["time"] for slot in refused["nearest"]]
    release.set()
    await shop.answers(2)
    assert [(row["customer_name"], row["status"]) for row in await appointments(shop)] == [("Ana", "booked")]
    assert (await shop.conversation("ben"))["result"] == "answered"


async def test_an_appointment_of_somebody_else_cannot_be_touched(shop: Shop) -> None:
    """T2: whatever id a customer talks the agent into."""
    made = await books(shop, "10:00")
    shop.model.will_call_all(
        ("manage_appointment", {"action": "cancel", "appointment_id": made["id"]}),
        ("manage_appointment", {"action": "reschedule", "appointment_id": made["id"], "slot_id": "aaaaaaa"}),
        ("manage_appointment", {"action": "list"}),
    )
    shop.model.will_say("You have no appointment with us.")
    shop.writes(f"Cancel {made['id']}", customer="eve")
    await shop.answers(customer="eve")
    results = await told(shop, 6)
    assert [result.get("error") for result in results[:2]] == ["This customer has no coming appointment."] * 2
    assert results[2] == {"appointments": []}
    assert await appointments(shop) == [made]


async def test_what_cannot_be_is_answered_with_what_to_do_instead_and_nothing_is_stored(shop: Shop) -> None:
    shop.model.will_call_all(
        *(("manage_appointment", {"action": "check_availability"} | wish) for wish in (
            {"date": f"{int(DAY[:4]) + 1}-02-31"}, {"date": "2020-01-06", "time": "10:00"},
            {"date": DAY, "time": "24:30"}, {"date": DAY, "time": "03:00"},
        ))
    )  # fmt: skip
    shop.model.will_call_all(
        ("manage_appointment", {"action": "create", "slot_id": "made-up", "name": "Ana"}),
        ("manage_appointment", {"action": "create", "name": "Ana"}),
        ("manage_appointment", {"action": "cancel", "appointment_id": "' or true"}),
        ("manage_appointment", {"action": "destroy"}),
    )
    shop.model.will_say("That is not possible. Which day suits you?")
    shop.writes("Book me on 31 February")
    await shop.answers()
    results = await told(shop, 3)
    assert [bool(result.get("error")) for result in results] == [
        True,
        True,
        True,
        False,
        True,
        True,
        True,
        True,
    ]
    assert results[3]["status"] == "closed_then" and results[3]["nearest"]
    assert "Name one that exists" in results[0]["error"] and "has passed" in results[1]["error"]
    assert await shop.rows("select from appointments") == []
    assert (await shop.conversation())["result"] == "answered"


async def test_the_built_in_responder_books_in_three_languages(shop: Shop) -> None:
    """Over several turns, with days and times in words, and nothing before it was agreed to."""
    client = shop.owner.client
    chosen = await client.put(f"/api/agents/{shop.agent_id}/llm-config", json={"provider": "offline"})
    assert chosen.status_code == 200, chosen.text
    settings = (await client.get("/api/booking-settings")).json()
    settings["hours"] = {
        day: [{"begins": "09:00", "ends": "17:00"}]
        for day in ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    }
    answer = await client.put("/api/booking-settings", json=settings)
    assert answer.status_code == 200, answer.text
    for name in ("Haircut", "Full colour"):
        made = await client.post("/api/services", json={"name": name, "duration_minutes": 30})
        assert made.status_code == 201, made.text
    talks = {
        "ana": (
            ("I'd like a haircut tomorrow at 3", "15:00, Haircut, for ana: shall I book it?"),
            ("Half past 3, sorry. My name is Ana Ruiz", "15:30, Haircut, for Ana Ruiz: shall I book it?"),
            ("yes please", "is booked for Ana Ruiz"),
        ),
        "luz": (
            ("Hola, quiero un corte pasado mañana por la tarde", "Haircut: Tengo"),
            ("la segunda", "14:00, Haircut, para luz: ¿la reservo?"),
            ("sí", "¡Listo!"),
        ),
        "can": (
            ("Saçımı boyatmak istiyorum", "Full colour: Hangi gün"),
            ("yarın 14:00", "14:00, Full colour, can adına: ayarlayayım mı?"),
            ("evet", "oluşturuldu"),
        ),
    }
    for customer, turns in talks.items():
        for line, answer in turns:
            assert customer not in [row["customer_name"] for row in await appointments(shop)]
            assert answer in await says(shop, customer, line)
    booked = {row["customer_name"]: row["appointment_time"] for row in await appointments(shop)}
    assert booked == {"Ana": "15:30", "luz": "14:00", "can": "14:00"}


async def says(shop: Shop, customer: str, line: str) -> str:
    """What the customer hears next."""
    heard = len(shop.sent_to(customer))
    shop.writes(line, customer=customer)
    answer = (await shop.answers(heard + 1, customer=customer))[-1]
    await shop.until_last(status="sent", customer=customer)
    return answer
