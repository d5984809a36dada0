"""Where a person is signed in, and how they take it back."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from app.people.devices import device_in_words
from app.people.events import SessionRevoked, SignedIn
from app.platform import clock
from tests.people.conftest import PASSWORD, Frontdesk
from tests.people.heard import hearing

ANA = "ana@example.com"
_PHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5"
    " Mobile/15E148 Safari/604.1"
)


def _with(token: str, **more: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"} | more


async def _sign_in(desk: Frontdesk, user_agent: str = "python") -> str:
    answer = await desk.app.client.post(
        "/api/auth/login", json={"email": ANA, "password": PASSWORD}, headers={"User-Agent": user_agent}
    )
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


async def _sessions(desk: Frontdesk, token: str, query: str = "") -> list[dict[str, str]]:
    answer = await desk.app.client.get(f"/api/auth/sessions{query}", headers=_with(token))
    assert answer.status_code == 200, answer.text
    items: list[dict[str, str]] = answer.json()["items"]
    return items


async def test_every_place_is_listed_in_words_and_this_one_is_marked(desk: Frontdesk) -> None:
    await desk.sign_up(ANA)
    phone = await _sign_in(desk, _PHONE)
    listed = await _sessions(desk, phone)
    assert [(row["device"], row["is_current"]) for row in listed] == [
        ("Safari on iPhone", True),
        ("python-httpx", False),
    ]
    assert {row["address"] for row in listed} == {"127.0.0.1"}
    assert {"id", "created_at", "last_seen_at", "expires_at"} <= listed[0].keys()


async def test_behind_a_proxy_the_address_is_the_persons(desk: Frontdesk) -> None:
    desk.configure(trusted_proxies=["127.0.0.1"])
    await desk.sign_up(ANA)
    answer = await desk.app.client.post(
        "/api/auth/login",
        json={"email": ANA, "password": PASSWORD},
        headers={"X-Forwarded-For": "6.6.6.6, 203.0.113.9"},
    )
    [newest, _] = await _sessions(desk, answer.json()["access_token"])
    assert newest["address"] == "203.0.113.9"


async def test_one_place_is_signed_out_and_told_so(desk: Frontdesk) -> None:
    here = await desk.sign_up(ANA)
    there = await _sign_in(desk)
    [other] = [row for row in await _sessions(desk, here) if not row["is_current"]]
    with hearing(SessionRevoked) as heard:
        ended = await desk.app.client.delete(f"/api/auth/sessions/{other['id']}", headers=_with(here))
    assert ended.status_code == 204
    refused = await desk.me(there)
    assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in")
    assert refused.json()["detail"] == "Your sign-in has ended. Sign in again."
    assert (await desk.me(here)).status_code == 200
    assert len(await _sessions(desk, here)) == 1
    [event] = heard
    assert isinstance(event, SessionRevoked)
    assert str(event.session_id) == other["id"]


async def test_everywhere_else_is_signed_out_at_once(desk: Frontdesk) -> None:
    here = await desk.sign_up(ANA)
    others = [await _sign_in(desk) for _ in range(3)]
    with hearing(SessionRevoked) as heard:
        assert (await desk.app.client.delete("/api/auth/sessions", headers=_with(here))).status_code == 204
    assert [(await desk.me(token)).status_code for token in others] == [401] * 3
    assert (await desk.me(here)).status_code == 200
    assert len(heard) == 3


async def test_the_sign_in_of_others_does_not_exist(desk: Frontdesk) -> None:
    ana = await desk.sign_up(ANA)
    ben = await desk.sign_up("ben@example.com")
    [bens] = await _sessions(desk, ben)
    for session in (bens["id"], str(uuid4())):
        answer = await desk.app.client.delete(f"/api/auth/sessions/{session}", headers=_with(ana))
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    assert (
        await desk.app.client.delete("/api/auth/sessions/not-an-id", headers=_with(ana))
    ).status_code == 422
    await desk.app.client.delete("/api/auth/sessions", headers=_with(ana))
    assert (await desk.me(ben)).status_code == 200


async def test_a_sign_in_is_ended_once(desk: Frontdesk) -> None:
    here = await desk.sign_up(ANA)
    await _sign_in(desk)
    [other] = [row for row in await _sessions(desk, here) if not row["is_current"]]
    for status in (204, 404):
        answer = await desk.app.client.delete(f"/api/auth/sessions/{other['id']}", headers=_with(here))
        assert answer.status_code == status


async def test_what_has_ended_is_not_listed(desk: Frontdesk) -> None:
    here = await desk.sign_up(ANA)
    await _sign_in(desk)
    await desk.execute(
        "update sessions set expires_at = now() - interval '1 second' where created_at ="
        " (select max(created_at) from sessions)"
    )
    assert [row["is_current"] for row in await _sessions(desk, here)] == [True]


async def test_the_list_comes_page_by_page(desk: Frontdesk) -> None:
    here = await desk.sign_up(ANA)
    for _ in range(4):
        await _sign_in(desk)
    seen: list[str] = []
    cursor = ""
    while True:
        answer = await desk.app.client.get(f"/api/auth/sessions?limit=2{cursor}", headers=_with(here))
        seen += [row["id"] for row in answer.json()["items"]]
        if answer.json()["next_cursor"] is None:
            break
        cursor = f"&cursor={answer.json()['next_cursor']}"
    assert len(seen) == len(set(seen)) == 5


async def test_last_seen_is_written_at_most_once_in_five_minutes(
    desk: Frontdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = clock.now()
    here = await desk.sign_up(ANA)

    async def last_seen_after(pause: timedelta) -> datetime:
        monkeypatch.setattr(clock, "now", lambda: started + pause)
        assert (await desk.me(here)).status_code == 200
        [row] = await desk.app.database.crossing.fetch("select last_seen_at from sessions")
        seen: datetime = row["last_seen_at"]
        return seen

    first = await last_seen_after(timedelta(seconds=1))
    assert await last_seen_after(timedelta(minutes=4)) == first
    assert await last_seen_after(timedelta(minutes=6)) == started + timedelta(minutes=6)
    assert await last_seen_after(timedelta(minutes=10)) == started + timedelta(minutes=6)


async def test_a_sign_in_is_told_to_every_workspace_of_the_person(desk: Frontdesk) -> None:
    token = await desk.sign_up(ANA)
    ben = await desk.app.new_member("ben@example.com")
    me = (await desk.me(token)).json()
    await desk.execute(
        "insert into memberships (workspace_id, user_id, role) values ($1, $2, 'viewer')",
        ben.workspace_id,
        me["id"],
    )
    with hearing(SignedIn) as heard:
        await _sign_in(desk)
        await desk.post("login", email=ANA, password="not the password")
    assert {str(event.workspace_id) for event in heard} == {
        me["workspaces"][0]["id"],
        str(ben.workspace_id),
    }
    assert len(heard) == 2


@pytest.mark.parametrize(
    ("user_agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
         " Safari/537.36 Edg/140.0.0.0", "Edge on Windows"),
        ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
         " Safari/537.36", "Chrome on Mac"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 15; SM-S931B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0"
         " Chrome/130.0.0.0 Mobile Safari/537.36", "Samsung Internet on Android"),
        ("Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/140.0"
         " Mobile/15E148 Safari/604.1", "Chrome on iPad"),
        (_PHONE, "Safari on iPhone"),
        ("curl/8.5.0", "curl"),
        ("Something (Windows)", "A browser on Windows"),
        ("", "Unknown device"),
        ("/" * 300, "Unknown device"),
        ("<script>alert(1)</script>" * 9, "<script>alert(1)<"),
    ],
)  # fmt: skip
def test_a_device_is_named_as_people_do(user_agent: str, words: str) -> None:
    assert device_in_words(user_agent) == words
