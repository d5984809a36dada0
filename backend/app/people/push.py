"""Notices on people's own devices: Web Push (RFC 8030), encrypted for the device (RFC 8291), signed by us (RFC 8292).

The browser's maker carries them, and learns neither the words nor whom they are about.
"""

import asyncio
import base64
import json
from dataclasses import asdict, dataclass
from uuid import UUID

from cryptography.hazmat.primitives import serialization
from py_vapid import Vapid02

from app.platform.clock import now
from app.platform.crypto import Vault
from app.platform.database import Database
from app.platform.guarded_fetch import AddressRefused, Bounds, FetchFailed, GuardedFetch
from app.platform.ids import new_id
from app.platform.logs import get_logger
from app.platform.problems import Invalid

log = get_logger(__name__)

MOST_DEVICES = 20
_BOUNDS = Bounds(seconds=10, bytes=4096)
_LIVES_FOR = 12 * 3600  # a device that is off for longer need not be told any more
_GONE = (404, 410)

_KEY_NAME = "vapid"
_MAKE_KEY = """
insert into installation_keys (name, sealed) values ($1, $2) on conflict (name) do nothing
"""

_SUBSCRIBE = """
insert into push_subscriptions (id, user_id, endpoint, p256dh, auth) values ($1, $2, $3, $4, $5)
on conflict (endpoint) do update set user_id = excluded.user_id, p256dh = excluded.p256dh, auth = excluded.auth
"""

# A person who signs in on more and more devices keeps the newest.
_FORGET_OLDEST = """
delete from push_subscriptions where user_id = $1 and id not in (
  select id from push_subscriptions where user_id = $1 order by id desc limit $2)
"""


@dataclass(frozen=True, slots=True)
class Device:
    """A browser that wants to be told, as its own `PushSubscription` says."""

    endpoint: str
    p256dh: str
    auth: str


@dataclass(frozen=True, slots=True)
class Notice:
    """What the device shows; a tap opens `path` of the dashboard. A notice replaces the one before with its tag."""

    title: str
    body: str
    path: str
    tag: str


class UnusableDevice(Invalid):
    code, title = "unusable_device", "This browser's subscription cannot be used"


class Push:
    """The installation's way to people's devices. Its key pair is made once and kept sealed in the database."""

    def __init__(self, database: Database, vault: Vault, fetch: GuardedFetch, address: str) -> None:
        self._database = database
        self._vault = vault
        self._fetch = fetch
        # RFC 8292: whom the push service may write to about us.
        self._subject = (
            address if address.startswith("https://") else "mailto:frontdesk@localhost.localdomain"
        )
        self._vapid: Vapid02 | None = None

    async def public_key(self) -> str:
        """The key a browser subscribes with (uncompressed point, base64url)."""
        point = (await self._key()).public_key.public_bytes(
            serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
        )
        return base64.urlsafe_b64encode(point).rstrip(b"=").decode()

    async def subscribe(self, user_id: UUID, device: Device) -> None:
        """Tell this device from now on. Raises `UnusableDevice` or `AddressRefused` for what no browser gives."""
        await asyncio.to_thread(_encrypt, device, b"probe")
        await self._fetch.check(device.endpoint, https_only=True)
        async with self._database.crossing.acquire() as connection, connection.transaction():
            await connection.execute(
                _SUBSCRIBE, new_id(), user_id, device.endpoint, device.p256dh, device.auth
            )
            await connection.execute(_FORGET_OLDEST, user_id, MOST_DEVICES)

    async def unsubscribe(self, user_id: UUID, endpoint: str) -> None:
        """Do not tell this device any more."""
        await self._database.crossing.execute(
            "delete from push_subscriptions where user_id = $1 and endpoint = $2", user_id, endpoint
        )

    async def tell(self, user_id: UUID, notice: Notice) -> int:
        """Send it to each of the person's devices; how many services took it. A device that is gone is forgotten."""
        devices = await self._database.crossing.fetch(
            "select endpoint, p256dh, auth from push_subscriptions where user_id = $1", user_id
        )
        body = json.dumps(asdict(notice)).encode()
        return sum([await self._send(Device(**device), body) for device in devices])

    async def _send(self, device: Device, body: bytes) -> bool:
        vapid = await self._key()
        origin = "/".join(device.endpoint.split("/")[:3])
        claims = {"aud": origin, "sub": self._subject, "exp": int(now().timestamp()) + _LIVES_FOR}
        headers = {
            **vapid.sign(claims),
            "TTL": str(_LIVES_FOR),
            "Urgency": "high",
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
        }
        try:
            encrypted = await asyncio.to_thread(_encrypt, device, body)
            answer = await self._fetch.fetch(
                "POST", device.endpoint, _BOUNDS, https_only=True, headers=headers, content=encrypted
            )
        except (AddressRefused, FetchFailed, UnusableDevice) as failure:
            log.warning("push_not_sent", because=type(failure).__name__)
            return False
        if answer.status in _GONE:
            await self._database.crossing.execute(
                "delete from push_subscriptions where endpoint = $1", device.endpoint
            )
        elif answer.status >= 400:
            log.warning("push_refused", status=answer.status)
        return answer.status < 300

    async def _key(self) -> Vapid02:
        if self._vapid is None:
            fresh = Vapid02()
            fresh.generate_keys()
            await self._database.crossing.execute(
                _MAKE_KEY, _KEY_NAME, self._vault.seal(fresh.private_pem().decode())
            )
            sealed = await self._database.crossing.fetchval(
                "select sealed from installation_keys where name = $1", _KEY_NAME
            )
            self._vapid = Vapid02.from_pem(self._vault.open(sealed).encode())
        return self._vapid


def _encrypt(device: Device, body: bytes) -> bytes:
    from pywebpush import WebPusher  # 0.2 s of imports that a start does not need

    subscription = {"endpoint": device.endpoint, "keys": {"p256dh": device.p256dh, "auth": device.auth}}
    try:
        encrypted: bytes = WebPusher(subscription).encode(body)["body"]
    except Exception as error:  # whatever its libraries raise for keys that are none
        raise UnusableDevice("Switch notifications off and on again in this browser.") from error
    return encrypted
