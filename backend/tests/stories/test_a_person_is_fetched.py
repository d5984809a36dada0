"""A person is fetched: the team is told by mail and on its devices, in time, and again when nobody came (H2)."""

import asyncio
import base64
import json
import os
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import Any

import http_ece
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02

from app.brain.nobody_came import look_after
from tests.stories.conftest import OpenShop
from tests.support.receiver import Answer, Receiver
from tests.support.shop import Shop
from tests.support.smtp import Mailbox, text_of

OWNER = "owner@luna.example"


@pytest.fixture
def mailbox(mailed_premises: tuple[OpenShop, Mailbox]) -> Mailbox:
    return mailed_premises[1]


@pytest.fixture
def shop(mailed_shop: Shop) -> Shop:
    """A shop whose people get mail."""
    return mailed_shop


class Device:
    """A browser that asked to be told, with its push service."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)

    def subscription(self, endpoint: str) -> dict[str, str]:
        point = self.key.public_key().public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return {"endpoint": endpoint, "p256dh": _encoded(point), "auth": _encoded(self.secret)}

    def read(self, body: bytes) -> dict[str, Any]:
        """What the push service carried, which only the device can open."""
        opened: dict[str, Any] = json.loads(
            http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm")
        )
        return opened


def _encoded(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


async def asks_for_a_person(shop: Shop, *, customer: str = "ana") -> dict[str, Any]:
    """The escalation as the dashboard lists it, once its time is known."""
    shop.writes("I want to talk to a human please", customer=customer)
    await shop.answers(customer=customer)
    return await _first(shop, lambda row: row["due_at"] is not None)


async def _first(shop: Shop, fits: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    async with asyncio.timeout(10):
        while True:
            listed = (await shop.owner.client.get("/api/escalations?status=open")).json()["items"]
            if listed and fits(listed[0]):
                row: dict[str, Any] = listed[0]
                return row
            await asyncio.sleep(0.05)


async def _until(is_so: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(10):
        while not await is_so():
            await asyncio.sleep(0.05)


async def test_who_is_asked_for_gets_a_mail_with_all_they_need(shop: Shop, mailbox: Mailbox) -> None:
    row = await asks_for_a_person(shop)
    assert (row["kind"], row["status"], row["is_overdue"]) == ("asked_for_person", "open", False)
    waits = datetime.fromisoformat(row["due_at"]) - datetime.fromisoformat(row["created_at"])
    assert waits.total_seconds() == 3600  # no hours are kept: somebody is always there
    mail = await mailbox.next_to(OWNER)
    assert "asked for a person" in mail["Subject"]
    assert f"/conversations/{row['conversation_id']}" in text_of(mail)
    assert mailbox.count_to(OWNER) == 0  # one mail


async def test_a_device_is_told_in_words_only_it_can_read(shop: Shop) -> None:
    key = (await shop.owner.client.get("/api/push/key")).json()["public_key"]
    assert key == (await shop.owner.client.get("/api/push/key")).json()["public_key"]
    device = Device()
    async with Receiver(usual=Answer(status=201)) as service:
        subscription = device.subscription(f"{service.url}/push/1")
        put = await shop.owner.client.put("/api/push/subscription", json=subscription)
        assert put.status_code == 204, put.text
        row = await asks_for_a_person(shop)
        request = await service.request(1)
        assert b"human" not in request.body
        notice = device.read(request.body)
        assert notice["path"] == f"/conversations/{row['conversation_id']}"
        assert "asked for a person" in notice["title"]
        assert Vapid02.verify(request.headers["authorization"])
        assert f"k={key}" in request.headers["authorization"]


async def test_a_device_that_is_gone_is_forgotten_and_nonsense_is_refused(shop: Shop) -> None:
    async with Receiver(usual=Answer(status=410)) as service:
        endpoint = f"{service.url}/push/1"
        await shop.owner.client.put("/api/push/subscription", json=Device().subscription(endpoint))
        await asks_for_a_person(shop)

        async def forgotten() -> bool:
            return not await shop.rows("select 1 from push_subscriptions")

        await _until(forgotten)
        nonsense = {"endpoint": endpoint, "p256dh": "AAAA", "auth": "AA"}
        refused = await shop.owner.client.put("/api/push/subscription", json=nonsense)
        assert refused.status_code == 422 and refused.json()["code"] == "unusable_device"
        inside = Device().subscription("http://169.254.169.254/latest")
        assert (await shop.owner.client.put("/api/push/subscription", json=inside)).status_code == 422


async def test_nobody_came_and_both_sides_hear_it_once(shop: Shop, mailbox: Mailbox) -> None:
    await asks_for_a_person(shop)
    await mailbox.next_to(OWNER)
    database, hints = shop.running.database, shop.running.app.state.hints
    await look_after(database, hints)
    assert len(shop.sent_to()) == 1  # there is still time
    await shop.rows("update escalations set due_at = now() - interval '1 second'")
    await look_after(database, hints)
    await look_after(database, hints)
    told = await shop.answers(2)
    assert (
        told[1]
        == "I am sorry, nobody of our team could come yet. I have told them again, and they will answer you here."
    )
    assert "still waits" in (await mailbox.next_to(OWNER))["Subject"]
    assert mailbox.count_to(OWNER) == 0 and len(shop.sent_to()) == 2
    assert (await _first(shop, lambda row: True))["is_overdue"]


async def test_who_came_in_time_is_not_reminded(shop: Shop, mailbox: Mailbox) -> None:
    row = await asks_for_a_person(shop)
    await mailbox.next_to(OWNER)
    said = await shop.owner.client.post(
        f"/api/chat-history/{row['conversation_id']}/messages", json={"text": "I am here."}
    )
    assert said.status_code == 201
    await shop.answers(2)
    await shop.rows("update escalations set due_at = now() - interval '1 second'")
    await look_after(shop.running.database, shop.running.app.state.hints)
    assert len(shop.sent_to()) == 2 and mailbox.count_to(OWNER) == 0


async def test_handing_back_closes_it(shop: Shop) -> None:
    row = await asks_for_a_person(shop)
    back = await shop.owner.client.post(f"/api/chat-history/{row['conversation_id']}/hand-back")
    assert back.json()["status"] == "active"
    assert (await shop.owner.client.get(f"/api/escalations/{row['id']}")).json()["status"] == "resolved"
    shop.model.will_say("At your service.")
    shop.writes("How much is a cut?")
    assert (await shop.answers(2))[1] == "At your service."


async def test_hours_and_people_are_the_workspaces_choice(shop: Shop) -> None:
    client = shop.owner.client
    chosen = {
        "recipients": [str(shop.owner.user_id)],
        "hours": {"mon": [{"begins": "09:00", "ends": "24:00"}]},
        "minutes": 15,
    }
    assert (await client.put("/api/escalations/settings", json=chosen)).json() == chosen
    assert (await client.get("/api/escalations/settings")).json() == chosen
    row = await asks_for_a_person(shop)
    assert datetime.fromisoformat(row["due_at"]).weekday() == 0

    for wrong in (
        {"recipients": ["019a9f3c-0000-7000-8000-000000000000"]},
        {"hours": {"mon": [{"begins": "17:00", "ends": "09:00"}]}},
        {"hours": {"mon": [{"begins": "09:00", "ends": "13:00"}, {"begins": "12:00", "ends": "14:00"}]}},
        {"hours": {"someday": []}},
        {"minutes": 0},
    ):
        assert (await client.put("/api/escalations/settings", json=chosen | wrong)).status_code == 422, wrong


async def test_somebody_looks_after_it(shop: Shop, mailbox: Mailbox) -> None:
    row = await asks_for_a_person(shop)
    await mailbox.next_to(OWNER)
    client = shop.owner.client
    path = f"/api/escalations/{row['id']}/assignee"
    mine = await client.put(path, json={"user_id": str(shop.owner.user_id)})
    assert mine.json()["assignee_id"] == str(shop.owner.user_id) and mine.json()["assignee_name"]
    for who, count in (("me", 1), ("nobody", 0), (shop.owner.user_id, 1)):
        listed = await client.get(f"/api/escalations?assignee={who}")
        assert len(listed.json()["items"]) == count
    stranger = await client.put(path, json={"user_id": "019a9f3c-0000-7000-8000-000000000000"})
    assert stranger.status_code == 422
    assert (await client.put(path, json={"user_id": None})).json()["assignee_id"] is None
