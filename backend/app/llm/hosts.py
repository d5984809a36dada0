"""Which addresses a model host may have. An agent's own address must not lead into our own network."""

from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

from app.llm.errors import HostRefused
from app.platform.addresses import is_allowed, is_private_literal

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
    allowed = is_allowed(host, port, allowed_hosts)
    if not allowed:
        if parts.scheme != "https":
            raise HostRefused(
                "The base URL of a model host begins with https://. Plain http needs MODEL_HOSTS_ALLOWED."
            )
        if is_private_literal(host):
            raise HostRefused(PRIVATE)
    return BaseUrl(url.strip().rstrip("/"), guarded=not allowed)
