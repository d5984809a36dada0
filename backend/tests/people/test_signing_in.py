"""From registration to sign-out, with the real mail in between."""

import asyncio
from datetime import datetime, timedelta

import pytest

from app.people import service
from app.people.passwords import UNUSABLE, hasher
from app.people.tokens import COOKIE
from app.platform import clock
from app.platform.problems import NotFound
from tests.people.conftest import PASSWORD, Frontdesk
from tests.support.smtp import code_in, text_of

ANA = "ana@example.com"


def _wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


async def test_a_person_registers_confirms_and_works_in_their_own_workspace(desk: Frontdesk) -> None:
    registered = await desk.register(" Ana@Example.COM ", full_name="Ana Kaya")
    assert (registered.status_code, registered.json()) == (201, {"email": ANA})

    answer = await desk.post("verify-email", email=ANA, code=await desk.code_for(ANA))
    token = answer.json()
    assert (token["token_type"], token["expires_in"]) == ("bearer", 24 * 3600)

    me = (await desk.me(token["access_token"])).json()
    assert (me["email"], me["full_name"], me["is_email_verified"]) == (ANA, "Ana Kaya", True)
    (workspace,) = me["workspaces"]
    assert workspace | {"id": ""} == {
        "id": "", "name": "Ana's business", "slug": "anas-business", "role": "owner", "timezone": "UTC",
    }  # fmt: skip


async def test_two_people_of_one_name_get_different_slugs(desk: Frontdesk) -> None:
    slugs = set()
    for email in ("ana@example.com", "ana@example.org"):
        slugs.add((await desk.me(await desk.sign_up(email))).json()["workspaces"][0]["slug"])
    assert len(slugs) == 2


async def test_signing_in_needs_the_right_password_and_then_a_confirmed_address(desk: Frontdesk) -> None:
    await desk.register(ANA)
    wrong = await desk.post("login", email=ANA, password="something else")
    assert (wrong.status_code, wrong.json()["code"]) == (401, "bad_credentials")
    early = await desk.post("login", email=ANA, password=PASSWORD)
    assert (early.status_code, early.json()["code"]) == (403, "email_not_verified")

    await desk.post("verify-email", email=ANA, code=await desk.code_for(ANA))
    right = await desk.post("login", email="ANA@example.com", password=PASSWORD)
    assert right.status_code == 200
    assert (await desk.me(right.json()["access_token"])).status_code == 200


async def test_after_five_wrong_codes_the_right_one_is_dead_too(desk: Frontdesk) -> None:
    await desk.register(ANA)
    code = await desk.code_for(ANA)
    for _ in range(5):
        answer = await desk.post("verify-email", email=ANA, code=_wrong(code))
        assert (answer.status_code, answer.json()["code"]) == (400, "code_wrong")
    dead = await desk.post("verify-email", email=ANA, code=code)
    assert (dead.status_code, dead.json()["code"]) == (429, "too_many_tries")


async def test_guesses_made_at_the_same_time_are_counted_one_by_one(desk: Frontdesk) -> None:
    await desk.register(ANA)
    code = await desk.code_for(ANA)
    answers = await asyncio.gather(
        *(desk.post("verify-email", email=ANA, code=_wrong(code)) for _ in range(20))
    )
    assert sorted(answer.status_code for answer in answers) == [400] * 5 + [429] * 15


async def test_a_right_code_used_twice_at_once_signs_in_once(desk: Frontdesk) -> None:
    await desk.register(ANA)
    code = await desk.code_for(ANA)
    answers = await asyncio.gather(*(desk.post("verify-email", email=ANA, code=code) for _ in range(5)))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400, 400]


async def test_a_code_works_for_five_minutes(desk: Frontdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    await desk.register(ANA)
    code = await desk.code_for(ANA)
    _move_clock(monkeypatch, timedelta(minutes=5, seconds=1))
    late = await desk.post("verify-email", email=ANA, code=code)
    assert (late.status_code, late.json()["code"]) == (400, "code_expired")

    await desk.post("resend-code", email=ANA)
    fresh = await desk.post("verify-email", email=ANA, code=await desk.code_for(ANA))
    assert fresh.status_code == 200


async def test_a_fresh_code_ends_the_older_one(desk: Frontdesk) -> None:
    await desk.register(ANA)
    older = await desk.code_for(ANA)
    assert (await desk.post("resend-code", email=ANA)).status_code == 202
    newer = await desk.code_for(ANA)
    if older != newer:
        assert (await desk.post("verify-email", email=ANA, code=older)).status_code == 400
    assert (await desk.post("verify-email", email=ANA, code=newer)).status_code == 200


async def test_a_code_is_good_for_one_purpose_only(desk: Frontdesk) -> None:
    await desk.register(ANA)
    code = await desk.code_for(ANA)
    await desk.post("forgot-password", email=ANA)
    reset_code = await desk.code_for(ANA)
    if code != reset_code:
        crossed = await desk.post("verify-email", email=ANA, code=reset_code)
        assert crossed.json()["code"] == "code_wrong"


async def test_a_new_password_ends_every_earlier_sign_in(desk: Frontdesk) -> None:
    old = [await desk.sign_up(ANA)]
    old.append((await desk.post("login", email=ANA, password=PASSWORD)).json()["access_token"])
    assert (await desk.post("forgot-password", email=ANA)).status_code == 202
    code = await desk.code_for(ANA)
    reset = await desk.post("reset-password", email=ANA, code=code, password="a better password")

    assert reset.status_code == 200
    assert [(await desk.me(token)).status_code for token in old] == [401, 401]
    assert (await desk.me(reset.json()["access_token"])).status_code == 200
    assert (await desk.post("login", email=ANA, password=PASSWORD)).status_code == 401
    assert (await desk.post("login", email=ANA, password="a better password")).status_code == 200
    again = await desk.post("reset-password", email=ANA, code=code, password="yet another one")
    assert again.json()["code"] == "code_wrong"


async def test_a_sign_in_with_the_old_password_cannot_slip_past_its_change(
    desk: Frontdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    await desk.sign_up(ANA)
    compare = hasher.fits

    async def slow_compare(password: str, kept: str | None) -> bool:
        fits = await compare(password, kept)
        await desk.execute("update users set password_hash = 'changed meanwhile'")
        return fits

    monkeypatch.setattr(hasher, "fits", slow_compare)
    assert (await desk.post("login", email=ANA, password=PASSWORD)).status_code == 401


async def test_signing_out_ends_the_token(desk: Frontdesk) -> None:
    token = await desk.sign_up(ANA)
    other = (await desk.post("login", email=ANA, password=PASSWORD)).json()["access_token"]
    headers = {"Authorization": f"Bearer {token}"}
    assert (await desk.app.client.post("/api/auth/logout", headers=headers)).status_code == 204
    assert (await desk.me(token)).status_code == 401
    assert (await desk.me(other)).status_code == 200


async def test_a_sign_in_lasts_a_day(desk: Frontdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    token = await desk.sign_up(ANA)
    await desk.execute("update sessions set expires_at = now() - interval '1 second'")
    assert (await desk.me(token)).status_code == 401


async def test_registering_a_known_address_again_sends_a_mail_without_a_code(desk: Frontdesk) -> None:
    await desk.sign_up(ANA)
    again = await desk.register(ANA, password="somebody else's password", full_name="Mallory")
    assert (again.status_code, again.json()) == (201, {"email": ANA})
    mail = await desk.mailbox.next_to(ANA)
    assert "already" in mail["Subject"]
    assert not any(run.isdigit() and len(run) == 6 for run in text_of(mail).split())
    assert (await desk.post("login", email=ANA, password="somebody else's password")).status_code == 401
    assert (await desk.post("login", email=ANA, password=PASSWORD)).status_code == 200


async def test_the_first_code_still_works_after_registering_twice(desk: Frontdesk) -> None:
    await desk.register(ANA)
    code = await desk.code_for(ANA)
    await desk.register(ANA)
    assert (await desk.post("verify-email", email=ANA, code=code)).status_code == 200
    assert (await desk.post("login", email=ANA, password=PASSWORD)).status_code == 200


async def test_a_stranger_who_registered_first_never_gets_in_with_their_password(desk: Frontdesk) -> None:
    await desk.register(ANA, password="the stranger's password")
    await desk.mailbox.next_to(ANA)
    await desk.register(ANA, password=PASSWORD)
    await desk.mailbox.next_to(ANA)  # says: registered already
    await desk.post("resend-code", email=ANA)
    confirmed = await desk.post("verify-email", email=ANA, code=await desk.code_for(ANA))
    assert confirmed.status_code == 200

    for password in ("the stranger's password", PASSWORD, UNUSABLE * 10):
        assert (await desk.post("login", email=ANA, password=password)).status_code == 401
    await desk.post("forgot-password", email=ANA)
    code = await desk.code_for(ANA)
    assert (await desk.post("reset-password", email=ANA, code=code, password=PASSWORD)).status_code == 200
    assert (await desk.post("login", email=ANA, password=PASSWORD)).status_code == 200


async def test_a_new_password_confirms_the_address_as_well(desk: Frontdesk) -> None:
    await desk.register(ANA)
    await desk.mailbox.next_to(ANA)
    await desk.post("forgot-password", email=ANA)
    code = await desk.code_for(ANA)
    await desk.post("reset-password", email=ANA, code=code, password="another password")
    assert (await desk.post("login", email=ANA, password="another password")).status_code == 200


async def test_one_person_registering_twice_at_once_keeps_their_password(desk: Frontdesk) -> None:
    answers = await asyncio.gather(*(desk.register(ANA) for _ in range(3)))
    assert [answer.status_code for answer in answers] == [201] * 3
    await desk.jobs_done()
    mails = [await desk.mailbox.next_to(ANA) for _ in range(3)]
    (code_mail,) = [mail for mail in mails if "code" in mail["Subject"]]
    await desk.post("verify-email", email=ANA, code=code_in(code_mail))
    assert (await desk.post("login", email=ANA, password=PASSWORD)).status_code == 200


async def test_the_cookie_signs_in_and_out_like_the_token(desk: Frontdesk) -> None:
    await desk.sign_up(ANA)
    browser = desk.app.new_client(headers={"Origin": desk.app.url})
    answer = await browser.post("/api/auth/login", json={"email": ANA, "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith(f"{COOKIE}=")
    assert {part.strip().lower() for part in cookie.split(";")[1:]} == {
        "httponly", "samesite=lax", "path=/", "max-age=86400",
    }  # fmt: skip
    assert (await browser.get("/api/auth/me")).status_code == 200
    assert (await browser.post("/api/auth/logout")).status_code == 204
    assert COOKIE not in browser.cookies


async def test_an_operator_is_made_by_address(desk: Frontdesk) -> None:
    token = await desk.sign_up(ANA)
    headers = {"Authorization": f"Bearer {token}"}
    assert (await desk.app.client.get("/doors/operator", headers=headers)).status_code == 404
    async with desk.app.database.system() as db:
        await service.make_operator(db, "Ana@Example.com")
    assert (await desk.app.client.get("/doors/operator", headers=headers)).status_code == 200
    with pytest.raises(NotFound):
        async with desk.app.database.system() as db:
            await service.make_operator(db, "nobody@example.com")


def _move_clock(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    real = clock.now

    def later() -> datetime:
        return real() + by

    monkeypatch.setattr(clock, "now", later)
