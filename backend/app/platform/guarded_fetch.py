"""HTTP to addresses that users write down, which must not lead into our own network.

A name is looked up once, every address it has is judged, and the connection goes to an address that was judged: a name
that points elsewhere a moment later (DNS rebinding) has no second say. Each redirect is judged like a new address. No
proxy, no cookies, no kept connections; the body is bounded as it comes, decompressed or not; a deadline covers it all.
"""

import asyncio
import socket
import ssl
import zlib
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeAlias

import httpx

from app.platform.addresses import is_allowed, is_public
from app.platform.problems import Invalid

LookUp: TypeAlias = Callable[[str, int], Awaitable[Sequence[str]]]
"""Every address of a name. Raises `OSError` when it has none."""

_LONGEST_URL = 2000
_LOOK_UP_SECONDS = 5
_CONNECT_SECONDS = 5
# What listens below 1024 and is no web server is not asked: mail and the like can be made to understand a request.
_WEB_PORTS = frozenset({80, 443})
_FIRST_FREE_PORT, _LAST_PORT = 1024, 65_535
_GZIP = 16 + zlib.MAX_WBITS
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class AddressRefused(Invalid):
    code, title = "address_refused", "That address cannot be used"


class FetchFailed(Exception):
    """No answer came; `detail` says why in a sentence that names no address."""

    def __init__(self, detail: str) -> None:
        super().__init__(detail)
        self.detail = detail


@dataclass(frozen=True, slots=True)
class Bounds:
    """How much one fetch may take: seconds from the look-up to the last byte, bytes of the decompressed body, and how
    many redirects are followed (GET only; others come back as they are).
    """

    seconds: float
    bytes: int
    redirects: int = 0


@dataclass(frozen=True, slots=True)
class Fetched:
    """An answer. `is_whole` False: the body goes on, and only its beginning is here."""

    url: str
    status: int
    headers: httpx.Headers
    body: bytes
    is_whole: bool


class GuardedFetch:
    """The process's way to addresses that users name. Hosts that the operator allowed (`name` or `name:port`) may be
    private and speak plain http.
    """

    def __init__(self, allowed_hosts: Collection[str] = (), look_up: LookUp | None = None) -> None:
        self._allowed_hosts = allowed_hosts
        # Threads of its own: a name server that is slow on purpose must not keep the rest of the process waiting.
        self._threads = ThreadPoolExecutor(8, thread_name_prefix="look-up")
        self._look_up = look_up or self._ask_system
        self._transport = httpx.AsyncHTTPTransport(limits=httpx.Limits(max_keepalive_connections=0))

    async def check(self, url: str, *, https_only: bool) -> None:
        """Raise `AddressRefused`, with what to write instead, for an address that would not be fetched now."""
        parsed = self._read(url, https_only)
        try:
            async with asyncio.timeout(_LOOK_UP_SECONDS):
                await self._judged_addresses(parsed)
        except TimeoutError:
            raise AddressRefused(_NO_SUCH_HOST) from None
        except FetchFailed as failure:
            raise AddressRefused(failure.detail) from None

    async def fetch(
        self, method: str, url: str, bounds: Bounds, *, https_only: bool, headers: Mapping[str, str] | None = None,
        content: bytes = b"",
    ) -> Fetched:  # fmt: skip
        """One exchange. Raises `AddressRefused` or `FetchFailed`; an error status is an answer like any other."""
        try:
            async with asyncio.timeout(bounds.seconds):
                return await self._follow(method, url, bounds, https_only, httpx.Headers(headers), content)
        except TimeoutError:
            raise FetchFailed(f"The server gave no whole answer within {bounds.seconds:g} seconds.") from None

    async def aclose(self) -> None:
        """Let go of sockets and threads."""
        await self._transport.aclose()
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def _follow(
        self, method: str, url: str, bounds: Bounds, https_only: bool, headers: httpx.Headers, content: bytes
    ) -> Fetched:
        parsed = self._read(url, https_only)
        for redirects_left in range(bounds.redirects if method == "GET" else 0, -1, -1):
            fetched = await self._exchange(method, parsed, bounds.bytes, headers, content)
            location = fetched.headers.get("location")
            if method != "GET" or not bounds.redirects or fetched.status not in _REDIRECTS or not location:
                return fetched
            if redirects_left:
                before, parsed = parsed, self._read(_join(parsed, location), https_only)
                if _origin(before) != _origin(parsed):
                    headers = httpx.Headers()  # what was meant for one host is not for another
        raise FetchFailed("The server redirects too often.")

    def _read(self, url: str, https_only: bool) -> httpx.URL:
        """The address with its host in ASCII; raises `AddressRefused` for what can be seen without a look-up."""
        try:
            parsed = httpx.URL(url.strip()) if len(url) <= _LONGEST_URL else None
            host = parsed.raw_host.decode("ascii") if parsed else ""
        except (httpx.InvalidURL, UnicodeError):
            parsed = None
        if parsed is None or parsed.scheme not in ("http", "https") or not host:
            raise AddressRefused("Write a web address with a host name, such as https://example.com/hooks.")
        if parsed.userinfo:
            raise AddressRefused("Write the address without a user name and password.")
        port = _port(parsed)
        allowed = is_allowed(host, port, self._allowed_hosts)
        if https_only and parsed.scheme != "https" and not allowed:
            raise AddressRefused(
                "The address must begin with https://, so that nobody on the way can read along."
            )
        if not (port in _WEB_PORTS or _FIRST_FREE_PORT <= port <= _LAST_PORT):
            raise AddressRefused("Use port 443, 80, or one from 1024 on.")
        return parsed.copy_with(fragment=None)

    async def _judged_addresses(self, url: httpx.URL) -> Sequence[str]:
        host, port = url.raw_host.decode("ascii"), _port(url)
        try:
            addresses = await self._look_up(host, port)
        except (OSError, UnicodeError):
            addresses = ()
        if not addresses:
            raise FetchFailed(_NO_SUCH_HOST)
        if not is_allowed(host, port, self._allowed_hosts) and not all(map(is_public, addresses)):
            raise AddressRefused(
                "This host has a private address. Name one that is reachable from the internet, or ask the operator"
                " to allow it in FETCH_HOSTS_ALLOWED."
            )
        return addresses

    async def _ask_system(self, host: str, port: int) -> Sequence[str]:
        found = await asyncio.get_running_loop().run_in_executor(
            self._threads, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        )
        return [str(address[0]) for *_, address in found]

    async def _exchange(
        self, method: str, url: httpx.URL, most_bytes: int, headers: httpx.Headers, content: bytes
    ) -> Fetched:
        for address in await self._judged_addresses(url):
            request = httpx.Request(
                method,
                url.copy_with(host=address),
                headers={
                    "User-Agent": "Frontdesk",
                    "Accept-Encoding": "gzip",
                    **headers,
                    "Host": url.netloc.decode("ascii"),
                },
                content=content,
                extensions={
                    "timeout": {"connect": _CONNECT_SECONDS},
                    "sni_hostname": url.raw_host.decode("ascii"),  # whom the certificate must name
                },
            )
            try:
                response = await self._transport.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                why = error  # nothing was sent: the next address may do
                continue
            except httpx.HTTPError:
                raise FetchFailed(_BROKEN) from None
            try:
                body, is_whole = await _read_body(response, most_bytes)
            except httpx.HTTPError:
                raise FetchFailed(_BROKEN) from None
            finally:
                await response.aclose()
            return Fetched(str(url), response.status_code, response.headers, body, is_whole)
        raise FetchFailed(_UNTRUSTED if _is_about_trust(why) else "The server cannot be reached.")


_NO_SUCH_HOST = "There is no host of this name. Check the spelling."
_BROKEN = "The server broke the connection off."
_UNTRUSTED = "The server's certificate is not valid for this address."


async def _read_body(response: httpx.Response, most: int) -> tuple[bytes, bool]:
    """At most so many bytes of the body, decompressed piece by piece so that a small one cannot become a huge one."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "gzip", "x-gzip", ""):
        raise FetchFailed("The server compresses its answer in a way we did not ask for.")
    unzip = zlib.decompressobj(_GZIP) if "gzip" in encoding else None
    body = bytearray()
    assert isinstance(response.stream, httpx.AsyncByteStream)
    async for piece in response.stream:
        try:
            body += unzip.decompress(piece, most + 1 - len(body)) if unzip else piece
        except zlib.error:
            raise FetchFailed("The server's answer cannot be decompressed.") from None
        if len(body) > most:
            return bytes(body[:most]), False
    return bytes(body), unzip is None or unzip.eof


def _port(url: httpx.URL) -> int:
    return url.port if url.port is not None else (443 if url.scheme == "https" else 80)


def _origin(url: httpx.URL) -> tuple[str, bytes, int]:
    return url.scheme, url.raw_host, _port(url)


def _join(url: httpx.URL, location: str) -> str:
    try:
        return str(url.join(location))
    except httpx.InvalidURL:
        return ""


def _is_about_trust(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
