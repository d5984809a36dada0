"""Reactions, edits and what was taken back stand beside the message in the conversation (D4, D6)."""

from typing import Any

from sandbox.gestures import perform
from tests.support.shop import Shop


async def answered(shop: Shop) -> None:
    shop.writes("How much is a haircut?")
    await shop.answers()
    await shop.until_last(status="sent")
    await shop.sandbox.courier.settled()


async def when(shop: Shop, position: int, **values: Any) -> dict[str, Any]:
    """Wait until the message at this position looks like this; the message."""

    async def is_so() -> bool:
        message = (await shop.conversation())["messages"][position]
        return all(message[name] == value for name, value in values.items())

    await shop.until(is_so)
    message: dict[str, Any] = (await shop.conversation())["messages"][position]
    return message


async def test_a_reaction_stands_beside_the_answer_until_it_is_taken_back(shop: Shop) -> None:
    await answered(shop)
    assert (await when(shop, 1, reaction=None))["edited_at"] is None
    perform(shop.world, shop.customer(), "react")
    assert (await when(shop, 1, reaction="❤"))["is_deleted"] is False
    perform(shop.world, shop.customer(), "react")
    await when(shop, 1, reaction=None)


async def test_an_edited_message_says_so(shop: Shop) -> None:
    await answered(shop)
    perform(shop.world, shop.customer(), "edit", "How much is a haircut for two?")
    message = await when(shop, 0, content="How much is a haircut for two?")
    assert message["edited_at"] is not None and message["status"] == "answered"


async def test_what_the_customer_took_back_has_no_words_and_says_why(shop: Shop) -> None:
    await answered(shop)
    perform(shop.world, shop.customer(), "unsend")
    message = await when(shop, 0, is_deleted=True)
    assert (message["content"], message["status"]) == ("", "answered")
    assert message["reason"] == {"code": "taken_back", "text": "The customer took this message back."}


async def test_a_part_of_an_answer_that_was_taken_back_is_missing_and_the_rest_stays(shop: Shop) -> None:
    first, second = "A. " * 200, "B. " * 200
    shop.model.will_say(f"{first.strip()}\n\n{second.strip()}")
    shop.writes("Tell me everything")
    await shop.answers(2)
    await shop.until_last(status="sent")
    await shop.sandbox.courier.settled()
    parts = [m for m in shop.world.threads[shop.customer().igsid] if m.by == "platform"]

    async def business_takes_back(mid: str) -> None:
        # As Meta tells it: the account is the sender.
        event = {"sender": {"id": shop.network_account.user_id}, "recipient": {"id": shop.customer().igsid},
                 "message": {"mid": mid, "is_deleted": True}}  # fmt: skip
        shop.world.deliver(shop.customer(), event, kind="unsend")

    await business_takes_back(parts[0].mid)
    partly = await when(shop, 1, content=second.strip())
    assert partly["is_deleted"] is False
    assert partly["reason"]["text"] == "The business took part of this message back."

    await business_takes_back(parts[1].mid)
    wholly = await when(shop, 1, is_deleted=True)
    assert (wholly["content"], wholly["reason"]["code"]) == ("", "taken_back")
