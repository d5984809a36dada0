"""Addresses that users write lead to the public internet or nowhere (design section 2, guarded fetch)."""

import asyncio
import gzip
import ssl
import tracemalloc
from collections.abc import AsyncIterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.platform.addresses import is_public
from app.platform.guarded_fetch import AddressRefused, Bounds, Fetched, FetchFailed, GuardedFetch
from tests.support.receiver import Receiver

BOUNDS = Bounds(seconds=5, bytes=10_000, redirects=3)
PUBLIC = "93.184.216.34"


class Names:
    """The name server, in the hands of the test. A name with several answers gives them one after another."""

    def __init__(self, **addresses: list[list[str]]) -> None:
        self.answers = {name.replace("_", "."): each for name, each in addresses.items()}
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        answers = self.answers.get(host, [[host]] if host[0].isdigit() else [[]])
        return answers.pop(0) if len(answers) > 1 else answers[0]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with Receiver() as opened:
        yield opened


def allowing(receiver: Receiver, names: Names) -> GuardedFetch:
    """The receiver is allowed under the name of `shop.example`, and nothing else is."""
    names.answers.setdefault("shop.example", [["127.0.0.1"]])
    return GuardedFetch([f"shop.example:{receiver.port}"], names)


def address_of(receiver: Receiver, path: str = "/", host: str = "shop.example", scheme: str = "http") -> str:
    return f"{scheme}://{host}:{receiver.port}{path}"


async def get(fetch: GuardedFetch, url: str, bounds: Bounds = BOUNDS) -> Fetched:
    return await fetch.fetch("GET", url, bounds, https_only=False)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",
        "100.100.100.200", "192.0.0.192", "168.63.129.16", "198.18.0.1", "224.0.0.1", "255.255.255.255", "::1", "::",
        "fe80::1", "fec0::1", "fd00:ec2::254", "ff02::1", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::127.0.0.1",
        "::ffff:0:127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::7f00:1", "2002:7f00:1::", "2001:0:7f00:1:0:0:80ff:fffe",
        "2001:db8::1", "3fff::1",
    ],
)  # fmt: skip
async def test_what_is_not_on_the_public_internet_is_refused_after_the_look_up(address: str) -> None:
    assert not is_public(address)
    fetch = GuardedFetch(look_up=Names(shop_example=[[address]]))
    with pytest.raises(AddressRefused, match="FETCH_HOSTS_ALLOWED"):
        await get(fetch, "https://shop.example/")


@pytest.mark.parametrize(
    "address", [PUBLIC, "2606:2800:220:1::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"]
)
def test_the_public_internet_is_public(address: str) -> None:
    assert is_public(address)


async def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    fetch = GuardedFetch(look_up=Names(shop_example=[[PUBLIC, "10.0.0.5"]]))
    with pytest.raises(AddressRefused):
        await get(fetch, "https://shop.example/")


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "[::1]", "127.1", "2130706433", "0x7f.1", "0177.0.0.1", "１２７.0.0.1", "LOCALHOST"]
)  # fmt: skip
async def test_every_way_to_write_this_machine_is_refused(receiver: Receiver, host: str) -> None:
    with pytest.raises(AddressRefused):
        await get(GuardedFetch(), f"http://{host}:{receiver.port}/")
    assert receiver.connections_seen == 0


@pytest.mark.parametrize(
    ("url", "told"),
    [
        ("ftp://shop.example/", "web address"),
        ("file:///etc/passwd", "web address"),
        ("gopher://shop.example:70/", "web address"),
        ("https://", "web address"),
        ("not an address", "web address"),
        ("https://shop.example:99999/", "port"),
        ("https://" + "a" * 3000 + ".example/", "web address"),
        ("https://me:secret@shop.example/", "without a user name"),
        ("https://shop.example:25/", "port"),
        ("https://shop.example:0/", "port"),
        ("http://shop.example/", "https://"),
    ],
)
async def test_what_can_be_seen_without_a_look_up_is_refused_with_what_to_write(url: str, told: str) -> None:
    names = Names(shop_example=[[PUBLIC]])
    with pytest.raises(AddressRefused, match=told) as refused:
        await GuardedFetch(look_up=names).check(url, https_only=True)
    assert names.asked == [] and "secret" not in refused.value.detail


async def test_a_name_without_an_address_is_told_apart_from_a_private_one() -> None:
    fetch = GuardedFetch(look_up=Names())
    with pytest.raises(AddressRefused, match="spelling"):
        await fetch.check("https://nowhere.example/", https_only=True)
    with pytest.raises(FetchFailed, match="spelling"):
        await get(fetch, "https://nowhere.example/")


async def test_the_name_is_looked_up_once_and_the_address_that_was_judged_is_used(receiver: Receiver) -> None:
    """Nobody but this test knows the name, so whoever asked again would find nothing."""
    names = Names(shop_example=[["127.0.0.1"], []])
    fetched = await get(allowing(receiver, names), address_of(receiver, "/menu?day=1"))
    assert (fetched.status, names.asked) == (200, ["shop.example"])
    [request] = receiver.requests
    assert (request.target, request.headers["host"]) == ("/menu?day=1", f"shop.example:{receiver.port}")


async def test_a_name_that_changes_after_it_was_checked_is_refused(receiver: Receiver) -> None:
    fetch = GuardedFetch(look_up=Names(rebind_example=[[PUBLIC], ["127.0.0.1"]]))
    url = address_of(receiver, host="rebind.example")
    await fetch.check(url, https_only=False)
    with pytest.raises(AddressRefused):
        await get(fetch, url)
    assert receiver.connections_seen == 0


async def test_a_redirect_is_judged_like_a_new_address(receiver: Receiver) -> None:
    async with Receiver() as inside:
        names = Names(sly_example=[["127.0.0.1"]])
        fetch = allowing(receiver, names)
        for location in (
            f"{inside.url}/secrets",
            address_of(inside, host="sly.example"),
            "file:///etc/passwd",
        ):
            receiver.will_answer(302, location=location)
            with pytest.raises(AddressRefused):
                await get(fetch, address_of(receiver))
        assert inside.connections_seen == 0 and len(receiver.requests) == 3


async def test_redirects_are_followed_so_far_and_never_with_a_body(receiver: Receiver) -> None:
    fetch = allowing(receiver, Names())
    receiver.will_answer(301, location="/there")
    assert (await get(fetch, address_of(receiver, "/here"))).url.endswith("/there")
    receiver.usual = type(receiver.usual)(302, headers={"location": "/again"})
    with pytest.raises(FetchFailed, match="redirects too often"):
        await get(fetch, address_of(receiver))
    seen = len(receiver.requests)
    assert seen == 2 + 1 + BOUNDS.redirects
    posted = await fetch.fetch("POST", address_of(receiver), BOUNDS, https_only=False, content=b"x")
    assert (posted.status, len(receiver.requests)) == (302, seen + 1)


async def test_what_was_meant_for_one_host_is_not_said_to_the_next(receiver: Receiver) -> None:
    async with Receiver() as other:
        fetch = GuardedFetch([f"127.0.0.1:{receiver.port}", f"127.0.0.1:{other.port}"])
        receiver.will_answer(302, location=other.url)
        await fetch.fetch("GET", receiver.url, BOUNDS, https_only=False, headers={"If-None-Match": "tag"})
        assert receiver.requests[0].headers["if-none-match"] == "tag"
        assert "if-none-match" not in other.requests[0].headers


async def test_a_body_ends_at_its_bound_also_when_it_was_small_before_it_was_unpacked(
    receiver: Receiver,
) -> None:
    fetch = allowing(receiver, Names())
    receiver.will_answer(200, *[b"x" * 4000] * 5)
    fetched = await get(fetch, address_of(receiver))
    assert (len(fetched.body), fetched.is_whole) == (10_000, False)

    bomb = gzip.compress(b"0" * 50_000_000)
    assert len(bomb) < 60_000
    receiver.will_answer(200, bomb, content_encoding="gzip")
    tracemalloc.start()
    fetched = await get(fetch, address_of(receiver))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (fetched.body, fetched.is_whole) == (b"0" * 10_000, False)
    assert peak < 5_000_000

    receiver.will_answer(200, gzip.compress(b"a small page"), content_encoding="gzip")
    fetched = await get(fetch, address_of(receiver))
    assert (fetched.body, fetched.is_whole) == (b"a small page", True)


async def test_an_answer_that_cannot_be_unpacked_is_a_failure(receiver: Receiver) -> None:
    fetch = allowing(receiver, Names())
    for encoding, body in (("br", b"x"), ("gzip", b"not gzip")):
        receiver.will_answer(200, body, content_encoding=encoding)
        with pytest.raises(FetchFailed):
            await get(fetch, address_of(receiver))


async def test_the_deadline_covers_everything(receiver: Receiver) -> None:
    release = receiver.will_hold()
    with pytest.raises(FetchFailed, match=r"within 0\.2 seconds"):
        await get(allowing(receiver, Names()), address_of(receiver), Bounds(seconds=0.2, bytes=10))
    release.set()

    async def never(_host: str, _port: int) -> Sequence[str]:
        await asyncio.Event().wait()
        return []

    with pytest.raises(FetchFailed, match="within"):
        await get(GuardedFetch(look_up=never), "https://slow.example/", Bounds(seconds=0.1, bytes=10))


async def test_the_next_address_is_tried_where_nobody_listens(receiver: Receiver) -> None:
    names = Names(shop_example=[["127.0.0.2", "127.0.0.1"]])
    assert (await get(allowing(receiver, names), address_of(receiver))).status == 200
    with pytest.raises(FetchFailed, match="cannot be reached"):
        await get(GuardedFetch(["127.0.0.2"]), f"http://127.0.0.2:{receiver.port}/")


async def test_no_proxy_no_cookie_and_no_connection_is_kept(
    receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with Receiver() as proxy:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        fetch = allowing(receiver, Names())
        receiver.will_answer(200, set_cookie="who=me")
        for _ in range(2):
            await get(fetch, address_of(receiver))
        assert "cookie" not in receiver.requests[1].headers
        assert (receiver.connections_seen, proxy.connections_seen) == (2, 0)


async def test_the_certificate_must_name_the_host_not_the_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = _certificate_for("shop.example", tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
    async with Receiver(certificate=certificate) as receiver:
        names = Names(shop_example=[["127.0.0.1"]], other_example=[["127.0.0.1"]])
        fetch = GuardedFetch(["shop.example", "other.example"], names)
        assert (await get(fetch, address_of(receiver, scheme="https"))).status == 200
        with pytest.raises(FetchFailed, match="certificate"):
            await get(fetch, address_of(receiver, host="other.example", scheme="https"))
        assert len(receiver.requests) == 1


def _certificate_for(host: str, folder: Path) -> ssl.SSLContext:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    form = serialization.PrivateFormat.PKCS8
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return context
