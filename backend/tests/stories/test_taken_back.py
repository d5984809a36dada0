"""What a customer takes back is not answered any more (D4), and its words are nowhere any more (T5)."""

import asyncio
from collections import defaultdict
from typing import Any

import orjson

from app.channels.adapter import SendFailed, SendFault
from app.inbox import unpack
from tests.support.stage import ACCOUNT, PACE, Said, Stage, answer_to

ANA = "6100000000000001"


async def told(stage: Stage, *events: dict[str, Any]) -> None:
    """These events arrive and are unpacked."""
    for event in events:
        await stage.deliver(event)
    await stage.unpack()


async def an_answer_waits_to_be_sent_again(stage: Stage, *lines: str, parts: int = 1) -> list[Said]:
    """The network had no time for the first part; what the customer said."""
    said = [stage.say(ANA, "customer", line) for line in lines]
    stage.pending.clear()
    await told(stage, *({"said": each, "kind": "message"} for each in said))
    await stage.time_passes(5)
    await stage.claim()
    [thinking] = stage.at("model")
    stage.end(thinking, answer_to("it", parts))
    await stage.settle_down()
    [sending] = stage.at("send")
    stage.fail(sending, SendFailed(SendFault.retry, "4", "Slow down."))
    await stage.settle_down()
    return said


async def taken_back(stage: Stage, said: Said) -> None:
    await told(stage, {"said": said, "kind": "deletion"})


async def everything_goes_out(stage: Stage) -> list[str]:
    """What the customer hears once the network has time."""
    stage.is_easy = True
    for _ in range(3):
        await stage.time_passes(21)
        await stage.settle()
    return [said.text for said in stage.said if said.by == "account"]


async def answer(stage: Stage) -> tuple[str, str | None, str | None]:
    [row] = await stage.rows(
        "select status, reason_code, reason_text from messages where sender_type = 'assistant'"
    )
    return row["status"], row["reason_code"], row["reason_text"]


async def test_an_answer_that_waits_is_not_given_to_a_question_that_was_taken_back(stage: Stage) -> None:
    [question] = await an_answer_waits_to_be_sent_again(stage, "line 1", parts=3)
    await taken_back(stage, question)
    assert await answer(stage) == (
        "failed", "taken_back", "The customer took back what it answers before it went out.",
    )  # fmt: skip
    assert await everything_goes_out(stage) == []
    parts = await stage.rows("select status, settle_after from send_parts")
    assert [tuple(part) for part in parts] == [("failed", None)] * 3


async def test_of_two_questions_one_still_wants_the_answer(stage: Stage) -> None:
    first, second = await an_answer_waits_to_be_sent_again(stage, "line 1", "line 2")
    await taken_back(stage, first)
    assert (await answer(stage))[0] == "planned"
    await taken_back(stage, second)
    assert (await answer(stage))[0] == "failed"


async def test_an_answer_that_was_begun_is_brought_to_its_end(stage: Stage) -> None:
    [question] = await an_answer_waits_to_be_sent_again(stage, "line 1", parts=2)
    await stage.time_passes(5)
    await stage.settle()
    [sending] = stage.at("send")
    await taken_back(stage, question)
    stage.end_well(sending)
    await stage.settle_down()
    assert len(await everything_goes_out(stage)) == 2
    assert (await answer(stage))[0] == "sent"


async def test_what_was_done_for_the_customer_is_still_told(stage: Stage) -> None:
    """A booking, say: it stands, whatever becomes of the line that asked for it."""
    [question] = await an_answer_waits_to_be_sent_again(stage, "line 1")
    await stage.rows("update conversations set result = 'appointment_created' returning id")
    await taken_back(stage, question)
    assert await everything_goes_out(stage) == ["About <it>."]


async def test_an_edit_leaves_the_answer_that_waits_as_it_is(stage: Stage) -> None:
    [question] = await an_answer_waits_to_be_sent_again(stage, "line 1")
    await told(stage, {"said": question, "kind": "edit", "text": "line 1, edit 1", "number": 1})
    assert await everything_goes_out(stage) == ["About <it>."]


SECRET, EDITED = "I should not have said this", "nor this"


async def words_left(stage: Stage) -> list[bytes]:
    """Stored bodies in which the words of a message still stand."""
    bodies = [bytes(row["body"]) for row in await stage.rows("select body from raw_events")]
    return [body for body in bodies if SECRET.encode() in body or EDITED.encode() in body]


async def test_no_body_that_brought_a_message_keeps_its_words(stage: Stage) -> None:
    """Delivered before and after it was taken back, with and without others beside it, whole and edited."""
    said, other = stage.say(ANA, "customer", SECRET), stage.say(ANA, "customer", "Hello?")
    message, edit = (
        {"said": said, "kind": "message"},
        {"said": said, "kind": "edit", "text": EDITED, "number": 1},
    )
    for _ in range(2):
        await told(stage, message, {"said": other, "kind": "message"}, edit)
    assert len(await words_left(stage)) == 4
    await taken_back(stage, said)
    assert await words_left(stage) == []
    await told(stage, message, edit, edit | {"text": SECRET, "number": 2})
    assert await words_left(stage) == []
    contents = await stage.rows("select content from messages order by content")
    assert [row["content"] for row in contents] == ["", "Hello?"]


async def test_a_copy_that_another_replica_unpacks_meanwhile_loses_them_too(stage: Stage) -> None:
    said = stage.say(ANA, "customer", SECRET)
    edit = {"said": said, "kind": "edit", "text": EDITED, "number": 1}
    await told(stage, {"said": said, "kind": "message"}, edit)
    await stage.deliver(edit)
    async with stage.database.crossing.acquire() as other:
        unpacking = other.transaction()
        await unpacking.start()
        taken = await other.fetch(unpack._TAKE.format(""), 1)
        for arrived in await unpack._read(other, taken):
            await unpack._store(other, arrived, PACE, defaultdict(list))
        deleting = asyncio.create_task(taken_back(stage, said))
        await stage.until_one_waits()
        await unpacking.commit()
        await deleting
    assert await words_left(stage) == []


async def test_what_waits_to_be_decided_keeps_no_words_either(stage: Stage) -> None:
    """An edit that overtook its message, and a line of the owner while ours is under way."""
    [_] = await an_answer_waits_to_be_sent_again(stage, "line 1")
    await stage.time_passes(5)
    await stage.settle()
    assert len(stage.at("send")) == 1
    said, by_hand = stage.say(ANA, "customer", SECRET), stage.say(ANA, "owner", EDITED)
    edit, echo = (
        {"said": said, "kind": "edit", "text": EDITED, "number": 1},
        {"said": by_hand, "kind": "echo"},
    )
    for _ in range(2):
        await told(stage, edit, echo)
    assert len(await stage.rows("select 1 from raw_events where source = 'postponed'")) == 4
    await taken_back(stage, said)
    await taken_back(stage, by_hand)
    for pause in (3, 6, 9):
        await stage.time_passes(pause)
        await stage.unpack()
    assert await words_left(stage) == []
    assert await stage.rows("select 1 from raw_events where source = 'postponed'") == []


async def test_an_edit_that_waited_is_found_in_the_body_that_brought_it(stage: Stage) -> None:
    said = stage.say(ANA, "customer", SECRET)
    await told(stage, {"said": said, "kind": "edit", "text": EDITED, "number": 1})
    await told(stage, {"said": said, "kind": "message"})
    await stage.time_passes(3)
    await stage.unpack()
    assert [row["content"] for row in await stage.rows("select content from messages")] == [EDITED]
    await taken_back(stage, said)
    assert await words_left(stage) == []


async def test_a_body_for_an_account_that_nobody_has_linked_loses_the_words_too(stage: Stage) -> None:
    """Also one that is found again when the account is linked."""
    said = stage.say(ANA, "customer", SECRET)
    message = {"said": said, "kind": "message"}
    await stage.rows("update accounts set is_active = false where network_id = $1 returning id", ACCOUNT)
    await told(stage, message, message)
    await stage.rows("update accounts set is_active = true where network_id = $1 returning id", ACCOUNT)
    await told(stage, message)
    assert len(await stage.rows("select 1 from messages")) == 1
    assert len(await words_left(stage)) == 3
    await taken_back(stage, said)
    assert await words_left(stage) == []
    await stage.rows("update accounts set is_active = false where network_id = $1 returning id", ACCOUNT)
    unlinked = stage.say(ANA, "customer", SECRET)
    await taken_back(stage, unlinked)
    await told(stage, {"said": unlinked, "kind": "message"})
    assert await words_left(stage) == []


async def test_what_stands_beside_it_in_the_same_body_stays(stage: Stage) -> None:
    said, other = stage.say(ANA, "customer", SECRET), stage.say(ANA, "customer", "Hello?")
    frames = [
        {"sender": {"id": ANA}, "recipient": {"id": ACCOUNT}, "message": {"mid": each.mid, "text": each.text}}
        for each in (said, other)
    ]
    body = {"object": "instagram", "entry": [{"id": ACCOUNT, "time": 1, "messaging": frames}]}
    for _ in range(2):
        await stage.database.crossing.execute(
            "insert into raw_events (source, body) values ('meta', $1)", orjson.dumps(body)
        )
    await stage.unpack()
    await taken_back(stage, said)
    assert await words_left(stage) == []
    bodies = await stage.rows("select body from raw_events")
    assert sum(b"Hello?" in row["body"] for row in bodies) == 2
