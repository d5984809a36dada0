"""What the state machine is there to find, told one by one: two workers on one send, a person between two parts, a
worker that stood still.
"""

import asyncio
from datetime import UTC, datetime

from app.channels.adapter import SendFailed, SendFault
from app.inbox import finish
from app.inbox.claim import claim_due
from app.inbox.finish import TurnRecord
from app.inbox.parts import add_up
from tests.support.stage import Stage, Worker, answer_to

ANA = "6100000000000001"


async def a_line_is_due(stage: Stage) -> None:
    stage.say(ANA, "customer", "line 1")
    await stage.deliver(stage.pending.pop())
    await stage.unpack()
    await stage.time_passes(4)


async def a_line_is_answered(stage: Stage, *, parts: int = 1) -> Worker:
    """Until the first part is on its way to the network."""
    await a_line_is_due(stage)
    await stage.claim()
    [thinking] = stage.at("model")
    stage.end(thinking, answer_to("line 1", parts))
    await stage.settle_down()
    [sending] = stage.at("send")
    return sending


async def fails(stage: Stage, worker: Worker, fault: SendFault) -> None:
    stage.fail(worker, SendFailed(fault, "0", "It did not work."))
    await stage.settle_down()


def heard(stage: Stage) -> int:
    return sum(said.by == "account" for said in stage.said)


async def told(stage: Stage) -> None:
    """The network tells us everything that it has not told us yet."""
    while stage.pending:
        await stage.deliver(stage.pending.pop(0))
    await stage.unpack()


async def statuses(stage: Stage, sender: str) -> list[tuple[str, str | None]]:
    rows = await stage.rows(
        "select status, reason_code from messages where sender_type = $1 order by created_at", sender
    )
    return [(row["status"], row["reason_code"]) for row in rows]


async def test_two_that_settle_the_same_send_repeat_it_once(stage: Stage) -> None:
    """D5: the second one's list is older than the first one's send, whose answer was lost as well."""
    await fails(stage, await a_line_is_answered(stage), SendFault.unknown)
    await stage.time_passes(61)
    await stage.settle()
    await stage.time_passes(11)
    await stage.settle()
    first, second = stage.at("list")
    stage.end_well(first)
    await stage.settle_down()
    [again] = stage.at("send")
    assert again.wait is not None
    stage.take(again.wait)
    await fails(stage, again, SendFault.unknown)
    stage.end_well(second)
    await stage.settle_down()
    assert not stage.at("send") and heard(stage) == 1


async def test_the_networks_answer_and_our_echo_at_the_same_moment(stage: Stage) -> None:
    """Both write down that the part went out. Neither loses its work: the thread is given back at once."""
    sending = await a_line_is_answered(stage)
    async with stage.database.crossing.acquire() as echo, echo.transaction():
        message_id = await echo.fetchval("update send_parts set status = 'sent' returning message_id")
        stage.end_well(sending)
        await stage.until_one_waits()
        await add_up(echo, message_id)
    await stage.settle_down()
    [thread] = await stage.rows("select lease_until, reply_due_at from threads")
    assert dict(thread) == {"lease_until": None, "reply_due_at": None}
    assert await statuses(stage, "assistant") == [("sent", None)]


async def test_a_rate_limit_before_is_not_a_send_of_uncertain_end(stage: Stage) -> None:
    """D5: refused for sure, then lost: it is still sent once more."""
    await fails(stage, await a_line_is_answered(stage), SendFault.retry)
    await stage.time_passes(5)
    await stage.settle()
    [sending] = stage.at("send")
    await fails(stage, sending, SendFault.unknown)
    stage.is_easy = True
    for _ in range(3):
        await stage.time_passes(65)
        await stage.settle()
    assert heard(stage) == 1


async def test_a_refused_repetition_leaves_the_one_repetition_to_be_used(stage: Stage) -> None:
    """D5: lost, refused for sure when it was repeated, lost again: it is still sent once more, and only once."""
    await fails(stage, await a_line_is_answered(stage), SendFault.unknown)
    for fault in (SendFault.retry, SendFault.unknown):
        await stage.time_passes(65)
        await stage.settle()
        if stage.at("list"):
            stage.end_well(stage.at("list")[0])
            await stage.settle_down()
        [sending] = stage.at("send")
        await fails(stage, sending, fault)
    stage.is_easy = True
    for _ in range(3):
        await stage.time_passes(65)
        await stage.settle()
    assert heard(stage) == 1


async def test_a_person_who_takes_over_between_two_parts_is_not_talked_over(stage: Stage) -> None:
    """H1."""
    sending = await a_line_is_answered(stage, parts=3)
    await stage.change_status(ANA, "escalated")
    stage.end_well(sending)
    await stage.settle_down()
    assert not stage.at("send") and heard(stage) == 1
    await stage.time_passes(21)
    await stage.settle()
    assert await statuses(stage, "assistant") == [("failed", "people_handle")]


async def test_a_person_who_takes_over_while_the_list_is_read_is_not_talked_over(stage: Stage) -> None:
    """H1."""
    await fails(stage, await a_line_is_answered(stage), SendFault.unknown)
    await stage.time_passes(61)
    await stage.settle()
    await stage.change_status(ANA, "escalated")
    [reading] = stage.at("list")
    stage.end_well(reading)
    await stage.settle_down()
    assert not stage.at("send") and heard(stage) == 0


async def test_nothing_more_is_said_while_an_echo_waits_that_is_a_persons(stage: Stage) -> None:
    """H1: the person wrote while our first part was under way, so their line might have been ours."""
    sending = await a_line_is_answered(stage, parts=3)
    await stage.time_passes(6)
    stage.say(ANA, "owner", "By hand.")
    await told(stage)
    stage.end_well(sending)
    await stage.settle_down()
    assert not stage.at("send") and heard(stage) == 1
    await told(stage)
    await stage.time_passes(3)
    await stage.unpack()
    assert await statuses(stage, "human") == [("sent", None)]
    await stage.time_passes(21)
    await stage.settle()
    assert heard(stage) == 1
    assert await statuses(stage, "assistant") == [("failed", "people_handle")]


async def test_the_rest_goes_out_once_the_echo_that_waited_is_known_to_be_ours(stage: Stage) -> None:
    """H1: the network changed our words; its id, which comes with the answer to our send, tells."""
    sending = await a_line_is_answered(stage, parts=3)
    assert sending.wait is not None
    stage.take(sending.wait)
    await stage.deliver(stage.pending.pop() | {"text": "Other words."})
    await stage.unpack()
    stage.end_well(sending)
    await stage.settle_down()
    await stage.time_passes(21)
    stage.is_easy = True
    await stage.settle()
    assert heard(stage) == 1
    await stage.unpack()
    for _ in range(3):
        await stage.time_passes(11)
        await stage.settle()
    assert heard(stage) == 3
    assert await statuses(stage, "assistant") == [("sent", None)] and await statuses(stage, "human") == []


async def test_a_new_answer_does_not_begin_either_while_an_echo_waits(stage: Stage) -> None:
    """H1: the customer wrote on while the end of our send was unknown; the person answered while the model thought."""
    await fails(stage, await a_line_is_answered(stage), SendFault.unknown)
    stage.say(ANA, "customer", "line 2")
    await told(stage)
    await stage.time_passes(6)
    await stage.claim()
    [thinking] = stage.at("model")
    stage.say(ANA, "owner", "By hand.")
    await told(stage)
    stage.end(thinking, answer_to("line 2"))
    await stage.settle_down()
    assert not stage.at("send")
    for pause in (3, 6, 9):
        await stage.claim()
        assert stage.workers == []
        await stage.time_passes(pause)
        await stage.unpack()
    assert await statuses(stage, "customer") == [("answered", None), ("silent", "person_replied")]
    assert heard(stage) == 0


async def test_what_waits_for_an_echo_is_answered_once_it_is_known_to_be_ours(stage: Stage) -> None:
    """D4: the turn that could not speak starts again."""
    sending = await a_line_is_answered(stage)
    assert sending.wait is not None
    stage.take(sending.wait)
    changed = stage.pending.pop() | {"text": "Other words."}
    await fails(stage, sending, SendFault.unknown)
    stage.say(ANA, "customer", "line 2")
    await told(stage)
    await stage.time_passes(4)
    await stage.claim()
    [thinking] = stage.at("model")
    await stage.deliver(changed)
    await stage.unpack()
    stage.end(thinking, answer_to("line 2"))
    await stage.settle_down()
    assert not stage.at("send")
    stage.is_easy = True
    await stage.time_passes(21)
    await stage.settle()  # finds our words in the network's list
    await stage.unpack()
    await stage.claim()
    assert heard(stage) == 2
    assert await statuses(stage, "customer") == [("answered", None), ("answered", None)]


async def test_a_worker_that_stood_still_silences_nothing_that_another_one_works_on(stage: Stage) -> None:
    """D3: it wants to say why it is silent after its lease has run out."""
    await a_line_is_due(stage)
    [late] = await claim_due(stage.database, 1)
    await stage.time_passes(16)
    await stage.claim()
    [line] = await stage.rows("select id, conversation_id from messages")
    record = TurnRecord(line["conversation_id"], 1, [line["id"]], datetime.now(UTC))
    await finish.end_silent(stage.database, late, record, "people_handle", "A person handles it.")
    assert await statuses(stage, "customer") == [("received", None)]
    [thinking] = stage.at("model")
    stage.end(thinking, answer_to("line 1"))
    await stage.settle_down()
    assert len(stage.at("send")) == 1


_ENDS = "update send_parts set status = 'sent' where ordinal = $1"


async def test_two_parts_that_end_at_the_same_instant_end_the_message(stage: Stage) -> None:
    """D6: each of the two transactions sees its own part only, and the later one waits for the earlier one."""
    await a_line_is_answered(stage, parts=2)
    [message] = await stage.rows("select id from messages where sender_type = 'assistant'")
    pool = stage.database.crossing
    async with pool.acquire() as first, pool.acquire() as second:
        begun = [connection.transaction() for connection in (first, second)]
        for transaction in begun:
            await transaction.start()
        await first.execute(_ENDS, 1)
        await add_up(first, message["id"])
        await second.execute(_ENDS, 2)
        adding = asyncio.create_task(add_up(second, message["id"]))
        await stage.until_one_waits()
        await begun[0].commit()
        await adding
        await begun[1].commit()
    assert await statuses(stage, "assistant") == [("sent", None)]
