"""The network refuses on demand, with Meta's own status, codes and headers, until it is told to stop."""

import json
from typing import get_args

import pytest

from app.channels.adapter import SendFault
from app.channels.instagram.errors import classify, pause_asked
from sandbox.server import SandboxServer
from sandbox.state import Customer, Refusal
from tests.sandbox.actors import App

LUNA = "17841400000000001"


@pytest.fixture
async def ana(app: App, sandbox: SandboxServer) -> Customer:
    """A customer who has just written to a linked account."""
    await app.link()
    customer = sandbox.world.make_customer(sandbox.world.account(LUNA), "ana")
    sandbox.world.customer_writes(customer, "Hello")
    return customer


@pytest.mark.parametrize(
    ("refusal", "status", "code", "subcode", "means"),
    [
        ("another_app", 400, 100, 2534037, SendFault.not_thread_owner),
        ("person_unavailable", 400, 551, 1545041, SendFault.person_unavailable),
        ("too_fast", 429, 613, 2534040, SendFault.retry),
        ("usage_spent", 400, 80002, None, SendFault.retry),
        ("restricted", 400, 10, 1893063, SendFault.restricted),
        ("window_closed", 400, 10, 2534022, SendFault.window_closed),
        ("access_off", 400, 200, 2534041, SendFault.reconnect),
    ],
)
async def test_each_refusal_is_metas_and_lasts_until_it_is_lifted(
    ana: Customer,
    app: App,
    sandbox: SandboxServer,
    refusal: str,
    status: int,
    code: int,
    subcode: int | None,
    means: SendFault,
) -> None:
    await app.http.post("/control/faults", json={"refusal": refusal})
    for _ in range(2):
        answer = await app.send(ana.igsid, "Hi")
        error = answer.json()["error"]
        assert (answer.status_code, error["code"], error.get("error_subcode")) == (status, code, subcode)
        assert error["type"] == "OAuthException" and error["fbtrace_id"]
    assert classify(code, subcode or 0) is means
    assert sandbox.world.sent_to(ana) == []

    await app.http.post("/control/faults", json={"refusal": None})
    assert (await app.send(ana.igsid, "Hi")).status_code == 200
    assert [send.outcome for send in sandbox.world.sends] == ["refused", "refused", "accepted"]


async def test_a_rate_limit_says_how_long_to_be_quiet(ana: Customer, app: App) -> None:
    await app.http.post("/control/faults", json={"refusal": "too_fast", "pause_seconds": 90})
    answer = await app.send(ana.igsid, "Hi")
    assert answer.headers["retry-after"] == "90" and pause_asked(answer.headers) == 90

    await app.http.post("/control/faults", json={"refusal": "usage_spent"})
    answer = await app.send(ana.igsid, "Hi")
    [counters] = json.loads(answer.headers["x-business-use-case-usage"])[LUNA]
    assert (counters["type"], counters["call_count"], counters["estimated_time_to_regain_access"]) == (
        "instagram", 100, 2,
    )  # fmt: skip
    assert json.loads(answer.headers["x-app-usage"])["call_count"] == 100
    assert pause_asked(answer.headers) == 120


async def test_signs_of_typing_are_refused_as_well_and_the_phone_page_says_which(
    ana: Customer, app: App, sandbox: SandboxServer
) -> None:
    await app.http.post("/control/faults", json={"refusal": "another_app"})
    typing = {"recipient": {"id": ana.igsid}, "sender_action": "typing_on"}
    assert (await app.call("POST", f"/{LUNA}/messages", json=typing)).status_code == 400
    assert ana.igsid not in sandbox.world.typing_until
    await app.send(ana.igsid, "Hi")

    look = {"business": "luna.hair.studio", "person": "ana"}
    told = (await app.http.get("/phone/api/thread", params=look)).json()
    assert told["faults"]["refusal"] == "another_app"
    refused = [row for row in told["happenings"] if row["way"] == "from_platform"]
    assert {row["title"] for row in refused} == {"Typing… refused", "Reply refused"}
    assert refused[0]["words"] == ["400", "code 100/2534037"]


async def test_an_unknown_refusal_is_refused(app: App) -> None:
    answer = await app.http.post("/control/faults", json={"refusal": "a bad mood"})
    assert answer.status_code == 422


async def test_the_phone_page_offers_every_refusal(app: App) -> None:
    page = (await app.http.get("/phone")).text
    for refusal in get_args(Refusal):
        assert f'<option value="{refusal}">' in page
