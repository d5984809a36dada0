"""What has been kept long enough is erased once a day, and nothing else."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from app.platform.ids import new_id
from app.privacy import retention
from tests.privacy.business import Business, open_business

NOW = datetime(2026, 7, 15, 12, tzinfo=UTC)
OLD, NEW = NOW - timedelta(days=200), NOW - timedelta(days=20)


async def keep(business: Business, months: int | None) -> None:
    answer = await business.owner.client.put("/api/workspace/retention", json={"months": months})
    assert (answer.status_code, answer.json()) == (200, {"months": months})


async def erase(business: Business) -> None:
    await retention.erase_old(business.running.database, now=NOW)


async def summary(business: Business, words: str, *, at: datetime) -> None:
    """A day was summed up by mail."""
    await business.rows(
        "insert into mails (id, workspace_id, kind, recipient, subject, body, created_at)"
        " values ($1, $2, 'day_summary', 'o@luna.example', 'Today', $3, $4)",
        new_id(), business.owner.workspace_id, words, at,
    )  # fmt: skip


async def test_what_is_older_goes_with_everything_that_hangs_on_it(business: Business) -> None:
    gone = await business.customer("gone", known_since=OLD)
    await business.conversation(gone, "an old story", at=OLD)
    back = await business.customer("back", known_since=OLD)
    await business.conversation(back, "an old question", at=OLD)
    kept = await business.conversation(back, "a new question", at=NEW)
    await business.comment("an old comment", at=OLD)
    await business.comment("a new comment", at=NEW)
    await summary(business, "Ana came", at=OLD)
    await summary(business, "Bea comes", at=NEW)
    await keep(business, 3)

    await erase(business)

    assert [row["id"] for row in await business.rows("select id from conversations")] == [kept]
    assert [row["name"] for row in await business.rows("select name from contacts")] == ["back"]
    contents = await business.rows(
        "select content from messages union select content from compliments union select content from comments"
    )
    assert {row["content"] for row in contents} == {
        "a new question", "About: a new question", "Praise: a new question", "a new comment",
    }  # fmt: skip
    assert await business.count("turns") == 1
    assert [row["body"] for row in await business.rows("select body from mails")] == ["Bea comes"]
    [entry] = (await business.owner.client.get("/api/audit?what=workspace&who=program")).json()["items"]
    assert (entry["action"], entry["facts"]) == ("workspace.old_erased", {"conversations": 2})


async def test_the_names_of_walk_ins_go_with_their_old_appointments(business: Business) -> None:
    await business.rows(
        "insert into resources (id, workspace_id, name, kind) values ($1, $2, 'Chair', 'chair')",
        resource := new_id(), business.owner.workspace_id,
    )  # fmt: skip
    for name, at in (("Ana", OLD), ("Bea", NEW)):
        await business.rows(
            "insert into appointments (id, workspace_id, resource_id, starts_at, ends_at, busy_from, busy_until,"
            " status, customer_name, created_via)"
            " values ($1, $2, $3, $4::timestamptz, $4 + interval '1 hour', $4, $4 + interval '1 hour', 'completed', $5,"
            " 'manual')",
            new_id(), business.owner.workspace_id, resource, at, name,
        )  # fmt: skip
    await keep(business, 3)
    await erase(business)
    assert [
        row["customer_name"] for row in await business.rows("select customer_name from appointments")
    ] == ["Bea"]


async def test_a_business_that_keeps_everything_keeps_everything(business: Business) -> None:
    other = await open_business(business.running, "other@example.com")
    for each in (business, other):
        customer = await each.customer("old", known_since=OLD)
        await each.conversation(customer, "an old story", at=OLD)
    await keep(other, 6)
    await keep(business, 6)
    await keep(business, None)

    await erase(business)

    assert (await business.count("conversations"), await other.count("conversations")) == (1, 0)


async def test_a_month_is_a_month_of_the_calendar(business: Business) -> None:
    customer = await business.customer("ana", known_since=OLD)
    edge = datetime(2026, 6, 15, 12, tzinfo=UTC)
    await business.conversation(customer, "just too old", at=edge - timedelta(seconds=1))
    kept = await business.conversation(customer, "just young enough", at=edge)
    await keep(business, 1)
    await erase(business)
    assert [row["id"] for row in await business.rows("select id from conversations")] == [kept]


async def test_more_than_one_bite_is_erased(business: Business, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(retention, "_AT_ONCE", 3)
    for number in range(8):
        customer = await business.customer(f"c{number}", known_since=OLD)
        await business.conversation(customer, "old", at=OLD)
        await business.comment("old", at=OLD)
    new = await business.customer("new", known_since=NEW)
    await keep(business, 1)
    await erase(business)
    for table in ("conversations", "messages", "turns", "comments", "compliments", "threads"):
        assert await business.count(table) == (1 if table == "threads" else 0), table
    assert [row["id"] for row in await business.rows("select id from contacts")] == [new.contact_id]


async def test_a_conversation_that_begins_meanwhile_keeps_its_customer(business: Business) -> None:
    """Whoever writes after being found silent: their contact is held, asked again, and stays."""
    customer = await business.customer("ana", known_since=OLD)
    await keep(business, 1)
    found = await business.rows(retention._OLD_CONTACTS, business.owner.workspace_id, NEW, 10, UUID(int=0))
    assert [row["id"] for row in found] == [customer.contact_id]
    await business.conversation(customer, "here I am", at=NEW)
    await business.rows(retention._CONTACTS, business.owner.workspace_id, [customer.contact_id])
    assert await business.count("contacts") == 1


async def test_threads_are_taken_before_what_hangs_on_them(business: Business) -> None:
    """Whoever is at a thread wants its conversation, or its customer, next: the two never wait for each other."""
    writing = await business.customer("writing", known_since=OLD)
    await business.conversation(writing, "an old story", at=OLD)
    silent = await business.customer("silent", known_since=OLD)
    gone = await business.customer("gone", known_since=OLD)
    await business.conversation(gone, "an old story", at=OLD)
    await keep(business, 1)
    at_once = "select from {} for update nowait"
    async with business.running.database.crossing.acquire() as turn, turn.transaction():
        await turn.execute(
            "select from threads where id = any($1::uuid[]) for update", [writing.thread_id, silent.thread_id]
        )
        async with asyncio.timeout(5):
            await erase(business)
        for table in ("conversations", "contacts"):
            await turn.execute(at_once.format(table))
    assert await business.rows("select name from contacts order by name") == [
        {"name": "silent"},
        {"name": "writing"},
    ]
    assert await business.count("conversations") == 1
    await erase(business)
    assert (await business.count("conversations"), await business.count("contacts")) == (0, 0)


@pytest.mark.parametrize("months", [0, 121, -1, 1.5, "ever"])
async def test_what_is_no_number_of_months_is_refused(business: Business, months: object) -> None:
    answer = await business.owner.client.put("/api/workspace/retention", json={"months": months})
    assert answer.status_code == 422
    assert (await business.owner.client.get("/api/workspace/retention")).json() == {"months": None}


async def test_a_teammate_may_read_and_not_change_it(business: Business) -> None:
    tom = await business.running.new_member(
        "tom@example.com", role="teammate", of=business.owner.workspace_id
    )
    assert (await tom.client.get("/api/workspace/retention")).status_code == 200
    assert (await tom.client.put("/api/workspace/retention", json={"months": 1})).status_code == 403
