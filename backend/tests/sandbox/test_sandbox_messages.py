"""Sending and receiving: signatures, limits, echoes, the window, and faults on purpose."""

import asyncio
import hashlib
import hmac
import json
from typing import Any

import httpx
import pytest

from sandbox.delivery import encode_body, sign
from sandbox.server import SandboxServer
from sandbox.state import Customer
from tests.sandbox.actors import APP_SECRET, VERIFY_TOKEN, App, Listener

LUNA = "17841400000000001"


@pytest.fixture
async def ana(app: App, sandbox: SandboxServer) -> Customer:
    """A customer who has just written to a linked account."""
    await app.link()
    customer = sandbox.world.make_customer(sandbox.world.account(LUNA), "ana", "Ana")
    sandbox.world.customer_writes(customer, "Hello")
    await sandbox.courier.settled()
    return customer


def events(platform: Listener) -> list[dict[str, Any]]:
    """The `messaging` events that reached the platform, in order of arrival."""
    return [json.loads(body)["entry"][0]["messaging"][0] for body, _ in platform.received]


def test_bodies_and_signatures_match_the_published_vector() -> None:
    body = {
        "object": "instagram",
        "entry": [
            {
                "time": 1569262486134,
                "id": LUNA,
                "messaging": [
                    {
                        "sender": {"id": "6100000000000001"},
                        "recipient": {"id": LUNA},
                        "timestamp": 1569262485349,
                        "message": {"mid": "mid-1", "text": "äöå 😀 https://example.com"},
                    }
                ],
            }
        ],
    }
    raw = encode_body(body)

    assert rb"\u00e4\u00f6\u00e5 \ud83d\ude00 https:\/\/example.com" in raw
    assert sign(raw, "test-app-secret") == (
        "sha256=ad024596b504ca82bb2f7a3f9487a1fc1fbb4c4f2ca7c16b7508934dd9366103"
    )


async def test_a_message_is_delivered_signed_over_its_raw_bytes(ana: Customer, platform: Listener) -> None:
    body, signature = platform.received[0]

    assert signature == "sha256=" + hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    envelope = json.loads(body)
    assert (envelope["object"], envelope["entry"][0]["id"]) == ("instagram", LUNA)
    event = events(platform)[0]
    assert (event["sender"]["id"], event["recipient"]["id"]) == (ana.igsid, LUNA)
    assert event["message"]["text"] == "Hello"


async def test_a_reply_arrives_and_comes_back_as_an_echo(
    ana: Customer, app: App, sandbox: SandboxServer, platform: Listener
) -> None:
    answer = await app.send(ana.igsid, "Hi Ana 👋")
    await sandbox.courier.settled()

    assert answer.json()["recipient_id"] == ana.igsid
    assert sandbox.world.sent_to(ana) == ["Hi Ana 👋"]
    echo = events(platform)[-1]
    assert (echo["sender"]["id"], echo["recipient"]["id"]) == (LUNA, ana.igsid)
    assert echo["message"] == {"mid": answer.json()["message_id"], "text": "Hi Ana 👋", "is_echo": True}


async def test_the_owners_own_reply_is_an_echo_that_the_platform_did_not_send(
    ana: Customer, app: App, sandbox: SandboxServer, platform: Listener
) -> None:
    await app.http.post(
        "/control/owner-message", json={"account": LUNA, "customer": "ana", "text": "Ana, it's me"}
    )
    await sandbox.courier.settled()

    assert events(platform)[-1]["message"]["is_echo"] is True
    assert sandbox.world.sent_to(ana) == []


@pytest.mark.parametrize(
    ("text", "status"),
    [("a" * 1000, 200), ("a" * 1001, 400), ("ж" * 500, 200), ("ж" * 501, 400), ("😀" * 251, 400)],
)
async def test_the_limit_is_a_thousand_bytes(ana: Customer, app: App, text: str, status: int) -> None:
    answer = await app.send(ana.igsid, text)

    assert answer.status_code == status
    if status == 400:
        assert answer.json()["error"]["code"] == 100


async def test_the_window_closes_a_day_after_the_customers_last_message(
    ana: Customer, app: App, sandbox: SandboxServer
) -> None:
    late = sandbox.world.make_customer(sandbox.world.account(LUNA), "late")
    day_ago = sandbox.world.now() - 24 * 3600 * 1000
    sandbox.world.customer_writes(late, "Anyone?", timestamp=day_ago - 1000)

    refusal = (await app.send(late.igsid, "Sorry!")).json()["error"]
    assert (refusal["code"], refusal["error_subcode"]) == (10, 2534022)

    sandbox.world.customer_writes(late, "Still here", timestamp=day_ago + 60_000)
    assert (await app.send(late.igsid, "Sorry!")).status_code == 200


async def test_strangers_and_mixed_bodies_are_refused_and_recorded(
    ana: Customer, app: App, sandbox: SandboxServer
) -> None:
    stranger = (await app.send("6199999999999999", "Hi")).json()["error"]
    assert (stranger["code"], stranger["error_subcode"]) == (100, 2534014)

    mixed = {"recipient": {"id": ana.igsid}, "sender_action": "typing_on", "message": {"text": "Hi"}}
    refusal = (await app.call("POST", "/me/messages", json=mixed)).json()["error"]
    assert (refusal["code"], refusal["error_subcode"]) == (100, 2018014)
    assert refusal["fbtrace_id"]

    assert [(send.outcome, send.subcode) for send in sandbox.world.sends] == [
        ("refused", 2534014),
        ("refused", 2018014),
    ]


async def test_a_send_with_a_dead_token_is_recorded_too(
    ana: Customer, app: App, sandbox: SandboxServer
) -> None:
    sandbox.world.desk.withdraw(LUNA)

    assert (await app.send(ana.igsid, "Hi")).json()["error"]["code"] == 190
    assert [(send.outcome, send.code) for send in sandbox.world.sends] == [("refused", 190)]


async def test_typing_is_shown_until_the_reply(ana: Customer, app: App) -> None:
    typing = {"recipient": {"id": ana.igsid}, "sender_action": "typing_on"}
    assert (await app.call("POST", f"/{LUNA}/messages", json=typing)).status_code == 200
    look = {"business": "luna.hair.studio", "person": "ana"}

    state = (await app.http.get("/phone/api/thread", params=look)).json()
    assert state["typing_ms"] > 0
    assert state["seen"] is True

    await app.send(ana.igsid, "Hi")
    assert (await app.http.get("/phone/api/thread", params=look)).json()["typing_ms"] == 0


async def test_the_phone_learns_of_a_reply_while_it_waits(
    ana: Customer, app: App, sandbox: SandboxServer
) -> None:
    look: dict[str, str | int] = {"business": "luna.hair.studio", "person": "ana"}
    now = (await app.http.get("/phone/api/thread", params=look)).json()
    before = now["revision"]

    async with httpx.AsyncClient(base_url=sandbox.url) as phone:
        waiting = asyncio.create_task(phone.get("/phone/api/thread", params=look | {"after": before}))
        await app.send(ana.igsid, "Here you are")
        state = (await waiting).json()

    assert state["revision"] > before
    assert [message["text"] for message in state["messages"]] == ["Hello", "Here you are"]


async def test_a_platform_that_fails_gets_the_webhook_again(
    ana: Customer, sandbox: SandboxServer, platform: Listener
) -> None:
    platform.answers = [500, 503]
    message = sandbox.world.customer_writes(ana, "Again?")
    await sandbox.courier.settled()

    (delivery,) = sandbox.world.deliveries_of(message.mid)
    assert (delivery.state, delivery.attempts, delivery.status) == ("delivered", 3, 200)
    bodies = [body for body, _ in platform.received if b"Again?" in body]
    assert len(bodies) == 3
    assert len(set(bodies)) == 1


async def test_a_platform_that_stays_broken_is_given_up(
    ana: Customer, sandbox: SandboxServer, platform: Listener
) -> None:
    platform.answers = [500] * 3
    message = sandbox.world.customer_writes(ana, "Hello?")
    await sandbox.courier.settled()

    assert [delivery.state for delivery in sandbox.world.deliveries_of(message.mid)] == ["given_up"]


async def test_twice_delivers_the_same_bytes_two_times(
    ana: Customer, app: App, sandbox: SandboxServer, platform: Listener
) -> None:
    await app.http.post("/control/faults", json={"twice": True})
    sandbox.world.customer_writes(ana, "Only once, please")
    await sandbox.courier.settled()

    first, second = [body for body, _ in platform.received if b"Only once" in body]
    assert first == second


async def test_a_known_mid_is_delivered_again_but_written_once(
    ana: Customer, app: App, sandbox: SandboxServer, platform: Listener
) -> None:
    words = {
        "account": LUNA,
        "customer": "ana",
        "text": "Hm",
        "mid": "mid-7",
        "timestamp": sandbox.world.now(),
    }
    for _ in range(2):
        await app.http.post("/control/customer-message", json=words)
    await sandbox.courier.settled()

    assert [event["message"]["mid"] for event in events(platform)].count("mid-7") == 2
    assert [message.mid for message in sandbox.world.threads[ana.igsid]].count("mid-7") == 1


async def test_a_dropped_answer_cuts_the_line_though_the_message_arrived(
    ana: Customer, app: App, sandbox: SandboxServer, platform: Listener
) -> None:
    await app.http.post("/control/faults", json={"drop_answer": 1})

    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await app.send(ana.igsid, "Did you get this?")
    await sandbox.courier.settled()

    assert sandbox.world.sent_to(ana) == ["Did you get this?"]
    assert sandbox.world.sends[-1].outcome == "answer_cut"
    assert events(platform)[-1]["message"]["text"] == "Did you get this?"
    assert (await app.send(ana.igsid, "And this?")).status_code == 200


async def test_a_dropped_request_cuts_the_line_and_nothing_arrives(
    ana: Customer, app: App, sandbox: SandboxServer
) -> None:
    await app.http.post("/control/faults", json={"drop_request": 1})

    with pytest.raises((httpx.RemoteProtocolError, httpx.ReadError)):
        await app.send(ana.igsid, "Lost")

    assert sandbox.world.sent_to(ana) == []
    assert sandbox.world.sends[-1].outcome == "request_cut"


@pytest.mark.parametrize(("status", "code"), [(500, 2), (429, 4)])
async def test_graph_failures_last_as_long_as_told(
    ana: Customer, app: App, sandbox: SandboxServer, status: int, code: int
) -> None:
    await app.http.post("/control/faults", json={"graph_status": status, "graph_failures": 2})

    answers = [await app.send(ana.igsid, f"Try {number}") for number in range(3)]

    assert [answer.status_code for answer in answers] == [status, status, 200]
    assert answers[0].json()["error"]["code"] == code
    assert sandbox.world.sent_to(ana) == ["Try 2"]


async def test_the_conversation_list_shows_what_really_arrived(ana: Customer, app: App) -> None:
    sent = (await app.send(ana.igsid, "Hi Ana")).json()["message_id"]
    question = {
        "platform": "instagram",
        "user_id": ana.igsid,
        "fields": "participants,messages{id,message,created_time,from,to}",
    }
    (row,) = (await app.call("GET", "/me/conversations", params=question)).json()["data"]

    assert {person["id"] for person in row["participants"]["data"]} == {LUNA, ana.igsid}
    newest, oldest = row["messages"]["data"]
    assert (newest["id"], newest["message"], newest["from"]["id"]) == (sent, "Hi Ana", LUNA)
    assert oldest["to"]["data"][0]["id"] == LUNA
    assert newest["created_time"].endswith("+0000")

    await app.http.post("/control/faults", json={"list_status": 500})
    assert (await app.call("GET", "/me/conversations", params=question)).status_code == 500


async def test_a_profile_needs_a_message_first(ana: Customer, app: App, sandbox: SandboxServer) -> None:
    fields = {"fields": "name,username,profile_pic"}
    known = (await app.call("GET", f"/{ana.igsid}", params=fields)).json()
    assert (known["name"], known["username"]) == ("Ana", "ana")

    silent = sandbox.world.make_customer(sandbox.world.account(LUNA), "silent")
    assert (await app.call("GET", f"/{silent.igsid}", params=fields)).json()["error"]["code"] == 230
    assert (await app.call("GET", f"/{ana.igsid}", params={"fields": "biography"})).json()["error"][
        "code"
    ] == 100


@pytest.mark.parametrize(("token", "state"), [(VERIFY_TOKEN, "verified"), ("wrong", "refused")])
async def test_the_handshake_is_tried_and_its_result_is_kept(
    sandbox: SandboxServer, token: str, state: str
) -> None:
    sandbox.courier.check_webhook(token)
    await sandbox.courier.settled()

    assert sandbox.world.webhook_check.state == state


async def test_reset_goes_back_to_the_first_day_but_never_repeats_a_message_id(
    ana: Customer, app: App, sandbox: SandboxServer
) -> None:
    before = sandbox.world.threads[ana.igsid][0].mid
    later = sandbox.world.now() + 5
    sandbox.world.now = lambda: later
    await app.http.post("/control/reset")

    record = (await app.http.get("/control/record")).json()
    assert (record["messages"], record["sends"]) == ([], [])
    again = sandbox.world.make_customer(sandbox.world.account(LUNA), "ana")
    assert again.igsid == ana.igsid
    assert sandbox.world.customer_writes(again, "Hello").mid != before
