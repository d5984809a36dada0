"""Who may come through which door."""

from uuid import UUID, uuid4

import pytest
from jose import jwt

from app.people.tokens import COOKIE, write_token
from app.platform import clock
from tests.people.conftest import Answer, Frontdesk
from tests.support.app import Member


@pytest.fixture
async def ana(desk: Frontdesk) -> Member:
    return await desk.app.new_member("ana@example.com")


@pytest.mark.parametrize(
    ("role", "opens"),
    [
        ("owner", ["reader", "teammate", "manager"]),
        ("admin", ["reader", "teammate", "manager"]),
        ("teammate", ["reader", "teammate"]),
        ("viewer", ["reader"]),
    ],
)
async def test_each_role_opens_its_doors_and_no_other(
    desk: Frontdesk, ana: Member, role: str, opens: list[str]
) -> None:
    ben = await desk.app.new_member("ben@example.com", role=role, of=ana.workspace_id)
    answers = {door: await ben.client.get(f"/doors/{door}") for door in ("reader", "teammate", "manager")}
    assert [door for door, answer in answers.items() if answer.status_code == 200] == opens
    refused = [answer for answer in answers.values() if answer.status_code != 200]
    assert all((answer.status_code, answer.json()["code"]) == (403, "not_allowed") for answer in refused)


async def test_nobody_comes_in_without_a_sign_in(desk: Frontdesk) -> None:
    for door in ("reader", "teammate", "manager", "operator"):
        answer = await desk.app.client.get(f"/doors/{door}")
        assert (answer.status_code, answer.json()["code"]) == (401, "not_signed_in")


async def test_the_oldest_membership_is_the_default_and_a_header_chooses_another(
    desk: Frontdesk, ana: Member
) -> None:
    ben = await desk.app.new_member("ben@example.com")
    await desk.execute(
        "insert into memberships (workspace_id, user_id, role) values ($1, $2, 'viewer')",
        ana.workspace_id,
        ben.user_id,
    )

    async def read(workspace: str | None = None) -> Answer:
        return await ben.client.get(
            "/doors/reader", headers={"X-Workspace-Id": workspace} if workspace else {}
        )

    assert (await read()).json() == str(ben.workspace_id)
    assert (await read(str(ana.workspace_id))).json() == str(ana.workspace_id)
    assert (await read(str(ben.workspace_id))).json() == str(ben.workspace_id)
    chosen = await ben.client.get("/doors/manager", headers={"X-Workspace-Id": str(ana.workspace_id)})
    assert chosen.status_code == 403  # the role of that workspace counts


@pytest.mark.parametrize("wanted", [str(UUID(int=7)), "anas-business", "1", "' or 1=1", "0" * 400])
async def test_a_workspace_of_others_does_not_exist(desk: Frontdesk, ana: Member, wanted: str) -> None:
    answer = await ana.client.get("/doors/reader", headers={"X-Workspace-Id": wanted})
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    stranger = await desk.app.new_member("ben@example.com")
    answer = await stranger.client.get("/doors/reader", headers={"X-Workspace-Id": str(ana.workspace_id)})
    assert answer.status_code == 404


async def test_only_the_stream_reads_the_workspace_from_the_address(desk: Frontdesk, ana: Member) -> None:
    ben = await desk.app.new_member("ben@example.com", of=ana.workspace_id)
    other = str((await desk.app.new_member("cem@example.com")).workspace_id)
    assert (await ben.client.get("/api/events", params={"workspace_id": other})).status_code == 404
    assert (await ben.client.get("/api/events")).status_code == 200
    here = str(ana.workspace_id)
    assert (await ben.client.get("/api/events", params={"workspace_id": here})).json() == here
    assert (await ben.client.get("/doors/reader", params={"workspace_id": other})).json() == here


async def test_someone_without_a_workspace_is_told_there_is_none(desk: Frontdesk, ana: Member) -> None:
    await desk.execute("delete from memberships")
    assert (await ana.client.get("/doors/reader")).status_code == 404
    assert (await ana.client.get("/api/auth/me")).json()["workspaces"] == []


async def test_tokens_that_are_not_ours_open_nothing(desk: Frontdesk, ana: Member) -> None:
    secret = desk.app.app.state.settings.secret("jwt_secret")
    claims = jwt.get_unverified_claims(ana.token)
    ben = await desk.app.new_member("ben@example.com")
    now = clock.now()
    head, body, mark = ana.token.split(".")
    forged = {
        "another secret": jwt.encode(claims, "guessed", algorithm="HS256"),
        "another algorithm": jwt.encode(claims, secret, algorithm="HS512"),
        "no algorithm": "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0." + body + ".",
        "expired": jwt.encode(claims | {"exp": int(now.timestamp()) - 1}, secret, algorithm="HS256"),
        "no session": jwt.encode({"sub": claims["sub"]}, secret, algorithm="HS256"),
        "unknown session": write_token(secret, user_id=ana.user_id, session_id=uuid4(), now=now),
        "another's session": jwt.encode(claims | {"sub": str(ben.user_id)}, secret, algorithm="HS256"),
        "numbers for ids": jwt.encode(claims | {"sid": 7}, secret, algorithm="HS256"),
        "cut": f"{head}.{body}",
        "changed": f"{head}.{body[:-2]}AA.{mark}",
        "words": "let me in",
    }
    assert (await desk.me(ana.token)).status_code == 200
    for why, token in forged.items():
        assert (await desk.me(token)).status_code == 401, why


async def test_a_bad_token_is_not_rescued_by_a_good_cookie(desk: Frontdesk, ana: Member) -> None:
    headers = {"Authorization": "Bearer nonsense", "Cookie": f"{COOKIE}={ana.token}"}
    assert (await desk.app.client.get("/doors/reader", headers=headers)).status_code == 401


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("{host}", 200),
        ("https://desk.example.com", 200),
        ("https://partner.example.com", 200),
        ("https://evil.example.com", 403),
        ("https://desk.example.com.evil.example.com", 403),
        ("https://evil.example.com/https://desk.example.com", 403),
        ("https://desk.example.com:8443", 403),
        ("https://desk.example.com@evil.example.com", 403),
        ("https://shop.desk.example.com", 403),
        ("https://example.com", 403),
        ("https://desk.example.com https://evil.example.com", 403),
        ("http://desk.example.com", 403),
        ("null", 403),
        ("http://[", 403),
        ("", 403),
        (None, 403),
    ],
)
async def test_a_cookie_changes_things_only_from_our_own_pages(
    desk: Frontdesk, ana: Member, origin: str | None, status: int
) -> None:
    desk.configure(public_url="https://desk.example.com", cors_allow_origins=["https://partner.example.com/"])
    headers = {"Cookie": f"{COOKIE}={ana.token}"}
    if origin is not None:
        headers["Origin"] = origin.format(host=desk.app.url)
    assert (await desk.app.client.get("/doors/reader", headers=headers)).status_code == 200
    answer = await desk.app.client.post("/doors/reader", headers=headers)
    assert answer.status_code == status
    if status == 403:
        assert answer.json()["code"] == "wrong_origin"


async def test_in_production_the_name_in_the_host_header_counts_for_nothing(
    desk: Frontdesk, ana: Member
) -> None:
    desk.configure(app_env="production", public_url="https://desk.example.com")
    headers = {"Cookie": f"{COOKIE}={ana.token}", "Origin": desk.app.url}
    assert (await desk.app.client.post("/doors/reader", headers=headers)).status_code == 403


@pytest.mark.parametrize(
    ("public_url", "origin", "status"),
    [
        ("https://desk.example.com", "https://desk.example.com", 200),
        ("https://desk.example.com", "http://desk.example.com", 403),
        ("https://desk.example.com", "http://10.0.0.5:8000", 403),
        ("https://desk.example.com", "https://evil.example.com", 403),
        ("https://desk.example.com:8443", "https://desk.example.com:8443", 200),
        ("https://desk.example.com:8443", "https://desk.example.com", 403),
        # Written by an operator in ways in which no browser writes it.
        ("https://Desk.Example.com:443", "https://desk.example.com", 200),
        ("https://desk.example.com/frontdesk", "https://desk.example.com", 200),
        ("http://[::1]:8000", "http://[::1]:8000", 200),
    ],
)
async def test_behind_a_proxy_the_public_address_alone_counts(
    desk: Frontdesk, ana: Member, public_url: str, origin: str, status: int
) -> None:
    desk.configure(app_env="production", public_url=public_url, trusted_proxies=["127.0.0.1"])
    headers = {
        "Cookie": f"{COOKIE}={ana.token}", "Origin": origin, "Host": "10.0.0.5:8000",
        "X-Forwarded-Host": "evil.example.com", "X-Forwarded-Proto": "https", "X-Forwarded-For": "203.0.113.9",
    }  # fmt: skip
    assert (await desk.app.client.post("/doors/reader", headers=headers)).status_code == status


@pytest.mark.parametrize("authorization", ["Basic abc", "Bearer", "Digest x"])
async def test_an_authorization_that_is_no_token_does_not_spare_the_origin(
    desk: Frontdesk, ana: Member, authorization: str
) -> None:
    headers = {"Cookie": f"{COOKIE}={ana.token}", "Authorization": authorization}
    answer = await desk.app.client.post("/doors/reader", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "wrong_origin")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
async def test_no_other_site_ends_a_sign_in_or_changes_how_one_signs_in(
    desk: Frontdesk, ana: Member, method: str
) -> None:
    paths = {
        "POST": ["logout", "two-factor", "two-factor/confirm", "two-factor/off"],
        "PUT": ["password"],
        "DELETE": ["sessions", f"sessions/{uuid4()}"],
    }
    headers = {"Cookie": f"{COOKIE}={ana.token}", "Origin": "https://evil.example.com"}
    for path in paths[method]:
        answer = await desk.app.client.request(method, f"/api/auth/{path}", headers=headers, json={})
        assert (answer.status_code, answer.json()["code"]) == (403, "wrong_origin"), path
    assert (await desk.me(ana.token)).status_code == 200


async def test_a_program_with_a_token_needs_no_origin(ana: Member) -> None:
    answer = await ana.client.post("/doors/reader", headers={"Origin": "https://anywhere.example.com"})
    assert answer.status_code == 200


async def test_the_business_gets_another_name_and_time_zone(desk: Frontdesk, ana: Member) -> None:
    before = (await ana.client.get("/api/workspace")).json()
    named = (await ana.client.put("/api/workspace", json={"name": "Luna Hair Studio"})).json()
    moved = (await ana.client.put("/api/workspace", json={"timezone": "Europe/Istanbul"})).json()
    assert named == before | {"name": "Luna Hair Studio"}
    assert moved == named | {"timezone": "Europe/Istanbul"}
    assert (await ana.client.get("/api/workspace")).json() == moved

    for nonsense in ({"timezone": "Mars/Olympus"}, {"timezone": "../etc/passwd"}, {"name": "  "}):
        assert (await ana.client.put("/api/workspace", json=nonsense)).status_code == 422
    ben = await desk.app.new_member("ben@example.com", role="teammate", of=ana.workspace_id)
    assert (await ben.client.put("/api/workspace", json={"name": "Ben's"})).status_code == 403
    assert (await ben.client.get("/api/workspace")).json() == moved | {"role": "teammate"}
