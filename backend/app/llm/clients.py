"""Long-lived SDK clients, one per address and key: making one costs 50 ms, and its connections stay open."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from app.llm.providers import Kind


@dataclass(frozen=True, slots=True)
class ClientKey:
    """What makes two calls share a client. The key never shows in a repr."""

    kind: Kind
    base_url: str
    api_key: str = field(repr=False)
    guarded: bool = False
    api_version: str = ""


class Client:
    """One SDK client, reduced to the single thing we ask of it."""

    def __init__(self, sdk: Any, response_type: type[Any]) -> None:
        self._sdk = sdk
        self._response_type = response_type

    async def post(self, path: str, body: bytes) -> bytes:
        """Send a JSON body; return the body that comes back. Raises the errors of the SDK and of aiohttp."""
        # `chat.completions.create` walks the typed request: 7 ms of CPU where this takes one.
        response = await self._sdk.post(path, content=body, cast_to=self._response_type, options=_JSON)
        content: bytes = response.content
        return content

    async def close(self) -> None:
        await self._sdk.close()


_JSON = {"headers": {"Content-Type": "application/json"}}


def open_client(key: ClientKey, timeout: float) -> Client:
    """A client that gives up after `timeout` seconds and never tries again by itself. Imports the SDK."""
    from app.llm import transport

    pool = transport.Pool(timeout=timeout, guarded=key.guarded)
    common: dict[str, Any] = {"api_key": key.api_key, "max_retries": 0, "timeout": timeout}
    if key.kind == "groq":
        import httpx
        from groq import AsyncGroq

        http = httpx.AsyncClient(transport=transport.GroqTransport(pool), timeout=timeout)
        return Client(AsyncGroq(base_url=key.base_url, http_client=http, **common), httpx.Response)

    import httpx2
    from openai import AsyncAzureOpenAI, AsyncOpenAI, Omit

    common["http_client"] = httpx2.AsyncClient(transport=transport.OpenAITransport(pool), timeout=timeout)
    # The SDK fills these from OPENAI_* variables of the process; other hosts must not see them.
    common["default_headers"] = {"OpenAI-Organization": Omit(), "OpenAI-Project": Omit()}
    if key.kind == "azure":
        azure = AsyncAzureOpenAI(azure_endpoint=key.base_url, api_version=key.api_version, **common)
        return Client(azure, httpx2.Response)
    return Client(AsyncOpenAI(base_url=key.base_url, **common), httpx2.Response)


_loaded: set[Kind] = set()


async def load_sdk(kind: Kind) -> None:
    """Import the SDK of this kind in a thread: it takes up to a second, in which other turns go on."""
    if kind not in _loaded:
        await asyncio.to_thread(_import_groq if kind == "groq" else _import_openai)
        _loaded.add(kind)


def _import_openai() -> None:
    from openai import AsyncAzureOpenAI, AsyncOpenAI  # noqa: F401

    import app.llm.transport  # noqa: F401


def _import_groq() -> None:
    from groq import AsyncGroq  # noqa: F401

    import app.llm.transport  # noqa: F401


@dataclass(slots=True)
class _Entry:
    client: Client
    users: int = 0
    dropped: bool = False


class ClientCache:
    """Keeps `size` clients; beyond that the one unused for longest goes, and closes once nobody uses it."""

    def __init__(self, *, size: int, timeout: float) -> None:
        self._size = size
        self._timeout = timeout
        self._entries: OrderedDict[ClientKey, _Entry] = OrderedDict()

    @asynccontextmanager
    async def lease(self, key: ClientKey) -> AsyncIterator[Client]:
        """Use the client of this key; it stays open for as long as the block runs."""
        await load_sdk(key.kind)
        entry = self._entries.get(key)
        if entry is None:
            entry = self._entries[key] = _Entry(open_client(key, self._timeout))
        self._entries.move_to_end(key)
        entry.users += 1
        await self._drop_surplus()
        try:
            yield entry.client
        finally:
            entry.users -= 1
            if entry.dropped and not entry.users:
                await entry.client.close()

    async def close(self) -> None:
        """Close every client. Calls that still run fail."""
        while self._entries:
            _, entry = self._entries.popitem()
            await entry.client.close()

    async def _drop_surplus(self) -> None:
        while len(self._entries) > self._size:
            _, oldest = self._entries.popitem(last=False)
            oldest.dropped = True
            if not oldest.users:
                await oldest.client.close()
