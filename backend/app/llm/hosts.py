"""Which addresses a model host may have. An agent's own address must not lead into our own network."""

from collections.abc import Collection
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from app.llm.errors import HostRefused

_NAT64 = IPv6Network("64:ff9b::/96")


PRIVATE = (
    "The model host has a private address. An operator can allow it: name the host in MODEL_HOSTS_ALLOWED."
)


@dataclass(frozen=True, slots=True)
class BaseUrl:
    """A checked address. `guarded`: whatever the name points at, connections go to public addresses only."""

    url: str
    guarded: bool


def check_base_url(url: str, allowed_hosts: Collection[str]) -> BaseUrl:
    """Check an address that an agent's owner wrote; raise `HostRefused` with what to write instead.

    Hosts that the operator allowed (`name` or `name:port`) may be private and may speak plain http; all
    others are https and public. What a name points at can change, so names are checked at every connection.
    """
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise HostRefused("The base URL of the model host cannot be read.") from None
    if parts.scheme not in ("https", "http") or not host or not host.isascii():
        raise HostRefused("The base URL of a model host begins with https:// and a host name.")
    if parts.username or parts.password or parts.query or parts.fragment:
        raise HostRefused(
            "The base URL of a model host holds no user name, query or fragment. Put the key in its field."
        )
    allowed = not {host, f"{host}:{port}"}.isdisjoint(name.lower() for name in allowed_hosts)
    if not allowed:
        if parts.scheme != "https":
            raise HostRefused(
                "The base URL of a model host begins with https://. Plain http needs MODEL_HOSTS_ALLOWED."
            )
        if is_private_literal(host):
            raise HostRefused(PRIVATE)
    return BaseUrl(url.strip().rstrip("/"), guarded=not allowed)


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, also when it is IPv4 wrapped in IPv6."""
    ip = ip_address(address)
    inner: IPv4Address | None = None
    if isinstance(ip, IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)
        if inner is None and ip in _NAT64:
            inner = IPv4Address(int(ip) & 0xFFFFFFFF)
    return (
        ip.is_global and not ip.is_multicast if inner is None else inner.is_global and not inner.is_multicast
    )


def is_private_literal(host: str) -> bool:
    """Whether the host is written as an IP address, and not as a public one in its usual form."""
    try:
        return not is_public(host)
    except ValueError:
        # 127.1 and 2130706433 are loopback to the operating system; aiohttp connects to them without a look-up.
        return host.replace(".", "").isdigit() or ":" in host
