"""Which passwords are taken, and how one is changed."""

import re

import pytest

from app.people.events import PasswordChanged
from app.people.passwords import hasher
from tests.people.conftest import PASSWORD, Answer, Frontdesk
from tests.people.heard import hearing
from tests.support.smtp import text_of

ANA = "ana.kaya@example.com"
NEW = "three odd little words"

COMMON = ["password123", "Password123", "PASSWORD1234", "1234567890", "qwertyuiop", "1q2w3e4r5t", "iloveyou12345",
          "Sunshine2024!", "password12345", "letmein!!!!!!"]  # fmt: skip
LIKE_THE_ADDRESS = ["ana.kaya@example.com", "anakaya2024", "Ana-Kaya-123!", "ana.kaya.ana.kaya", "123 ana.kaya 456",
                    "ANAKAYAxyz"]  # fmt: skip
FINE = [PASSWORD, NEW, "luna-demo-2026", "kaya hardware ltd", "banana bread today", "passwords are plenty"]


async def _change(desk: Frontdesk, token: str, current: str, new: str) -> Answer:
    return await desk.app.client.put(
        "/api/auth/password",
        json={"current_password": current, "new_password": new},
        headers={"Authorization": f"Bearer {token}"},
    )


@pytest.mark.parametrize("password", COMMON + LIKE_THE_ADDRESS)
async def test_what_is_guessed_first_is_refused_wherever_a_password_is_chosen(
    desk: Frontdesk, password: str
) -> None:
    for path, more in (("register", {"full_name": "Ana"}), ("reset-password", {"code": "123456"})):
        answer = await desk.post(path, email=ANA, password=password, **more)
        assert (answer.status_code, answer.json()["code"]) == (422, "weak_password"), answer.text
        assert re.fullmatch(r"This is .+\. Choose .+\.", answer.json()["detail"])
    ana = await desk.app.new_member(ANA)
    answer = await _change(desk, ana.token, PASSWORD, password)
    assert (answer.status_code, answer.json()["code"]) == (422, "weak_password")


@pytest.mark.parametrize("password", FINE)
async def test_what_is_merely_plain_is_taken(desk: Frontdesk, password: str) -> None:
    assert (await desk.register(ANA, password)).status_code == 201


async def test_a_refused_password_does_not_use_the_code_up(desk: Frontdesk) -> None:
    await desk.sign_up(ANA)
    await desk.post("forgot-password", email=ANA)
    code = await desk.code_for(ANA)
    for _ in range(6):
        assert (
            await desk.post("reset-password", email=ANA, code=code, password="password123")
        ).status_code == 422
    assert (await desk.post("reset-password", email=ANA, code=code, password=NEW)).status_code == 200


async def test_a_changed_password_ends_the_other_sign_ins_and_is_mailed(desk: Frontdesk) -> None:
    here = await desk.sign_up(ANA)
    there = (await desk.post("login", email=ANA, password=PASSWORD)).json()["access_token"]
    with hearing(PasswordChanged) as heard:
        assert (await _change(desk, here, PASSWORD, NEW)).status_code == 204
    assert (await desk.me(here)).status_code == 200
    assert (await desk.me(there)).status_code == 401
    assert (await desk.post("login", email=ANA, password=PASSWORD)).status_code == 401
    assert (await desk.post("login", email=ANA, password=NEW)).status_code == 200
    assert len(heard) == 1

    mail = await desk.mailbox.next_to(ANA)
    assert mail["Subject"] == "Your Frontdesk password was changed"
    assert "If it was not you" in text_of(mail)
    assert NEW not in mail.as_string()


async def test_without_the_current_password_nothing_changes(desk: Frontdesk) -> None:
    token = await desk.sign_up(ANA)
    other = (await desk.post("login", email=ANA, password=PASSWORD)).json()["access_token"]
    answer = await _change(desk, token, "not the password", NEW)
    assert (answer.status_code, answer.json()["code"]) == (400, "password_wrong")
    assert (await desk.me(other)).status_code == 200
    assert (await desk.post("login", email=ANA, password=PASSWORD)).status_code == 200


async def test_a_stolen_session_is_no_way_to_guess_the_password(desk: Frontdesk) -> None:
    token = await desk.sign_up(ANA)
    answers = [(await _change(desk, token, f"guess number {n}", NEW)).status_code for n in range(12)]
    assert answers.count(429) >= 1
    assert set(answers) == {400, 429}


async def test_a_change_that_another_change_overtook_is_refused(
    desk: Frontdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = await desk.sign_up(ANA)
    make = hasher.hash

    async def slow_hash(password: str) -> str:
        await desk.execute("update users set password_hash = 'changed meanwhile'")
        return await make(password)

    monkeypatch.setattr(hasher, "hash", slow_hash)
    answer = await _change(desk, token, PASSWORD, NEW)
    assert (answer.status_code, answer.json()["code"]) == (400, "password_wrong")
    kept = await desk.app.database.crossing.fetchval("select password_hash from users")
    assert kept == "changed meanwhile"


@pytest.mark.parametrize("new", ["short", "x" * 73, "with a \x00 inside"])
async def test_a_new_password_that_cannot_be_kept_is_refused(desk: Frontdesk, new: str) -> None:
    ana = await desk.app.new_member(ANA)
    answer = await _change(desk, ana.token, PASSWORD, new)
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid")
    assert answer.json()["errors"][0]["field"] == "new_password"


async def test_nobody_changes_a_password_without_a_sign_in(desk: Frontdesk) -> None:
    assert (await _change(desk, "nonsense", PASSWORD, NEW)).status_code == 401
