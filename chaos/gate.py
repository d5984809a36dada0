"""What stands between the network and the platform, in both directions, and spoils what passes by seed.

Webhooks: delayed, reordered, doubled, given to either replica, their answer lost. Graph API: slow, 429, 500, no JSON,
request lost, taken but the answer lost or cut. A fault depends on the seed and on the text that passes, so the same
seed spoils the same messages.
"""

import asyncio
import json
from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import UTC, datetime
from random import Random
from typing import Any

import aiohttp
from aiohttp import web

from chaos.faults import Faults
from chaos.plan import REPLICAS
from chaos.record import Reading, Send, Witness

_SECONDS = aiohttp.ClientTimeout(total=18)
_PASSED_ON = ("content-type", "x-hub-signature-256", "authorization")
_RATE_LIMIT = {"error": {"message": "slow down", "type": "OAuthException", "code": 4, "is_transient": True}}
_UNEXPECTED = {"error": {"message": "unexpected", "type": "OAuthException", "code": 2, "is_transient": True}}
# After the model answered, a first send follows at once; later ones come from settling. A second uncertain end of the
# same text would rightly leave it `unknown`, so uncertain faults hit a text once.
_SEND_FAULTS = {
    "none": 70, "slow": 7, "429": 6, "500": 4, "no JSON": 2, "request lost": 4, "answer lost": 4, "answer cut": 2,
    "too slow": 1,
}  # fmt: skip
_AFTER_429 = {"none": 60, "429": 15, "answer lost": 15, "request lost": 10}


class Gate:
    """One HTTP server for both directions. `platform_urls` are the replicas'."""

    def __init__(self, seed: int, faults: Faults, platform_urls: list[str]) -> None:
        self.sandbox_url = ""
        self.witness = Witness()
        self._seed = seed
        self._faults = faults
        self._platform_urls = platform_urls
        self._tries: Counter[str] = Counter()
        self._sends: dict[str, list[str]] = defaultdict(list)
        self._later: set[asyncio.Task[None]] = set()
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_post("/webhook", self._webhook)
        app.router.add_get("/webhook", self._handshake)
        app.router.add_route("*", "/{replica:[0-9]+}/{path:.*}", self._graph)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)

    async def __aenter__(self) -> "Gate":
        self._session = aiohttp.ClientSession(
            timeout=_SECONDS, connector=aiohttp.TCPConnector(limit=0, force_close=True)
        )
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.port: int = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *error: object) -> None:
        for task in self._later:
            task.cancel()
        await asyncio.gather(*self._later, return_exceptions=True)
        await self._runner.cleanup()
        await self._session.close()

    @property
    def url(self) -> str:
        """Where the network delivers its webhooks."""
        return f"http://127.0.0.1:{self.port}"

    def graph_url(self, replica: int) -> str:
        """What a replica takes for the Graph API."""
        return f"{self.url}/{replica}"

    async def settled(self) -> None:
        """Return when every copy that was held back has been delivered."""
        while self._later:
            await asyncio.gather(*self._later, return_exceptions=True)

    # -- the network calls us ------------------------------------------------------------------------------

    async def _handshake(self, request: web.Request) -> web.Response:
        async with self._session.get(f"{self._platform_urls[0]}/webhook", params=request.query) as answer:
            return web.Response(status=answer.status, body=await answer.read())

    async def _webhook(self, request: web.Request) -> web.Response:
        body = await request.read()
        headers = _kept(request.headers)
        mids, text = _what(body)
        number = self._tries[text]
        self._tries[text] += 1
        random = Random(f"{self._seed}/webhook/{text}/{number}")
        replica = random.randrange(REPLICAS)
        if self._faults.calm:
            return web.Response(status=await self._deliver(body, headers, replica, mids))
        await asyncio.sleep(self._hold(random))
        if random.random() < 0.15:
            self._faults.count("webhook: doubled")
            self._keep(asyncio.create_task(self._again(body, headers, mids, random)))
        status = await self._deliver(body, headers, replica, mids)
        if number == 0 and status == 200 and random.random() < 0.05:
            self._faults.count("webhook: our 200 lost")
            return _hang_up(request)
        return web.Response(status=status)

    def _hold(self, random: Random) -> float:
        """Seconds on the way: mostly none, sometimes enough to be overtaken."""
        kind = random.choices(("quick", "reordered", "delayed"), (70, 22, 8))[0]
        if kind == "quick":
            return random.uniform(0, 0.1)
        self._faults.count(f"webhook: {kind}")
        return random.uniform(0.2, 2) if kind == "reordered" else random.uniform(2, 8)

    async def _again(self, body: bytes, headers: dict[str, str], mids: list[str], random: Random) -> None:
        await asyncio.sleep(random.choice((0, 0, 0.5, 5)) * random.random())
        await self._deliver(body, headers, random.randrange(REPLICAS), mids)

    async def _deliver(self, body: bytes, headers: dict[str, str], replica: int, mids: list[str]) -> int:
        """The replica's status; 503 when it does not answer, which makes the network try again."""
        try:
            url = f"{self._platform_urls[replica]}/webhook"
            async with self._session.post(url, data=body, headers=headers) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError):
            return 503
        if status == 200:
            self.witness.was_given(mids)
            self._faults.passes("webhook_kept", replica)
        return status

    # -- we call the network -------------------------------------------------------------------------------

    async def _graph(self, request: web.Request) -> web.StreamResponse:
        replica, path = int(request.match_info["replica"]), request.match_info["path"]
        try:
            body = await request.read()
        except ConnectionResetError:  # its sender was killed in the middle of it
            return web.Response()
        if path.endswith("/conversations"):
            return await self._list(request, replica, path)
        text = _text_sent(body) if path.endswith("/messages") else None
        if text is None:
            return await self._pass_on(request, path, body)
        return await self._send(request, replica, path, body, text)

    async def _list(self, request: web.Request, replica: int, path: str) -> web.StreamResponse:
        self._faults.passes("list_asked", replica)
        customer = request.query.get("user_id", "")
        number = self._tries[f"list {customer}"]
        self._tries[f"list {customer}"] += 1
        random = Random(f"{self._seed}/list/{customer}/{number}")
        kind = random.choices(("none", "slow", "500"), (75, 10, 15))[0]
        reading = Reading(customer, datetime.now(UTC))
        self.witness.readings.append(reading)
        if not self._faults.calm and kind != "none":
            self._faults.count(f"conversation list: {kind}")
            if kind == "500":
                return web.json_response(_UNEXPECTED, status=500)
            await asyncio.sleep(random.uniform(8, 14))
        answer = await self._pass_on(request, path, b"")
        reading.failed = answer.status != 200 or not _is_listening(request)
        return answer

    async def _send(
        self, request: web.Request, replica: int, path: str, body: bytes, text: str
    ) -> web.StreamResponse:
        kind = self._draw(text)
        self._sends[text].append(kind)
        if kind != "none":
            self._faults.count(f"send: {kind}")
        send = Send(_customer_of(body), text, replica, datetime.now(UTC))
        self.witness.sends.append(send)
        answer = await self._spoil(request, replica, path, body, text, kind)
        send.ended = datetime.now(UTC)
        if kind not in ("none", "slow"):
            send.end = kind
        elif _is_listening(request):
            send.end = "answered"
        return answer

    async def _spoil(
        self, request: web.Request, replica: int, path: str, body: bytes, text: str, kind: str
    ) -> web.StreamResponse:
        random = Random(f"{self._seed}/send/{text}/pause")
        self._faults.passes("send_arrives", replica)
        match kind:
            case "429":
                return web.json_response(_RATE_LIMIT, status=429)
            case "500":
                return web.json_response(_UNEXPECTED, status=500)
            case "no JSON":
                return web.Response(status=502, text="<html>Bad gateway</html>")
            case "request lost":
                return _hang_up(request)
            case "slow":
                await asyncio.sleep(random.uniform(1, 6))
        answer = await self._pass_on(request, path, body)
        self._faults.passes("send_taken", replica)
        match kind:
            case "answer lost":
                return _hang_up(request)
            case "answer cut":
                return await _cut(request, answer)
            case "too slow":
                await asyncio.sleep(17)
        return answer

    def _draw(self, text: str) -> str:
        """What happens to this send. Uncertain ends happen to a text once."""
        before = self._sends[text]
        if self._faults.calm:
            return "none"
        if self._faults.is_out("network"):
            return "429"
        if before and not set(before) <= {"429"}:
            return "none"
        weights = _AFTER_429 if before else _SEND_FAULTS
        random = Random(f"{self._seed}/send/{text}/{len(before)}")
        return random.choices(list(weights), list(weights.values()))[0]

    async def _pass_on(self, request: web.Request, path: str, body: bytes) -> web.Response:
        url = f"{self.sandbox_url}/{path}"
        async with self._session.request(
            request.method, url, params=request.query, data=body, headers=_kept(request.headers)
        ) as answer:
            return web.Response(
                status=answer.status, body=await answer.read(), content_type=answer.content_type
            )

    def _keep(self, task: asyncio.Task[None]) -> None:
        self._later.add(task)
        task.add_done_callback(self._later.discard)


def _kept(headers: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() in _PASSED_ON}


def _what(body: bytes) -> tuple[list[str], str]:
    """The ids in a webhook body, and words that name it whatever the ids are."""
    events: list[dict[str, Any]] = [
        event for entry in json.loads(body).get("entry", []) for event in entry.get("messaging", [])
    ]
    messages = [event["message"] for event in events if isinstance(event.get("message"), dict)]
    words = [f"{m.get('is_echo', False)} {m.get('text')}" for m in messages] or [
        str(sorted(e)) for e in events
    ]
    return [str(m["mid"]) for m in messages if "mid" in m], " ".join(words)


def _text_sent(body: bytes) -> str | None:
    try:
        text = json.loads(body)["message"]["text"]
    except (ValueError, KeyError, TypeError):
        return None
    return text if isinstance(text, str) else None


def _customer_of(body: bytes) -> str:
    return str(json.loads(body)["recipient"]["id"])


def _is_listening(request: web.Request) -> bool:
    return request.transport is not None and not request.transport.is_closing()


def _hang_up(request: web.Request) -> web.Response:
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


async def _cut(request: web.Request, answer: web.Response) -> web.StreamResponse:
    """The head and half of the body, then nothing."""
    body = answer.body if isinstance(answer.body, bytes) else b""
    head = web.StreamResponse(headers={"Content-Type": "application/json", "Content-Length": str(len(body))})
    await head.prepare(request)
    await head.write(body[: len(body) // 2])
    if request.transport is not None:
        request.transport.abort()
    return head
