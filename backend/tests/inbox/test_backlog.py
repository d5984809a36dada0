"""Whoever is about to speak waits for what was stored before, and for nothing else."""

import asyncio

from app.inbox.backlog import Backlog

LONG = 10.0


async def asked(backlog: Backlog) -> asyncio.Task[None]:
    """Somebody has begun to wait."""
    waiting = asyncio.create_task(backlog.gone(LONG))
    assert await backlog.is_awaited(LONG)
    return waiting


async def test_where_everything_is_unpacked_nobody_waits() -> None:
    backlog = Backlog()
    async with asyncio.timeout(LONG):
        await backlog.gone(LONG)
        backlog.grew(3)
        backlog.shrank(3)
        await backlog.gone(LONG)


async def test_one_waits_for_what_was_stored_before_one_asked_and_not_for_what_came_after() -> None:
    backlog = Backlog()
    backlog.grew(5)
    waiting = await asked(backlog)
    backlog.grew(5)
    backlog.shrank(4)
    await asyncio.sleep(0)
    assert not waiting.done()
    backlog.shrank(1)
    await asyncio.wait_for(waiting, LONG)


async def test_what_another_process_unpacked_is_not_waited_for() -> None:
    backlog = Backlog()
    backlog.grew(5)
    stored = backlog.stored
    waiting = await asked(backlog)
    backlog.shrank(2)
    backlog.ended(stored)
    await asyncio.wait_for(waiting, LONG)


async def test_what_came_and_was_unpacked_while_the_worker_looked_stays_unpacked() -> None:
    backlog = Backlog()
    backlog.grew(1)
    stored = backlog.stored
    backlog.grew(1)
    backlog.shrank(2)
    backlog.ended(stored)
    await asyncio.wait_for(backlog.gone(LONG), LONG / 2)


async def test_what_another_process_stored_does_not_count_as_ours() -> None:
    backlog = Backlog()
    backlog.shrank(5)
    backlog.grew(1)
    waiting = await asked(backlog)
    assert not waiting.done()
    backlog.shrank(1)
    await asyncio.wait_for(waiting, LONG)


async def test_one_waits_for_so_long_and_then_goes_on() -> None:
    backlog = Backlog()
    backlog.grew(1)
    await asyncio.wait_for(backlog.gone(0.01), LONG)


async def test_the_worker_learns_that_somebody_waits_and_that_nobody_does_any_more() -> None:
    backlog = Backlog()
    assert not await backlog.is_awaited(0.01)
    backlog.grew(1)
    learning = asyncio.create_task(backlog.is_awaited(LONG))
    first, second = await asked(backlog), await asked(backlog)
    assert await learning
    first.cancel()
    await asyncio.wait([first])
    assert await backlog.is_awaited(0.01)
    backlog.shrank(1)
    await asyncio.wait_for(second, LONG)
    assert not await backlog.is_awaited(0.01)
