"""Whatever is sent to the API, by whomever: an answer in our words, never a failure of ours."""

import asyncio
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings

from tests.support.app import Member, RunningApp

_STREAMS = {"/api/events"}
_EXAMPLES = 6


@pytest.fixture
async def schema(running: RunningApp) -> Any:
    return await asyncio.to_thread(schemathesis.openapi.from_url, f"{running.url}/openapi.json")


def bombard(schema: Any, headers: dict[str, str]) -> list[str]:
    """Send generated requests to every operation; what was wrong with the answers."""
    operations = [found.ok() for found in schema.get_all_operations()]
    with requests.Session() as session:  # a new connection for every request takes longer than the request
        session.trust_env = False
        return [
            wrong for o in operations if o.path not in _STREAMS for wrong in _bombard_one(o, headers, session)
        ]


def _bombard_one(operation: Any, headers: dict[str, str], session: requests.Session) -> list[str]:
    wrong: list[str] = []

    @settings(
        max_examples=_EXAMPLES,
        database=None,
        derandomize=True,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy())
    def send(case: Any) -> None:
        answer = case.call(headers=headers, allow_redirects=False, session=session)
        ours = "application/problem+json" in answer.headers.get("content-type", "")
        if answer.status_code == 500 or (answer.status_code >= 400 and not ours):
            wrong.append(f"{operation.method} {operation.path}: {answer.status_code} {answer.text[:80]}")

    send()
    return wrong


# The program runs in this process too, and what it draws at random is seen by hypothesis.
@pytest.mark.filterwarnings(
    "ignore:Do not use the `random` module:hypothesis.errors.HypothesisDeprecationWarning"
)
async def test_nothing_that_a_member_sends_makes_it_fail(running: RunningApp, schema: Any) -> None:
    member: Member = await running.new_member("fuzz@example.com")
    headers = {"Authorization": f"Bearer {member.token}"}
    assert await asyncio.to_thread(bombard, schema, headers) == []


async def test_without_a_sign_in_nothing_of_a_workspace_is_there(running: RunningApp) -> None:
    document = (await running.client.get("/openapi.json")).json()
    open_to_all = {
        "/api/auth/register", "/api/auth/login", "/api/auth/verify-email", "/api/auth/resend-code",
        "/api/auth/login/two-factor", "/api/auth/forgot-password", "/api/auth/reset-password",
        "/api/instagram/callback", "/api/invitations/by-token",
    }  # fmt: skip
    nobody = "01890000-0000-7000-8000-000000000000"
    for path, methods in document["paths"].items():
        if not path.startswith("/api/") or path in open_to_all:
            continue
        for method in methods:
            address = path
            for parameter in [part[1:-1] for part in path.split("/") if part.startswith("{")]:
                address = address.replace(f"{{{parameter}}}", nobody)
            answer = await running.client.request(method, address, json={})
            assert answer.status_code == 401, f"{method} {path}: {answer.status_code}"
            assert answer.json()["code"] == "not_signed_in"


@pytest.mark.parametrize(
    "path", ["/api/nothing", "/api/agents/not-an-id", "/api/agents?limit=0", "/api/agents?cursor=x"]
)
async def test_what_is_refused_is_a_problem_with_a_sentence(running: RunningApp, path: str) -> None:
    member = await running.new_member("odd@example.com")
    answer: httpx.Response = await member.client.get(path)
    assert answer.status_code in (404, 422)
    assert answer.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "code", "detail"} <= answer.json().keys()
