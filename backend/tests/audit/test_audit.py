"""The record of who did what: complete, without words, and nobody can change it."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import asyncpg
import pytest

from app.agents.events import Change
from app.appointments.events import Change as AppointmentChange
from app.audit import record
from app.platform import events
from app.platform.ids import new_id
from tests.privacy.business import Business, open_business
from tests.support.app import Member, RunningApp

APP = Path(__file__).parents[2] / "app"


@pytest.fixture
async def business(running: RunningApp) -> Business:
    """One business in the whole program."""
    return await open_business(running)


async def entries(member: Member, **filters: Any) -> list[dict[str, Any]]:
    answer = await member.client.get("/api/audit", params=filters)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


async def luna(business: Business) -> str:
    made = await business.owner.client.post("/api/agents", json={"name": "Luna"})
    return str(made.json()["id"])


async def test_what_people_do_is_written_down_with_who_and_to_what(business: Business) -> None:
    client, agent = business.owner.client, await luna(business)
    await client.put(f"/api/agents/{agent}/toggle", json={"is_active": True})
    no = {"read": False, "write": False, "email": False, "appointments": False}
    await client.put(f"/api/agents/{agent}/permissions", json=no)
    await client.put(f"/api/agents/{agent}", json={"system_context": "We cut hair."})
    await client.put(f"/api/agents/{agent}", json={"system_context": "We cut hair."})  # changes nothing
    await client.put(f"/api/agents/{agent}/llm-config", json={"provider": "offline"})
    await client.put(f"/api/agents/{agent}/accounts", json={"account_ids": [str(business.account_id)]})
    text = await client.post(f"/api/agents/{agent}/documents/text", json={"title": "Prices", "text": "48"})
    await client.delete(f"/api/agents/{agent}/documents/{text.json()['id']}")
    await client.put("/api/workspace", json={"name": "Luna Hair"})
    await client.put(f"/api/agents/{agent}/toggle", json={"is_active": False})

    found = (await entries(business.owner, who=str(business.owner.user_id)))[::-1]

    assert [entry["action"] for entry in found] == [
        "agent.made", "agent.switched_on", "agent.permissions", "agent.configured", "agent.model", "agent.accounts",
        "document.given", "document.taken_away", "workspace.changed", "agent.switched_off",
    ]  # fmt: skip
    person = {"kind": "person", "id": str(business.owner.user_id), "name": "owner@example.com"}
    assert {str(entry["actor"]) for entry in found} == {str(person)}
    assert found[-1]["subject"] == {"kind": "agent", "id": agent, "name": "Luna"}
    given = found[6]
    assert given["subject"] == {"kind": "document", "id": text.json()["id"], "name": None}  # it is gone
    assert given["others"] == [{"kind": "agent", "id": agent, "name": "Luna"}]
    assert found[8]["facts"] == {"fields": ["name"]}


async def test_what_was_undone_is_not_written_down(business: Business) -> None:
    agent = await luna(business)
    taken = {"account_ids": [str(business.account_id), str(new_id())]}
    assert (await business.owner.client.put(f"/api/agents/{agent}/accounts", json=taken)).status_code == 404
    assert [entry["action"] for entry in await entries(business.owner)] == ["agent.made"]


async def test_a_program_with_a_key_is_named_by_its_key(business: Business) -> None:
    made = await business.owner.client.post(
        "/api/api-keys", json={"name": "till", "scopes": ["agents:write"]}
    )
    program = business.running.new_client(headers={"Authorization": f"Bearer {made.json()['key']}"})
    assert (await program.post("/api/agents", json={"name": "Sol"})).status_code == 201
    newest, key = await entries(business.owner, who="people")
    assert newest["actor"] == {"kind": "key", "id": made.json()["id"], "name": "till"}
    assert (key["action"], key["subject"]) == ("key.made", newest["actor"])
    assert await entries(business.owner, who=made.json()["id"]) == [newest]


async def test_every_turn_is_written_down_with_hashes_of_what_was_said_and_no_words(
    business: Business,
) -> None:
    agent = await luna(business)
    customer = await business.customer("ana", known_since=datetime.now(UTC))
    conversation = await business.conversation(customer, "something secret", at=datetime.now(UTC))
    [turn] = await business.rows("select * from turns")
    [said] = await business.rows("select * from messages where sender_type = 'assistant'")

    [entry] = await entries(business.owner, what="turn")

    assert (entry["id"], entry["action"]) == (str(turn["id"]), "turn.answered")
    assert entry["others"] == [{"kind": "conversation", "id": str(conversation), "name": "ana"}]
    [digest] = await business.rows(
        "select encode(sha256(convert_to($1, 'UTF8')), 'hex') as it", said["content"]
    )
    assert entry["facts"]["said"] == [{"id": str(said["id"]), "sha256": digest["it"]}]
    assert entry["facts"]["read"] == [str(each) for each in turn["read_message_ids"]]
    assert await business.rows("select from audit_entries a where a::text like '%secret%'") == []
    assert await business.rows("select from audit_entries where facts ->> 'agent_id' = $1", agent) == []


@pytest.mark.parametrize("role", ["tenant", "system"])
@pytest.mark.parametrize(
    "statement",
    [
        "update audit_entries set action = 'agent.made' where workspace_id = $1",
        "delete from audit_entries where workspace_id = $1",
        "truncate audit_entries",
    ],
)
async def test_nobody_changes_or_deletes_an_entry(business: Business, role: str, statement: str) -> None:
    await luna(business)
    database, values = business.running.database, (business.owner.workspace_id,) if "$1" in statement else ()
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        if role == "tenant":
            async with database.tenant_road(business.owner.workspace_id) as connection:
                await connection.execute(statement, *values)
        else:
            await database.crossing.execute(statement, *values)
    assert len(await entries(business.owner)) == 1


async def test_the_list_is_paged_and_filtered_by_time(business: Business) -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    for day in range(5):
        await business.rows(
            "insert into audit_entries (id, workspace_id, at, actor, action)"
            " values ($1, $2, $3, 'program', 'agent.made')",
            new_id(), business.owner.workspace_id, start + timedelta(days=day),
        )  # fmt: skip
    first = (await business.owner.client.get("/api/audit?limit=2")).json()
    rest = await entries(business.owner, cursor=first["next_cursor"])
    days = [datetime.fromisoformat(entry["at"]).day for entry in first["items"] + rest]
    assert days == [5, 4, 3, 2, 1]
    some = await entries(
        business.owner, **{"from": "2026-03-02T00:00:00Z", "to": "2026-03-04T02:00:00+02:00"}
    )
    assert [datetime.fromisoformat(entry["at"]).day for entry in some] == [3, 2]


@pytest.mark.parametrize(
    "filters",
    ["who=nobody", "what=everything", "from=2026-03-01", "to=0001-01-01T00:00:00%2B14:00", "cursor=x"],
)
async def test_a_filter_that_is_none_is_refused(business: Business, filters: str) -> None:
    assert (await business.owner.client.get(f"/api/audit?{filters}")).status_code == 422


async def test_only_owners_and_admins_read_it_and_only_their_own(business: Business) -> None:
    await luna(business)
    tom = await business.running.new_member(
        "tom@example.com", role="teammate", of=business.owner.workspace_id
    )
    assert (await tom.client.get("/api/audit")).status_code == 403
    other = await open_business(business.running, "other@example.com")
    assert await entries(other.owner) == []


def test_every_event_is_written_down_or_left_out_on_purpose(running: RunningApp) -> None:
    """An event that somebody adds has to be decided about here."""
    left_out = {"DocumentReady", "DocumentFailed"}  # nobody's doing: who gave the document stands there
    left_out |= {"AppointmentChanged"}  # it is written down beside its own row
    known = {kind.__name__ for kind in record.HEARD} | left_out
    assert {kind.__name__ for kind in all_kinds(events.Event)} - known == set()


def all_kinds(kind: type[events.Event]) -> list[type[events.Event]]:
    direct = kind.__subclasses__()
    return direct + [each for one in direct for each in all_kinds(one)]


def test_every_action_has_its_sentence_on_the_screen() -> None:
    changes = {f"agent.{change}" for change in get_args(Change)}
    bookings = {f"appointment.{change}" for change in get_args(AppointmentChange)}
    turns = {f"turn.{outcome}" for outcome in ("answered", "escalated", "silent", "failed", "superseded")}
    written = set(re.findall(r'Entry\(\s*"([a-z_]+\.[a-z_]+)"', (APP / "audit" / "record.py").read_text()))
    two_factor = {"person.two_factor_on", "person.two_factor_off"}
    sentences = (APP.parents[1] / "frontend/src/i18n/en/audit.ts").read_text()
    said = set(re.findall(r"^  '([a-z_]+\.[a-z_]+)': \(it\)", sentences, re.MULTILINE))
    assert len(written) > 25
    assert changes | bookings | turns | written | two_factor == said
