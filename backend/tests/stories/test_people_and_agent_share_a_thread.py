"""A person takes over, writes, hands back; the agent is silent meanwhile and goes on where it is needed (H1, D8)."""

import asyncio
import random
from typing import Any

import pytest

from app.inbox.handed_back import end_take_overs
from tests.support.shop import Shop

HOUR = 3_600_000

_BUSY = """
select exists (select from raw_events where unpacked_at is null)
  or exists (select from threads where reply_due_at is not null)
  or exists (select from send_parts where status in ('planned', 'sending')) as busy
"""


async def act(shop: Shop, what: str, body: dict[str, Any] | None = None, *, customer: str = "ana") -> Any:
    """Somebody on the dashboard does this with the customer's conversation; the answer of the API."""
    found = await shop.conversation(customer)
    return await shop.owner.client.post(f"/api/chat-history/{found['id']}/{what}", json=body)


async def asks(shop: Shop, text: str, *, customer: str = "ana", hours_ago: float = 0) -> None:
    """The customer writes and the line stands in the conversation."""
    shop.writes(text, customer=customer, timestamp=shop.world.now() - int(hours_ago * HOUR))

    async def is_there() -> bool:
        return any(content == text for _, _, content in await shop.said(customer))

    await shop.until(is_there)


async def is_answered(shop: Shop) -> None:
    """The agent has answered the customer's first question."""
    await asks(shop, "Hello?")
    await shop.answers()
    await shop.until_last(status="sent")


async def test_who_takes_over_is_not_disturbed_and_hands_back_what_is_open(shop: Shop) -> None:
    await is_answered(shop)
    taken = await act(shop, "take-over", {"minutes": 30})
    assert taken.status_code == 200 and taken.json()["handled_by"] == "people"
    assert taken.json()["paused_until"] is not None
    await asks(shop, "Can I come at noon?")
    assert (await shop.until_last(status="silent"))["reason"]["code"] == "people_handle"

    shop.model.will_say("Noon it is.")
    back = await act(shop, "hand-back")
    assert back.json()["handled_by"] == "agent" and back.json()["paused_until"] is None
    assert (await shop.answers(2))[-1] == "Noon it is."
    assert [sender for sender, _, _ in await shop.said()] == [
        "customer",
        "assistant",
        "customer",
        "assistant",
    ]


async def test_the_agent_reads_what_was_said_meanwhile_and_repeats_nothing(shop: Shop) -> None:
    await is_answered(shop)
    await act(shop, "take-over")
    await asks(shop, "Do you have parking?")
    assert (await act(shop, "messages", {"text": "Yes, behind the house."})).status_code == 201
    await shop.answers(2)
    await shop.until_last(status="sent")
    await act(shop, "hand-back")
    assert len(shop.sent_to()) == 2  # the question was answered by the person

    await asks(shop, "And is it free?")
    await shop.answers(3)
    told = [message["content"] for message in (await shop.model.request(2)).body["messages"]]
    assert any("Yes, behind the house." in str(words) for words in told)


async def test_a_persons_message_takes_over_and_goes_out_once(shop: Shop) -> None:
    await is_answered(shop)
    sent = await act(shop, "messages", {"text": "Sofia here. I will look after you."})
    assert sent.status_code == 201
    assert (await shop.answers(2))[-1] == "Sofia here. I will look after you."
    last = await shop.until_last(status="sent")
    assert last["id"] == sent.json()["id"] and last["sender_type"] == "human"
    await shop.sandbox.courier.settled()
    now = await shop.conversation()
    assert now["handled_by"] == "people" and now["paused_until"]
    assert [m["sender_type"] for m in now["messages"]] == ["customer", "assistant", "human"]


async def test_a_long_message_of_a_person_arrives_whole(shop: Shop) -> None:
    await is_answered(shop)
    text = " ".join(f"Line {number} of what I have to say to you." for number in range(120))
    assert (await act(shop, "messages", {"text": text})).status_code == 201
    await shop.until_last(status="sent")
    parts = shop.sent_to()[1:]
    assert len(parts) == 5
    assert " ".join(parts) == text
    assert all(len(part.encode()) <= 1000 for part in parts)
    endless = await act(shop, "messages", {"text": "x" * 8000 + " y" * 3000})
    assert endless.status_code == 422
    too_long = await act(shop, "messages", {"text": "ö" * 8000})
    assert too_long.status_code == 422 and "in pieces" in too_long.json()["detail"]


async def test_after_a_day_a_person_may_still_answer_and_the_network_is_told_so(shop: Shop) -> None:
    await asks(shop, "Are you there?", hours_ago=25)
    assert (await shop.until_last(status="silent"))["reason"]["code"] == "window_closed"
    assert (await act(shop, "messages", {"text": "Sorry for the wait!"})).status_code == 201
    assert await shop.answers() == ["Sorry for the wait!"]
    assert (await shop.until_last(status="sent"))["sender_type"] == "human"
    row = await shop.conversation()
    assert row["window_closes_at"] < row["people_window_closes_at"]


async def test_after_a_week_nobody_may_and_is_told_why(shop: Shop) -> None:
    await asks(shop, "Are you there?", hours_ago=7 * 24 + 1)
    refused = await act(shop, "messages", {"text": "Sorry!"})
    assert refused.status_code == 409 and refused.json()["code"] == "window_closed"
    assert (
        refused.json()["detail"] == "The customer last wrote more than 7 days ago. They have to write first."
    )
    assert (await shop.conversation())["handled_by"] == "agent"  # nothing of it happened


async def test_when_the_timer_ends_the_agent_answers_what_was_left(shop: Shop) -> None:
    await is_answered(shop)
    await act(shop, "take-over", {"minutes": 1})
    await asks(shop, "Anybody?")
    await shop.until_last(status="silent")
    await end_take_overs(shop.running.database, shop.running.app.state.hints)
    assert (await shop.conversation())["handled_by"] == "people"  # not yet
    await shop.rows("update threads set paused_until = now() - interval '1 second'")
    shop.model.will_say("I am back.")
    await end_take_overs(shop.running.database, shop.running.app.state.hints)
    assert (await shop.answers(2))[-1] == "I am back."


async def test_a_note_is_for_the_team_only(shop: Shop) -> None:
    await is_answered(shop)
    kept = await act(shop, "notes", {"text": "She is allergic to ammonia."})
    assert kept.status_code == 201
    note = (await shop.conversation())["messages"][-1]
    assert (note["sender_type"], note["kind"], note["reason"]["code"]) == ("system", "notice", "note")
    await asks(shop, "One more thing")
    await shop.answers(2)
    assert "ammonia" not in str((await shop.model.request(2)).body)
    assert not any("ammonia" in text for text in shop.sent_to())
    assert (await act(shop, "notes", {"text": "  "})).status_code == 422


async def test_what_nobody_knows_about_can_be_sent_again(shop: Shop) -> None:
    faults = shop.world.faults
    faults.drop_request, faults.no_echo, faults.list_status = 1, True, 500
    shop.model.will_say("Here you are.")
    await asks(shop, "Hello?")
    await shop.until_last(status="sending")
    await shop.time_passes("21 seconds")
    lost = await shop.until_last(status="unknown")
    assert shop.sent_to() == []
    again = await act(shop, f"messages/{lost['id']}/send-again")
    assert again.status_code == 202
    assert await shop.answers() == ["Here you are."]
    await shop.until_last(status="sent")
    twice = await act(shop, f"messages/{lost['id']}/send-again")
    assert twice.status_code == 409 and twice.json()["code"] == "nothing_to_send_again"


async def test_an_account_that_cannot_send_says_so_to_the_person(shop: Shop) -> None:
    await is_answered(shop)
    await shop.rows("update accounts set health = 'reconnect'")
    refused = await act(shop, "messages", {"text": "Hello!"})
    assert refused.status_code == 409 and refused.json()["code"] == "account_unwell"
    assert "Link the account again" in refused.json()["detail"]


async def test_an_older_conversation_is_not_taken_over_beside_a_newer_one(shop: Shop) -> None:
    await is_answered(shop)
    old = (await shop.conversation())["id"]
    await shop.owner.client.put(f"/api/chat-history/{old}/status", json={"status": "resolved"})
    await asks(shop, "A new matter")
    await shop.answers(2)
    for what in ("take-over", "hand-back"):
        answer = await shop.owner.client.post(f"/api/chat-history/{old}/{what}")
        assert answer.status_code == 409 and answer.json()["code"] == "conversation_ended"


@pytest.mark.parametrize("seed", [1, 2])
async def test_after_a_persons_word_the_agent_is_silent_in_every_thread_until_handed_back(
    shop: Shop, seed: int
) -> None:
    """100 threads a seed in random interleavings: a person speaks (in the app or on the dashboard), customers go on."""
    chance = random.Random(seed)
    customers = [f"customer{number}" for number in range(100)]
    for each in customers:
        shop.writes("Hello?", customer=each, timestamp=shop.world.now() - 60_000)
    await shop.world.until(lambda: all(shop.sent_to(each) for each in customers), 60)
    await shop.sandbox.courier.settled()

    ids = {each: (await _row(shop, each))["id"] for each in customers}
    expected = dict.fromkeys(customers, 1)  # what reached each from the dashboard or the agent
    steps = [(each, step) for each in customers for step in ("person", "line", "line")]
    order = sorted(range(len(steps)), key=lambda _: chance.random())
    spoken: set[str] = set()
    for number in order:
        each, step = steps[number]
        if step == "person" and each not in spoken:
            spoken.add(each)
            if chance.random() < 0.5:
                shop.world.owner_writes(shop.customer(each), f"By hand for {each}")
                await _handled(shop, ids[each], "people")
            else:
                said = await shop.owner.client.post(
                    f"/api/chat-history/{ids[each]}/messages", json={"text": f"From the desk for {each}"}
                )
                assert said.status_code == 201
                expected[each] += 1
        elif each in spoken:
            shop.writes(f"Another line {number}", customer=each)
    await shop.sandbox.courier.settled()
    await _rest(shop)
    reached = {each: len(shop.sent_to(each)) for each in customers}
    assert reached == expected

    waiting = [each for each in customers if await _last_speaker(shop, ids[each]) == "customer"]
    for each in waiting:
        await shop.owner.client.post(f"/api/chat-history/{ids[each]}/hand-back")
    assert waiting
    await shop.world.until(lambda: all(len(shop.sent_to(each)) == expected[each] + 1 for each in waiting), 60)


async def _row(shop: Shop, customer: str) -> dict[str, Any]:
    [row] = await shop.rows(
        "select c.id from conversations c join threads t on t.id = c.thread_id"
        " join identities i on i.id = t.identity_id where i.network_id = $1",
        shop.customer(customer).igsid,
    )
    return row


async def _last_speaker(shop: Shop, conversation_id: object) -> str:
    answer = await shop.owner.client.get(f"/api/chat-history/{conversation_id}")
    return str(answer.json()["messages"][-1]["sender_type"])


async def _handled(shop: Shop, conversation_id: object, by: str) -> None:
    async def is_so() -> bool:
        [row] = await shop.rows(
            "select handled_by from threads t join conversations c on c.thread_id = t.id where c.id = $1",
            conversation_id,
        )
        return bool(row["handled_by"] == by)

    await shop.until(is_so, 30)


async def _rest(shop: Shop) -> None:
    """Wait until nothing is left to do; that tells no screen anything."""
    async with asyncio.timeout(60):
        while (await shop.rows(_BUSY))[0]["busy"]:
            await asyncio.sleep(0.05)
