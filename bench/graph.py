"""A stand-in for Instagram's Graph API, as cheap as can be, in a process of its own: `python -m bench.graph`.

Its standard output: first its port, then one JSON line `[monotonic time, customer, text]` for each message that it is
asked to send. It also answers what linking an account asks.
"""

import asyncio
import json
import sys
import time
from typing import Any, cast

import uvloop

from bench.webhooks import ACCOUNT

_TOKEN = "IGAA-bench-token"


class Graph(asyncio.Protocol):
    """One connection of the platform."""

    def __init__(self) -> None:
        self._received = b""
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        received_at = time.monotonic()
        self._received += data
        while (request := self._take()) is not None:
            target, body = request
            content = json.dumps(_answer(target.partition("?")[0], body, received_at)).encode()
            head = (
                f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
            )
            assert self._transport is not None
            self._transport.write(head.encode() + content)

    def _take(self) -> tuple[str, bytes] | None:
        """The target and body of the next whole request."""
        head, separator, rest = self._received.partition(b"\r\n\r\n")
        if not separator:
            return None
        _, found, after = head.lower().partition(b"\r\ncontent-length:")
        length = int(after.split(b"\r\n", 1)[0]) if found else 0
        if len(rest) < length:
            return None
        self._received = rest[length:]
        return head.split(b" ", 2)[1].decode(), rest[:length]


def _answer(path: str, body: bytes, received_at: float) -> dict[str, Any]:
    match path.strip("/").split("/")[-1]:
        case "messages":
            wish = json.loads(body)
            customer = wish["recipient"]["id"]
            if "message" not in wish:  # a typing sign
                return {"recipient_id": customer}
            sys.stdout.write(json.dumps([received_at, customer, wish["message"]["text"]]) + "\n")
            sys.stdout.flush()
            return {"recipient_id": customer, "message_id": f"sent.{customer}.{received_at:.6f}"}
        case "access_token":
            return {
                "access_token": _TOKEN,
                "user_id": ACCOUNT,
                "token_type": "bearer",
                "expires_in": 5_184_000,
                "permissions": ["instagram_business_basic", "instagram_business_manage_messages"],
            }
        case "me":
            return {"user_id": ACCOUNT, "id": "900", "username": "bench", "account_type": "BUSINESS"}
        case "subscribed_apps":
            return {"success": True}
        case _:
            return {"data": []}


async def _serve() -> None:
    server = await asyncio.get_running_loop().create_server(Graph, "127.0.0.1", 0, backlog=512)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(_serve())
