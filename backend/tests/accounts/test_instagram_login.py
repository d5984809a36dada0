"""What Instagram may answer while an account is linked, and what we make of it."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response

from app.channels.instagram.login import InstagramLogin, InstagramLoginError, ShortToken
from app.platform.settings import Settings

SECRET, TOKEN = "a-secret-nobody-may-see", "IGAA-a-token-nobody-may-see"
FLAT = {"access_token": TOKEN, "user_id": 1020, "permissions": ["instagram_business_manage_messages"]}
ME = {"id": "1020", "user_id": 17841400000000001, "username": "luna", "account_type": "Business"}


@dataclass
class Host:
    """Instagram's hosts, all in one: answers what it is told to, and remembers what it was asked."""

    url: str = ""
    status: int = 200
    answer: object = None
    asked: list[tuple[str, str, dict[str, list[str]]]] = field(default_factory=list)

    async def __call__(self, request: Request) -> Response:
        given = request.url.query or (await request.body()).decode()
        self.asked.append((request.method, request.url.path, parse_qs(given)))
        body = self.answer if isinstance(self.answer, bytes) else json.dumps(self.answer).encode()
        return Response(body, self.status, headers={"location": self.url})


@pytest.fixture(scope="module")
async def running_host() -> AsyncIterator[Host]:
    host = Host()
    app = Starlette()
    app.add_route("/{path:path}", host.__call__, methods=["GET", "POST", "DELETE"])
    listener = socket.create_server(("127.0.0.1", 0))
    host.url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_config=None))
    serving = asyncio.create_task(server.serve([listener]))
    yield host
    server.should_exit = True
    await serving


@pytest.fixture
def host(running_host: Host) -> Host:
    running_host.status, running_host.answer, running_host.asked = 200, None, []
    return running_host


@pytest.fixture
async def login(host: Host) -> AsyncIterator[InstagramLogin]:
    settings = Settings(
        instagram_oauth_url=host.url, instagram_api_url=host.url, instagram_graph_url=host.url
    )
    async with httpx.AsyncClient() as http:
        yield InstagramLogin(settings, http, app_id="app-1", app_secret=SECRET)


def test_the_person_is_asked_for_nothing_that_we_do_not_use() -> None:
    login = InstagramLogin(Settings(), httpx.AsyncClient(), app_id="app-1", app_secret=SECRET)

    url = urlsplit(login.authorize_url(redirect_uri="https://desk.test/back?a=b", state="s 1"))

    assert (url.netloc, url.path) == ("www.instagram.com", "/oauth/authorize")
    assert parse_qs(url.query) == {
        "client_id": ["app-1"],
        "redirect_uri": ["https://desk.test/back?a=b"],
        "response_type": ["code"],
        "scope": ["instagram_business_basic,instagram_business_manage_messages"],
        "state": ["s 1"],
    }


@pytest.mark.parametrize(
    "answer",
    [
        FLAT,
        {"data": [FLAT]},
        {"data": [FLAT | {"permissions": "instagram_business_basic, instagram_business_manage_messages"}]},
        {"access_token": TOKEN},
    ],
)
async def test_a_code_becomes_a_token_in_every_shape_meta_answers(
    host: Host, login: InstagramLogin, answer: object
) -> None:
    host.answer = answer

    assert (await login.exchange_code("AQB1#_", redirect_uri="https://desk.test/back")).token == TOKEN

    assert host.asked == [
        (
            "POST",
            "/oauth/access_token",
            {
                "client_id": ["app-1"],
                "client_secret": [SECRET],
                "grant_type": ["authorization_code"],
                "redirect_uri": ["https://desk.test/back"],
                "code": ["AQB1"],
            },
        )
    ]


@pytest.mark.parametrize("permissions", [[], "", "instagram_business_basic", ["instagram_business_basic"]])
async def test_without_the_messaging_permission_nothing_goes_on(
    host: Host, login: InstagramLogin, permissions: object
) -> None:
    host.answer = FLAT | {"permissions": permissions}
    with pytest.raises(InstagramLoginError) as refused:
        await login.exchange_code("AQB1", redirect_uri="https://desk.test/back")
    assert refused.value.code == "permission_missing"


async def test_a_short_token_becomes_a_long_one_with_its_lifetime(host: Host, login: InstagramLogin) -> None:
    host.answer = {"access_token": "long", "token_type": "bearer", "expires_in": "5183944"}
    long = await login.exchange_for_long(ShortToken(TOKEN))
    assert (long.token, long.lives_for) == ("long", timedelta(seconds=5183944))
    assert host.asked[0][:2] == ("GET", "/access_token")
    assert "long" not in repr(long)


@pytest.mark.parametrize("answer", [ME, {"data": [ME]}])
async def test_ids_stay_text_and_are_never_mixed_up(
    host: Host, login: InstagramLogin, answer: object
) -> None:
    host.answer = answer
    profile = await login.me(TOKEN)
    assert (profile.user_id, profile.app_scoped_id, profile.username) == ("17841400000000001", "1020", "luna")
    assert host.asked[0][1] == "/v25.0/me"


async def test_an_account_without_user_id_is_refused_rather_than_known_by_the_wrong_id(
    host: Host, login: InstagramLogin
) -> None:
    host.answer = {"id": "1020", "username": "luna"}
    with pytest.raises(InstagramLoginError) as refused:
        await login.me(TOKEN)
    assert refused.value.code == "exchange_failed"


async def test_a_personal_account_is_told_apart(host: Host, login: InstagramLogin) -> None:
    host.answer = ME | {"account_type": "PERSONAL"}
    with pytest.raises(InstagramLoginError) as refused:
        await login.me(TOKEN)
    assert refused.value.code == "not_professional"


async def test_subscribing_names_the_fields_and_unsubscribing_does_not(
    host: Host, login: InstagramLogin
) -> None:
    host.answer = {"success": True}
    await login.subscribe("17841400000000001", TOKEN)
    await login.unsubscribe("17841400000000001", TOKEN)
    path = "/v25.0/17841400000000001/subscribed_apps"
    assert [(method, asked_path) for method, asked_path, _ in host.asked] == [
        ("POST", path),
        ("DELETE", path),
    ]
    fields = host.asked[0][2]["subscribed_fields"][0].split(",")
    assert {"messages", "messaging_postbacks", "standby"} <= set(fields)
    assert host.asked[1][2] == {"access_token": [TOKEN]}


async def test_a_subscription_that_is_not_a_success_is_a_failure(host: Host, login: InstagramLogin) -> None:
    host.answer = {"success": False}
    with pytest.raises(InstagramLoginError) as refused:
        await login.subscribe("17841400000000001", TOKEN)
    assert refused.value.code == "subscribe_failed"


Call = Callable[[InstagramLogin], Any]
CALLS: list[Call] = [
    lambda login: login.exchange_code("AQB-a-code", redirect_uri="https://desk.test/back"),
    lambda login: login.exchange_for_long(ShortToken(TOKEN)),
    lambda login: login.me(TOKEN),
    lambda login: login.subscribe("17841400000000001", TOKEN),
    lambda login: login.unsubscribe("17841400000000001", TOKEN),
]
ECHOED = f"Error validating {SECRET} and {TOKEN} and AQB-a-code"
BAD_ANSWERS: list[tuple[int, object]] = [
    (400, {"error": {"message": ECHOED, "type": ECHOED, "code": 190, "error_subcode": 463}}),
    (400, {"error_type": ECHOED, "code": 400, "error_message": ECHOED}),
    (400, {"error": ECHOED, "code": ECHOED}),
    (200, {"error": {"message": ECHOED, "code": 10**30}}),
    (200, {"access_token": 5, "user_id": [], "expires_in": "soon"}),
    (200, {"access_token": "a\x00b", "user_id": True, "expires_in": 1e400}),
    (200, {"data": []}),
    (200, {"data": [ECHOED]}),
    (200, [ECHOED]),
    (200, b"[" * 50_000),
    (200, b'{"access_token": "' + b"x" * 200_000),
    (302, {"moved": ECHOED}),
    (500, b"<html>"),
    (200, b"\xff\xfe"),
]


@pytest.mark.parametrize("call", CALLS, ids=["code", "long", "me", "subscribe", "unsubscribe"])
@pytest.mark.parametrize(("status", "answer"), BAD_ANSWERS)
async def test_whatever_comes_back_is_refused_without_repeating_a_secret(
    host: Host, login: InstagramLogin, call: Call, status: int, answer: object
) -> None:
    host.status, host.answer = status, answer

    with pytest.raises(InstagramLoginError) as refused:
        await call(login)

    told = f"{refused.value!r} {refused.value} {refused.value.detail}"
    assert not any(secret in told for secret in (SECRET, TOKEN, "AQB-a-code", "127.0.0.1"))
    assert len(told) < 300
    assert refused.value.__cause__ is None


async def test_a_refusal_keeps_its_numbers_for_the_log(host: Host, login: InstagramLogin) -> None:
    host.status, host.answer = 400, {"error": {"message": "x", "code": 190, "error_subcode": 463}}
    with pytest.raises(InstagramLoginError) as refused:
        await login.me(TOKEN)
    assert refused.value.detail == "http 400, 190, 463"


async def test_a_host_that_is_not_there_is_a_refusal_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
    async with httpx.AsyncClient() as http:
        login = InstagramLogin(Settings(instagram_graph_url=url), http, app_id="app-1", app_secret=SECRET)
        with pytest.raises(InstagramLoginError) as refused:
            await login.me(TOKEN)
    assert refused.value.detail == "ConnectError"
