"""What this process has stored and not unpacked yet, for who must know it before speaking."""

import asyncio
import contextlib


class Backlog:
    """One for the process: webhooks make it grow, the unpacking worker makes it shrink."""

    def __init__(self) -> None:
        self._stored = 0
        self._unpacked = 0
        self._waiting = 0
        self._shrank = asyncio.Event()
        self._awaited = asyncio.Event()

    @property
    def stored(self) -> int:
        """How many bodies were stored so far."""
        return self._stored

    def grew(self, bodies: int) -> None:
        """So many more were stored."""
        self._stored += bodies

    def shrank(self, bodies: int) -> None:
        """So many more were unpacked, the oldest first."""
        self._reached(self._unpacked + bodies)

    def ended(self, stored: int) -> None:
        """Nothing is left of what was there when so many were stored, whoever unpacked it."""
        self._reached(max(self._unpacked, stored))

    def _reached(self, unpacked: int) -> None:
        self._unpacked = min(unpacked, self._stored)
        self._shrank.set()
        self._shrank = asyncio.Event()

    async def gone(self, within: float) -> None:
        """Return when all that was stored before now is unpacked, after so many seconds in any case."""
        wanted = self._stored
        self._waiting += 1
        self._awaited.set()
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(within):
                    while self._unpacked < wanted:
                        await self._shrank.wait()
        finally:
            self._waiting -= 1
            if not self._waiting:
                self._awaited.clear()

    async def is_awaited(self, within: float) -> bool:
        """Whether somebody waits in `gone`, now or within so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):  # `wait_for` of Python 3.11 may forget a cancellation
                await self._awaited.wait()
        return self._awaited.is_set()
