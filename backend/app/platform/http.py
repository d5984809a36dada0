"""What every request goes through: an id for the logs, limits of time and size, security headers, who is calling."""

import asyncio
import time
from ipaddress import ip_address, ip_network

import structlog
from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.platform.ids import new_id
from app.platform.logs import get_logger
from app.platform.problems import Problem, problem_response
from app.platform.settings import Settings

log = get_logger(__name__)

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
_UNTIMED = ("/api/events",)
_LARGEST_BODY = 1_000_000
# Uploads are bounded by app.knowledge.uploads, and may come over a slow line.
_UPLOADS = "/documents"
_UPLOAD_SECONDS = 300
# So may what is handed out, which is long at times.
_HANDED_OUT = ("/export", "/download")
_HAND_OUT_SECONDS = 3600
_QUIET = ("/webhook", "/meta/webhook", "/healthz", "/health", "/readyz", "/metrics")


class TimedOut(Problem):
    status, code, title = 503, "timed_out", "That took too long"


class RequestFrame:
    """Plain ASGI, so that streaming answers and the webhook's fast path pay next to nothing."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._seconds = settings.request_timeout_seconds
        self._secure = settings.address.startswith("https://")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] in ("/webhook", "/meta/webhook"):
            await self._app(scope, receive, send)
            return
        request_id = str(new_id())
        structlog.contextvars.bind_contextvars(request_id=request_id)
        started, status = time.perf_counter(), 0

        async def send_framed(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._add_headers(MutableHeaders(scope=message), scope["path"], request_id)
            await send(message)

        is_upload = scope["path"].endswith(_UPLOADS)
        bounded = receive if is_upload else _bounded(receive)
        try:
            if scope["path"] in _UNTIMED:
                await self._app(scope, bounded, send_framed)
            else:
                async with asyncio.timeout(self._seconds_for(scope["path"])):
                    await self._app(scope, bounded, send_framed)
        except TimeoutError:
            if status:
                raise
            await problem_response(TimedOut("The request was given up. Try again in a moment."))(
                scope, receive, send_framed
            )
        finally:
            if scope["path"] not in _QUIET:
                took = round((time.perf_counter() - started) * 1000, 1)
                path = _harmless(scope["path"])
                log.info("request", method=scope["method"], path=path, status=status, ms=took)
            structlog.contextvars.clear_contextvars()

    def _seconds_for(self, path: str) -> float:
        if path.endswith(_UPLOADS):
            return _UPLOAD_SECONDS
        return _HAND_OUT_SECONDS if path.endswith(_HANDED_OUT) else self._seconds

    def _add_headers(self, headers: MutableHeaders, path: str, request_id: str) -> None:
        headers["X-Request-Id"] = request_id
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        if path not in ("/docs", "/redoc"):  # FastAPI's pages load their scripts from elsewhere
            headers["Content-Security-Policy"] = _CSP
        if self._secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        if path.startswith("/api/") and "Cache-Control" not in headers:
            headers["Cache-Control"] = "no-store"


def _harmless(path: str) -> str:
    """The path as logs may hold it: the address of a calendar is a key to it."""
    return "/calendar/..." if path.startswith("/calendar/") else path


def _bounded(receive: Receive) -> Receive:
    size = 0

    async def receive_bounded() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > _LARGEST_BODY:
            raise HTTPException(413)  # FastAPI lets this kind alone pass while it reads a body
        return message

    return receive_bounded


def caller_address(request: Request) -> str:
    """The peer's address, or the one a trusted proxy names in X-Forwarded-For (the rightmost it did not add)."""
    peer = request.client.host if request.client else "unknown"
    trusted = request.app.state.settings.trusted_proxies
    if trusted and _is_among(peer, trusted):
        named = [
            part.strip() for part in request.headers.get("x-forwarded-for", "").split(",") if part.strip()
        ]
        for address in reversed(named):
            if not _is_among(address, trusted):
                return address
    return peer


def _is_among(address: str, networks: list[str]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in ip_network(network, strict=False) for network in networks)
