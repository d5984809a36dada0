"""A web server of somebody else, on a real socket: keeps what it gets, answers as scripted.

async with Receiver() as receiver:
    receiver.will_answer(500)
    ...
    first = await receiver.request(1)
"""

import asyncio
import ssl
from collections import deque
from dataclasses import dataclass, field
from typing import Any, Self

import orjson


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived. Header names are lower case."""

    method: str
    target: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body as JSON."""
        return orjson.loads(self.body)


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back. `pieces` leave one after another, with nothing said about their length when there are several."""

    status: int = 200
    pieces: tuple[bytes, ...] = (b"",)
    headers: dict[str, str] = field(default_factory=dict)
    hold: asyncio.Event | None = None
    """Wait for this first."""


class Receiver:
    """Listens on an ephemeral port of this machine while its `async with` block runs. `usual` answers what has no
    script.
    """

    def __init__(self, usual: Answer = Answer(), certificate: ssl.SSLContext | None = None) -> None:
        self.usual = usual
        self.requests: list[Request] = []
        self.connections_seen = 0
        self._certificate = certificate
        self._planned: deque[Answer] = deque()
        self._changed = asyncio.Condition()
        self._server: asyncio.Server
        self._connections: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0, ssl=self._certificate)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for connection in list(self._connections):
            connection.close()
        await self._server.wait_closed()

    @property
    def port(self) -> int:
        """Where it listens."""
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    @property
    def url(self) -> str:
        """Its address without a path."""
        return f"http://127.0.0.1:{self.port}"

    def will_answer(self, status: int = 200, *pieces: bytes, **headers: str) -> None:
        """The next answer; several calls are several answers, in this order."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self._planned.append(Answer(status, pieces or (b"",), named))

    def will_hold(self) -> asyncio.Event:
        """The next answer comes when the returned event is set."""
        release = asyncio.Event()
        self._planned.append(Answer(hold=release))
        return release

    async def request(self, number: int, within: float = 10) -> Request:
        """The n-th request (from 1), as soon as it has arrived."""
        async with asyncio.timeout(within), self._changed:
            await self._changed.wait_for(lambda: len(self.requests) >= number)
        return self.requests[number - 1]

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        self.connections_seen += 1
        try:
            while (request := await _read(reader)) is not None:
                async with self._changed:
                    self.requests.append(request)
                    self._changed.notify_all()
                await _write(writer, self._planned.popleft() if self._planned else self.usual)
        except ConnectionError:
            pass  # the client hung up first
        finally:
            writer.close()
            self._connections.discard(writer)


async def _write(writer: asyncio.StreamWriter, answer: Answer) -> None:
    if answer.hold is not None:
        await answer.hold.wait()
    whole = len(answer.pieces) == 1
    framing = {"content-length": str(len(answer.pieces[0]))} if whole else {"transfer-encoding": "chunked"}
    lines = [f"HTTP/1.1 {answer.status} Scripted"]
    lines += [f"{name}: {value}" for name, value in (answer.headers | framing).items()]
    writer.write("\r\n".join([*lines, "", ""]).encode())
    for piece in answer.pieces:
        writer.write(piece if whole else b"%x\r\n%s\r\n" % (len(piece), piece))
        await writer.drain()
    if not whole:
        writer.write(b"0\r\n\r\n")
        await writer.drain()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    request_line, *lines = head.rstrip().split("\r\n")
    method, target, _ = request_line.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(method, target, headers, body)
