"""Which addresses belong to the public internet. What users name must not lead into our own network."""

from collections.abc import Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_NAT64 = IPv6Network("64:ff9b::/96")
# Looks public to the library, and is not: what clouds answer their own machines under, protocol assignments, examples.
_NOT_PUBLIC_4 = (IPv4Network("168.63.129.16/32"), IPv4Network("192.0.0.0/24"))
_NOT_PUBLIC_6 = (IPv6Network("3fff::/20"),)
_GLOBAL_UNICAST = IPv6Network("2000::/3")


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet, also when it is IPv4 wrapped in IPv6. Raises `ValueError`
    for anything else.
    """
    ip = ip_address(address)
    if isinstance(ip, IPv4Address):
        return _is_public_4(ip)
    inner = _wrapped(ip)
    if inner is not None:
        return _is_public_4(inner)
    return ip.is_global and ip in _GLOBAL_UNICAST and not any(ip in network for network in _NOT_PUBLIC_6)


def _wrapped(ip: IPv6Address) -> IPv4Address | None:
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour or (ip.teredo[1] if ip.teredo else None)


def _is_public_4(ip: IPv4Address) -> bool:
    return ip.is_global and not ip.is_multicast and not any(ip in network for network in _NOT_PUBLIC_4)


def is_private_literal(host: str) -> bool:
    """Whether the host is written as an IP address, and not as a public one in its usual form."""
    try:
        return not is_public(host)
    except ValueError:
        # 127.1 and 2130706433 are loopback to the operating system; aiohttp connects to them without a look-up.
        return host.replace(".", "").isdigit() or ":" in host


def is_allowed(host: str, port: int | None, allowed_hosts: Collection[str]) -> bool:
    """Whether an operator named this host, as `name` or `name:port`."""
    return not {host, f"{host}:{port}"}.isdisjoint(name.lower() for name in allowed_hosts)
