"""Programs with keys: what they may, and how they are stopped."""

import asyncio
from datetime import timedelta
from uuid import uuid4

import httpx
import pytest

from app.people import keys
from app.people.events import ApiKeyMade, ApiKeyRevoked
from app.platform import clock
from tests.people.heard import hearing
from tests.support.app import Member, RunningApp

ALL = ["agents:read", "agents:write"]


@pytest.fixture
async def ana(running: RunningApp) -> Member:
    return await running.new_member()


async def _make(member: Member, *scopes: str, name: str = "Till") -> dict[str, str]:
    answer = await member.client.post("/api/api-keys", json={"name": name, "scopes": list(scopes)})
    assert answer.status_code == 201, answer.text
    made: dict[str, str] = answer.json()
    return made


async def _program(running: RunningApp, member: Member, *scopes: str) -> httpx.AsyncClient:
    key = (await _make(member, *scopes))["key"]
    return running.new_client(headers={"Authorization": f"Bearer {key}"})


async def test_a_program_does_what_its_key_says_and_no_more(running: RunningApp, ana: Member) -> None:
    program = await _program(running, ana, "agents:read", "agents:write")
    made = await program.post("/api/agents", json={"name": "Luna"})
    assert made.status_code == 201, made.text
    assert [row["name"] for row in (await ana.client.get("/api/agents")).json()["items"]] == ["Luna"]

    reader = await _program(running, ana, "agents:read")
    assert (await reader.get("/api/agents")).status_code == 200
    for method, path in (("POST", "/api/agents"), ("GET", "/api/chat-history")):
        refused = await reader.request(method, path, json={"name": "Luna"})
        assert (refused.status_code, refused.json()["code"]) == (403, "key_not_allowed")
        assert "lacks the scope" in refused.json()["detail"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/auth/me"),
        ("POST", "/api/auth/logout"),
        ("GET", "/api/auth/sessions"),
        ("PUT", "/api/auth/password"),
        ("POST", "/api/auth/two-factor"),
        ("GET", "/api/api-keys"),
        ("POST", "/api/api-keys"),
        ("PUT", "/api/workspace"),
        ("GET", "/api/instagram/auth-url"),
        ("GET", "/api/events"),
        ("GET", "/api/operator/unreadable"),
    ],
)
async def test_what_is_for_people_no_key_opens(
    running: RunningApp, ana: Member, method: str, path: str
) -> None:
    every_scope = (await running.client.get("/openapi.json")).json()["components"]["schemas"]["ApiKeyWish"][
        "properties"
    ]["scopes"]["items"]["enum"]
    program = await _program(running, ana, *every_scope)
    refused = await program.request(method, path, json={"password": "x", "name": "k", "scopes": ALL})
    assert (refused.status_code, refused.json()["code"]) == (403, "key_not_allowed"), refused.text


async def test_a_key_is_shown_once_and_kept_as_a_hash(running: RunningApp, ana: Member) -> None:
    made = await _make(ana, *ALL)
    _, _, key_id, secret = made["key"].split("_")
    assert made["key"].startswith("fd_live_")
    assert key_id == made["id"].replace("-", "")
    listed = await ana.client.get("/api/api-keys")
    [row] = listed.json()["items"]
    assert row == {name: value for name, value in made.items() if name != "key"}
    assert secret not in listed.text
    [kept] = await running.database.crossing.fetch("select * from api_keys")
    assert secret not in str(dict(kept)) and secret.encode() not in kept["secret_hash"]


async def test_a_revoked_key_opens_nothing(running: RunningApp, ana: Member) -> None:
    with hearing(ApiKeyMade, ApiKeyRevoked) as heard:
        made = await _make(ana, *ALL)
        program = running.new_client(headers={"Authorization": f"Bearer {made['key']}"})
        assert (await program.get("/api/agents")).status_code == 200
        assert (await ana.client.delete(f"/api/api-keys/{made['id']}")).status_code == 204
    refused = await program.get("/api/agents")
    assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in")
    assert refused.json()["detail"].endswith("Make a new one on the Security page.")
    assert (await ana.client.get("/api/api-keys")).json()["items"] == []
    assert (await ana.client.delete(f"/api/api-keys/{made['id']}")).status_code == 404
    assert [type(event) for event in heard] == [ApiKeyMade, ApiKeyRevoked]
    for event in heard:
        assert isinstance(event, ApiKeyMade | ApiKeyRevoked)
        assert (str(event.key_id), event.by) == (made["id"], ana.user_id)


async def test_keys_that_are_not_ours_open_nothing(running: RunningApp, ana: Member) -> None:
    key = (await _make(ana, *ALL))["key"]
    other = (await _make(ana, *ALL))["key"]
    prefix, secret = key.rsplit("_", 1)
    for forged in (
        "fd_live_",
        "fd_live_x",
        "fd_live__",
        prefix,
        f"{prefix}_",
        f"{prefix}_{secret[:-1]}",
        f"{prefix}_{secret}0",
        f"{prefix}_{secret.upper()}",
        f"{prefix}_{other.rsplit('_', 1)[1]}",
        f"fd_live_{uuid4().hex}_{secret}",
        f"fd_test_{key.removeprefix('fd_live_')}",
        key.replace("_", "."),
        "fd_live_" + "x" * 20_000,
    ):
        answer = await running.client.get("/api/agents", headers={"Authorization": f"Bearer {forged}"})
        assert answer.status_code == 401, forged[:80]
    assert (
        await running.client.get("/api/agents", headers={"Authorization": f"Bearer {key}"})
    ).status_code == 200


async def test_a_key_in_the_address_or_the_cookie_is_none(running: RunningApp, ana: Member) -> None:
    key = (await _make(ana, *ALL))["key"]
    for answer in (
        await running.client.get("/api/agents", params={"key": key, "access_token": key}),
        await running.client.get("/api/agents", headers={"Cookie": f"fd_session={key}"}),
    ):
        assert answer.status_code == 401


async def test_a_key_stays_in_its_workspace(running: RunningApp, ana: Member) -> None:
    ben = await running.new_member("ben@example.com")
    await ben.client.post("/api/agents", json={"name": "Ben's"})
    await running.database.crossing.execute(
        "insert into memberships (workspace_id, user_id, role) values ($1, $2, 'owner')",
        ben.workspace_id,
        ana.user_id,
    )
    program = await _program(running, ana, *ALL)
    assert (await program.get("/api/agents")).json()["items"] == []
    here = {"X-Workspace-Id": str(ana.workspace_id)}
    assert (await program.get("/api/agents", headers=here)).status_code == 200
    for elsewhere in (str(ben.workspace_id), str(uuid4()), "nonsense"):
        answer = await program.get("/api/agents", headers={"X-Workspace-Id": elsewhere})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    key_of_ana = (await ana.client.get("/api/api-keys")).json()["items"][0]["id"]
    assert (await ben.client.delete(f"/api/api-keys/{key_of_ana}")).status_code == 404
    assert (await ben.client.get("/api/api-keys")).json()["items"] == []


async def test_last_used_is_written_at_most_once_in_five_minutes(
    running: RunningApp, ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = await _program(running, ana, *ALL)
    started = clock.now()

    async def used_after(pause: timedelta) -> str | None:
        monkeypatch.setattr(clock, "now", lambda: started + pause)
        assert (await program.get("/api/agents")).status_code == 200
        used: str | None = (await ana.client.get("/api/api-keys")).json()["items"][0]["last_used_at"]
        return used

    assert (await ana.client.get("/api/api-keys")).json()["items"][0]["last_used_at"] is None
    first = await used_after(timedelta())
    assert first is not None
    assert await used_after(timedelta(minutes=4)) == first
    assert await used_after(timedelta(minutes=6)) != first


async def test_too_many_calls_are_told_when_to_come_back(
    running: RunningApp, ana: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now().replace(second=10)
    monkeypatch.setattr(clock, "now", lambda: now)
    monkeypatch.setattr(keys, "_CALLS", 3)
    program, other = await _program(running, ana, *ALL), await _program(running, ana, *ALL)
    answers = await asyncio.gather(*(program.get("/api/agents") for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 200, 200, 429, 429]
    [refused, _] = [answer for answer in answers if answer.status_code == 429]
    assert refused.json()["code"] == "too_many_requests"
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert (await other.get("/api/agents")).status_code == 200
    assert (await ana.client.get("/api/agents")).status_code == 200


@pytest.mark.parametrize("role", ["teammate", "viewer"])
async def test_only_owners_and_admins_handle_keys(running: RunningApp, ana: Member, role: str) -> None:
    made = await _make(ana, *ALL)
    ben = await running.new_member("ben@example.com", role=role, of=ana.workspace_id)
    for method, path in (
        ("GET", "/api/api-keys"),
        ("POST", "/api/api-keys"),
        ("DELETE", f"/api/api-keys/{made['id']}"),
    ):
        answer = await ben.client.request(method, path, json={"name": "k", "scopes": ALL})
        assert (answer.status_code, answer.json()["code"]) == (403, "not_allowed")


@pytest.mark.parametrize(
    "wish",
    [
        {}, {"name": "k"}, {"scopes": ALL}, {"name": "k", "scopes": []}, {"name": "", "scopes": ALL},
        {"name": "k", "scopes": ["everything"]}, {"name": "k", "scopes": ["agents"]},
        {"name": "k", "scopes": ["agents:read\x00"]}, {"name": "k", "scopes": "agents:read"},
        {"name": "k", "scopes": [None]}, {"name": "a\nb", "scopes": ALL}, {"name": "k" * 121, "scopes": ALL},
        {"name": "k", "scopes": ["agents:read"] * 10_000}, {"name": None, "scopes": ALL},
    ],
)  # fmt: skip
async def test_a_wish_that_is_none_is_refused_in_words(ana: Member, wish: dict[str, object]) -> None:
    answer = await ana.client.post("/api/api-keys", json=wish)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["detail"]


async def test_a_key_outlives_who_made_it(running: RunningApp, ana: Member) -> None:
    ben = await running.new_member("ben@example.com", role="admin", of=ana.workspace_id)
    program = await _program(running, ben, *ALL)
    await running.database.crossing.execute("delete from users where id = $1", ben.user_id)
    assert (await program.get("/api/agents")).status_code == 200
    assert (await ana.client.get("/api/api-keys")).json()["items"][0]["created_by"] is None


async def test_who_may_less_loses_the_keys_that_open_more(running: RunningApp, ana: Member) -> None:
    ben = await running.new_member("ben@example.com", role="admin", of=ana.workspace_id)
    writes, reads = await _program(running, ben, *ALL), await _program(running, ben, "agents:read")
    hers = await _program(running, ana, *ALL)
    for role in ("owner", "admin"):
        invited = await ana.client.post(
            "/api/invitations", json={"email": f"{role}@example.com", "role": role}
        )
        assert invited.status_code == 201
    await running.database.crossing.execute("update invitations set invited_by = $1", ben.user_id)

    async def demoted_to(role: str) -> tuple[list[int], list[str]]:
        changed = await ana.client.put(f"/api/members/{ben.user_id}", json={"role": role})
        assert changed.status_code == 200
        answers = [(await each.get("/api/agents")).status_code for each in (writes, reads, hers)]
        invitations = (await ana.client.get("/api/invitations")).json()["items"]
        return answers, [row["role"] for row in invitations]

    assert await demoted_to("owner") == ([200, 200, 200], ["admin", "owner"])
    assert await demoted_to("admin") == ([200, 200, 200], ["admin"])
    with hearing(ApiKeyRevoked) as heard:
        assert await demoted_to("viewer") == ([401, 200, 200], [])
    [revoked] = heard
    assert isinstance(revoked, ApiKeyRevoked) and revoked.by == ana.user_id
