"""Addresses of pages: one way of writing each, and which of them belong to a site. Pure."""

import mimetypes
from pathlib import PurePosixPath

import httpx

LONGEST = 1000
_USUAL_PORTS = {"http": 80, "https": 443}
_READABLE = frozenset({"text/html", "application/xhtml+xml"})


def typed(address: str) -> str:
    """What a person typed, as an address: https unless they say otherwise."""
    address = address.strip()
    return address if "://" in address else f"https://{address}"


def clean(address: str, base: str | None = None) -> str | None:
    """The address in its one way of writing, without a fragment; `base` is the page it was found on.

    None: it is no web address, too long, or holds a user name.
    """
    try:
        url = httpx.URL(base).join(address.strip()) if base else httpx.URL(address.strip())
        if url.scheme not in _USUAL_PORTS or not url.host or url.userinfo:
            return None
        port = None if url.port == _USUAL_PORTS[url.scheme] else url.port
        # The path as it is written: %2F is no slash, and %E9 a letter of a site that does not speak UTF-8.
        cleaned = str(url.copy_with(fragment=None, port=port, raw_path=url.raw_path))
    except (httpx.InvalidURL, UnicodeError, ValueError):
        return None
    return cleaned if len(cleaned) <= LONGEST else None


def is_same_site(one: str, other: str) -> bool:
    """Whether both have the same host, with or without www., whichever of http and https they speak."""
    return _site(one) == _site(other)


def origin(url: str) -> str:
    """Scheme, host and port: whose robots.txt counts for this address."""
    parsed = httpx.URL(url)
    return f"{parsed.scheme}://{parsed.netloc.decode('ascii')}"


def path_of(url: str) -> str:
    """Path and query as they are asked for, percent-encoded."""
    return httpx.URL(url).raw_path.decode("ascii")


def may_be_a_page(url: str) -> bool:
    """False for what its ending says is a picture, a film, an archive and the like."""
    ending = PurePosixPath(httpx.URL(url).path).suffix
    kind = mimetypes.types_map.get(ending.lower())
    return kind is None or kind in _READABLE


def _site(url: str) -> tuple[str, int | None]:
    parsed = httpx.URL(url)
    port = None if parsed.port == _USUAL_PORTS.get(parsed.scheme) else parsed.port
    return parsed.host.removeprefix("www."), port
