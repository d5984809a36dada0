"""What people do besides writing arrives as Meta sends it, signed, from the phone page and from tests."""

import json
from typing import Any

import pytest

from sandbox.delivery import sign
from sandbox.gestures import NothingThereError, perform
from sandbox.server import SandboxServer
from sandbox.state import Customer
from tests.sandbox.actors import APP_SECRET, App, Listener

LUNA = "luna.hair.studio"


@pytest.fixture
async def maya(sandbox: SandboxServer, app: App) -> Customer:
    await app.link()
    return sandbox.world.customer(sandbox.world.account(LUNA), "maya")


async def arrived(sandbox: SandboxServer, platform: Listener) -> list[dict[str, Any]]:
    """The events that reached the platform, in order of arrival; every one of them signed."""
    await sandbox.courier.settled()
    assert all(signature == sign(body, APP_SECRET) for body, signature in platform.received)
    return [json.loads(body)["entry"][0]["messaging"][0] for body, _ in platform.received]


async def test_photos_and_story_mentions_carry_a_link_and_no_text(
    sandbox: SandboxServer, platform: Listener, maya: Customer
) -> None:
    for gesture, kind in (("photo", "image"), ("story_mention", "story_mention")):
        platform.received.clear()
        message = perform(sandbox.world, maya, gesture)  # type: ignore[arg-type]
        [event] = await arrived(sandbox, platform)
        assert event["sender"]["id"] == maya.igsid
        assert event["message"]["mid"] == message.mid and "text" not in event["message"]
        [attachment] = event["message"]["attachments"]
        assert attachment["type"] == kind and attachment["payload"]["url"].startswith("https://")


async def test_quick_replies_and_buttons_carry_title_and_payload(
    sandbox: SandboxServer, platform: Listener, maya: Customer
) -> None:
    perform(sandbox.world, maya, "quick_reply", "Prices")
    perform(sandbox.world, maya, "postback", "Talk to a person")
    quick, tap = sorted(await arrived(sandbox, platform), key=lambda event: "postback" in event)
    assert quick["message"]["text"] == "Prices"
    assert quick["message"]["quick_reply"] == {"payload": "QR_PRICES"}
    assert tap["postback"]["title"] == "Talk to a person"
    assert tap["postback"]["payload"] == "BUTTON_TALK_TO_A_PERSON" and tap["postback"]["mid"]


async def test_a_heart_is_given_and_taken_back(
    sandbox: SandboxServer, platform: Listener, app: App, maya: Customer
) -> None:
    sandbox.world.customer_writes(maya, "Hello?")
    mid = (await app.send(maya.igsid, "Hi!")).json()["message_id"]
    await arrived(sandbox, platform)
    for expected in ({"action": "react", "reaction": "love", "emoji": "❤"}, {"action": "unreact"}):
        platform.received.clear()
        perform(sandbox.world, maya, "react")
        [event] = await arrived(sandbox, platform)
        assert event["reaction"] == {"mid": mid} | expected


async def test_edits_are_counted_and_unsent_messages_disappear(
    sandbox: SandboxServer, platform: Listener, app: App, maya: Customer
) -> None:
    mid = sandbox.world.customer_writes(maya, "Helo?").mid
    for number in ("1", "2"):
        platform.received.clear()
        perform(sandbox.world, maya, "edit", "Hello?")
        event = (await arrived(sandbox, platform))[-1]
        assert event["message_edit"] == {"mid": mid, "text": "Hello?", "num_edit": number}
    platform.received.clear()
    perform(sandbox.world, maya, "unsend")
    [event] = await arrived(sandbox, platform)
    assert event["message"] == {"mid": mid, "is_deleted": True}
    assert (await app.call("GET", "/me/conversations")).json()["data"] == []


@pytest.mark.parametrize("gesture", ["react", "edit", "unsend"])
async def test_there_must_be_something_to_do_it_to(
    sandbox: SandboxServer, app: App, maya: Customer, gesture: Any
) -> None:
    with pytest.raises(NothingThereError):
        perform(sandbox.world, maya, gesture)
    for path, whose in (
        ("/phone/api/gestures", {"business": LUNA, "person": "maya", "name": "Maya"}),
        ("/control/customer-act", {"account": LUNA, "customer": "maya"}),
    ):
        answer = await app.http.post(path, json={"gesture": gesture, **whose})
        assert answer.status_code == 409 and "yet" in answer.json()["detail"]


async def test_the_phone_shows_what_was_done(
    sandbox: SandboxServer, platform: Listener, app: App, maya: Customer
) -> None:
    me = {"business": LUNA, "person": "maya", "name": "Maya"}
    shown = []
    for gesture in ("photo", "quick_reply", "edit", "unsend"):
        answer = await app.http.post("/phone/api/gestures", json=me | {"gesture": gesture})
        assert answer.status_code == 201, answer.text
        shown.append((answer.json()["look"], answer.json()["text"], answer.json()["edited"]))
    assert shown == [
        ("photo", "Photo", False),
        ("text", "Opening hours", False),
        ("text", "Opening hours (edited)", True),
        ("unsent", "Unsent a message", True),
    ]
    await sandbox.courier.settled()
    state = (await app.http.get("/phone/api/thread", params={"business": LUNA, "person": "maya"})).json()
    titles = [happening["title"] for happening in state["happenings"]]
    assert {"Photo delivered", "Quick reply delivered", "Edit delivered", "“Unsent” delivered"} <= set(titles)
    unknown = await app.http.post("/phone/api/gestures", json=me | {"gesture": "dance"})
    assert unknown.status_code == 422
