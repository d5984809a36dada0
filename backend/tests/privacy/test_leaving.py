"""A business leaves: off at once, back within two weeks, then nothing of it is left and nobody else misses anything."""

from datetime import timedelta
from typing import Any

import pytest

from app.people.passwords import hasher
from app.platform import clock
from app.privacy import leaving, replay
from tests.privacy.business import Business, open_business

NAME = "Business of owner@example.com"


async def leave(business: Business, **wish: str) -> Any:
    return await business.owner.client.request("DELETE", "/api/workspace", json=wish)


async def say_goodbye(business: Business, *, days: int) -> None:
    """What the hourly job does, so many days from now."""
    state = business.running.app.state
    now = clock.now() + timedelta(days=days)
    await leaving.erase_due(state.database, state.vault, state.hints, None, now=now)


async def agent(business: Business, name: str, *, is_active: bool) -> str:
    made = (await business.owner.client.post("/api/agents", json={"name": name})).json()
    await business.owner.client.put(f"/api/agents/{made['id']}/toggle", json={"is_active": is_active})
    return str(made["id"])


async def active_agents(business: Business) -> set[str]:
    return {row["name"] for row in await business.rows("select name from agents where is_active")}


async def rows_of(business: Business) -> dict[str, int]:
    """How many rows of the business stand in each table that has any."""
    tables = await business.rows(
        "select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'"
        " where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace"
    )
    counts = {row["relname"]: await business.count(row["relname"]) for row in tables}
    return {table: count for table, count in counts.items() if count}


@pytest.fixture
async def full(business: Business) -> Business:
    """A business with agents, customers and what networks sent."""
    await agent(business, "Luna", is_active=True)
    await agent(business, "Sol", is_active=False)
    customer = await business.customer("ana", known_since=clock.now())
    await business.conversation(customer, "hello", at=clock.now())
    await business.comment("nice", at=clock.now())
    body = f'{{"object":"instagram","entry":[{{"id":"{business.network_id}","messaging":[]}}]}}'
    await business.rows(
        "insert into raw_events (source, body, unpacked_at) values ('meta', $1, now())", body.encode()
    )
    return business


async def test_a_business_that_leaves_is_off_and_can_be_read_and_brought_back(full: Business) -> None:
    client = full.owner.client
    assert (await client.get("/api/workspace/leaving")).json() == {"leaves_at": None}
    assert (await leave(full, name=NAME)).status_code == 204

    assert await active_agents(full) == set()
    assert (await client.get("/api/workspace/leaving")).json()["leaves_at"] is not None
    assert (await client.get("/api/chat-history")).json()["items"]
    [luna] = await full.rows("select id from agents where name = 'Luna'")
    switched = await client.put(f"/api/agents/{luna['id']}/toggle", json={"is_active": True})
    assert (switched.status_code, switched.json()["code"]) == (409, "workspace_leaving")
    assert (await client.post("/api/workspace/export")).status_code == 202
    await say_goodbye(full, days=13)

    assert (await client.post("/api/workspace/bring-back")).status_code == 204
    assert await active_agents(full) == {"Luna"}
    assert (await client.get("/api/workspace/leaving")).json() == {"leaves_at": None}
    await say_goodbye(full, days=15)
    assert await full.count("conversations") == 1
    assert (await client.post("/api/workspace/bring-back")).json()["code"] == "not_leaving"


async def test_a_key_of_a_business_that_leaves_changes_nothing_either(full: Business) -> None:
    wish = {"name": "a program", "scopes": ["agents:read", "agents:write"]}
    key = (await full.owner.client.post("/api/api-keys", json=wish)).json()["key"]
    program = full.running.new_client(headers={"Authorization": f"Bearer {key}"})
    await leave(full, name=NAME)
    assert (await program.get("/api/agents")).status_code == 200
    assert (await program.post("/api/agents", json={"name": "Spy"})).json()["code"] == "workspace_leaving"


async def test_after_two_weeks_nothing_is_left_and_others_miss_nothing(full: Business) -> None:
    other = await open_business(full.running, "other@example.com")
    customer = await other.customer("eve", known_since=clock.now())
    await other.conversation(customer, "hello", at=clock.now())
    both = await full.running.new_member("both@example.com", role="teammate", of=full.owner.workspace_id)
    await full.rows(
        "insert into memberships (workspace_id, user_id, role) values ($1, $2, 'teammate')",
        other.owner.workspace_id, both.user_id,
    )  # fmt: skip
    before = await rows_of(other)
    assert len(await rows_of(full)) > 12
    await leave(full, name=NAME)

    await say_goodbye(full, days=15)

    assert await rows_of(full) == {"erasures": 1}
    assert await full.rows("select from workspaces where id = $1", full.owner.workspace_id) == []
    assert (
        await full.rows(
            "select from raw_events where body like '%' || $1::bytea || '%'", full.network_id.encode()
        )
        == []
    )
    assert await rows_of(other) == before
    assert (await full.owner.client.get("/api/auth/me")).status_code == 401
    assert [w["id"] for w in (await both.client.get("/api/auth/me")).json()["workspaces"]] == [
        str(other.owner.workspace_id)
    ]


async def test_after_a_restore_a_business_that_left_is_erased_again(full: Business) -> None:
    await leave(full, name=NAME)
    await say_goodbye(full, days=15)
    lines = [line async for line in replay.erasures(full.running.database)]
    back = await full.running.new_member("back@example.com")
    await full.rows("delete from erasures")
    lines = [lines[0].replace(str(full.owner.workspace_id), str(back.workspace_id))]

    assert await replay.replay(full.running.database, lines) == (1, 1)

    assert (await back.client.get("/api/auth/me")).status_code == 401


@pytest.mark.parametrize(
    ("wish", "status"),
    [
        ({"name": NAME}, 204),
        ({"name": f" {NAME} "}, 204),
        ({"password": "a right password"}, 204),
        ({"name": NAME.lower()}, 422),
        ({"password": "a wrong password"}, 422),
        ({"name": ""}, 422),
        ({}, 422),
    ],
)
async def test_it_needs_the_name_or_the_password(
    business: Business, wish: dict[str, str], status: int
) -> None:
    password_hash = await hasher.hash("a right password")
    await business.rows("update users set password_hash = $1", password_hash)
    assert (await leave(business, **wish)).status_code == status
    [row] = await business.rows("select leaves_at from workspaces")
    assert (row["leaves_at"] is not None) == (status == 204)


async def test_guesses_are_counted(business: Business) -> None:
    answers = [(await leave(business, password=f"guess {n}")).status_code for n in range(11)]
    assert answers == [422] * 10 + [429]


async def test_only_an_owner_lets_it_leave(business: Business) -> None:
    admin = await business.running.new_member("ada@example.com", role="admin", of=business.owner.workspace_id)
    assert (await admin.client.request("DELETE", "/api/workspace", json={"name": NAME})).status_code == 403
    assert (await admin.client.post("/api/workspace/bring-back")).status_code == 403


async def test_leaving_twice_gives_no_more_time(full: Business) -> None:
    await leave(full, name=NAME)
    first = (await full.owner.client.get("/api/workspace/leaving")).json()
    assert (await leave(full, name=NAME)).status_code == 204
    assert (await full.owner.client.get("/api/workspace/leaving")).json() == first
    await full.owner.client.post("/api/workspace/bring-back")
    assert await active_agents(full) == {"Luna"}
