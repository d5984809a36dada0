"""Reminders: once each, where the customer can be reached, never of what is over or off; and a plain yes confirms."""

import asyncio
import re
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest

from app.agents.tools import ToolContext
from app.appointments.reminder_hint import reminder_hint
from app.appointments.tools import manage_appointment
from app.brain.reminded import is_yes
from app.contacts.events import ContactErased
from app.notices import confirming, day_summary
from app.notices import reminders as clockwork
from app.platform.ids import new_id
from tests.notices.conftest import NOW, Business

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


async def switch_on(business: Business, **more: Any) -> None:
    chosen = {"hours_before": [24, 2], "ways": ["dm", "mail"], "summary_hour": None} | more
    await business.run(
        "insert into reminder_settings (workspace_id, is_on, hours_before, quiet_from, quiet_until, ways, summary_hour,"
        " summary_when_empty) values ($1, true, $2, '21:00', '08:00', $3, $4, false)",
        business.workspace_id, chosen["hours_before"], chosen["ways"], chosen["summary_hour"],
    )  # fmt: skip


async def reminders(business: Business) -> list[tuple[int, str | None, str | None]]:
    rows = await business.run("select hours_before, way, reason from reminders order by id")
    return [(row["hours_before"], row["way"], row["reason"]) for row in rows]


async def said(business: Business) -> list[str]:
    rows = await business.run("select content from messages where sender_type = 'assistant' order by id")
    return [row["content"] for row in rows]


async def test_by_dm_while_the_window_is_open_and_once_with_many_clocks(business: Business) -> None:
    await switch_on(business)
    conversation = await business.writes(
        customer := await business.customer(), "merhaba, randevu almak istiyorum"
    )
    await business.books(NOW + DAY, customer, conversation)
    await asyncio.gather(*(business.reminds() for _ in range(3)))
    await business.reminds(NOW + HOUR)
    assert await reminders(business) == [(24, "dm", None)]
    [line] = await said(business)
    assert line.startswith("Hatırlatma: Luna randevunuz 5 Mart 2031 Çarşamba, 09:00.")
    parts = await business.run("select status from send_parts")
    assert parts == [{"status": "planned"}], "it leaves like any other message"


async def test_by_mail_when_the_window_is_closed_and_not_at_all_without_an_address(
    business: Business,
) -> None:
    await switch_on(business)
    lines = ("please book me. ana@example.com is my mail",)
    conversation = await business.writes(ana := await business.customer(), *lines, at=NOW - 2 * DAY)
    await business.books(NOW + DAY, ana, conversation)
    ben = await business.customer()
    await business.writes(ben, "hello", at=NOW - 2 * DAY)
    await business.books(NOW + DAY + HOUR, ben)
    await business.books(NOW + DAY + 2 * HOUR)
    await business.reminds(NOW + 2 * HOUR)
    assert sorted(await reminders(business), key=str) == [
        (24, "mail", None), (24, None, "no_way"), (24, None, "no_way"),
    ]  # fmt: skip
    [mail] = await business.mails()
    assert (mail["kind"], mail["to"]) == ("reminder", "ana@example.com")
    assert mail["subject"] == "Reminder: Luna, Wednesday, 5 March 2031, 09:00" and await said(business) == []


@pytest.mark.parametrize(
    "closed",
    ["stopped_at = now()", "handled_by = 'people', paused_until = null"],
)
async def test_nobody_is_reminded_over_a_stop_or_a_person(business: Business, closed: str) -> None:
    await switch_on(business)
    conversation = await business.writes(customer := await business.customer(), "hello")
    await business.books(NOW + DAY, customer, conversation)
    await business.run(f"update threads set {closed}")
    await business.reminds()
    why = "stopped" if closed.startswith("stopped") else "no_way"
    assert await reminders(business) == [(24, None, why)] and await said(business) == []


async def test_it_moves_along_with_the_appointment_and_never_comes_for_what_is_off(
    business: Business,
) -> None:
    await switch_on(business, ways=["mail"])
    customer = await business.customer(email="ana@example.com")
    moved = await business.books(NOW + DAY, customer)
    await business.reminds()
    await business.moves(moved, NOW + 3 * DAY, at=NOW + HOUR)
    off = await business.books(NOW + 3 * DAY + HOUR, customer)
    await business.cancels(off)
    await business.reminds(NOW + 2 * HOUR)
    assert len(await reminders(business)) == 1
    await business.reminds(NOW + 2 * DAY + HOUR)
    await business.reminds(NOW + 3 * DAY - HOUR)
    assert await reminders(business) == [(24, "mail", None), (24, "mail", None), (2, "mail", None)]
    assert len({mail["key"] for mail in await business.mails()}) == 3
    await business.reminds(NOW + 3 * DAY + HOUR)
    assert len(await reminders(business)) == 3


async def test_what_was_booked_after_its_moment_is_not_reminded_of(business: Business) -> None:
    await switch_on(business, ways=["mail"])
    customer = await business.customer(email="ana@example.com")
    await business.books(NOW + 4 * HOUR, customer, booked_at=NOW)
    await business.reminds(NOW + 3 * HOUR)
    assert await reminders(business) == [(2, "mail", None), (24, None, "booked_later")]


async def test_switched_off_nothing_happens(business: Business) -> None:
    await switch_on(business)
    await business.books(NOW + DAY, await business.customer(email="ana@example.com"))
    await business.run("update reminder_settings set is_on = false")
    await business.reminds()
    assert await reminders(business) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Yes", True), ("yes!!", True), ("ok", True), ("Sí", True), ("sí, claro", True), ("Evet", True),
        ("evet lütfen", True), ("yes, but at three", False), ("no", False), ("cancel", False), ("", False),
        ("yes " * 50, False), ("👍", False), ("Ja", True), ("Ja, gerne!", True), ("Ich bestätige", True),
        ("Yes, I confirm", True), ("Sí, confirmo", True), ("evet onaylıyorum", True), ("I do not confirm", False),
        ("Confirmed?", False),
        ("nein", False),
    ],
)  # fmt: skip
def test_only_a_plain_yes_is_one(text: str, expected: bool) -> None:
    assert is_yes(text) is expected


async def test_a_yes_belongs_to_the_reminder_only_while_it_is_the_last_word(business: Business) -> None:
    await switch_on(business)
    conversation = await business.writes(customer := await business.customer(), "hello")
    made = await business.books(NOW + DAY, customer, conversation)
    await business.reminds()
    [thread] = await business.run("select id from threads")

    async def reminded_of() -> Any:
        async with business.database.tenant_road(business.workspace_id) as connection:
            return await confirming.reminded_of(connection, business.workspace_id, customer, thread["id"])

    assert await reminded_of() is None, "it has not gone out yet"
    await business.run("update messages set status = 'sent' where sender_type = 'assistant'")
    assert await reminded_of() == made
    await business.run("update appointments set status = 'cancelled'")
    assert await reminded_of() is None
    await business.run("update appointments set status = 'booked'")
    await business.run(
        "insert into messages (id, workspace_id, conversation_id, thread_id, sender_type, content, status)"
        " values ($1, $2, $3, $4, 'human', 'Shall we send you our offers too?', 'sent')",
        new_id(), business.workspace_id, conversation, thread["id"],
    )  # fmt: skip
    assert await reminded_of() is None


async def confirmable(business: Business, customer: UUID) -> UUID | None:
    """The booking to which a yes would belong, once all has gone out."""
    await business.run("update messages set status = 'sent' where sender_type = 'assistant'")
    [thread] = await business.run("select id from threads")
    async with business.database.tenant_road(business.workspace_id) as connection:
        return await confirming.reminded_of(connection, business.workspace_id, customer, thread["id"])


async def test_a_yes_to_another_question_is_none_to_the_reminder(business: Business) -> None:
    await switch_on(business)
    conversation = await business.writes(customer := await business.customer(), "hello")
    made = await business.books(NOW + DAY, customer, conversation)
    await business.run("update messages set created_at = now() - interval '1 day'")
    await business.says(conversation, "Anything else?", ago=2 * HOUR)
    await business.reminds()
    assert await confirmable(business, customer) == made
    asked = await business.says(
        conversation, "Shall I book Friday for your son too?", ago=timedelta(minutes=2)
    )
    assert await confirmable(business, customer) is None, "the reminder came upon an open question"
    await business.run("delete from messages where id = $1", asked)

    later = await business.opens(conversation)
    assert await confirmable(business, customer) == made
    await business.says(later, "It is 20 euros. Shall I book it?")
    assert await confirmable(business, customer) is None, "asked since, in the conversation that began later"


async def test_what_moved_while_the_yes_was_read_is_not_confirmed(business: Business) -> None:
    await switch_on(business)
    conversation = await business.writes(customer := await business.customer(), "hello")
    made = await business.books(NOW + DAY, customer, conversation)
    await business.reminds()

    async def confirmed() -> bool:
        await confirming.confirm(business.database.crossing, business.workspace_id, made)  # type: ignore[arg-type]
        [row] = await business.run("select confirmed_at is not null as it from appointments")
        return bool(row["it"])

    await business.moves(made, NOW + 2 * DAY)
    assert not await confirmed()
    await business.moves(made, NOW + DAY)
    assert await confirmed()


async def test_one_that_cannot_be_reminded_of_keeps_nobody_else_from_it(business: Business) -> None:
    both = (business, Business(business.database, business.vault, business.means))
    await both[1].open("Sol")
    for each in both:
        await switch_on(each, ways=["mail"], summary_hour=7)
        await each.books(NOW + DAY, await each.customer(email="ana@example.com"))
    await business.run("update reminder_settings set summary_when_empty = true")
    for broken, well in (both, both[::-1]):
        await business.run(
            "update workspaces set timezone = case when id = $1 then 'Mars/Base' else 'UTC' end",
            broken.workspace_id,
        )
        await business.reminds()
        await day_summary.send_due(business.database, business.vault, business.post, NOW)
        assert {mail["kind"] for mail in await well.mails()} == {"reminder", "day_summary"}


async def test_the_day_is_summed_up_once_and_only_when_there_is_something(business: Business) -> None:
    await switch_on(business, summary_hour=7)
    await day_summary.send_due(business.database, business.vault, business.post, NOW)
    assert await business.mails() == []
    for number, name in enumerate(("Ana", "Ben")):
        made = await business.books(NOW + DAY + number * HOUR)
        await business.run("update appointments set customer_name = $2 where id = $1", made, name)
    await business.run("update appointments set confirmed_at = now() where customer_name = 'Ben'")
    tomorrow = NOW + DAY - HOUR
    await asyncio.gather(
        *(day_summary.send_due(business.database, business.vault, business.post, tomorrow) for _ in range(3))
    )
    [mail] = await business.mails()
    assert mail["subject"] == "Luna: 2 bookings today"
    assert "- 09:00 Ana\n- 10:00 Ben (confirmed)\n" in mail["body"]

    for offered_in in (None, await business.writes(await business.customer(), "hello")):
        await business.run(
            "insert into mails (id, workspace_id, kind, conversation_id, recipient, subject, body)"
            " values ($1, $2, 'waiting_offer', $3, 'o@luna.example', 'A time for Ana', '')",
            new_id(), business.workspace_id, offered_in,
        )  # fmt: skip
    event = ContactErased(
        workspace_id=business.workspace_id, contact_id=new_id(), erasure_id=new_id(), by=None
    )
    await day_summary.forget(business.database.crossing, event)  # type: ignore[arg-type]
    assert [mail["conversation_id"] for mail in await business.mails()] == [offered_in], (
        "goes with its conversation"
    )


async def test_while_booking_the_agent_asks_for_an_address_unless_it_has_one(business: Business) -> None:
    async def hint(contact_id: UUID, conversation_id: UUID) -> str | None:
        async with business.database.tenant_road(business.workspace_id) as connection:
            return await reminder_hint(connection, business.workspace_id, contact_id, conversation_id)

    silent, known, wrote = [await business.customer(email=email) for email in (None, "ana@example.com", None)]
    conversations = [await business.writes(each, "hello") for each in (silent, known)]
    assert await hint(silent, conversations[0]) is None, "reminders are off"
    await switch_on(business)
    told = await hint(silent, conversations[0])
    assert told is not None and "e-mail address or a telephone number" in told and "reminder" in told
    context = ToolContext(business.workspace_id, new_id(), new_id(), conversations[0], silent)
    for wish in ({}, {"date": f"{datetime.now(UTC) + 7 * DAY:%Y-%m-%d}"}):
        listed = await manage_appointment(business.database).run(
            context, {"action": "check_availability", **wish}
        )
        assert listed.content["ask_for"] == told, "with several free times too"
    assert await hint(known, conversations[1]) is None
    assert await hint(wrote, await business.writes(wrote, "I am ben@example.com")) is None


async def test_what_is_called_off_at_the_last_moment_is_not_reminded_of(business: Business) -> None:
    await switch_on(business, ways=["mail"])
    customer = await business.customer(email="ana@example.com")
    off, moved = [await business.books(NOW + DAY + number * HOUR, customer) for number in range(2)]
    seen = await business.database.crossing.fetch(clockwork._COMING, NOW)
    await business.cancels(off)
    await business.moves(moved, NOW + 5 * DAY)
    for row in seen:
        await clockwork._remind(business.means, row, 24, None, NOW)
    assert len(seen) == 2 and await reminders(business) == [] and await business.mails() == []


async def test_the_look_of_every_minute_reads_only_what_is_near(business: Business) -> None:
    """C1: not what is booked for the months to come."""
    await switch_on(business)
    await business.run(
        "insert into appointments (id, workspace_id, resource_id, customer_name, starts_at, ends_at, busy_from,"
        " busy_until, status, created_via) select gen_random_uuid(), $1, $2, 'Ana', at, at + interval '1 hour', at,"
        " at + interval '1 hour', 'booked', 'manual'"
        " from generate_series($3::timestamptz, $3 + interval '200 days', '1 day') at",
        business.workspace_id, business.resource_id, NOW + HOUR,
    )  # fmt: skip
    async with business.database.crossing.acquire() as connection, connection.transaction():
        await connection.execute("set local enable_seqscan = off")
        rows = await connection.fetch(f"explain (analyze) {clockwork._COMING}", NOW)
    read = re.findall(r"Scan.* on appointments .*actual.* rows=(\d+)", "\n".join(row[0] for row in rows))
    assert read == ["2"], rows
