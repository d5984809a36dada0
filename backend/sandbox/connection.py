"""A way to hang up on a caller in the middle of a request, as a broken network does."""

import asyncio

from starlette.requests import Request
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

EXTENSION = "sandbox.transport"


class HangUpProtocol(HttpToolsProtocol):
    """uvicorn's HTTP protocol, which also lets an endpoint reach its connection."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {EXTENSION: {"transport": self.transport}}


async def hang_up(request: Request) -> None:
    """Drop the caller's connection at once: no status, no body. What is returned afterwards goes nowhere."""
    transport: asyncio.Transport = request.scope["extensions"][EXTENSION]["transport"]
    transport.abort()
    await asyncio.sleep(0)  # lets the connection learn that it is gone, so that nobody writes to it
