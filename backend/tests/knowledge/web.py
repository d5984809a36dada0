"""Somebody else's web site, on a real socket: answers by path, remembers what it was asked for."""

import asyncio
from dataclasses import dataclass, field
from typing import Self


@dataclass(slots=True)
class Answer:
    """What is at a path. `is_endless`: the body begins and never ends."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    is_endless: bool = False


def page(*texts: str, links: tuple[str, ...] = (), title: str = "Salon Luna", head: str = "") -> bytes:
    """A page of HTML with these paragraphs and links."""
    body = "".join(f"<p>{text}</p>" for text in texts) + "".join(
        f'<a href="{each}">more</a>' for each in links
    )
    return f"<html><head><title>{title}</title>{head}</head><body><main>{body}</main></body></html>".encode()


class Web:
    """Listens on an ephemeral port of this machine while its `async with` block runs."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.headers: list[dict[str, str]] = []
        self._connections: set[asyncio.StreamWriter] = set()
        self._server: asyncio.Server

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for connection in list(self._connections):
            connection.close()
        await self._server.wait_closed()

    @property
    def host(self) -> str:
        """Name and port."""
        return f"127.0.0.1:{self._server.sockets[0].getsockname()[1]}"

    def url(self, path: str = "/") -> str:
        """The address of a path."""
        return f"http://{self.host}{path}"

    def has(self, path: str, body: bytes | str = b"", status: int = 200, **headers: str) -> None:
        """Put something at a path; HTML unless a header says otherwise."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content = body.encode() if isinstance(body, str) else body
        self.answers[path] = Answer(content, status, {"content-type": "text/html"} | named)

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._connections.add(writer)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
            path = head[0].split(" ")[1]
            sent = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:])
            }
            self.asked.append(path)
            self.headers.append(sent)
            answer = self.answers.get(path, Answer(b"", 404))
            etag = answer.headers.get("etag")
            if etag and sent.get("if-none-match") == etag:
                answer = Answer(b"", 304)
            length = 10**9 if answer.is_endless else len(answer.body)
            lines = [f"HTTP/1.1 {answer.status} Scripted", f"content-length: {length}", "connection: close"]
            lines += [f"{name}: {value}" for name, value in answer.headers.items()]
            writer.write("\r\n".join([*lines, "", ""]).encode() + answer.body)
            await writer.drain()
            while answer.is_endless and not writer.is_closing():
                await reader.read(1)
                break
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()
            self._connections.discard(writer)
