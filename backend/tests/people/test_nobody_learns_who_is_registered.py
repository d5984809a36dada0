"""Whether an address is registered shows in no answer, in no code's behaviour, and not in the time it takes."""

import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from itertools import count

import pytest

from app.people import service
from app.people.codes import Purpose
from app.people.devices import Device
from app.people.passwords import hasher
from app.people.repository import find_user
from app.people.schemas import Login, Registration
from app.platform import clock
from app.platform.database import Database
from app.platform.problems import Problem
from tests.people.conftest import PASSWORD, Frontdesk

CONFIRMED, UNCONFIRMED, UNKNOWN = "ana@example.com", "ben@example.com", "cem@example.com"
EVERYONE = (CONFIRMED, UNCONFIRMED, UNKNOWN)
NEVER = "000000"  # a real code is this one once in a million runs


@pytest.fixture
async def town(desk: Frontdesk) -> Frontdesk:
    """Somebody confirmed, somebody not yet, and somebody nobody has heard of."""
    await desk.sign_up(CONFIRMED)
    await desk.register(UNCONFIRMED)
    await desk.mailbox.next_to(UNCONFIRMED)
    return desk


@pytest.mark.parametrize("path", ["register", "resend-code", "forgot-password", "login"])
async def test_every_address_gets_the_same_answer(town: Frontdesk, path: str) -> None:
    answers = []
    for email in EVERYONE:
        body = {"email": email}
        if path in ("register", "login"):
            body["password"] = "not the password of anyone"
        if path == "register":
            body["full_name"] = "Somebody"
        answer = await town.post(path, **body)
        answers.append((answer.status_code, answer.text.replace(email, "*"), sorted(answer.headers)))
    assert answers[0] == answers[1] == answers[2]


@pytest.mark.parametrize(
    ("ask", "use"),
    [("register", "verify-email"), ("resend-code", "verify-email"), ("forgot-password", "reset-password")],
)
async def test_every_code_counts_tries_and_expires_alike(
    town: Frontdesk, ask: str, use: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def outcomes(email: str) -> list[str]:
        more = {"password": PASSWORD, "full_name": "Somebody"} if ask == "register" else {}
        assert (await town.post(ask, email=email, **more)).status_code < 300
        await town.jobs_done()
        use_more = {"password": PASSWORD} if use == "reset-password" else {}

        async def guess(times: int) -> list[str]:
            answers = [await town.post(use, email=email, code=NEVER, **use_more) for _ in range(times)]
            return [answer.json()["code"] for answer in answers]

        seen = await guess(2)
        if ask != "register":  # asking again starts the count again
            await town.post(ask, email=email)
            await town.jobs_done()
        seen += await guess(6)
        real = clock.now
        with monkeypatch.context() as later:
            later.setattr(clock, "now", lambda: real() + timedelta(minutes=6))
            seen += await guess(1)
        return seen

    behaviours = [await outcomes(email) for email in EVERYONE]
    assert behaviours[0] == behaviours[1] == behaviours[2]
    assert "too_many_tries" in behaviours[0]


@pytest.mark.parametrize(
    ("ask", "use"), [("resend-code", "verify-email"), ("forgot-password", "reset-password")]
)
async def test_every_unused_code_expires_alike(
    town: Frontdesk, ask: str, use: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for email in EVERYONE:
        await town.post(ask, email=email)
    await town.jobs_done()
    real = clock.now
    monkeypatch.setattr(clock, "now", lambda: real() + timedelta(minutes=6))
    more = {"password": PASSWORD} if use == "reset-password" else {}
    for email in EVERYONE:
        assert (await town.post(use, email=email, code=NEVER, **more)).json()["code"] == "code_expired"


async def test_asking_for_a_code_mails_only_those_who_may_have_one(town: Frontdesk) -> None:
    for email in EVERYONE:
        await town.post("resend-code", email=email)
    await town.jobs_done()
    assert [town.mailbox.count_to(email) for email in EVERYONE] == [0, 1, 0]
    for email in EVERYONE:
        await town.post("forgot-password", email=email)
    await town.jobs_done()
    assert [town.mailbox.count_to(email) for email in EVERYONE] == [1, 2, 0]


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """Nothing else runs on this one: times are compared."""
    database = Database(database_url, pool_size=2)
    await database.open()
    yield database
    await database.close()


Act = Callable[[str], Awaitable[None]]


async def _ratio_of_medians(
    known: Callable[[], str], unknown: Callable[[], str], act: Act, runs: int
) -> float:
    """How much longer it takes for the known: turn by turn, so that a busy machine slows both alike."""

    async def measure(email: str) -> float:
        started = time.perf_counter()
        with suppress(Problem):
            await act(email)
        return time.perf_counter() - started

    times: tuple[list[float], list[float]] = ([], [])
    for run in range(runs + 5):
        pair = (await measure(known()), await measure(unknown()))
        if run >= 5:  # the first ones prepare statements and open connections
            for each, took in zip(times, pair, strict=True):
                each.append(took)
    return statistics.median(times[0]) / statistics.median(times[1])


@pytest.mark.parametrize("what", ["register", "resend-code", "forgot-password", "login"])
async def test_every_address_takes_the_same_time(
    database: Database, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Cheap hashing lets a difference in statements show; for signing in, the hashing itself is what could show.
    if what == "login":
        monkeypatch.setattr(hasher, "rounds", 8)
    known = "known@example.com"
    wish = Registration(email=known, password=PASSWORD, full_name="Ana")
    await service.register(database, wish, now=clock.now())
    async with database.system() as db:
        user = await find_user(db, known)
        assert user is not None
        user.email_verified_at = clock.now()

    async def act(email: str) -> None:
        now = clock.now()
        if what == "register":
            again = Registration(email=email, password=PASSWORD, full_name="Ana")
            await service.register(database, again, now=now)
        elif what == "login":
            wrong = Login(email=email, password="not the password")
            await service.login(database, wrong, device=Device(), now=now)
        else:
            purpose: Purpose = "verify" if what == "resend-code" else "reset"
            await service.ask_for_code(database, email, purpose, now=now)

    numbers = count()
    ratio = await _ratio_of_medians(
        lambda: known, lambda: f"nobody{next(numbers)}@example.com", act, runs=15 if what == "login" else 40
    )
    assert 0.67 < ratio < 1.5, f"{what}: a known address takes {ratio:.2f} times as long"
