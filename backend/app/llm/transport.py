"""One aiohttp connection pool under both SDKs.

Each SDK brings its own HTTP library; this gives both the same cheap transport and the same limits: a deadline
for the whole exchange (theirs is per read), a bounded body, no redirects, and for addresses that an agent's
owner wrote a look at every address a name resolves to. Imported only when a host is first called.
"""

import asyncio
import socket
from dataclasses import dataclass
from typing import Any
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
import httpx2
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import DefaultResolver
from yarl import URL

from app.platform.addresses import is_private_literal, is_public

MAX_BODY_BYTES = 4 * 1024 * 1024


class BodyTooLong(Exception):
    """The host sent more than any answer can need."""


class AddressRefused(OSError):
    """The name of a model host points into a private network."""


class GuardedResolver(AbstractResolver):
    """Looks names up and refuses those with any private address."""

    def __init__(self) -> None:
        self._lookup = DefaultResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        found = await self._lookup.resolve(host, port, family)
        if not all(is_public(each["host"]) for each in found):
            raise AddressRefused
        return found

    async def close(self) -> None:
        await self._lookup.close()


@dataclass(frozen=True, slots=True)
class Received:
    """A whole response, its body decompressed."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Pool:
    """Connections to one host. The session is made with the first call, inside the running loop."""

    def __init__(self, *, timeout: float, guarded: bool) -> None:
        self._timeout = timeout
        self._guarded = guarded
        self._session: aiohttp.ClientSession | None = None

    async def send(self, method: str, url: str, headers: Any, content: bytes) -> Received:
        """One exchange. Raises TimeoutError after the deadline, and aiohttp's own errors."""
        if self._guarded and is_private_literal(URL(url).host or ""):  # aiohttp looks up names only
            raise AddressRefused
        session = self._session or self._open()
        async with (
            asyncio.timeout(self._timeout),
            session.request(
                method, url, headers=headers, data=content, allow_redirects=False, proxy=self._proxy(url)
            ) as response,
        ):
            body = bytearray()
            async for chunk in response.content.iter_any():
                body += chunk
                if len(body) > MAX_BODY_BYTES:
                    raise BodyTooLong
            kept = [(k, v) for k, v in response.headers.items() if k.lower() not in _NO_LONGER_TRUE]
            return Received(response.status, kept, bytes(body))

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    def _open(self) -> aiohttp.ClientSession:
        resolver = GuardedResolver() if self._guarded else None
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0, resolver=resolver),
            timeout=aiohttp.ClientTimeout(total=None),  # the deadline above, which the SDKs understand
            cookie_jar=aiohttp.DummyCookieJar(),
        )
        return self._session

    def _proxy(self, url: str) -> str | None:
        """The proxy the environment names. aiohttp's own reading of it also opens .netrc at every call."""
        if self._guarded:  # a proxy would look the name up itself
            return None
        scheme, _, rest = url.partition("://")
        proxy = getproxies().get(scheme)
        return proxy if proxy and not proxy_bypass(rest.partition("/")[0]) else None


# The body is whole and decompressed by now; these headers spoke of how it travelled.
_NO_LONGER_TRUE = frozenset({"content-encoding", "content-length", "transfer-encoding"})


class OpenAITransport(httpx2.AsyncBaseTransport):
    """The pool as the openai SDK wants it."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        got = await self._pool.send(request.method, str(request.url), request.headers, request.content)
        return httpx2.Response(got.status, headers=got.headers, content=got.body, request=request)

    async def aclose(self) -> None:
        await self._pool.close()


class GroqTransport(httpx.AsyncBaseTransport):
    """The pool as the groq SDK wants it."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        got = await self._pool.send(request.method, str(request.url), request.headers, request.content)
        return httpx.Response(got.status, headers=got.headers, content=got.body, request=request)

    async def aclose(self) -> None:
        await self._pool.close()
