"""What a turn may and may not do: stop and start, the wish for a person, limits, holding lines, late answers."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.stories.conftest import OpenShop
from tests.support.postgres import TestServer
from tests.support.shop import Shop, kept_premises

HANDOVER = "Thanks for your message. I have asked a person from our team to answer you here."
HOLDING = "One moment please, I am looking into it."


@pytest.fixture(scope="module")
async def _impatient_premises(
    database_server: TestServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[OpenShop]:
    folder = tmp_path_factory.mktemp("impatient")
    async with kept_premises(database_server, folder, reply_holding_seconds="1") as open_one:
        yield open_one


@pytest.fixture
async def impatient(_impatient_premises: OpenShop) -> AsyncIterator[Shop]:
    """A shop whose holding line is due after a second."""
    async with _impatient_premises() as opened:
        yield opened


async def escalation(shop: Shop) -> dict[str, Any]:
    [row] = await shop.rows("select reason, summary from escalations")
    return row


async def waits_since(shop: Shop, interval: str) -> None:
    """The thread's unanswered lines were written so long ago, and a turn is due now."""
    await shop.rows(
        "update messages set network_time = network_time - $1::text::interval where status = 'waiting'",
        interval,
    )
    await shop.rows(
        "update threads set reply_due_at = now(), waiting_since = waiting_since - $1::text::interval",
        interval,
    )


# -- stop and start (H2) -----------------------------------------------------------------------------------


async def test_who_says_stop_is_told_once_and_then_left_alone_until_they_say_start(shop: Shop) -> None:
    shop.writes("Stop messaging me!")
    [confirmed] = await shop.answers()
    assert confirmed.startswith("All right, I will not write to you any more.")
    message = await shop.until_last(status="sent")
    assert message["kind"] == "notice"
    shop.writes("How much is a haircut?")
    silent = await shop.until_last(status="silent")
    assert silent["reason"]["code"] == "customer_stopped"
    assert len(shop.sent_to()) == 1 and shop.model.requests == []
    shop.writes("START")
    assert (await shop.answers(2))[-1].startswith("Welcome back!")
    await shop.until_last(status="sent")
    shop.model.will_say("€48.")
    shop.writes("How much is a haircut?")
    assert (await shop.answers(3))[-1] == "€48."


async def test_a_question_behind_the_start_word_is_answered_at_once(shop: Shop) -> None:
    shop.writes("dur")
    assert "yazmayacağım" in (await shop.answers())[0]
    await shop.until_last(status="sent")
    shop.model.will_say("48 lira.")
    shop.writes("Başla")
    shop.writes("Saç kesimi ne kadar?")
    assert (await shop.answers(2))[-1] == "48 lira."
    assert len(shop.sent_to()) == 2


async def test_stop_counts_while_people_handle_the_conversation_too(shop: Shop) -> None:
    shop.writes("I want to talk to a human")
    await shop.answers()
    await shop.until_last(status="sent")
    shop.writes("unsubscribe")
    await shop.until_last(status="silent")
    [thread] = await shop.rows("select stopped_at is not null as is_stopped from threads")
    assert thread["is_stopped"] and shop.sent_to() == [HANDOVER]


async def test_an_ordinary_sentence_with_the_word_is_answered(shop: Shop) -> None:
    shop.model.will_say("Around the corner.")
    shop.writes("Where is the bus stop?")
    assert await shop.answers() == ["Around the corner."]


async def test_the_confirmation_survives_a_rate_limit_and_nothing_else_does(shop: Shop) -> None:
    shop.world.faults.graph_status, shop.world.faults.graph_failures = 429, 1
    shop.writes("stop")
    await shop.until_last(status="planned")
    await shop.rows("update send_parts set settle_after = now()")
    [confirmed] = await shop.answers()
    assert confirmed.startswith("All right")


# -- a person (H2) -----------------------------------------------------------------------------------------


async def test_who_asks_for_a_person_gets_one_though_no_model_answers(shop: Shop) -> None:
    for _ in range(3):
        shop.model.will_fail(500)
    shop.writes("can I please talk to a human?")
    assert await shop.answers() == [HANDOVER]
    await shop.until_last(status="sent")
    conversation = await shop.conversation()
    assert (conversation["status"], conversation["handled_by"]) == ("escalated", "people")
    assert shop.model.requests == []
    assert (await escalation(shop))["reason"] == "Asked for a person"


async def test_people_are_told_although_the_agent_is_switched_off(shop: Shop) -> None:
    await shop.owner.client.put(f"/api/agents/{shop.agent_id}/toggle", json={"is_active": False})
    shop.writes("Quiero hablar con una persona")
    silent = await shop.until_last(status="silent")
    assert silent["reason"]["code"] == "agent_off" and shop.sent_to() == []
    assert (await shop.conversation())["status"] == "escalated"


async def test_people_are_told_although_the_customer_wants_no_automatic_messages(shop: Shop) -> None:
    shop.writes("Stopp")
    await shop.answers()
    await shop.until_last(status="sent")
    shop.writes("Ich möchte mit einem Menschen sprechen")
    await shop.until_last(status="silent")
    assert (await shop.conversation())["status"] == "escalated" and len(shop.sent_to()) == 1


# -- limits (C2) -------------------------------------------------------------------------------------------


async def test_the_twenty_first_turn_of_an_hour_goes_to_a_person(shop: Shop) -> None:
    shop.writes("Hi")
    await shop.answers()
    await shop.until_last(status="sent")
    await shop.rows(
        """
        insert into turns (id, workspace_id, thread_id, conversation_id, lease_number, read_message_ids, outcome,
                           started_at, finished_at)
        select gen_random_uuid(), workspace_id, thread_id, id, 1, '{}', 'answered', now(), now() - n * interval '3 min'
        from conversations, generate_series(1, 19) n
        """
    )
    shop.writes("And one more question")
    silent = await shop.until_last(status="silent")
    assert silent["reason"]["code"] == "too_many_messages"
    assert (await escalation(shop))["reason"] == "Too many messages"
    assert len(shop.sent_to()) == 1 and len(shop.model.requests) == 1


async def test_a_machine_that_always_answers_at_once_is_answered_six_times(shop: Shop) -> None:
    for number in range(7):  # the first line comes out of the blue, six are quick
        shop.writes(f"I am a machine {number}")
        await shop.answers(number + 1)
        await shop.until_last(status="sent")
    shop.writes("I am a machine still")

    async def is_noted() -> bool:
        return bool(await shop.rows("select 1 from messages where sender_type = 'system'"))

    await shop.until(is_noted)
    messages = (await shop.conversation())["messages"]
    said = next(m for m in messages if m["content"] == "I am a machine still")
    assert (said["status"], said["reason"]["code"]) == ("silent", "machine_writing")
    note = next(m for m in messages if m["sender_type"] == "system")
    assert note["content"].startswith("A machine seems to be writing")
    assert len(shop.sent_to()) == 7


async def test_a_person_who_takes_their_time_is_no_machine(shop: Shop) -> None:
    for number in range(9):
        shop.writes(f"Question {number}")
        await shop.answers(number + 1)
        await shop.until_last(status="sent")
        await shop.rows("update messages set created_at = created_at - interval '20 seconds'")
    [thread] = await shop.rows("select machine_streak from threads")
    assert thread["machine_streak"] == 0


# -- holding lines and late answers (D7) -------------------------------------------------------------------


async def test_while_the_model_hangs_the_customer_is_asked_for_a_moment_once(impatient: Shop) -> None:
    shop = impatient
    release = shop.model.will_hang("Here is your answer.")
    shop.writes("How much is a haircut?")
    assert await shop.answers() == [HOLDING]
    assert (await shop.conversation())["messages"][0]["status"] == "received"
    release.set()
    assert await shop.answers(2) == [HOLDING, "Here is your answer."]
    await shop.until_last(status="sent")
    kinds = [m["kind"] for m in (await shop.conversation())["messages"]]
    assert kinds == ["text", "holding", "text"]
    again = shop.model.will_hang("And this.")
    shop.writes("And a beard?")
    await shop.model.request(2)
    asyncio.get_running_loop().call_later(1.5, again.set)
    assert await shop.answers(3) == [HOLDING, "Here is your answer.", "And this."]
    told = (await shop.model.request(2)).body["messages"]
    assert HOLDING not in [m["content"] for m in told]


async def test_a_model_that_keeps_failing_makes_a_holding_line_too(impatient: Shop) -> None:
    shop = impatient
    for _ in range(2):
        shop.model.will_fail(500)
    shop.model.will_say("At last.")
    shop.writes("Hello?")
    assert await shop.answers(2) == [HOLDING, "At last."]


async def test_a_customer_whom_a_person_takes_over_hears_no_holding_line(impatient: Shop) -> None:
    shop = impatient
    release = shop.model.will_hang("Too late.")
    shop.writes("How much is a haircut?")
    await shop.model.request(1)
    conversation = await shop.conversation()
    await shop.owner.client.put(
        f"/api/chat-history/{conversation['id']}/status", json={"status": "escalated"}
    )

    async def is_over() -> bool:
        return bool(await shop.rows("select 1 from turns"))

    asyncio.get_running_loop().call_later(1.5, release.set)
    await shop.until(is_over)
    assert shop.sent_to() == []


async def test_after_half_an_hour_the_answer_begins_with_an_apology(shop: Shop) -> None:
    shop.model.will_fail(429, retry_after="60")
    shop.writes("¿Cuánto cuesta un corte de pelo?")
    await shop.until_last(status="waiting")
    await shop.rows("update threads set failures = 0")
    shop.model.will_say("Cuesta 48 €.")
    await waits_since(shop, "31 minutes")
    assert await shop.answers() == ["Perdone la respuesta tardía. Cuesta 48 €."]
    assert "do not say it again" in (await shop.model.request(2)).body["messages"][0]["content"]


async def test_after_six_hours_a_person_gets_the_answer_as_a_draft(shop: Shop) -> None:
    shop.model.will_fail(429, retry_after="60")
    shop.writes("How much is a haircut?")
    await shop.until_last(status="waiting")
    await shop.rows("update threads set failures = 0")
    shop.model.will_say("It is €48.")
    await waits_since(shop, "7 hours")
    [notice] = await shop.answers()
    assert notice.startswith("Sorry that nobody has answered you yet.")
    await shop.until_last(status="sent")
    assert (await shop.conversation())["handled_by"] == "people"
    assert "It is €48." in (await escalation(shop))["summary"]


# -- typing, parts, the network's refusals -----------------------------------------------------------------


async def test_the_customer_sees_typing_while_the_model_thinks(shop: Shop) -> None:
    release = shop.model.will_hang("Done.")
    shop.writes("Think hard")
    customer = shop.customer().igsid
    await shop.world.until(lambda: customer in shop.world.typing_until)
    release.set()
    assert await shop.answers() == ["Done."]
    assert customer not in shop.world.typing_until


async def test_a_silent_turn_shows_no_typing(shop: Shop) -> None:
    await shop.owner.client.put(f"/api/agents/{shop.agent_id}/toggle", json={"is_active": False})
    shop.writes("Anybody?")
    await shop.until_last(status="silent")
    assert [send for send in shop.world.sends if send.sender_action] == []


async def test_what_does_not_fit_is_offered_and_a_yes_reaches_the_model(shop: Shop) -> None:
    shop.model.will_say("There is so much to tell about hair. " * 200)
    shop.writes("Tell me everything")
    parts = await shop.answers(3)
    assert len(parts) == 3 and parts[-1].endswith("There is more to say. Shall I go on?")
    await shop.until_last(status="sent")
    shop.model.will_say("So, to go on.")
    shop.writes("Yes please")
    assert (await shop.answers(4))[-1] == "So, to go on."
    told = (await shop.model.request(2)).body["messages"]
    assert told[-2]["content"].endswith("Shall I go on?") and told[-1]["content"] == "Yes please"
