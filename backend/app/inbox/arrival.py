"""Step 1 and 2 of the road: bytes come in, are signed, are stored, are acknowledged (promise D1).

The only work before the 200 is one autocommitted INSERT. What arrives while a commit is under way shares the next
one: every sender still waits for its own bytes to be durable, and the disk is asked once for all of them.
"""

import asyncio
from collections.abc import Callable

import asyncpg
from starlette.requests import ClientDisconnect, Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from app.channels import meta
from app.platform import metrics
from app.platform.logs import get_logger
from app.platform.problems import BodyTooLarge, NotAllowed, Unavailable, problem_response

log = get_logger(__name__)

LARGEST_BODY = 8 * 1024 * 1024
_MOST_IN_ONE_COMMIT = 64
_STORE = "insert into raw_events (source, body) select * from unnest($1::text[], $2::bytea[])"


_STORED = metrics.webhooks.labels("stored")


class BadSignature(NotAllowed):
    code, title = "bad_signature", "The signature does not fit the body"


class Arrivals:
    """Stores bodies durably and tells whoever unpacks them."""

    def __init__(self, pool: "asyncpg.Pool[asyncpg.Record]", on_stored: Callable[[int], None]) -> None:
        self._pool = pool
        self._on_stored = on_stored
        self._waiting: list[tuple[str, bytes, asyncio.Future[None]]] = []
        self._committer: asyncio.Task[None] | None = None

    async def store(self, source: str, body: bytes) -> None:
        """Returns when the bytes are committed; raises what the database raised when they are not."""
        stored: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append((source, body, stored))
        if self._committer is None:
            self._committer = asyncio.create_task(self._commit_all())
        await stored

    async def _commit_all(self) -> None:
        try:
            while self._waiting:
                together = self._waiting[:_MOST_IN_ONE_COMMIT]
                del self._waiting[:_MOST_IN_ONE_COMMIT]
                await self._commit(together)
                self._on_stored(len(together))
        finally:
            self._committer = None

    async def _commit(self, together: list[tuple[str, bytes, asyncio.Future[None]]]) -> None:
        try:
            await self._pool.execute(
                _STORE, [source for source, _, _ in together], [body for _, body, _ in together]
            )
        except Exception as error:
            if len(together) > 1:  # one body must not fail its neighbours
                for one in together:
                    await self._commit([one])
                return
            if not together[0][2].done():
                together[0][2].set_exception(error)
            return
        for _, _, stored in together:
            if not stored.done():  # the sender may have hung up
                stored.set_result(None)


async def receive_webhook(request: Request) -> Response:
    """Meta's POST. 200 only when the body is durable; 403 for a bad signature; 413 above 8 MB."""
    declared = request.headers.get("content-length", "0")
    if declared.isdigit() and int(declared) > LARGEST_BODY:
        return problem_response(BodyTooLarge("A webhook body may hold 8 MB."))
    pieces: list[bytes] = []
    size = 0
    try:
        async for piece in request.stream():
            size += len(piece)
            if size > LARGEST_BODY:
                return problem_response(BodyTooLarge("A webhook body may hold 8 MB."))
            pieces.append(piece)
    except ClientDisconnect:
        return Response(status_code=400)
    body = b"".join(pieces)
    signature = request.headers.get(meta.SIGNATURE_HEADER, "")
    if not meta.is_authentic(body, signature, request.app.state.webhook_secrets):
        metrics.webhooks.labels("refused").inc()
        log.warning("webhook_refused", because="bad signature" if signature else "no signature", bytes=size)
        return problem_response(BadSignature("X-Hub-Signature-256 must be made with one of our app secrets."))
    try:
        await request.app.state.arrivals.store("meta", body)
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
        metrics.webhooks.labels("not_stored").inc()
        log.error("webhook_not_stored", error=type(error).__name__)
        return problem_response(Unavailable("The message could not be stored. Send it again."))
    _STORED.inc()
    return PlainTextResponse("EVENT_RECEIVED")


async def confirm_webhook(request: Request) -> Response:
    """Meta's GET handshake: the challenge comes back as plain text when the verify token fits."""
    query = request.query_params
    wanted = request.app.state.settings.secret("webhook_verify_token")
    given = query.get("hub.verify_token", "")
    if query.get("hub.mode") == "subscribe" and meta.same_secret(given, wanted):
        return PlainTextResponse(
            query.get("hub.challenge", ""), headers={"X-Content-Type-Options": "nosniff"}
        )
    return problem_response(NotAllowed("The verify token is not the one in WEBHOOK_VERIFY_TOKEN."))


routes = [
    Route(path, handler, methods=[method])
    for path in ("/webhook", "/meta/webhook")
    for method, handler in (("POST", receive_webhook), ("GET", confirm_webhook))
]
