"""A business's own programs hear what happens: signed, in order, again until they have it, and no other business's."""

import socket
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

import pytest
from standardwebhooks import Webhook as Verifier
from standardwebhooks import WebhookVerificationError

from app.webhooks import sender
from app.webhooks.jobs import forget_old
from tests.stories.conftest import OpenShop
from tests.support.app import Member
from tests.support.receiver import Answer, Receiver, Request
from tests.support.shop import Shop
from tests.support.smtp import Mailbox, text_of

EVERYTHING = [
    "conversation.started", "message.received", "message.sent", "conversation.escalated", "compliment.received",
    "agent.changed",
]  # fmt: skip
INSIDE = "inside.example"


@pytest.fixture(autouse=True, scope="module")
def _looks_often() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sender, "_POLL_SECONDS", 0.1)
        yield


@pytest.fixture
def mailbox(mailed_premises: tuple[OpenShop, Mailbox]) -> Mailbox:
    return mailed_premises[1]


@pytest.fixture
def shop(mailed_shop: Shop) -> Shop:
    """A shop on an installation whose operator lets webhooks reach this machine, by its number only."""
    return mailed_shop


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as opened:
        yield opened


@dataclass
class Names:
    """What names point at, in the hands of the story. Others are looked up as ever."""

    addresses: dict[str, str] = field(default_factory=dict)

    def look_up(self, host: str, *rest: Any, real: Callable[..., Any], **more: Any) -> Any:
        return real(self.addresses.get(host, host), *rest, **more)


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    made = Names()
    monkeypatch.setattr(socket, "getaddrinfo", partial(made.look_up, real=socket.getaddrinfo))
    return made


async def add_webhook(member: Member, url: str, *events: str) -> dict[str, Any]:
    made = await member.client.post("/api/webhooks", json={"url": url, "events": events or EVERYTHING})
    assert made.status_code == 201, made.text
    body: dict[str, Any] = made.json()
    return body


async def deliveries(member: Member, webhook: dict[str, Any]) -> list[dict[str, Any]]:
    """Oldest first."""
    listed = await member.client.get(f"/api/webhooks/{webhook['id']}/deliveries?limit=200")
    assert listed.status_code == 200, listed.text
    items: list[dict[str, Any]] = listed.json()["items"]
    return items[::-1]


async def until_all(shop: Shop, webhook: dict[str, Any], status: str, count: int = 1) -> list[dict[str, Any]]:
    """Wait until there are so many deliveries, and all stand so."""

    async def are_so() -> bool:
        found = await deliveries(shop.owner, webhook)
        return len(found) >= count and {each["status"] for each in found} == {status}

    await shop.until(are_so)
    return await deliveries(shop.owner, webhook)


async def until_tried(shop: Shop, webhook: dict[str, Any], attempts: int) -> dict[str, Any]:
    """Wait until the only delivery was tried so often, and the try is over."""

    async def is_so() -> bool:
        rows = await shop.rows(
            "select attempts, claimed_until from webhook_deliveries where webhook_id = $1",
            UUID(webhook["id"]),
        )
        return bool(rows) and rows[0]["attempts"] == attempts and rows[0]["claimed_until"] is None

    await shop.until(is_so)
    return (await deliveries(shop.owner, webhook))[-1]


async def time_passes(shop: Shop, interval: str) -> None:
    """Everything about webhooks is that much older."""
    await shop.rows(
        "update webhook_deliveries set next_attempt_at = next_attempt_at - $1::text::interval,"
        " retry_until = retry_until - $1::text::interval,"
        " claimed_until = claimed_until - $1::text::interval",
        interval,
    )
    await shop.rows(
        "update webhooks set retry_at = retry_at - $1::text::interval,"
        " failing_since = failing_since - $1::text::interval, old_secret_until = old_secret_until - $1::text::interval",
        interval,
    )


def types(receiver: Receiver) -> list[str]:
    return [request.json["type"] for request in receiver.requests]


def verified(secret: str, request: Request) -> Any:
    """What a receiver with the standard's own library makes of it."""
    return Verifier(secret).verify(request.body, request.headers)


async def test_what_happens_in_a_shop_is_told_signed_and_in_order(shop: Shop, receiver: Receiver) -> None:
    webhook = await add_webhook(shop.owner, f"{receiver.url}/hooks?key=1")
    shop.model.will_call("collect_compliment", content="Lovely people")
    shop.model.will_call_all(
        ("ask_a_person", {"reason": "wants a person", "summary": "s"}), text="A person will come."
    )
    mid = shop.writes("Lovely people! May I talk to one?")
    await shop.answers()
    await receiver.request(5)

    told = [verified(webhook["secret"], request) for request in receiver.requests]
    assert [each["type"] for each in told][:2] == ["conversation.started", "message.received"]
    assert sorted(each["type"] for each in told[2:]) == [
        "compliment.received", "conversation.escalated", "message.sent",
    ]  # fmt: skip
    by_type = {each["type"]: each["data"] for each in told}
    conversation = await shop.conversation()
    received, sent = by_type["message.received"], by_type["message.sent"]
    assert received["text"] == "Lovely people! May I talk to one?" and received["sender_type"] == "customer"
    assert {each["conversation_id"] for each in by_type.values()} == {conversation["id"]}
    assert (received["channel"], received["agent_id"]) == ("instagram", str(shop.agent_id))
    assert (sent["text"], sent["sender_type"]) == ("A person will come.", "assistant")
    assert [sent["message_id"], received["message_id"]] == [
        next(m["id"] for m in conversation["messages"] if m["sender_type"] == who) for who in ("assistant", "customer")
    ]  # fmt: skip
    assert by_type["conversation.escalated"]["reason"] == "wants a person"
    assert by_type["compliment.received"]["text"] == "Lovely people"
    assert mid not in str(told)  # the network's own ids say nothing to a receiver

    first = receiver.requests[0]
    assert (first.method, first.target, first.headers["content-type"]) == (
        "POST",
        "/hooks?key=1",
        "application/json",
    )
    with pytest.raises(WebhookVerificationError):
        Verifier(webhook["secret"]).verify(first.body + b" ", first.headers)
    done = await until_all(shop, webhook, "delivered", 5)
    assert {(each["attempts"], each["response_code"]) for each in done} == {(1, 200)}
    assert len({each["event_id"] for each in done}) == 5


async def test_only_what_was_asked_for_is_told_and_a_change_of_an_agent_too(
    shop: Shop, receiver: Receiver
) -> None:
    await add_webhook(shop.owner, receiver.url, "agent.changed")
    shop.writes("Hello")
    await shop.answers()
    await shop.owner.client.put(f"/api/agents/{shop.agent_id}", json={"tone": "warm"})
    await receiver.request(1)
    await shop.owner.client.delete(f"/api/agents/{shop.agent_id}")
    await receiver.request(2)
    assert types(receiver) == ["agent.changed"] * 2
    assert [request.json["data"]["change"] for request in receiver.requests] == ["configured", "deleted"]


async def test_a_person_who_answers_in_the_app_is_told_once(shop: Shop, receiver: Receiver) -> None:
    await add_webhook(shop.owner, receiver.url, "message.sent")
    shop.writes("Hello")
    await shop.answers()
    await receiver.request(1)
    await shop.rows("update messages set network_time = network_time - interval '1 minute'")
    shop.world.owner_writes(shop.customer(), "I am here myself.")
    human = await receiver.request(2)
    assert (human.json["data"]["sender_type"], human.json["data"]["text"]) == ("human", "I am here myself.")
    shop.world.customer_reads(shop.customer())
    await shop.until_last(status="read")
    assert [r["count"] for r in await shop.rows("select count(*) from webhook_deliveries")] == [2]


async def test_a_test_conversation_is_nobodys_business(shop: Shop, receiver: Receiver) -> None:
    shop.writes("Hello")
    await shop.answers()
    await shop.until_last(status="sent")
    await add_webhook(shop.owner, receiver.url)
    await shop.rows("update conversations set is_test = true")
    shop.writes("Only trying")
    await shop.answers(2)
    await shop.until_last(status="sent")
    assert await shop.rows("select * from webhook_deliveries") == []


async def test_500_then_200_is_told_in_the_end_with_the_same_id(shop: Shop, receiver: Receiver) -> None:
    webhook = await add_webhook(shop.owner, receiver.url, "message.received")
    receiver.will_answer(500, b"no disk\x00 left" + b"!" * 1000)
    shop.writes("Hello")
    tried = await until_tried(shop, webhook, 1)
    assert (tried["status"], tried["response_code"], tried["error"]) == ("waiting", 500, None)
    assert tried["response_text"] == ("no disk left" + "!" * 1000)[:500]
    assert await wait_of(shop, tried) == pytest.approx(5, abs=1)

    await time_passes(shop, "6 seconds")
    [done] = await until_all(shop, webhook, "delivered")
    assert done["attempts"] == 2
    first, second = receiver.requests
    assert first.headers["webhook-id"] == second.headers["webhook-id"] == f"msg_{UUID(done['event_id']).hex}"
    assert verified(webhook["secret"], second) == first.json


async def wait_of(shop: Shop, delivery: dict[str, Any]) -> float:
    [row] = await shop.rows(
        "select extract(epoch from next_attempt_at - now())::float as seconds from webhook_deliveries where id = $1",
        UUID(delivery["id"]),
    )
    return float(row["seconds"])


async def test_a_target_that_is_down_for_a_day_loses_nothing_and_hears_it_in_order(
    shop: Shop, receiver: Receiver
) -> None:
    webhook = await add_webhook(shop.owner, receiver.url, "message.received", "message.sent")
    receiver.usual = Answer(500)
    customers = ("ana", "bo")
    for line in range(3):
        for customer in customers:
            shop.writes(f"{customer} {line}", customer=customer)
            await shop.answers(line + 1, customer=customer)
            await shop.until_last(status="sent", customer=customer)
    for hours in (1, 1, 1, 1, 1, 1, 6, 12):
        seen = len(receiver.requests)
        await time_passes(shop, f"{hours} hours 10 minutes")
        await receiver.request(seen + 1)
        await shop.until(partial(_is_at_rest, shop))
    assert [
        r["n"]
        for r in await shop.rows("select count(*) as n from webhook_deliveries where status = 'waiting'")
    ] == [12]
    assert (await shop.owner.client.get("/api/webhooks")).json()["items"][0]["failing_since"] is not None
    before = len(receiver.requests)

    receiver.usual = Answer(200)  # whatever it takes first, everything follows at once
    assert (await shop.owner.client.post(f"/api/webhooks/{webhook['id']}/test")).status_code == 202
    await until_all(shop, webhook, "delivered", 13)
    taken = [request.json["data"] for request in receiver.requests[before:] if "text" in request.json["data"]]
    assert len(taken) == 12
    for customer in customers:
        [contact] = {each["contact_id"] for each in taken if each["text"].startswith(f"{customer} ")}
        heard = [each["text"] for each in taken if each["contact_id"] == contact]
        assert heard == [
            text for line in range(3) for text in (f"{customer} {line}", f"You said: {customer} {line}")
        ]
    assert (await shop.owner.client.get("/api/webhooks")).json()["items"][0]["failing_since"] is None


async def test_an_event_that_a_target_cannot_take_does_not_hold_the_others_for_ever(
    shop: Shop, receiver: Receiver
) -> None:
    webhook = await add_webhook(shop.owner, receiver.url, "message.received")
    receiver.usual = Answer(500)
    shop.writes("💥")
    await until_tried(shop, webhook, 1)
    shop.writes("and then?")
    for attempts in (2, 3, 4):
        await time_passes(shop, "3 hours")
        await shop.until(partial(_was_tried, shop, attempts))
    assert {request.json["data"]["text"] for request in receiver.requests} == {"💥"}

    receiver.will_answer(200)  # for another customer's line, so that it is plain where the fault is
    await shop.rows("update webhooks set retry_at = null")
    shop.writes("Hi", customer="bo")
    await receiver.request(5)
    await time_passes(shop, "3 hours")
    receiver.will_answer(500)
    receiver.usual = Answer(200)
    await shop.until(partial(_heard, receiver, "and then?"))


async def _was_tried(shop: Shop, attempts: int) -> bool:
    rows = await shop.rows(
        "select max(attempts) as most, bool_or(claimed_until is not null) as busy from webhook_deliveries"
    )
    return bool(rows[0]["most"] == attempts and not rows[0]["busy"])


async def _is_at_rest(shop: Shop) -> bool:
    return not await shop.rows("select from webhook_deliveries where claimed_until is not null")


async def _heard(receiver: Receiver, text: str) -> bool:
    return text in [request.json["data"].get("text") for request in receiver.requests]


async def test_a_delivery_can_be_replayed_under_its_own_id(shop: Shop, receiver: Receiver) -> None:
    webhook = await add_webhook(shop.owner, receiver.url, "message.received")
    shop.writes("Hello")
    [done] = await until_all(shop, webhook, "delivered")
    replayed = await shop.owner.client.post(f"/api/webhooks/deliveries/{done['id']}/replay")
    assert (replayed.status_code, replayed.json()["status"]) == (202, "waiting")
    first, second = receiver.requests[0], await receiver.request(2)
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    await until_all(shop, webhook, "delivered")

    await shop.owner.client.put(f"/api/webhooks/{webhook['id']}", json={"is_active": False})
    refused = await shop.owner.client.post(f"/api/webhooks/deliveries/{done['id']}/replay")
    assert (refused.status_code, refused.json()["code"]) == (409, "webhook_off")


async def test_a_test_is_told_once_and_says_how_it_went(shop: Shop, receiver: Receiver) -> None:
    webhook = await add_webhook(shop.owner, receiver.url)
    receiver.will_answer(404, b"no such hook")
    assert (await shop.owner.client.post(f"/api/webhooks/{webhook['id']}/test")).status_code == 202
    [tried] = await until_all(shop, webhook, "failed")
    assert (tried["type"], tried["response_code"], tried["response_text"]) == (
        "webhook.test",
        404,
        "no such hook",
    )
    assert verified(webhook["secret"], receiver.requests[0])["type"] == "webhook.test"


async def test_a_private_address_is_refused_with_one_sentence(shop: Shop, names: Names) -> None:
    names.addresses[INSIDE] = "10.0.0.5"
    for url in (
        "https://10.0.0.5/",
        "http://localhost:5432/",
        f"https://{INSIDE}/",
        "http://169.254.169.254/latest",
    ):
        refused = await shop.owner.client.post("/api/webhooks", json={"url": url, "events": EVERYTHING})
        assert (refused.status_code, refused.json()["code"]) == (422, "address_refused"), url
        assert "reachable from the internet" in refused.json()["detail"]
    assert (await shop.owner.client.get("/api/webhooks")).json()["items"] == []


async def test_a_name_that_points_inside_later_is_refused_when_it_is_told(
    shop: Shop, names: Names, receiver: Receiver
) -> None:
    names.addresses[INSIDE] = "93.184.216.34"
    webhook = await add_webhook(shop.owner, f"http://{INSIDE}:{receiver.port}/", "message.received")
    names.addresses[INSIDE] = "127.0.0.1"
    shop.writes("Hello")
    tried = await until_tried(shop, webhook, 1)
    assert tried["response_code"] is None and "private address" in tried["error"]
    assert receiver.connections_seen == 0


async def test_a_redirect_leads_nowhere(shop: Shop, receiver: Receiver) -> None:
    async with Receiver() as inside:
        webhook = await add_webhook(shop.owner, receiver.url, "message.received")
        receiver.will_answer(307, location=f"http://localhost:{inside.port}/admin")
        shop.writes("Hello")
        tried = await until_tried(shop, webhook, 1)
        assert (tried["response_code"], tried["error"]) == (
            307,
            "Redirects are not followed. Enter the final address.",
        )
        assert inside.connections_seen == 0


async def test_a_target_that_takes_nothing_for_three_days_is_switched_off_and_its_owner_mailed_once(
    shop: Shop, receiver: Receiver, mailbox: Mailbox
) -> None:
    webhook = await add_webhook(shop.owner, f"{receiver.url}/secret-path", "message.received")
    receiver.usual = Answer(503, (b"maintenance",))
    shop.writes("Hello")
    await until_tried(shop, webhook, 1)
    for attempt, hours in enumerate((2, 2, 2, 2, 3, 6, 9, 16, 20, 30), start=2):
        await time_passes(shop, f"{hours} hours")
        tried = await until_tried(shop, webhook, attempt)
    assert (tried["status"], tried["attempts"]) == ("failed", 11)
    [shown] = (await shop.owner.client.get("/api/webhooks")).json()["items"]
    assert not shown["is_active"] and shown["given_up_at"] is not None
    letter = await mailbox.next_to("owner@luna.example")
    assert "127.0.0.1" in letter["Subject"] and "/webhooks" in text_of(letter)
    assert "secret-path" not in letter.as_string()

    shop.writes("Still there?")  # nothing is told while it is off
    await shop.answers(1)
    assert len(await deliveries(shop.owner, webhook)) == 1
    receiver.usual = Answer(200)
    switched = await shop.owner.client.put(f"/api/webhooks/{webhook['id']}", json={"is_active": True})
    assert (switched.json()["is_active"], switched.json()["given_up_at"]) == (True, None)
    shop.writes("Hello again")
    await shop.until(partial(_heard, receiver, "Hello again"))
    assert mailbox.count_to("owner@luna.example") == 0


async def test_what_waits_for_a_target_that_is_switched_off_is_told_when_it_is_on(
    shop: Shop, receiver: Receiver
) -> None:
    webhook = await add_webhook(shop.owner, receiver.url, "message.received")
    receiver.usual = Answer(500)
    shop.writes("Hello")
    await until_tried(shop, webhook, 1)
    address = f"/api/webhooks/{webhook['id']}"
    await shop.owner.client.put(address, json={"is_active": False})
    await time_passes(shop, "1 day")
    assert [each["status"] for each in await deliveries(shop.owner, webhook)] == ["paused"]
    receiver.usual = Answer(200)
    await shop.owner.client.put(address, json={"is_active": True})
    await until_all(shop, webhook, "delivered")


async def test_a_rotated_secret_signs_beside_the_old_one_for_a_day(shop: Shop, receiver: Receiver) -> None:
    webhook = await add_webhook(shop.owner, receiver.url, "message.received")
    rotated = await shop.owner.client.post(f"/api/webhooks/{webhook['id']}/rotate-secret")
    new, old = rotated.json()["secret"], webhook["secret"]
    assert new != old
    shop.writes("Hello")
    first = await receiver.request(1)
    assert verified(new, first) == verified(old, first)
    await time_passes(shop, "25 hours")
    shop.writes("Hello again")
    second = await receiver.request(2)
    verified(new, second)
    with pytest.raises(WebhookVerificationError):
        verified(old, second)


async def test_a_secret_is_shown_once_and_stored_sealed(shop: Shop, receiver: Receiver) -> None:
    webhook = await add_webhook(shop.owner, receiver.url)
    assert webhook["secret"].startswith("whsec_")
    listed = await shop.owner.client.get("/api/webhooks")
    changed = await shop.owner.client.put(f"/api/webhooks/{webhook['id']}", json={"description": "Till"})
    assert changed.json()["description"] == "Till"
    for answer in (listed, changed):
        assert "whsec_" not in answer.text and "secret" not in answer.text
    [row] = await shop.rows("select secret_encrypted, webhooks::text as everything from webhooks")
    assert webhook["secret"].encode() not in row["secret_encrypted"] and "whsec_" not in row["everything"]


async def test_another_business_hears_nothing_and_touches_nothing(shop: Shop, receiver: Receiver) -> None:
    """T1."""
    async with Receiver() as theirs:
        stranger = await shop.running.new_member("stranger@example.com")
        await add_webhook(stranger, theirs.url)
        webhook = await add_webhook(shop.owner, receiver.url, "message.received")
        shop.writes("Hello")
        [done] = await until_all(shop, webhook, "delivered")
        address = f"/api/webhooks/{webhook['id']}"
        for method, path in (
            ("PUT", address), ("DELETE", address), ("POST", f"{address}/test"), ("POST", f"{address}/rotate-secret"),
            ("GET", f"{address}/deliveries"), ("POST", f"/api/webhooks/deliveries/{done['id']}/replay"),
        ):  # fmt: skip
            body = {"json": {"url": "https://93.184.216.34/", "is_active": False}} if method == "PUT" else {}
            refused = await stranger.client.request(method, path, **body)  # type: ignore[arg-type]
            assert refused.status_code == 404, (method, path, refused.text)
        assert len((await stranger.client.get("/api/webhooks")).json()["items"]) == 1
        [mine] = (await shop.owner.client.get("/api/webhooks")).json()["items"]
        assert (mine["url"], mine["is_active"]) == (receiver.url, True)
        assert theirs.connections_seen == 0


async def test_only_owners_and_admins_may(shop: Shop, receiver: Receiver) -> None:
    webhook = await add_webhook(shop.owner, receiver.url)
    for role, status in (("admin", 200), ("teammate", 403), ("viewer", 403)):
        member = await shop.running.new_member(f"{role}@luna.example", role=role, of=shop.owner.workspace_id)
        assert (await member.client.get("/api/webhooks")).status_code == status
        assert (await member.client.get(f"/api/webhooks/{webhook['id']}/deliveries")).status_code == status


async def test_what_was_told_goes_with_its_customer_and_after_thirty_days(
    shop: Shop, receiver: Receiver
) -> None:
    webhook = await add_webhook(shop.owner, receiver.url, "message.received", "agent.changed")
    shop.writes("Hello")
    shop.writes("Hi", customer="bo")
    await until_all(shop, webhook, "delivered", 2)
    [contact] = await shop.rows(
        "select contact_id from identities where network_id = $1", shop.customer("bo").igsid
    )
    await shop.rows("delete from contacts where id = $1", contact["contact_id"])
    [left] = await deliveries(shop.owner, webhook)
    await forget_old(shop.running.database)
    assert await deliveries(shop.owner, webhook) == [left]
    await shop.rows("update webhook_deliveries set created_at = created_at - interval '31 days'")
    await forget_old(shop.running.database)
    assert await deliveries(shop.owner, webhook) == []


async def test_a_slow_target_keeps_nobody_else_waiting(shop: Shop, receiver: Receiver) -> None:
    async with Receiver() as slow:
        release = slow.will_hold()
        await add_webhook(shop.owner, slow.url, "message.received")
        await add_webhook(shop.owner, receiver.url, "message.received")
        shop.writes("Hello")
        await slow.request(1)
        await receiver.request(1)
        shop.writes("Hi", customer="bo")
        await receiver.request(2)
        assert len(slow.requests) == 1
        release.set()
        await slow.request(2)


async def test_a_target_that_is_down_is_not_asked_for_every_event(shop: Shop, receiver: Receiver) -> None:
    async with Receiver(Answer(500)) as down:
        await add_webhook(shop.owner, down.url, "message.received")
        await add_webhook(shop.owner, receiver.url, "message.received")
        for number in range(24):
            shop.writes("Hello", customer=f"customer {number}")
            await receiver.request(number + 1)  # who had the same time to be told
        assert 3 <= len(down.requests) < 12
