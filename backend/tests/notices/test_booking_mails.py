"""Booked, changed, cancelled: once for each change, to the owner and to the address that was given for it (T2, T4)."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest

from app.appointments.events import AppointmentChanged
from app.email.invite import Invite
from app.mails import outbox
from app.notices import customer_mails
from app.notices.booking_mails import _LETTERS, BOOKING_MAILS, on_changed
from app.platform.ids import new_id
from app.privacy import tables
from tests.notices.conftest import NOW, Business

DAY = timedelta(days=1)


async def test_a_booking_is_told_to_the_owner_and_to_the_customer_once(business: Business) -> None:
    conversation_id = await business.writes(
        customer := await business.customer(),
        "Hola, quiero una cita",
        "mi correo es Ana@Example.com, gracias",
    )
    made = await business.books(
        NOW + DAY, customer, conversation_id, subject="Buy pills at http://evil.example"
    )
    await asyncio.gather(business.tells(made, "booked"), business.tells(made, "booked"))
    to_owner, to_customer = await business.mails()
    assert to_owner["subject"] == "Booked: Ana, Wednesday, 5 March 2031, 09:00"
    assert (
        "http://evil.example" in to_owner["body"] and f"/conversations/{conversation_id}" in to_owner["body"]
    )
    assert to_customer["to"] == "ana@example.com" and to_customer["recipient"] is None
    assert to_customer["subject"] == "Su cita en Luna: miércoles, 5 de marzo de 2031, 09:00"
    assert "evil" not in str(to_customer) and "Ana," not in to_customer["body"], "plain facts of ours only"
    assert b"ana@example.com" not in orjson.dumps(to_customer["facts"]) + to_customer["recipient_encrypted"]


async def test_the_same_event_is_moved_and_taken_out_again(business: Business) -> None:
    made = await business.books(NOW + DAY, await business.customer(email="ana@example.com"))
    await business.tells(made, "booked")
    await business.moves(made, NOW + 2 * DAY)
    await business.tells(made, "moved")
    await business.cancels(made)
    await business.tells(made, "cancelled")
    mails = await business.mails("customer%")
    assert [mail["kind"] for mail in mails] == ["customer_booked", "customer_changed", "customer_cancelled"]
    assert "Before: Wednesday, 5 March 2031, 09:00" in mails[1]["body"]
    invites = [Invite.read(orjson.loads(mail["facts"])["invite"]) for mail in mails]
    assert [(each.sequence, each.method) for each in invites] == [
        (0, "REQUEST"),
        (1, "REQUEST"),
        (2, "CANCEL"),
    ]
    assert {each.uid for each in invites} == {f"{made}@frontdesk"}
    assert [each.starts_at for each in invites] == [NOW + DAY, NOW + 2 * DAY, NOW + 2 * DAY]


async def test_what_is_no_longer_so_is_not_told(business: Business) -> None:
    made = await business.books(NOW + DAY)
    await business.cancels(made)
    await business.tells(made, "booked")
    assert await business.mails() == []
    await business.tells(made, "cancelled")
    assert [mail["kind"] for mail in await business.mails()] == ["cancelled"]


async def test_a_mail_that_waited_for_the_server_is_not_sent_when_it_is_no_longer_so(
    business: Business,
) -> None:
    customer = await business.customer(email="ana@example.com")
    made, kept = [await business.books(NOW + (number + 1) * DAY, customer) for number in range(2)]
    for each in (made, kept):
        await business.tells(each, "booked")
    await business.cancels(made)
    await business.tells(made, "cancelled")
    async with business.database.tenant_road(business.workspace_id) as connection:
        begun = [await outbox.begin(connection, mail["id"]) for mail in await business.mails("customer%")]
    assert [each and each.kind for each in begun] == [None, "customer_booked", "customer_cancelled"]
    [dropped] = [mail for mail in await business.mails() if mail["status"] == "failed"]
    assert (dropped["reason_code"], dropped["attempts"]) == ("no_longer_so", 0)
    await business.moves(kept, over := datetime.now(UTC) - timedelta(hours=1))
    await business.run(
        "update mails set facts = jsonb_set(facts, '{invite,starts_at}', to_jsonb($1::text))",
        over.isoformat(),
    )
    async with business.database.tenant_road(business.workspace_id) as connection:
        [of_kept] = [mail for mail in await business.mails("booked") if mail["appointment_id"] == kept]
        assert await outbox.begin(connection, of_kept["id"]) is None, "it is over"


async def test_an_address_that_is_written_later_counts_for_later_changes(business: Business) -> None:
    customer = await business.customer()
    made = await business.books(NOW + DAY, customer, conversation := await business.writes(customer, "hello"))
    await business.tells(made, "booked")
    assert await business.mails("customer%") == []
    await business.opens(conversation, "move me please, I am ana@example.com")
    await business.moves(made, NOW + 2 * DAY)
    await business.tells(made, "moved")
    await business.opens(conversation, "my friend is ben@example.com")
    await business.cancels(made)
    await business.tells(made, "cancelled")
    assert [mail["to"] for mail in await business.mails("customer%")] == ["ana@example.com"] * 2


async def test_customers_hear_of_another_time_not_of_another_chair(business: Business) -> None:
    made = await business.books(NOW + DAY, await business.customer(email="ana@example.com"))
    await business.moves(made, NOW + DAY)
    await business.tells(made, "moved")
    [to_owner] = await business.mails()
    assert to_owner["kind"] == "changed" and "Before:" not in to_owner["body"]
    await business.moves(made, NOW + 2 * DAY)
    await business.moves(made, NOW + 2 * DAY)
    await business.tells(made, "moved")
    [to_customer] = await business.mails("customer%")
    assert "Before: Wednesday, 5 March 2031, 09:00" in to_customer["body"]


async def test_an_address_gets_five_mails_a_day_whoever_asks_for_them(business: Business) -> None:
    other = Business(business.database, business.vault, business.means)
    await other.open("Sol")
    for number in range(4):
        each = business if number % 2 else other
        conversation = await each.writes(customer := await each.customer(), "victim@example.com")
        made = await each.books(NOW + (number + 1) * DAY, customer, conversation)
        for moved in range(2):
            await each.moves(made, NOW + (number + 1) * DAY + timedelta(hours=moved + 1))
            await each.tells(made, "moved")
    sent = await business.run("select count(*) from mails where recipient_hash is not null")
    assert sent == [{"count": 5}]
    assert len(await business.mails("changed")) == 4, "the owner hears of everything"


async def test_nobody_rents_a_business_to_write_to_strangers(
    business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customer_mails, "_MOST_OF_A_BUSINESS", 2)
    for number in range(3):
        conversation = await business.writes(customer := await business.customer(), f"c{number}@example.com")
        await business.tells(await business.books(NOW + (number + 1) * DAY, customer, conversation), "booked")
    sent = await business.run("select count(*) from mails where recipient_hash is not null")
    assert sent == [{"count": 2}]
    assert len(await business.mails("booked")) == 3, "the owner hears of everything"


async def test_whoever_comes_then_has_not_said_so_for_another_time(business: Business) -> None:
    made = await business.books(NOW + DAY)
    await business.run("update appointments set confirmed_at = now()")
    event = AppointmentChanged(
        workspace_id=business.workspace_id, appointment_id=made, change="moved", user_id=None, agent_id=None
    )
    async with business.database.tenant_road(business.workspace_id) as connection:
        await on_changed(connection, event)
    assert await business.run("select confirmed_at from appointments") == [{"confirmed_at": None}]


async def test_each_line_of_the_history_that_has_a_letter_asks_for_it(business: Business) -> None:
    made = await business.books(NOW + DAY)
    await business.moves(made, NOW + 2 * DAY)
    await business.run(
        "insert into appointment_changes (id, workspace_id, appointment_id, change, actor)"
        " values ($1, $2, $3, 'edited', 'person')",
        new_id(), business.workspace_id, made,
    )  # fmt: skip
    await business.cancels(made)
    jobs = await business.run("select entrypoint, payload, priority from frontdesk_pgqueuer order by id")
    assert {(job["entrypoint"], job["priority"]) for job in jobs} == {(BOOKING_MAILS, -1)}
    asked = [orjson.loads(job["payload"]) for job in jobs]
    here = {"workspace_id": str(business.workspace_id), "appointment_id": str(made)}
    assert asked == [here | {"change": change} for change in _LETTERS]


async def test_who_is_erased_is_in_no_mail(business: Business) -> None:
    made = await business.books(NOW + DAY, customer := await business.customer(email="ana@example.com"))
    await business.tells(made, "booked")
    assert len(await business.mails()) == 2
    await business.run("delete from contacts where id = $1", customer)
    assert await business.mails() == []


async def test_who_asks_for_their_data_gets_the_addresses_too(business: Business) -> None:
    """T5: what stands sealed is handed out in plain."""
    conversation = await business.writes(
        ana := await business.customer(email="kept@example.com"), "said@example.com"
    )
    made = await business.books(NOW + DAY, ana, conversation)
    await business.tells(made, "booked")
    given: dict[str, list[dict[str, Any]]] = {}
    async with tables.snapshot(business.database, business.workspace_id) as connection:
        for rows in await tables.of_contact(connection):
            async for bite in tables.read(connection, business.vault, rows, business.workspace_id, ana):
                given.setdefault(rows.table, []).extend(orjson.loads(text) for text in bite)
    assert given["contacts"][0]["email"] == "kept@example.com"
    assert given["appointments"][0]["email"] == "said@example.com"
    to = {mail["kind"]: mail["recipient"] for mail in given["mails"]}
    assert to["customer_booked"] == "said@example.com" and to["booked"].endswith("@luna.example")
