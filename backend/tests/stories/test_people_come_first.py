"""A person who replies is never talked over (H1); our own echoes and automatic replies are not people."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from sandbox.delivery import encode_body
from tests.support.shop import Shop


def a_minute_ago(shop: Shop) -> int:
    """Long enough for what the account says now not to look like an automatic reply."""
    return shop.world.now() - 60_000


async def people_handle(shop: Shop) -> None:
    """Wait until a person has taken over from the agent."""

    async def is_so() -> bool:
        return bool((await shop.conversation()).get("handled_by") == "people")

    await shop.until(is_so)


async def eventually(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something in our rows that no screen is told of."""
    async with asyncio.timeout(10):
        while not await is_so():
            await asyncio.sleep(0.05)


async def echo(shop: Shop, text: str, *, customer: str = "ana", mid: str = "", **more: Any) -> None:
    """The account said something that nobody in the sandbox said."""
    event = {
        "sender": {"id": shop.network_account.user_id},
        "recipient": {"id": shop.customer(customer).igsid},
        "timestamp": shop.world.now(),
        "message": {"mid": mid or f"{customer}:{text}", "text": text, "is_echo": True} | more,
    }
    entry = {"id": shop.network_account.user_id, "time": 1, "messaging": [event]}
    assert await shop.sandbox.courier.post(encode_body({"object": "instagram", "entry": [entry]})) == 200


async def test_our_own_echo_is_not_a_person(shop: Shop) -> None:
    shop.writes("Hello?")
    await shop.answers()
    await shop.until_last(status="sent")
    await shop.sandbox.courier.settled()
    conversation = await shop.conversation()
    assert conversation["handled_by"] == "agent"
    assert [m["sender_type"] for m in conversation["messages"]] == ["customer", "assistant"]


async def test_a_person_who_answers_in_the_app_takes_over(shop: Shop) -> None:
    shop.writes("Hello?", timestamp=a_minute_ago(shop))
    await shop.answers()
    await shop.until_last(status="sent")
    shop.world.owner_writes(shop.customer(), "Hi Ana, Sofia here!")
    await people_handle(shop)
    conversation = await shop.conversation()
    assert conversation["paused_until"] is not None
    assert conversation["messages"][-1]["sender_type"] == "human"
    shop.writes("Oh great, thank you")
    silent = await shop.until_last(status="silent")
    assert silent["reason"]["code"] == "people_handle"
    assert len(shop.sent_to()) == 1


async def test_a_person_who_answers_while_the_model_thinks_is_not_talked_over(shop: Shop) -> None:
    release = shop.model.will_hang("Too late.")
    shop.writes("Hello?", timestamp=a_minute_ago(shop))
    await shop.model.request(1)
    shop.world.owner_writes(shop.customer(), "I am here.")
    await people_handle(shop)
    release.set()

    async def turn_ended() -> bool:
        return bool(await shop.rows("select 1 from turns"))

    await shop.until(turn_ended)
    assert shop.sent_to() == []
    customers = [m for m in (await shop.conversation())["messages"] if m["sender_type"] == "customer"]
    assert customers[0]["status"] == "silent"


async def test_when_the_timer_ends_the_agent_answers_again(shop: Shop) -> None:
    shop.writes("Hello?", timestamp=a_minute_ago(shop))
    await shop.answers()
    await shop.until_last(status="sent")
    shop.world.owner_writes(shop.customer(), "One moment")
    await people_handle(shop)
    await shop.rows("update threads set paused_until = now() - interval '1 second'")
    shop.writes("Still there?")
    await shop.answers(2)
    await shop.until_last(status="sent")
    assert (await shop.conversation())["handled_by"] == "agent"


async def test_what_comes_within_five_seconds_is_an_automatic_reply_and_the_agent_goes_on(shop: Shop) -> None:
    release = shop.model.will_hang("A haircut is €48.")
    shop.writes("How much is a haircut?")
    await shop.model.request(1)
    for _ in range(2):
        await echo(shop, "Thanks for writing! We answer soon.")

    async def is_kept() -> bool:
        return any(sender == "system" for sender, _, _ in await shop.said())

    await shop.until(is_kept)
    release.set()
    assert await shop.answers() == ["A haircut is €48."]
    await shop.until_last(status="sent")
    assert [sender for sender, _, _ in await shop.said()] == ["customer", "system", "assistant"]
    assert (await shop.conversation())["handled_by"] == "agent"
    [question] = await shop.rows("select content, because, verdict from automatic_replies")
    assert question == {
        "content": "Thanks for writing! We answer soon.",
        "because": "too_quick",
        "verdict": None,
    }


async def test_the_same_text_to_a_third_customer_is_an_automatic_reply(shop: Shop) -> None:
    for customer in ("ana", "ben", "cem"):
        shop.writes("Hello?", customer=customer, timestamp=a_minute_ago(shop))
        await shop.answers(customer=customer)
        await shop.until_last(status="sent", customer=customer)
        await echo(shop, "We are on holiday until Monday.", customer=customer)

        async def is_stored(customer: str = customer) -> bool:
            return len(await shop.said(customer)) == 3

        await shop.until(is_stored)
    senders = [(await shop.said(customer))[-1][0] for customer in ("ana", "ben", "cem")]
    assert senders == ["human", "human", "system"]
    assert (await shop.conversation("cem"))["handled_by"] == "agent"
    [question] = await shop.rows("select because from automatic_replies")
    assert question["because"] == "said_to_many"


async def test_the_owners_word_about_a_text_goes_before_what_it_looks_like(shop: Shop) -> None:
    shop.writes("Hello?")
    await shop.answers()
    await shop.until_last(status="sent")
    await echo(shop, "Coming!", mid="first")

    async def is_asked() -> bool:
        return bool(await shop.rows("select 1 from automatic_replies"))

    await shop.until(is_asked)
    await shop.rows("update automatic_replies set verdict = 'person'")
    await echo(shop, "Coming!", mid="second")
    await people_handle(shop)
    assert [sender for sender, _, _ in await shop.said()][-2:] == ["system", "human"]


async def test_an_echo_with_other_words_waits_while_our_own_answer_is_under_way(shop: Shop) -> None:
    """The network may have changed our text: its id, which comes with the answer to our send, tells."""
    shop.world.faults.drop_answer, shop.world.faults.no_echo = 1, True
    shop.model.will_say("See you at 5!")
    shop.writes("When?", timestamp=a_minute_ago(shop))
    await shop.answers()
    await shop.until_last(status="sending")
    [ours] = [m for m in shop.world.threads[shop.customer().igsid] if m.by == "platform"]
    await echo(shop, "See you at 5 !", mid=ours.mid)

    async def is_postponed() -> bool:
        return bool(await shop.rows("select 1 from raw_events where source = 'postponed'"))

    await eventually(is_postponed)
    assert (await shop.conversation())["handled_by"] == "agent"
    await shop.time_passes("21 seconds")
    await shop.until_last(status="sent")
    await shop.rows("update raw_events set not_before = now() where source = 'postponed'")

    async def is_decided() -> bool:
        return not await shop.rows("select 1 from raw_events where unpacked_at is null")

    await eventually(is_decided)
    assert [sender for sender, _, _ in await shop.said()] == ["customer", "assistant"]
    assert (await shop.conversation())["handled_by"] == "agent"


async def test_a_person_is_recognised_after_the_wait(shop: Shop) -> None:
    shop.world.faults.drop_answer, shop.world.faults.no_echo = 1, True
    shop.writes("When?", timestamp=a_minute_ago(shop))
    await shop.answers()
    await shop.until_last(status="sending")
    await echo(shop, "Sofia here, come at 6.")
    for tries in range(1, 4):

        async def waits(tries: int = tries) -> bool:
            waiting = await shop.rows(
                "select body from raw_events where source = 'postponed' and unpacked_at is null"
            )
            return [f'"tries":{tries},'.encode() in row["body"] for row in waiting] == [True]

        await eventually(waits)
        assert [sender for sender, _, _ in await shop.said()] == ["customer", "assistant"]
        await shop.rows("update raw_events set not_before = now() where not_before is not null")
    await people_handle(shop)
    assert "human" in [sender for sender, _, _ in await shop.said()]
