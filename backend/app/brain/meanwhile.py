"""What the customer sees while the model thinks: that somebody writes, and after a while one line (promise D7).

Both are started by the loop's clock, so that a quick answer pays for neither.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Self

from app.channels.adapter import SendFailed
from app.inbox.send import Outgoing
from app.llm.errors import ModelError

# An answer that comes sooner needs no sign. A network shows one for about twenty seconds.
_TYPING_AFTER = 0.3
_TYPING_AGAIN = 15.0
_MOST_SIGNS_AT_ONCE = 32
# However long the customer has waited, the model gets this long before the line goes out.
_SHORTEST_WAIT = 1.0


class TypingSigns:
    """The signs of this process that are on their way: bounded, and nobody waits for them."""

    def __init__(self) -> None:
        self._under_way: set[asyncio.Task[None]] = set()

    def show(self, outgoing: Outgoing) -> asyncio.Task[None] | None:
        """Begin to send one, unless too many are under way."""
        if len(self._under_way) >= _MOST_SIGNS_AT_ONCE:
            return None
        task = asyncio.create_task(_show(outgoing), name="typing")
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return task


async def _show(outgoing: Outgoing) -> None:
    with contextlib.suppress(SendFailed):
        await outgoing.adapter.typing(outgoing.route)


class Meanwhile:
    """`async with`: what happens while the block thinks. At its end no sign and no line is under way any more.

    `hold` sends the holding line; it falls due `holding_in` seconds from now (None: never).
    """

    def __init__(
        self,
        signs: TypingSigns,
        outgoing: Outgoing,
        hold: Callable[[], Awaitable[None]],
        holding_in: float | None,
    ) -> None:
        self._signs = signs
        self._outgoing = outgoing
        self._hold = hold
        self._holding_in = holding_in
        self._loop = asyncio.get_running_loop()
        self._began = self._loop.time()
        self._typing: asyncio.Task[None] | None = None
        self._holding: asyncio.Task[None] | None = None
        self._timers: dict[str, asyncio.TimerHandle] = {}

    async def __aenter__(self) -> Self:
        if self._outgoing.adapter.limits.shows_typing:
            self._timers["typing"] = self._loop.call_later(_TYPING_AFTER, self._show_typing)
        if self._holding_in is not None:
            wait = max(self._holding_in, _SHORTEST_WAIT)
            self._timers["holding"] = self._loop.call_later(wait, self._start_holding)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for timer in self._timers.values():
            timer.cancel()
        if self._typing is not None:
            self._typing.cancel()  # one that arrives after the answer would promise another
        if isinstance(error, ModelError) and self._holding is None and self._is_due():
            self._start_holding()
        if self._holding is None:
            return
        if isinstance(error, asyncio.CancelledError):
            self._holding.cancel()
        else:
            await self._holding  # so that the answer does not overtake it

    def _is_due(self) -> bool:
        return self._holding_in is not None and self._loop.time() - self._began >= self._holding_in

    def _show_typing(self) -> None:
        self._typing = self._signs.show(self._outgoing)
        self._timers["typing"] = self._loop.call_later(_TYPING_AGAIN, self._show_typing)

    def _start_holding(self) -> None:
        self._holding = asyncio.ensure_future(self._hold())
