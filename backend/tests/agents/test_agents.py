"""Making, telling, switching and removing agents, as the dashboard does it."""

import asyncio
from typing import Any
from uuid import uuid4

import pytest

from app.agents.events import AgentChanged, AgentDeleted
from app.platform import events
from tests.accounts.desk import Desk
from tests.agents.asking import make_agent, put
from tests.support.app import Member

DEFAULT_MODEL = {
    "provider": None,
    "model": None,
    "temperature": None,
    "max_tokens": None,
    "base_url": None,
    "has_api_key": False,
    "second": None,
}
ALL = {"read": True, "write": True, "email": True, "appointments": True}


async def test_a_new_agent_waits_with_all_permissions_for_being_switched_on(desk: Desk) -> None:
    ana = await desk.owner()
    account_id = await desk.linked_account(ana)

    agent = await make_agent(ana, name="  Luna ", tone="warm", instagram_account_id=account_id)

    created_at, agent_id = agent.pop("created_at"), agent.pop("id")
    assert agent == {
        "name": "Luna",
        "system_context": "",
        "tone": "warm",
        "mode": "answer",
        "top_k": 5,
        "whole_knowledge_tokens": 1500,
        "instagram_account_id": account_id,
        "account_ids": [account_id],
        "permissions": ALL,
        "llm_config": DEFAULT_MODEL,
        "is_active": False,
        "version": 1,
    }
    assert created_at.endswith("Z")
    read = (await ana.client.get(f"/api/agents/{agent_id}")).json()
    assert read == agent | {"id": agent_id, "created_at": created_at}
    assert desk.hints.heard[-1] == (ana.workspace_id, "agent.changed", agent_id)


async def test_every_change_of_what_it_is_told_is_the_next_version(desk: Desk) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)

    assert (await put(ana, agent, "", system_context="We cut hair.")) == agent | {
        "system_context": "We cut hair.",
        "version": 2,
    }
    assert (await put(ana, agent, "", tone="warm", name="Luna"))["version"] == 3
    assert (await put(ana, agent, "/permissions", **ALL | {"email": False}))["version"] == 4
    changed = await put(ana, agent, "/llm-config", provider="groq", api_key="gsk-1")
    assert changed["version"] == 5

    kept = await desk.rows("select number, configuration, created_by from agent_versions order by number")
    assert [row.number for row in kept] == [1, 2, 3, 4, 5]
    assert {row.created_by for row in kept} == {ana.user_id}
    assert kept[0].configuration == {
        "name": "Luna",
        "system_context": "",
        "tone": "",
        "mode": "answer",
        "top_k": 5,
        "whole_knowledge_tokens": 1500,
        "permissions": ALL,
        "llm_config": DEFAULT_MODEL,
    }
    assert kept[4].configuration == {
        "name": "Luna",
        "system_context": "We cut hair.",
        "tone": "warm",
        "mode": "answer",
        "top_k": 5,
        "whole_knowledge_tokens": 1500,
        "permissions": ALL | {"email": False},
        "llm_config": DEFAULT_MODEL | {"provider": "groq", "has_api_key": True},
    }


async def test_saying_the_same_again_makes_no_version(desk: Desk) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana, tone="warm")

    for what, body in (
        ("", {"name": " Luna ", "tone": "warm"}),
        ("", {}),
        ("", {"name": None, "tone": None, "system_context": None}),
        ("/permissions", ALL),
        ("/llm-config", {"provider": None}),
    ):
        assert await put(ana, agent, what, **body) == agent

    assert len(await desk.rows("select number from agent_versions")) == 1


async def test_changes_at_once_get_a_version_each(desk: Desk) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)

    await asyncio.gather(*(put(ana, agent, "", tone=f"tone {number}") for number in range(6)))

    numbers = await desk.rows("select number from agent_versions order by number")
    assert [row.number for row in numbers] == [1, 2, 3, 4, 5, 6, 7]


async def test_switching_on_and_off_is_not_a_version(desk: Desk) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)
    assert await put(ana, agent, "/toggle", is_active=True) == agent | {"is_active": True}
    assert await put(ana, agent, "/toggle", is_active=False) == agent


async def test_agents_are_read_page_by_page_newest_first(desk: Desk) -> None:
    ana, eve = await desk.owner(), await desk.owner()
    await make_agent(eve, name="Somebody else's")
    made = [await make_agent(ana, name=f"Agent {number}") for number in range(5)]

    seen: list[Any] = []
    cursor: str | None = None
    while True:
        given = {"limit": 2} | ({"cursor": cursor} if cursor else {})
        page = (await ana.client.get("/api/agents", params=given)).json()
        seen += page["items"]
        cursor = page["next_cursor"]
        if cursor is None:
            break

    assert seen == made[::-1]


async def test_a_foreign_agent_does_not_exist(desk: Desk) -> None:
    ana, eve = await desk.owner(), await desk.owner()
    agent = await make_agent(ana)
    account_id = await desk.linked_account(ana)
    address = f"/api/agents/{agent['id']}"

    answers = [
        await eve.client.get(address),
        await eve.client.put(address, json={"name": "Mine"}),
        await eve.client.put(f"{address}/permissions", json=ALL),
        await eve.client.put(f"{address}/llm-config", json={"provider": "groq"}),
        await eve.client.put(f"{address}/toggle", json={"is_active": True}),
        await eve.client.put(f"{address}/accounts", json={"account_ids": []}),
        await eve.client.delete(address),
        await eve.client.post("/api/agents", json={"name": "Mine", "instagram_account_id": account_id}),
    ]

    assert [(answer.status_code, answer.json()["code"]) for answer in answers] == [(404, "not_found")] * 8
    assert (await ana.client.get(address)).json() == agent
    assert (await eve.client.get("/api/agents")).json()["items"] == []


@pytest.mark.parametrize("role", ["teammate", "viewer"])
async def test_only_owners_and_admins_change_agents(desk: Desk, role: str) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana)
    helper = await desk.owner(role=role, of=ana.workspace_id)
    address = f"/api/agents/{agent['id']}"

    assert (await helper.client.get(address)).json() == agent
    refused = [
        await helper.client.post("/api/agents", json={"name": "Mine"}),
        await helper.client.put(address, json={"name": "Mine"}),
        await helper.client.put(f"{address}/permissions", json=ALL),
        await helper.client.put(f"{address}/llm-config", json={"provider": "groq"}),
        await helper.client.put(f"{address}/toggle", json={"is_active": True}),
        await helper.client.put(f"{address}/accounts", json={"account_ids": []}),
        await helper.client.delete(address),
    ]
    assert [answer.status_code for answer in refused] == [403] * 7


@pytest.mark.parametrize(
    "wish",
    [
        {},
        {"name": ""},
        {"name": "  "},
        {"name": "\x00"},
        {"name": "x" * 101},
        {"name": 5},
        {"name": "Luna", "system_context": "x" * 20_001},
        {"name": "Luna", "tone": "x" * 501},
        {"name": "Luna", "instagram_account_id": "17841400000000001"},
    ],
)
async def test_what_cannot_be_an_agent_is_refused(desk: Desk, wish: dict[str, Any]) -> None:
    ana = await desk.owner()
    answer = await ana.client.post("/api/agents", json=wish)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert await desk.rows("select id from agents") == []


async def test_characters_that_cannot_be_stored_are_left_out(desk: Desk) -> None:
    ana = await desk.owner()
    body = b'{"name": "Lu\\u0000na", "system_context": "a\\ud800b \\ud83d\\ude00", "tone": "\\u0000"}'
    answer = await ana.client.post("/api/agents", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 201
    made = answer.json()
    assert (made["name"], made["system_context"], made["tone"]) == ("Luna", "ab 😀", "")


async def test_the_longest_texts_fit(desk: Desk) -> None:
    ana = await desk.owner()
    agent = await make_agent(ana, name="ü" * 100, system_context="ü" * 20_000, tone="ü" * 500)
    assert len(agent["system_context"]) == 20_000


async def test_a_removed_agent_takes_its_own_along_and_leaves_conversations(desk: Desk) -> None:
    ana = await desk.owner()
    account_id = await desk.linked_account(ana)
    agent = await make_agent(ana, instagram_account_id=account_id)
    await _converse(desk, ana, account_id, agent["id"])

    assert (await ana.client.delete(f"/api/agents/{agent['id']}")).status_code == 204

    assert (await ana.client.get(f"/api/agents/{agent['id']}")).status_code == 404
    assert (await ana.client.delete(f"/api/agents/{agent['id']}")).status_code == 404
    for table in ("agent_versions", "agent_accounts", "facts"):
        assert await desk.rows(f"select 1 from {table}") == []
    assert await desk.rows("select agent_id from conversations") == [(None,)]
    assert (await make_agent(ana, instagram_account_id=account_id))["account_ids"] == [account_id]


async def test_listeners_hear_of_changes_and_removal_inside_the_transaction(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[events.Event] = []

    async def hear(connection: Any, event: events.Event) -> None:
        assert connection.is_in_transaction()
        heard.append(event)

    monkeypatch.setattr(events, "_listeners", {})
    events.listen(AgentChanged, hear)
    events.listen(AgentDeleted, hear)
    ana = await desk.owner()
    agent = await make_agent(ana)
    await put(ana, agent, "/toggle", is_active=True)
    await ana.client.delete(f"/api/agents/{agent['id']}")

    assert [type(event) for event in heard] == [AgentChanged, AgentChanged, AgentDeleted]
    assert {(event.workspace_id, str(event.agent_id)) for event in heard} == {  # type: ignore[attr-defined]
        (ana.workspace_id, agent["id"])
    }


async def test_a_refused_change_hints_nothing(desk: Desk) -> None:
    ana = await desk.owner()
    desk.hints.heard.clear()
    await ana.client.put(f"/api/agents/{uuid4()}/toggle", json={"is_active": True})
    await ana.client.post("/api/agents", json={"name": "Luna", "instagram_account_id": str(uuid4())})
    assert desk.hints.heard == []


async def _converse(desk: Desk, member: Member, account_id: str, agent_id: str) -> None:
    ids = {name: uuid4() for name in ("contact", "identity", "thread", "conversation", "fact")}
    given = ids | {"workspace": member.workspace_id, "account": account_id, "agent": agent_id}
    for statement in (
        "insert into contacts (id, workspace_id) values (:contact, :workspace)",
        "insert into identities (id, workspace_id, contact_id, account_id, network_id)"
        " values (:identity, :workspace, :contact, :account, '6100000000000001')",
        "insert into threads (id, workspace_id, account_id, identity_id)"
        " values (:thread, :workspace, :account, :identity)",
        "insert into conversations (id, workspace_id, thread_id, account_id, contact_id, agent_id)"
        " values (:conversation, :workspace, :thread, :account, :contact, :agent)",
        "insert into facts (id, workspace_id, agent_id, kind, name, value)"
        " values (:fact, :workspace, :agent, 'price', 'Haircut', '35')",
    ):
        await desk.change(statement, **given)
