"""A model host for tests and benches: Chat Completions over a real socket, with answers and faults as scripted.

It speaks the paths of OpenAI-style hosts, Groq and Azure. In a test:

    async with ModelServer() as server:
        server.will_call("search_knowledge", query="haircut price")
        server.will_say("A haircut is 45 euros.")
        ...
        first = await server.request(1)

As a program: `python -m tests.support.model_server --port 0 --latency 1.0 --script tools2` prints its port.
"""

import argparse
import asyncio
import json
import re
import sys
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

Headers = dict[str, str]


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived. Header names are lower case."""

    path: str
    query: dict[str, list[str]]
    headers: Headers
    body: Any


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back. `cut`: announce the whole body, send half of it and hang up."""

    status: int = 200
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    cut: bool = False


Script = Callable[[Request], Awaitable[Answer]]


class ModelServer:
    """Listens on an ephemeral port of this machine while its `async with` block runs."""

    def __init__(self, *, port: int = 0, latency: float = 0, default: Script | None = None) -> None:
        self.requests: list[Request] = []
        self.connections_seen = 0
        self._port = port
        self._latency = latency
        self._default = default or echo
        self._planned: deque[Script] = deque()
        self._changed = asyncio.Condition()
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.StreamWriter] = set()

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.close()
        for connection in list(self._connections):
            connection.close()
        await self._server.wait_closed()

    def forget(self) -> None:
        """What was asked, and what was going to be said."""
        self.requests.clear()
        self._planned.clear()
        self.connections_seen = 0

    @property
    def port(self) -> int:
        return self._port

    @property
    def url(self) -> str:
        """The host alone, as Groq and Azure want it."""
        return f"http://127.0.0.1:{self._port}"

    @property
    def base_url(self) -> str:
        """The address of OpenAI-style hosts, ending before /chat/completions."""
        return f"{self.url}/v1"

    # What the next answers will be, in this order; after them the default speaks.

    def will_say(self, text: str, **more: Any) -> None:
        """A plain answer. `more` replaces parts of the body, such as `usage`."""
        self._plan(Answer(body=_completion({"content": text}, "stop", **more)))

    def will_call(self, name: str, /, **arguments: Any) -> None:
        """One tool call."""
        self.will_call_all((name, arguments))

    def will_call_all(self, *calls: tuple[str, dict[str, Any] | str], text: str | None = None) -> None:
        """Several tool calls in one answer; arguments given as a string go out as they are."""
        self._plan(Answer(body=_completion(_calling(calls, text), "tool_calls")))

    def will_fail(
        self, status: int, *, retry_after: str | None = None, code: str = "", message: str = "scripted"
    ) -> None:
        """A refusal in the shape all these hosts share."""
        headers = (("retry-after", retry_after),) if retry_after is not None else ()
        body = json.dumps({"error": {"message": message, "code": code}}).encode()
        self._plan(Answer(status, body, headers))

    def will_hang(self, text: str = "At last.") -> asyncio.Event:
        """Answer only when the returned event is set."""
        release = asyncio.Event()

        async def wait(_: Request) -> Answer:
            await release.wait()
            return Answer(body=_completion({"content": text}, "stop"))

        self._planned.append(wait)
        return release

    def will_cut(self) -> None:
        """Hang up in the middle of the body."""
        self._plan(Answer(body=_completion({"content": "never arrives whole"}, "stop"), cut=True))

    def will_send(self, body: bytes, *, status: int = 200, headers: tuple[tuple[str, str], ...] = ()) -> None:
        """Exactly these bytes."""
        self._plan(Answer(status, body, headers))

    async def request(self, number: int) -> Request:
        """The n-th request (from 1), as soon as it has arrived."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.requests) >= number)
        return self.requests[number - 1]

    async def all_hung_up(self) -> None:
        """Return when no client holds a connection open."""
        async with self._changed:
            await self._changed.wait_for(lambda: not self._connections)

    def _plan(self, answer: Answer) -> None:
        async def at_once(_: Request) -> Answer:
            return answer

        self._planned.append(at_once)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        self.connections_seen += 1
        try:
            while (request := await _read(reader)) is not None:
                answer = await self._answer(request)
                writer.write(_head(answer))
                writer.write(answer.body[: len(answer.body) // 2] if answer.cut else answer.body)
                await writer.drain()
                if answer.cut:
                    return
        except ConnectionError:
            pass  # the client hung up first
        finally:
            writer.close()
            self._connections.discard(writer)
            async with self._changed:
                self._changed.notify_all()

    async def _answer(self, request: Request) -> Answer:
        script = self._planned.popleft() if self._planned else self._default
        async with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
        if not request.path.endswith("/chat/completions"):
            return Answer(404, b'{"error": {"message": "Only Chat Completions live here."}}')
        if self._latency:
            await asyncio.sleep(self._latency)
        return await script(request)


async def echo(request: Request) -> Answer:
    """Say the last customer message back."""
    return Answer(body=_completion({"content": f"You said: {_last_user_text(request)}"}, "stop"))


async def tools2(request: Request) -> Answer:
    """Search, search again with other words, then answer with a price that was found, which the platform proves: told
    apart by the tool results since the customer spoke.
    """
    messages = request.body["messages"]
    last_user = max(i for i, message in enumerate(messages) if message["role"] == "user")
    results = [str(message["content"]) for message in messages[last_user:] if message["role"] == "tool"]
    if len(results) >= 2:
        price = re.search(r"costs \d+ euros", results[-1])
        found = f"It {price[0]}." if price else "That is what we have on it."
        return Answer(body=_completion({"content": f"Thank you for asking. {found}"}, "stop"))
    text = _last_user_text(request)
    query = f"in other words: {text}" if results else text
    return Answer(body=_completion(_calling([("search_knowledge", {"query": query})], None), "tool_calls"))


SCRIPTS: dict[str, Script] = {"echo": echo, "tools2": tools2}


def _last_user_text(request: Request) -> str:
    texts = [message["content"] for message in request.body["messages"] if message["role"] == "user"]
    return str(texts[-1]) if texts else ""


def _calling(calls: Any, text: str | None) -> dict[str, Any]:
    return {
        "content": text,
        "tool_calls": [
            {
                "id": f"call_{number}",
                "type": "function",
                "function": {
                    "name": name,
                    "arguments": arguments if isinstance(arguments, str) else json.dumps(arguments),
                },
            }
            for number, (name, arguments) in enumerate(calls, start=1)
        ],
    }


def _completion(message: dict[str, Any], finish_reason: str, **more: Any) -> bytes:
    body = {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": "scripted",
        "choices": [
            {"index": 0, "message": {"role": "assistant", **message}, "finish_reason": finish_reason}
        ],
        "usage": {"prompt_tokens": 11, "completion_tokens": 7, "total_tokens": 18},
    }
    return json.dumps(body | more).encode()


async def _read(reader: asyncio.StreamReader) -> Request | None:
    """The next request of a kept-open connection, or None when the client has closed it."""
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except asyncio.IncompleteReadError:
        return None
    request_line, *lines = head.rstrip().split("\r\n")
    target = urlsplit(request_line.split(" ")[1])
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    content = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(target.path, parse_qs(target.query), headers, json.loads(content) if content else None)


def _head(answer: Answer) -> bytes:
    headers = [
        ("content-type", "application/json"),
        *answer.headers,
        ("content-length", str(len(answer.body))),
    ]
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers)
    return f"HTTP/1.1 {answer.status} Scripted\r\n{lines}\r\n".encode("latin-1")


async def _serve(port: int, latency: float, script: str) -> None:
    async with ModelServer(port=port, latency=latency, default=SCRIPTS[script]) as server:
        sys.stdout.write(f"{server.port}\n")
        sys.stdout.flush()
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(
        description="A scripted model host. Its port is the first line it prints."
    )
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--latency", type=float, default=0, help="seconds before every answer")
    parser.add_argument("--script", choices=sorted(SCRIPTS), default="echo")
    given = parser.parse_args()
    try:
        asyncio.run(_serve(given.port, given.latency, given.script))
    except KeyboardInterrupt:
        sys.exit(0)
