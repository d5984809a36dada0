"""How customers are reached: a number for people to call, the other way where one failed, nothing after a stop, and
everybody in their language (T2, T4, H2).
"""

from datetime import timedelta
from typing import Any, get_args

import orjson
import pytest

from app.appointments.reminder_hint import reminder_hint
from app.email.letters import fill_in
from app.email.owner_words import LANGUAGES
from app.escalations.repository import Kind
from app.mails.jobs import _send
from app.notices import day_summary, other_way
from app.people.branding import Brand
from tests.notices.conftest import NOW, Business
from tests.notices.test_reminders import reminders, said, switch_on

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NUMBER = "+34612345678"


class Letters:
    """Keeps what it is given."""

    def __init__(self) -> None:
        self.facts: list[dict[str, Any]] = []

    async def send_letter(self, to: str, letter: str, **facts: Any) -> None:
        self.facts.append({"to": to, "letter": letter, **facts})


async def send_all(business: Business) -> list[dict[str, Any]]:
    """Every mail leaves; what its letter was given."""
    letters = Letters()
    for mail in await business.mails():
        ids = {"workspace_id": str(business.workspace_id), "mail_id": str(mail["id"])}
        await _send(business.database, business.vault, letters, business.means.hints, "https://x", ids)
    return letters.facts


async def test_a_number_is_kept_sealed_and_told_to_the_owner_only(business: Business) -> None:
    await switch_on(business, summary_hour=7)
    await business.run("update workspaces set timezone = 'Europe/Madrid'")
    customer = await business.customer()
    conversation = await business.writes(
        customer, "My phone number is 612 34 56 78", "my boss has 699 999 999", at=NOW - 2 * DAY
    )
    made = await business.books(NOW + DAY, customer, conversation)
    await business.tells(made, "booked")
    [kept] = await business.run("select phone_encrypted from appointments")
    assert business.vault.open(kept["phone_encrypted"]) == NUMBER
    await business.reminds()
    assert await reminders(business) == [(24, None, "no_way")]
    await day_summary.send_due(business.database, business.vault, business.post, NOW + DAY - HOUR)

    mails = await business.mails()
    assert [mail["kind"] for mail in mails] == ["booked", "day_summary"], "nothing goes to the customer"
    assert "Telephone: (with the appointment)" in mails[0]["body"]
    assert "- 10:00 Ana (not reminded)\n" in mails[1]["body"]
    written = str(await business.run("table mails")) + str(await business.run("table appointments"))
    assert "612" not in written.replace(" ", ""), "T4"
    booked, summary = await send_all(business)
    assert booked["phone"] == "+34 612 34 56 78"
    assert summary["bookings"] == ["10:00 Ana (not reminded: call +34 612 34 56 78)"]


async def test_an_answer_to_our_question_counts_and_the_same_words_by_themselves_do_not(
    business: Business,
) -> None:
    line = "Wednesday works, ana@example.com and see you then"
    for question in ("May I have your e-mail address?", "Does Wednesday suit you?"):
        customer = await business.customer()
        conversation = await business.writes(customer, "hello")
        await business.says(conversation, question)
        await business.run(
            "insert into messages (id, workspace_id, conversation_id, thread_id, sender_type, content, status)"
            " select gen_random_uuid(), workspace_id, id, thread_id, 'customer', $2, 'answered' from conversations"
            " where id = $1",
            conversation, line,
        )  # fmt: skip
        made = await business.books(NOW + (1 + len(await business.mails())) * DAY, customer, conversation)
        await business.tells(made, "booked")
    assert [mail["to"] for mail in await business.mails("customer%")] == ["ana@example.com"]


async def test_a_number_is_not_asked_for_twice(business: Business) -> None:
    await switch_on(business)

    async def hint(line: str) -> str | None:
        customer = await business.customer()
        conversation = await business.writes(customer, line)
        async with business.database.tenant_road(business.workspace_id) as connection:
            return await reminder_hint(connection, business.workspace_id, customer, conversation)

    assert await hint("call me on +34 612 345 678") is None
    assert await hint("is info@luna.example your address?") is not None


async def test_after_a_stop_nothing_automatic_goes_by_mail_either(business: Business) -> None:
    await switch_on(business)
    customer = await business.customer(email="ana@example.com")
    conversation = await business.writes(customer, "hello", at=NOW - 2 * DAY)
    await business.run("update threads set stopped_at = now()")
    by_agent, by_hand = [await business.books(NOW + DAY + n * HOUR, customer, conversation) for n in range(2)]
    await business.run("update appointment_changes set actor = 'person' where appointment_id = $1", by_hand)
    for each in (by_agent, by_hand):
        await business.tells(each, "booked")
    await business.reminds(NOW + HOUR)
    assert [mail["appointment_id"] for mail in await business.mails("customer%")] == [by_hand]
    assert await reminders(business) == [(24, None, "stopped")] * 2 and not await business.mails("reminder")
    await business.run("update threads set stopped_at = null")
    later = await business.books(NOW + DAY + 5 * HOUR, customer, conversation)
    await business.reminds(NOW + 5 * HOUR)
    assert [mail["appointment_id"] for mail in await business.mails("reminder")] == [later]


async def fails(business: Business, table: str) -> None:
    await business.run(f"update {table} set status = 'failed', reason_code = 'x' where status <> 'answered'")


@pytest.mark.parametrize(("first", "second"), [("dm", "mail"), ("mail", "dm")])
async def test_what_fails_the_one_way_is_said_the_other_way_once(
    business: Business, first: str, second: str
) -> None:
    await switch_on(business, ways=[first, second])
    customer = await business.customer(email="ana@example.com")
    conversation = await business.writes(customer, "hello")
    await business.books(NOW + DAY, customer, conversation)
    await business.reminds()
    await other_way.look_after(business.means, NOW)
    assert (len(await said(business)), len(await business.mails())) == ((1, 0) if first == "dm" else (0, 1))
    await fails(business, "messages" if first == "dm" else "mails")
    await other_way.look_after(business.means, NOW + 13 * HOUR)
    assert await reminders(business) == [(24, first, None)], "not in the quiet hours"
    for _ in range(2):
        await other_way.look_after(business.means, NOW + HOUR)
    assert await reminders(business) == [(24, second, None)]
    assert (len(await said(business)), len(await business.mails("reminder"))) == (1, 1)
    await fails(business, "messages" if second == "dm" else "mails")
    await other_way.look_after(business.means, NOW + HOUR)
    assert (len(await said(business)), len(await business.mails("reminder"))) == (1, 1), "never again"


async def test_a_message_that_a_stop_overtook_is_not_mailed_instead(business: Business) -> None:
    await switch_on(business)
    customer = await business.customer(email="ana@example.com")
    await business.books(NOW + DAY, customer, await business.writes(customer, "hello"))
    await business.reminds()
    await business.run("update threads set stopped_at = now()")
    await fails(business, "messages")
    await other_way.look_after(business.means, NOW)
    assert await reminders(business) == [(24, None, "not_delivered")] and await business.mails() == []


async def test_what_can_be_said_no_other_way_is_noted_and_what_may_have_arrived_is_left(
    business: Business,
) -> None:
    await switch_on(business, ways=["dm"])
    for number, status in enumerate(("failed", "unknown")):
        customer = await business.customer(email="ana@example.com")
        made = await business.books(
            NOW + DAY + number * HOUR, customer, await business.writes(customer, "hi")
        )
        await business.reminds(NOW + number * HOUR)
        await business.run(
            "update messages set status = $2 where id = (select message_id from reminders where appointment_id = $1)",
            made, status,
        )  # fmt: skip
    await other_way.look_after(business.means, NOW + 2 * HOUR)
    assert sorted(await reminders(business), key=str) == [(24, "dm", None), (24, None, "not_delivered")]
    assert await business.mails() == []


async def test_a_yes_is_asked_for_where_an_agent_reads_it(business: Business) -> None:
    await switch_on(business)
    for number, has_agent in enumerate((False, True)):
        customer = await business.customer()
        conversation = await business.writes(customer, "hello there, please")
        if has_agent:
            await business.run(
                "with g as (insert into agents (id, workspace_id, name, is_active)"
                " values (gen_random_uuid(), $1, 'Luna', true) returning id)"
                " insert into agent_accounts (workspace_id, agent_id, account_id)"
                " select $1, g.id, c.account_id from g, conversations c where c.id = $2",
                business.workspace_id, conversation,
            )  # fmt: skip
        await business.books(NOW + DAY + number * HOUR, customer, conversation)
    await business.reminds(NOW + HOUR)
    assert sorted("Reply YES" in line for line in await said(business)) == [False, True]
    assert all("just write it here" in line for line in await said(business))


async def test_a_longer_appointment_is_told_with_its_calendar_file(business: Business) -> None:
    made = await business.books(NOW + DAY, await business.customer(email="ana@example.com"))
    await business.tells(made, "booked")
    for minutes in (60, 60):
        await business.moves(made, NOW + DAY)
        end = NOW + DAY + timedelta(minutes=minutes)
        await business.run("update appointments set ends_at = $2, busy_until = $2 where id = $1", made, end)
        await business.tells(made, "moved")
    first, longer = await business.mails("customer%")
    assert longer["subject"] == "Your appointment at Luna has another end: Wednesday, 5 March 2031, 09:00"
    assert "Until: 10:00" in longer["body"] and "Before" not in longer["body"]
    invites = [orjson.loads(mail["facts"])["invite"] for mail in (first, longer)]
    assert invites[0]["uid"] == invites[1]["uid"] and invites[1]["sequence"] > invites[0]["sequence"]
    assert invites[1]["ends_at"] == (NOW + DAY + HOUR).isoformat()
    assert {mail["subject"][:7] for mail in await business.mails("changed")} == {"Changed"}


async def test_the_business_reads_its_own_language(business: Business) -> None:
    await business.run(
        "insert into workspace_branding (workspace_id, accent, language) values ($1, '#000000', 'de')",
        business.workspace_id,
    )
    made = await business.books(NOW + DAY, await business.customer(email="ana@example.com"))
    await business.tells(made, "booked")
    owner, customer = await business.mails()
    assert owner["subject"] == "Gebucht: Ana, Mittwoch, 5. März 2031, 09:00"
    assert "Kunde: Ana" in owner["body"] and "Gebucht von Ihrem Agenten." in owner["body"]
    assert customer["subject"].startswith("Ihr Termin bei Luna"), "they have written nothing"


LETTERS: dict[str, dict[str, Any]] = {
    "booked": {"what": "X", "by": "", "customer": "Ana", "when": "now", "was": None, "service": None, "resource": None,
               "about": None, "reason": None, "link_text": "L"},
    "day_summary": {"headline": "X", "day": "D", "bookings": [], "more": 2, "escalations": 1, "unanswered": 1},
    "waiting_offer": {"customer": "Ana", "when": "now", "until": "10:00"},
    "escalation": {"customer": "Ana", "what": "x", "reason": "r", "summary": "s", "due": "now"},
    "token_warning": {"username": "luna", "ends": "now"},
    "webhook_off": {"host": "h.example"},
    "from_agent": {"subject": "S", "body": "B"},
}  # fmt: skip


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_speaks_every_language(letter: str) -> None:
    told: dict[str, str] = {}
    for language in LANGUAGES:
        brand = Brand("<Luna>", language=language)  # type: ignore[arg-type]
        filled = fill_in(letter, brand, link="https://x", **LETTERS[letter])
        assert f'lang="{language}"' in filled.html and "<Luna>" not in filled.html
        assert "{" not in filled.text + filled.subject, "every blank is filled in"
        told[language] = filled.text
    assert len(set(told.values())) == len(LANGUAGES)


def test_the_catalogues_hold_the_same_sentences() -> None:
    [english, *others] = LANGUAGES.values()
    for other in others:
        assert other.keys() == english.keys()
    assert english.keys() >= set(get_args(Kind)), "why a person is fetched"
