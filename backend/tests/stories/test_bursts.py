"""Lines that belong together get one answer (D4)."""

import asyncio
from types import SimpleNamespace
from typing import Any

import pytest

from app.brain import reply
from app.inbox import road
from app.inbox.backlog import Backlog
from tests.support.shop import Shop


async def outcomes(shop: Shop) -> list[str]:
    """How the turns ended, in this order."""
    return [row["outcome"] for row in await shop.rows("select outcome from turns order by finished_at")]


async def test_a_second_line_within_the_burst_time_makes_one_answer(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However quick the model: what it found is not said before a burst may be over."""
    waited_for: list[float] = []

    async def until_the_second_line(seconds: float) -> None:
        waited_for.append(seconds)
        if len(waited_for) == 1:
            shop.writes("For a child, I mean")
            await shop.sandbox.courier.settled()

    watched = SimpleNamespace(sleep=until_the_second_line, get_running_loop=asyncio.get_running_loop)
    monkeypatch.setattr(reply, "asyncio", watched)
    shop.model.will_say("An answer to the first line alone.")
    shop.model.will_say("€25 for children.")
    shop.writes("How much is a haircut?")
    assert await shop.answers() == ["€25 for children."]
    await shop.until_last(status="sent")
    assert await outcomes(shop) == ["superseded", "answered"]
    assert max(waited_for) < 0.28, "a burst is over 1.37 times the quiet time of 0.2 s after its newest line"


async def test_a_line_that_was_acknowledged_before_the_answer_left_is_answered_with_it(
    shop: Shop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However far unpacking is behind: whoever would speak first lets it catch up."""
    about_to_speak = asyncio.Event()
    gone, unpack = Backlog.gone, road.unpack_some

    async def speaks_soon(backlog: Backlog, within: float) -> None:
        about_to_speak.set()
        await gone(backlog, within)

    async def unpack_late(*arguments: Any) -> int:
        await about_to_speak.wait()
        return await unpack(*arguments)

    release = shop.model.will_hang("An answer to the first line alone.")
    shop.writes("How much is a haircut?")
    await shop.model.request(1)
    monkeypatch.setattr(Backlog, "gone", speaks_soon)
    monkeypatch.setattr(road, "unpack_some", unpack_late)
    shop.writes("For a child, I mean")
    await shop.sandbox.courier.settled()
    shop.model.will_say("€25 for children.")
    release.set()
    assert await shop.answers() == ["€25 for children."]
    await shop.until_last(status="sent")
    assert await outcomes(shop) == ["superseded", "answered"]
