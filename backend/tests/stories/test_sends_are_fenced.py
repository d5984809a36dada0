"""What the state machine is there to find, told one by one: two workers on one send, a person between two parts, a
worker that stood still.
"""

import asyncio
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import pytest

from app.channels.adapter import SendFailed, SendFault
from app.inbox import finish
from app.platform.database import Database
from tests.conftest import MakeDatabase
from tests.support.postgres import TestServer
from tests.support.stage import Stage, Worker, answer_to

ANA = "6100000000000001"


@pytest.fixture
async def stage(make_database: MakeDatabase, database_server: TestServer) -> AsyncIterator[Stage]:
    """A business whose model, network and clock are ours."""
    url = await make_database()
    name = url.partition("?")[0].rpartition("/")[2]
    opened = Stage(
        Database(url, pool_size=4),
        database_server.url(name, user="postgres"),
        partial(database_server.empty, name),
    )
    await opened.open()
    await opened.clear()
    yield opened
    await opened.crash()
    await opened.close()


async def a_line_is_answered(stage: Stage, *, parts: int = 1) -> Worker:
    """Until the first part is on its way to the network."""
    stage.say(ANA, "customer", "line 1")
    await stage.deliver(stage.pending.pop())
    await stage.unpack()
    await stage.time_passes(4)
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


async def test_a_person_who_takes_over_between_two_parts_is_not_talked_over(stage: Stage) -> None:
    """H1."""
    sending = await a_line_is_answered(stage, parts=3)
    await stage.change_status(ANA, "escalated")
    stage.end_well(sending)
    await stage.settle_down()
    assert not stage.at("send") and heard(stage) == 1
    await stage.time_passes(21)
    await stage.settle()
    [message] = await stage.rows("select status, reason_code from messages where sender_type = 'assistant'")
    assert tuple(message) == ("failed", "people_handle")


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


async def test_a_worker_that_stood_still_does_not_silence_what_another_answered(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """D3: it lost its check to a person, stood still before it wrote that down, and meanwhile all was handed back."""
    stands, end_silent = asyncio.Event(), finish.end_silent

    async def late(*arguments: Any) -> None:
        await stands.wait()
        await end_silent(*arguments)

    stage.say(ANA, "customer", "line 1")
    await stage.deliver(stage.pending.pop())
    await stage.unpack()
    await stage.time_passes(4)
    await stage.change_status(ANA, "escalated")
    monkeypatch.setattr(finish, "end_silent", late)
    claiming = asyncio.create_task(stage.claim())
    await asyncio.wait_for(_has_started(stage), 5)
    [still] = stage.workers
    still.is_stalled = True
    claiming.cancel()
    await asyncio.gather(claiming, return_exceptions=True)
    stage.workers = []
    await stage.change_status(ANA, "active")
    await stage.time_passes(16)
    stage.is_easy = True
    await stage.claim()
    stands.set()
    await still.task
    [line] = await stage.rows("select status from messages where sender_type = 'customer'")
    assert line["status"] == "answered" and heard(stage) == 1


async def _has_started(stage: Stage) -> None:
    while not stage.workers:
        await asyncio.sleep(0.01)
