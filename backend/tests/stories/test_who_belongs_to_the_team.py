"""Roles of members, the last owner, and whoever has to go: at once, and with all they hold here."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from app.platform.ids import new_id
from tests.support.app import Member, RunningApp
from tests.support.shop import Shop


async def joins(running: RunningApp, owner: Member, role: str) -> Member:
    return await running.new_member(
        f"{role}-{new_id().hex[-6:]}@example.com", role=role, of=owner.workspace_id
    )


async def changes(actor: Member, member: Member, role: str) -> httpx.Response:
    return await actor.client.put(f"/api/members/{member.user_id}", json={"role": role})


async def removes(actor: Member, member: Member) -> httpx.Response:
    return await actor.client.delete(f"/api/members/{member.user_id}")


def refused(answer: httpx.Response) -> tuple[int, str]:
    assert answer.json()["detail"].endswith("."), answer.text
    return answer.status_code, answer.json()["code"]


async def roles(member: Member) -> list[str]:
    listed = (await member.client.get("/api/members")).json()["items"]
    return [row["role"] for row in listed]


async def test_a_role_counts_from_the_next_request_on(running: RunningApp) -> None:
    owner = await running.new_member()
    tom = await joins(running, owner, "viewer")
    agent = {"name": "Luna"}
    assert (await tom.client.post("/api/agents", json=agent)).status_code == 403
    changed = await changes(owner, tom, "admin")
    assert (changed.status_code, changed.json()["role"]) == (200, "admin")
    assert (await tom.client.post("/api/agents", json=agent)).status_code == 201
    assert (await changes(owner, tom, "viewer")).status_code == 200
    assert (await tom.client.post("/api/agents", json=agent)).status_code == 403
    [first, *_, last] = (await owner.client.get("/api/audit")).json()["items"]
    assert (first["action"], first["facts"], last["facts"]) == (
        "person.role_changed", {"role": "viewer"}, {"role": "admin"},
    )  # fmt: skip
    assert first["subject"]["id"] == str(tom.user_id) and first["actor"]["id"] == str(owner.user_id)


async def test_members_are_listed_page_by_page(running: RunningApp) -> None:
    owner = await running.new_member()
    for role in ("admin", "teammate", "viewer"):
        await joins(running, owner, role)
    first = (await owner.client.get("/api/members?limit=3")).json()
    rest = (await owner.client.get(f"/api/members?limit=3&cursor={first['next_cursor']}")).json()
    assert [row["role"] for row in first["items"] + rest["items"]] == ["owner", "admin", "teammate", "viewer"]
    assert rest["next_cursor"] is None


async def test_owners_are_touched_by_owners_only(running: RunningApp) -> None:
    owner = await running.new_member()
    admin, tom = await joins(running, owner, "admin"), await joins(running, owner, "teammate")
    for answer in (
        await changes(admin, owner, "viewer"),
        await removes(admin, owner),
        await changes(admin, tom, "owner"),
        await changes(admin, admin, "owner"),
    ):
        assert refused(answer) == (403, "owners_only")
    assert (await changes(admin, tom, "viewer")).status_code == 200
    assert (await changes(owner, tom, "owner")).status_code == 200
    assert (await changes(tom, owner, "admin")).status_code == 200
    assert await roles(owner) == ["admin", "admin", "owner"]


async def test_the_last_owner_neither_goes_nor_is_demoted(running: RunningApp) -> None:
    owner = await running.new_member()
    tom = await joins(running, owner, "teammate")
    assert refused(await changes(owner, owner, "admin")) == (409, "last_owner")
    assert refused(await removes(owner, owner)) == (409, "last_owner")
    assert (await changes(owner, owner, "owner")).status_code == 200  # nothing to do
    assert (await changes(owner, tom, "owner")).status_code == 200
    assert (await removes(owner, owner)).status_code == 204
    assert await roles(tom) == ["owner"]


async def test_two_owners_who_act_on_each_other_take_turns(running: RunningApp) -> None:
    for act in (lambda one, other: changes(one, other, "viewer"), removes):
        ana = await running.new_member(f"ana-{new_id().hex[-6:]}@example.com")
        ben = await joins(running, ana, "owner")
        answers = await asyncio.gather(act(ana, ben), act(ben, ana))
        assert sorted(answer.is_success for answer in answers) == [False, True]
        left = [row["role"] for row in await members_of(running, ana)]
        assert left.count("owner") == 1


async def members_of(running: RunningApp, member: Member) -> list[dict[str, Any]]:
    rows = await running.database.crossing.fetch(
        "select role from memberships where workspace_id = $1", member.workspace_id
    )
    return [dict(row) for row in rows]


async def test_anybody_may_leave_and_only_admins_send_others_away(running: RunningApp) -> None:
    owner = await running.new_member()
    tom, vera = await joins(running, owner, "teammate"), await joins(running, owner, "viewer")
    assert refused(await removes(tom, vera)) == (403, "not_allowed")
    assert refused(await changes(tom, vera, "teammate")) == (403, "not_allowed")
    assert (await removes(vera, vera)).status_code == 204
    assert (await vera.client.get("/api/members")).status_code == 404
    assert refused(await removes(owner, vera)) == (404, "not_found")
    [entry] = (await owner.client.get("/api/audit")).json()["items"]
    assert (entry["action"], entry["actor"]["id"]) == ("person.removed", str(vera.user_id))


@asynccontextmanager
async def listening(member: Member) -> AsyncIterator[AsyncIterator[str]]:
    """An open dashboard's stream, after its greeting: the types of its hints."""
    path = f"/api/events?workspace_id={member.workspace_id}"
    async with member.client.stream("GET", path) as stream:
        lines = (line async for line in stream.aiter_lines() if line.startswith("data:"))
        assert "resync" in await anext(lines)
        yield (json.loads(line.removeprefix("data:"))["type"] async for line in lines)


async def test_who_is_removed_has_no_access_any_more_from_that_moment(shop: Shop) -> None:
    owner = shop.owner
    tom = await joins(shop.running, owner, "admin")
    key = await tom.client.post("/api/api-keys", json={"name": "till", "scopes": ["agents:read"]})
    program = shop.running.new_client(headers={"Authorization": f"Bearer {key.json()['key']}"})
    kept = await owner.client.post("/api/api-keys", json={"name": "web", "scopes": ["agents:read"]})
    other = shop.running.new_client(headers={"Authorization": f"Bearer {kept.json()['key']}"})
    invited = await tom.client.post("/api/invitations", json={"email": "t2@example.com", "role": "admin"})
    assert invited.status_code == 201
    chosen = {"recipients": [str(tom.user_id), str(owner.user_id)], "hours": {}, "minutes": 30}
    assert (await owner.client.put("/api/escalations/settings", json=chosen)).status_code == 200
    shop.writes("A person please")
    await shop.answers()
    [escalation] = (await owner.client.get("/api/escalations")).json()["items"]
    conversation = (await shop.conversation())["id"]
    for what in (f"escalations/{escalation['id']}", f"chat-history/{conversation}"):
        put = await owner.client.put(f"/api/{what}/assignee", json={"user_id": str(tom.user_id)})
        assert put.json()["assignee_id"] == str(tom.user_id)
    assert (await program.get("/api/agents")).status_code == 200

    async with listening(tom) as hints, asyncio.timeout(10):
        assert (await removes(owner, tom)).status_code == 204
        async for _ in hints:  # ends by itself
            pass

    here = {"X-Workspace-Id": str(owner.workspace_id)}
    for path in ("/api/agents", "/api/chat-history", "/api/members", "/api/events"):
        assert (await tom.client.get(path, headers=here)).status_code == 404, path
    assert (await tom.client.get("/api/auth/me")).json()["workspaces"] == []
    assert (await program.get("/api/agents")).status_code == 401
    assert (await other.get("/api/agents")).status_code == 200
    assert (await owner.client.get("/api/invitations")).json()["items"] == []
    assert (await owner.client.get("/api/escalations")).json()["items"][0]["assignee_id"] is None
    assert (await shop.conversation())["assignee_id"] is None
    settings = (await owner.client.get("/api/escalations/settings")).json()
    assert settings["recipients"] == [str(owner.user_id)]
    did = [entry["action"] for entry in (await owner.client.get("/api/audit?who=people")).json()["items"]]
    assert did[:3] == ["person.removed", "workspace.invitation_withdrawn", "key.revoked"]


async def test_a_link_into_another_business_names_it_in_the_address(running: RunningApp) -> None:
    """A link sends no headers; whoever works in two businesses downloads the data of the right one."""
    ana, ben = await running.new_member(), await running.new_member("ben@example.com")
    await running.database.crossing.execute(
        "insert into memberships (workspace_id, user_id, role) values ($1, $2, 'owner')",
        ben.workspace_id, ana.user_id,
    )  # fmt: skip
    asked = await ben.client.post("/api/workspace/export")
    path = f"/api/workspace/export/{asked.json()['id']}/download"
    async with asyncio.timeout(20):
        while (await ben.client.get(path)).status_code != 200:
            await asyncio.sleep(0.05)
    assert (await ana.client.get(path)).status_code == 404
    assert (await ana.client.get(path, params={"workspace_id": str(ben.workspace_id)})).status_code == 200
    stranger = await running.new_member("stranger@example.com")
    assert (
        await stranger.client.get(path, params={"workspace_id": str(ben.workspace_id)})
    ).status_code == 404
