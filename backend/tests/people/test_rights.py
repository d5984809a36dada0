"""The page of rights and the program agree: every route of the OpenAPI document, asked by everyone who may not."""

from typing import Any

import httpx

from app.people.rights import KEY_SCOPES, RIGHTS, ROLES, Right
from tests.support.app import RunningApp

_NOBODY = "01890000-0000-7000-8000-000000000000"
_STREAM = "/api/events"
Route = tuple[tuple[str, str], Right]


def _of(*lowest: str) -> list[Route]:
    return [(route, right) for route, right in RIGHTS.items() if right.lowest in lowest]


async def _ask(client: httpx.AsyncClient, method: str, path: str) -> tuple[int, dict[str, Any]]:
    """The status and the refusal, if it is one in our words. A stream is left as soon as it begins."""
    address = path
    for parameter in [part for part in path.split("/") if part.startswith("{")]:
        address = address.replace(parameter, _NOBODY)
    async with client.stream(method, address, json={}) as answer:
        if path == _STREAM and answer.status_code == 200:
            return 200, {}
        await answer.aread()
        refused = answer.headers.get("content-type") == "application/problem+json"
        return answer.status_code, answer.json() if refused else {}


async def test_every_route_stands_on_the_page_and_nothing_else_does(running: RunningApp) -> None:
    document = (await running.client.get("/openapi.json")).json()
    routes = {(method.upper(), path) for path, methods in document["paths"].items() for method in methods}
    assert routes - RIGHTS.keys() == set(), "say in people/rights.py who may use these"
    assert RIGHTS.keys() - routes == set(), "these are on the page of rights, but not in the program"


def test_the_page_knows_no_other_words() -> None:
    assert {right.lowest for right in RIGHTS.values()} <= {*ROLES, "nobody", "person", "operator"}
    for route, right in RIGHTS.items():
        if right.key_scope is not None:
            word, verb = right.key_scope.split(":")
            assert right.lowest in ROLES, f"{route}: a key acts in a workspace"
            assert right.lowest != "owner", f"{route}: admins make keys, and no key may what they may not"
            assert word.isalpha() and verb in ("read", "write"), route
            assert verb == "read" or route[0] != "GET", f"{route}: reading changes nothing"


async def test_without_a_sign_in_every_door_is_shut(running: RunningApp) -> None:
    for (method, path), _ in _of(*ROLES, "person", "operator"):
        status, refusal = await _ask(running.client, method, path)
        assert (status, refusal["code"]) == (401, "not_signed_in"), f"{method} {path}"


async def test_what_is_open_to_all_asks_nobody_to_sign_in(running: RunningApp) -> None:
    for (method, path), _ in _of("nobody"):
        status, refusal = await _ask(running.client, method, path)
        assert refusal.get("code") not in ("not_signed_in", "not_allowed"), f"{method} {path}: {status}"


async def test_each_lower_role_is_refused_in_a_sentence_and_each_other_let_through(
    running: RunningApp,
) -> None:
    owner = await running.new_member()
    members = {
        role: await running.new_member(f"{role}@example.com", role=role, of=owner.workspace_id)
        for role in ROLES
    }
    for (method, path), right in _of(*ROLES):
        for role, member in members.items():
            status, refusal = await _ask(member.client, method, path)
            where = f"{method} {path} as {role}: {status} {refusal}"
            if right.allows(role):
                assert status not in (401, 403, 500), where
            else:
                assert (status, refusal["code"]) == (403, "not_allowed"), where
                assert refusal["detail"] == f"Your role here ({role}) does not allow this. Ask an owner."


async def test_the_operators_pages_do_not_exist_for_others(running: RunningApp) -> None:
    owner = await running.new_member()
    operator = await running.new_member("op@example.com", operator=True)
    for (method, path), _ in _of("operator"):
        assert (await _ask(owner.client, method, path))[0] == 404, f"{method} {path}"
        assert (await _ask(operator.client, method, path))[0] in (200, 422), f"{method} {path}"


async def test_each_key_opens_its_own_scope_and_no_other(running: RunningApp) -> None:
    owner = await running.new_member()

    async def program(*scopes: str) -> httpx.AsyncClient:
        made = await owner.client.post("/api/api-keys", json={"name": "k", "scopes": scopes})
        return running.new_client(headers={"Authorization": f"Bearer {made.json()['key']}"})

    only = {scope: await program(scope) for scope in KEY_SCOPES}
    all_but = {
        scope: await program(*(other for other in KEY_SCOPES if other != scope)) for scope in KEY_SCOPES
    }
    every = await program(*KEY_SCOPES)
    for (method, path), right in _of(*ROLES, "person", "operator"):
        where = f"{method} {path}"
        if right.key_scope is None:
            status, refusal = await _ask(every, method, path)
            assert (status, refusal["code"]) == (403, "key_not_allowed"), where
            continue
        status, refusal = await _ask(all_but[right.key_scope], method, path)
        assert (status, refusal["code"]) == (403, "key_not_allowed"), where
        assert right.key_scope in refusal["detail"]
        status, refusal = await _ask(only[right.key_scope], method, path)
        assert status not in (401, 403, 500), f"{where}: {status} {refusal}"
