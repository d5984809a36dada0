"""Signed webhooks on their way to the platform."""

import asyncio
import contextlib
import hashlib
import hmac
import json
import secrets
import time
from typing import Any

import aiohttp

from sandbox.state import Account, Delivery, WebhookCheck
from sandbox.world import MetaWorld

RETRY_DELAYS = (0.5, 1, 2, 4, 8, 15, 30, 60)
ANSWER_TIMEOUT = aiohttp.ClientTimeout(total=20)
CONNECTIONS = 64
HANDSHAKE_TRIES = 120
HANDSHAKE_PAUSE = 0.5
SIGNATURE_HEADER = "X-Hub-Signature-256"


def encode_body(body: dict[str, Any]) -> bytes:
    """Compact JSON as Meta writes it: `\\u00e4` in lower case for every other letter, and `\\/` for slashes."""
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode("ascii")


def sign(body: bytes, secret: str) -> str:
    """The value of X-Hub-Signature-256 for these exact bytes."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Courier:
    """Delivers webhooks in the background and tries again, a bounded number of times, until one gets a 200.

    Like Meta it promises no order. It lives in one event loop, between `start` and `stop`.
    """

    def __init__(
        self, world: MetaWorld, platform_url: str, retry_delays: tuple[float, ...] = RETRY_DELAYS
    ) -> None:
        self.world, self.platform_url, self.retry_delays = world, platform_url, retry_delays
        self._tasks: set[asyncio.Task[None]] = set()
        self._session: aiohttp.ClientSession | None = None
        world.outbox = self.enqueue

    async def start(self) -> None:
        """Open the connection pool."""
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=CONNECTIONS), timeout=ANSWER_TIMEOUT
        )

    async def stop(self) -> None:
        """Give up what is still on its way and close the connections."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()

    async def settled(self) -> None:
        """Return when every delivery that was under way has its final result."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def enqueue(self, account: Account, customer_id: str, event: dict[str, Any], kind: str) -> None:
        """Send one `messaging` event, twice when that fault is on. Returns at once."""
        world = self.world
        entry = {"time": world.now(), "id": account.user_id, "messaging": [event]}
        body = encode_body({"object": "instagram", "entry": [entry]})
        mid = next(
            (str(part["mid"]) for part in event.values() if isinstance(part, dict) and "mid" in part), ""
        )
        for copy in range(1, 3 if world.faults.twice else 2):
            number = len(world.deliveries) + 1
            delivery = Delivery(number, world.now(), account.user_id, customer_id, kind, mid, copy)
            world.deliveries.append(delivery)
            if account.subscribed_fields:
                self._run(delivery, body, world.faults.delay_ms / 1000)
            else:
                delivery.state = "not_subscribed"

    async def post(self, body: bytes, signature: str | None = None) -> int:
        """One POST of these bytes, without retries; the platform's status code. Signed rightly by default."""
        assert self._session is not None, "start() opens the connections"
        headers = {
            "Content-Type": "application/json",
            SIGNATURE_HEADER: signature if signature is not None else sign(body, self.world.app_secret),
        }
        async with self._session.post(f"{self.platform_url}/webhook", data=body, headers=headers) as answer:
            await answer.read()
            return answer.status

    def check_webhook(self, verify_token: str) -> None:
        """Do Meta's verification handshake in the background, as soon as the platform answers at all."""
        self._keep(asyncio.create_task(self._handshake(verify_token)))

    def _run(self, delivery: Delivery, body: bytes, delay: float) -> None:
        self._keep(asyncio.create_task(self._deliver(delivery, body, delay)))

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, delivery: Delivery, body: bytes, delay: float) -> None:
        await asyncio.sleep(delay)
        for pause in (*self.retry_delays, None):
            delivery.attempts += 1
            started = time.perf_counter()
            try:
                delivery.status, delivery.error = await self.post(body), None
            except (aiohttp.ClientError, TimeoutError) as failure:
                delivery.status, delivery.error = None, str(failure) or type(failure).__name__
            delivery.duration_ms = round((time.perf_counter() - started) * 1000, 1)
            delivery.state = "delivered" if delivery.status == 200 else "retrying" if pause else "given_up"
            self.world.changed()
            if delivery.state != "retrying" or pause is None:
                return
            await asyncio.sleep(pause)

    async def _handshake(self, verify_token: str) -> None:
        assert self._session is not None, "start() opens the connections"
        challenge = str(secrets.randbelow(10**9))
        question = {"hub.mode": "subscribe", "hub.verify_token": verify_token, "hub.challenge": challenge}
        check = WebhookCheck("no_answer", "The platform does not answer.")
        for _ in range(HANDSHAKE_TRIES):
            with contextlib.suppress(aiohttp.ClientError, TimeoutError):
                async with self._session.get(f"{self.platform_url}/webhook", params=question) as answer:
                    text = await answer.text()
                    if answer.status == 200 and text == challenge:
                        check = WebhookCheck("verified", "The platform knows the verify token.")
                    else:
                        check = WebhookCheck("refused", f"The platform answered {answer.status}.")
                break
            await asyncio.sleep(HANDSHAKE_PAUSE)
        self.world.webhook_check = check
        self.world.changed()
