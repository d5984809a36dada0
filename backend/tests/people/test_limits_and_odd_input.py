"""What bad callers get: a limit with a time to come back, or a sentence; never a failure of ours."""

import json
from datetime import UTC, datetime, timedelta

import pytest

from app.platform import clock
from tests.people.conftest import PASSWORD, Frontdesk

ANA = "ana@example.com"


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """The clock stands still ten seconds into a quarter hour, so that no window ends during a test."""
    seconds = int(clock.now().timestamp())
    moment = datetime.fromtimestamp(seconds - seconds % 900 + 10, UTC)
    monkeypatch.setattr(clock, "now", lambda: moment)
    return moment


@pytest.mark.parametrize(
    ("path", "more", "most"),
    [
        ("register", {"password": PASSWORD, "full_name": "Ana"}, 3),
        ("resend-code", {}, 3),
        ("forgot-password", {}, 3),
        ("login", {"password": "not the password"}, 10),
    ],
)
async def test_too_many_tries_for_one_address_of_mail(
    desk: Frontdesk,
    frozen: datetime,
    path: str,
    more: dict[str, str],
    most: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    statuses = [(await desk.post(path, email=ANA, **more)).status_code for _ in range(most)]
    assert 429 not in statuses
    beyond = await desk.post(path, email=ANA, **more)
    assert (beyond.status_code, beyond.json()["code"]) == (429, "too_many_requests")
    assert 880 <= int(beyond.headers["Retry-After"]) <= 900
    assert (await desk.post(path, email="ben@example.com", **more)).status_code == statuses[0]

    wait = timedelta(seconds=int(beyond.headers["Retry-After"]))
    monkeypatch.setattr(clock, "now", lambda: frozen + wait)
    assert (await desk.post(path, email=ANA, **more)).status_code == statuses[0]


@pytest.mark.parametrize(
    ("path", "more", "most"),
    [("register", {"password": PASSWORD, "full_name": "Ana"}, 3), ("resend-code", {}, 3),
     ("forgot-password", {}, 3), ("login", {"password": "not the password"}, 5)],
)  # fmt: skip
async def test_one_caller_cannot_try_everyone(
    desk: Frontdesk,
    frozen: datetime,
    path: str,
    more: dict[str, str],
    most: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    desk.configure(rate_limit_per_address=0.05)  # 60 an hour become 3, 100 become 5
    statuses = [
        (await desk.post(path, email=f"somebody{n}@example.com", **more)).status_code for n in range(most + 1)
    ]
    assert 429 not in statuses[:most]
    assert statuses[most] == 429


@pytest.mark.parametrize(
    "password",
    ["short", "x" * 9, "x" * 73, "é" * 37, "🔑" * 19, "with a \x00 inside", "half \ud800 a character", "", None, 5, []],
)  # fmt: skip
async def test_a_password_that_cannot_be_kept_is_refused_with_a_sentence(
    desk: Frontdesk, password: object
) -> None:
    for path, more in (("register", {"full_name": "Ana"}), ("reset-password", {"code": "123456"})):
        body = json.dumps({"email": ANA, "password": password} | more)
        answer = await desk.app.client.post(
            f"/api/auth/{path}", content=body, headers={"Content-Type": "application/json"}
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
        assert "password" in answer.json()["detail"]


@pytest.mark.parametrize("password", ["x" * 10, "x" * 72, "é" * 36, "   spaces   count   "])
async def test_a_password_of_10_to_72_bytes_works(desk: Frontdesk, password: str) -> None:
    await desk.sign_up(ANA, password)
    assert (await desk.post("login", email=ANA, password=password)).status_code == 200


async def test_a_short_password_is_merely_wrong_when_signing_in(desk: Frontdesk) -> None:
    assert (await desk.post("login", email=ANA, password="x")).status_code == 401


_ODD: list[object] = [
    "", " ", "\x00", "a\x00b@example.com", "\ud800@example.com", "a" * 100_000, "ana@", "@example.com", "ana",
    "ana@example.com\r\nBcc: ben@example.com", "ana@exa mple.com", "ana@[127.0.0.1]", None, 7, True, [], {},
]  # fmt: skip


@pytest.mark.parametrize("field", ["email", "code", "full_name", "password"])
async def test_odd_input_is_refused_never_a_failure(desk: Frontdesk, field: str) -> None:
    good = {"email": ANA, "password": PASSWORD, "full_name": "Ana", "code": "123456"}
    uses = {
        "register": ("email", "password", "full_name"), "verify-email": ("email", "code"),
        "resend-code": ("email",), "login": ("email", "password"), "forgot-password": ("email",),
        "reset-password": ("email", "password", "code"),
    }  # fmt: skip
    for path, fields in uses.items():
        if field not in fields:
            continue
        for odd in _ODD:
            body = json.dumps({name: good[name] for name in fields} | {field: odd})
            answer = await desk.app.client.post(
                f"/api/auth/{path}", content=body, headers={"Content-Type": "application/json"}
            )
            # Any line is a name, and any line may be a password: then something else decides.
            fine = (201, 400, 401) if field in ("full_name", "password") else ()
            assert answer.status_code in (422, 429, *fine), (path, odd, answer.text)


@pytest.mark.parametrize("body", [b"", b"{", b"null", b"[]", b'"text"', b"\xff\xfe", b"[" * 50_000])
async def test_a_body_that_is_no_json_object_is_refused(desk: Frontdesk, body: bytes) -> None:
    answer = await desk.app.client.post(
        "/api/auth/login", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422)


async def test_the_same_mailbox_written_differently_is_one_person(desk: Frontdesk) -> None:
    await desk.sign_up("ana@xn--mnchen-3ya.de")
    for written in ("ANA@münchen.de", " ana@MÜNCHEN.de ", "ａna@xn--mnchen-3ya.de"):
        assert (await desk.post("login", email=written, password=PASSWORD)).status_code == 200
