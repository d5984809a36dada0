"""A password and a code of the phone; and a day on which the phone is gone."""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pyotp
import pytest

from app.people.events import TwoFactorChanged
from app.platform import clock
from tests.people.conftest import PASSWORD, Answer, Frontdesk
from tests.people.heard import hearing

ANA = "ana@example.com"
MoveClock = Callable[[float], None]


@pytest.fixture
def moving(monkeypatch: pytest.MonkeyPatch) -> MoveClock:
    """The clock stands still ten seconds into an hour and a half minute, and moves when told to (seconds)."""
    seconds = int(clock.now().timestamp())
    moment = datetime.fromtimestamp(seconds - seconds % 3600 + 10, UTC)

    def move(by: float) -> None:
        nonlocal moment
        moment += timedelta(seconds=by)

    monkeypatch.setattr(clock, "now", lambda: moment)
    return move


@dataclass(slots=True)
class Ana:
    """Somebody with an authenticator app, and no idea of the database."""

    desk: Frontdesk
    token: str
    secret: str = ""

    def code(self, *, steps: int = 0) -> str:
        """What the app shows, now or so many half minutes from now."""
        return pyotp.TOTP(self.secret).at(clock.now(), counter_offset=steps)

    async def ask(self, method: str, path: str, **body: str) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"}
        return await self.desk.app.client.request(
            method, f"/api/auth/{path}", headers=headers, json=body or None
        )

    async def set_up(self) -> list[str]:
        """Switch it on; gives the recovery codes."""
        setup = await self.ask("POST", "two-factor", password=PASSWORD)
        assert setup.status_code == 200, setup.text
        self.secret = setup.json()["secret"]
        confirmed = await self.ask("POST", "two-factor/confirm", code=self.code())
        assert confirmed.status_code == 200, confirmed.text
        codes: list[str] = confirmed.json()["recovery_codes"]
        return codes

    async def begin(self) -> str:
        """The first step of a sign-in; gives the token for the second."""
        answer = await self.desk.post("login", email=ANA, password=PASSWORD)
        assert answer.status_code == 200, answer.text
        assert answer.json().keys() == {"two_factor_required", "token"}
        assert answer.json()["two_factor_required"] is True
        assert "set-cookie" not in answer.headers
        return str(answer.json()["token"])

    async def finish(self, token: str, code: str) -> Answer:
        return await self.desk.post("login/two-factor", token=token, code=code)


@pytest.fixture
async def ana(desk: Frontdesk, moving: MoveClock) -> Ana:
    return Ana(desk, await desk.sign_up(ANA))


async def test_signing_in_takes_a_second_step_for_those_who_want_it(
    desk: Frontdesk, ana: Ana, moving: MoveClock
) -> None:
    plain = await desk.post("login", email=ANA, password=PASSWORD)
    assert plain.json().keys() == {"access_token", "token_type", "expires_in"}

    with hearing(TwoFactorChanged) as heard:
        codes = await ana.set_up()
    assert len(codes) == len(set(codes)) == 10
    assert [event.is_on for event in heard if isinstance(event, TwoFactorChanged)] == [True]
    assert (await desk.mailbox.next_to(ANA))["Subject"] == "Two-factor sign-in is on"
    standing = (await ana.ask("GET", "two-factor")).json()
    assert (standing["is_on"], standing["recovery_codes_left"]) == (True, 10)

    moving(30)
    browser = desk.app.new_client(headers={"Origin": desk.app.url})
    token = await ana.begin()
    signed_in = await browser.post("/api/auth/login/two-factor", json={"token": token, "code": ana.code()})
    assert signed_in.json().keys() == {"access_token", "token_type", "expires_in"}
    assert (await browser.get("/api/auth/me")).json()["email"] == ANA


async def test_the_token_of_the_first_step_opens_nothing(desk: Frontdesk, ana: Ana) -> None:
    await ana.set_up()
    token = await ana.begin()
    assert (await desk.me(token)).status_code == 401
    assert token.encode() not in b"".join(
        [row["token_hash"] for row in await desk.app.database.crossing.fetch("select * from second_steps")]
    )


async def test_a_wrong_password_says_nothing_about_a_second_step(desk: Frontdesk, ana: Ana) -> None:
    await ana.set_up()
    answer = await desk.post("login", email=ANA, password="not the password")
    assert (answer.status_code, answer.json()["code"]) == (401, "bad_credentials")


async def test_what_the_app_needs_is_shown_once_and_kept_sealed(desk: Frontdesk, ana: Ana) -> None:
    setup = (await ana.ask("POST", "two-factor", password=PASSWORD)).json()
    assert pyotp.parse_uri(setup["otpauth_url"]).secret == setup["secret"]
    assert "issuer=Frontdesk" in setup["otpauth_url"]
    assert ElementTree.fromstring(setup["qr_svg"]).tag == "{http://www.w3.org/2000/svg}svg"
    assert setup["secret"] not in (await ana.ask("GET", "two-factor")).text
    sealed = await desk.app.database.crossing.fetchval("select secret_encrypted from second_factors")
    assert setup["secret"].encode() not in sealed


async def test_nothing_changes_before_a_code_confirms_it(desk: Frontdesk, ana: Ana) -> None:
    setup = (await ana.ask("POST", "two-factor", password=PASSWORD)).json()
    assert (await ana.ask("GET", "two-factor")).json()["is_on"] is False
    assert "access_token" in (await desk.post("login", email=ANA, password=PASSWORD)).json()
    wrong = await ana.ask("POST", "two-factor/confirm", code="000000")
    assert (wrong.status_code, wrong.json()["code"]) == (400, "code_wrong")
    ana.secret = setup["secret"]
    assert (await ana.ask("POST", "two-factor/confirm", code=ana.code())).status_code == 200


async def test_starting_again_ends_the_older_secret(ana: Ana) -> None:
    older = (await ana.ask("POST", "two-factor", password=PASSWORD)).json()["secret"]
    newer = (await ana.ask("POST", "two-factor", password=PASSWORD)).json()["secret"]
    ana.secret = older
    assert (await ana.ask("POST", "two-factor/confirm", code=ana.code())).status_code == 400
    ana.secret = newer
    assert (await ana.ask("POST", "two-factor/confirm", code=ana.code())).status_code == 200


async def test_who_finds_an_open_browser_can_neither_switch_it_on_nor_off(
    ana: Ana, moving: MoveClock
) -> None:
    on = await ana.ask("POST", "two-factor", password="not the password")
    assert (on.status_code, on.json()["code"]) == (400, "password_wrong")
    assert (await ana.ask("POST", "two-factor/confirm", code="123456")).status_code == 400
    await ana.set_up()
    moving(30)
    off = await ana.ask("POST", "two-factor/off", password="not the password", code=ana.code())
    assert (off.status_code, off.json()["code"]) == (400, "password_wrong")
    off = await ana.ask("POST", "two-factor/off", password=PASSWORD, code="000000")
    assert (off.status_code, off.json()["code"]) == (400, "code_wrong")
    assert (await ana.ask("GET", "two-factor")).json()["is_on"] is True


async def test_it_is_switched_on_once(ana: Ana, moving: MoveClock) -> None:
    await ana.set_up()
    moving(30)
    again = await ana.ask("POST", "two-factor", password=PASSWORD)
    assert (again.status_code, again.json()["code"]) == (409, "two_factor_on")
    again = await ana.ask("POST", "two-factor/confirm", code=ana.code())
    assert (again.status_code, again.json()["code"]) == (409, "two_factor_on")
    assert (await ana.ask("GET", "two-factor")).json()["recovery_codes_left"] == 10


async def test_a_code_is_used_once(ana: Ana, moving: MoveClock) -> None:
    await ana.set_up()
    token = await ana.begin()
    replayed = await ana.finish(token, ana.code())  # the one that confirmed the set-up
    assert (replayed.status_code, replayed.json()["code"]) == (400, "code_wrong")
    moving(30)
    assert (await ana.finish(token, ana.code())).status_code == 200
    for code in (ana.code(), ana.code(steps=-1)):
        assert (await ana.finish(await ana.begin(), code)).status_code == 400
    assert (await ana.finish(await ana.begin(), ana.code(steps=1))).status_code == 200


async def test_the_same_code_at_the_same_time_signs_in_once(ana: Ana, moving: MoveClock) -> None:
    await ana.set_up()
    moving(30)
    tokens = [await ana.begin() for _ in range(4)]
    answers = await asyncio.gather(*(ana.finish(token, ana.code()) for token in tokens))
    assert sorted(answer.status_code for answer in answers) == [200, 400, 400, 400]


@pytest.mark.parametrize(("steps", "status"), [(-2, 400), (-1, 200), (0, 200), (1, 200), (2, 400)])
async def test_clocks_may_differ_by_half_a_minute(
    ana: Ana, moving: MoveClock, steps: int, status: int
) -> None:
    await ana.set_up()
    moving(90)
    assert (await ana.finish(await ana.begin(), ana.code(steps=steps))).status_code == status


async def test_after_five_wrong_codes_the_sign_in_is_dead(ana: Ana, moving: MoveClock) -> None:
    await ana.set_up()
    moving(30)
    token = await ana.begin()
    for _ in range(5):
        assert (await ana.finish(token, "000000")).status_code == 400
    dead = await ana.finish(token, ana.code())
    assert (dead.status_code, dead.json()["code"]) == (429, "too_many_tries")
    assert (await ana.finish(await ana.begin(), ana.code())).status_code == 200


async def test_many_sign_ins_are_no_way_around_the_five_tries(ana: Ana, moving: MoveClock) -> None:
    await ana.set_up()
    moving(30)
    statuses = []
    for _ in range(5):
        token = await ana.begin()
        statuses += [(await ana.finish(token, "000000")).status_code for _ in range(4)]
    assert statuses[-1] == 429  # the set-up counted as well
    beyond = await ana.finish(await ana.begin(), ana.code())
    assert (beyond.status_code, beyond.json()["code"]) == (429, "too_many_requests")
    assert int(beyond.headers["Retry-After"]) > 0


async def test_the_second_step_waits_five_minutes(ana: Ana, moving: MoveClock) -> None:
    await ana.set_up()
    token = await ana.begin()
    moving(301)
    late = await ana.finish(token, ana.code())
    assert (late.status_code, late.json()["code"]) == (400, "code_expired")


async def test_a_token_is_used_once(ana: Ana, moving: MoveClock) -> None:
    await ana.set_up()
    moving(30)
    token = await ana.begin()
    assert (await ana.finish(token, ana.code())).status_code == 200
    moving(30)
    again = await ana.finish(token, ana.code())
    assert (again.status_code, again.json()["code"]) == (400, "code_expired")


async def test_without_the_phone_a_recovery_code_signs_in_and_switches_off(
    desk: Frontdesk, ana: Ana, moving: MoveClock
) -> None:
    first, second, *_ = await ana.set_up()
    await desk.mailbox.next_to(ANA)
    moving(30)
    assert re.fullmatch(r"([a-z2-7]{4}-){3}[a-z2-7]{4}", first)
    sloppily = first.upper().replace("-", " ")
    signed_in = await ana.finish(await ana.begin(), f" {sloppily} ")
    assert signed_in.status_code == 200
    used_up = await ana.finish(await ana.begin(), first)
    assert (used_up.status_code, used_up.json()["code"]) == (400, "code_wrong")

    ana.token = signed_in.json()["access_token"]
    assert (await ana.ask("GET", "two-factor")).json()["recovery_codes_left"] == 9
    with hearing(TwoFactorChanged) as heard:
        off = await ana.ask("POST", "two-factor/off", password=PASSWORD, code=second)
    assert off.status_code == 204
    assert [event.is_on for event in heard if isinstance(event, TwoFactorChanged)] == [False]
    assert (await desk.mailbox.next_to(ANA))["Subject"] == "Two-factor sign-in is off"
    assert "access_token" in (await desk.post("login", email=ANA, password=PASSWORD)).json()
    standing = (await ana.ask("GET", "two-factor")).json()
    assert standing == {"is_on": False, "turned_on_at": None, "recovery_codes_left": 0}
    nothing = await ana.ask("POST", "two-factor/off", password=PASSWORD, code=ana.code())
    assert (nothing.status_code, nothing.json()["code"]) == (409, "two_factor_off")


async def test_recovery_codes_are_kept_as_hashes(desk: Frontdesk, ana: Ana) -> None:
    codes = await ana.set_up()
    kept = await desk.app.database.crossing.fetch("select code_hash from recovery_codes")
    assert {len(row["code_hash"]) for row in kept} == {32}
    assert not any(code.replace("-", "").encode() in row["code_hash"] for code in codes for row in kept)


async def test_nobodys_recovery_code_opens_anothers_door(
    desk: Frontdesk, ana: Ana, moving: MoveClock
) -> None:
    await ana.set_up()
    ben = Ana(desk, await desk.sign_up("ben@example.com"))
    bens = await ben.set_up()
    moving(30)
    token = await ana.begin()
    assert (await ana.finish(token, bens[0])).status_code == 400
    assert (await ana.finish(token, ben.code())).status_code == 400


async def test_a_forgotten_password_is_no_way_around_the_second_step(
    desk: Frontdesk, ana: Ana, moving: MoveClock
) -> None:
    await ana.set_up()
    await desk.mailbox.next_to(ANA)
    await desk.post("forgot-password", email=ANA)
    reset = await desk.post(
        "reset-password", email=ANA, code=await desk.code_for(ANA), password="another one now"
    )
    assert reset.json().keys() == {"two_factor_required", "token"}
    assert (await desk.me(ana.token)).status_code == 401
    moving(30)
    assert (await ana.finish(reset.json()["token"], ana.code())).status_code == 200


async def test_a_sign_in_begun_with_the_old_password_cannot_be_finished(
    desk: Frontdesk, ana: Ana, moving: MoveClock
) -> None:
    await ana.set_up()
    token = await ana.begin()
    changed = await ana.ask("PUT", "password", current_password=PASSWORD, new_password="another one now")
    assert changed.status_code == 204
    moving(30)
    late = await ana.finish(token, ana.code())
    assert (late.status_code, late.json()["code"]) == (401, "bad_credentials")


@pytest.mark.parametrize(
    ("token", "code"),
    [
        ("", "123456"), ("x" * 100_000, "123456"), ("nonsense", "123456"), (None, "123456"), (7, "123456"),
        ("nonsense", ""), ("nonsense", "12345"), ("nonsense", "x" * 100_000), ("nonsense", "12345\x00"),
        ("nonsense", "１２３４５６"), ("nonsense", None), ("nonsense", 123456), ("\ud800", "123456"),
    ],
)  # fmt: skip
async def test_odd_second_steps_are_refused_in_words(desk: Frontdesk, token: object, code: object) -> None:

    body = json.dumps({"token": token, "code": code})
    answer = await desk.app.client.post(
        "/api/auth/login/two-factor", content=body, headers={"Content-Type": "application/json"}
    )
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["detail"]
