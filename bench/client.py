"""The cheapest possible HTTP client: one kept-open connection, requests made beforehand, only the status is read."""

import asyncio
import time
from typing import Self, cast

_FRESH_SECONDS = 3


class Connection(asyncio.Protocol):
    """Sends whole requests, one after another."""

    def __init__(self) -> None:
        self._last_used = time.monotonic()
        self._transport: asyncio.Transport | None = None
        self._received = b""
        self._answer: asyncio.Future[int] | None = None

    @classmethod
    async def open(cls, port: int) -> Self:
        """Connect to this machine."""
        _, connection = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return connection

    async def send(self, request: bytes) -> int:
        """Write the request; the status of its answer, once that has come whole."""
        assert self._transport is not None
        assert self._answer is None, "one request at a time"
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(request)
        status = await self._answer
        self._last_used = time.monotonic()
        return status

    async def fresh(self, port: int) -> "Connection":
        """This connection, or a new one in its place: the server hangs up on who was silent for five seconds."""
        if time.monotonic() - self._last_used < _FRESH_SECONDS:
            return self
        self.close()
        return await Connection.open(port)

    def close(self) -> None:
        """Hang up."""
        if self._transport is not None:
            self._transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, separator, body = self._received.partition(b"\r\n\r\n")
        if not separator or len(body) < _content_length(head):
            return
        answer, self._answer, self._received = self._answer, None, b""
        if answer is not None and not answer.done():
            answer.set_result(int(head[9:12]))

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionError("The server hung up."))


def _content_length(head: bytes) -> int:
    _, found, rest = head.lower().partition(b"\r\ncontent-length:")
    return int(rest.split(b"\r\n", 1)[0]) if found else 0
