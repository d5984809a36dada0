"""The sandbox as one server: `python -m sandbox.server`, or `async with SandboxServer(...)` in a test."""

import argparse
import asyncio
import contextlib
import signal
import socket
import sys
from collections.abc import Generator
from pathlib import Path
from types import TracebackType
from typing import Self

import uvicorn
import uvloop
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from fastapi.staticfiles import StaticFiles

from sandbox import consent, control, mailbox, meta, pages, phone
from sandbox.connection import HangUpProtocol
from sandbox.delivery import RETRY_DELAYS, Courier
from sandbox.errors import GraphError
from sandbox.mailbox import Mailbox, MailServer
from sandbox.storage import FolderInUseError, Storage
from sandbox.world import MetaWorld

STOP_SECONDS = 2


def build_app(world: MetaWorld, box: Mailbox) -> FastAPI:
    """All pages and endpoints around one world and one mailbox."""
    app = FastAPI(title="Frontdesk sandbox", docs_url=None, redoc_url=None, openapi_url=None)
    app.state.world, app.state.mailbox = world, box
    app.mount("/static", StaticFiles(directory=pages.STATIC), name="static")
    for part in (pages, consent, control, mailbox, phone, meta):
        app.include_router(part.router)

    @app.get("/")
    async def home() -> Response:
        return RedirectResponse("/phone")

    @app.exception_handler(GraphError)
    async def refuse(request: Request, refusal: GraphError) -> Response:  # noqa: ARG001
        return JSONResponse(refusal.body(), refusal.status, refusal.headers)

    return app


class _QuietServer(uvicorn.Server):
    """uvicorn without its signal handlers: whoever runs the sandbox decides when it ends."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.listening = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listening.set()

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield


class SandboxServer:
    """A running sandbox. Port 0 means any free one; the real ones are in `url` and `smtp_port` once started.

    Without `folder` everything is forgotten at the end.
    """

    def __init__(
        self,
        *,
        platform_url: str,
        app_id: str,
        app_secret: str,
        verify_token: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        smtp_port: int = 0,
        folder: Path | None = None,
        retry_delays: tuple[float, ...] = RETRY_DELAYS,
    ) -> None:
        self.world = MetaWorld(app_id, app_secret)
        self.mailbox = Mailbox(self.world.changed)
        self.courier = Courier(self.world, platform_url, retry_delays)
        self._verify_token = verify_token
        self._host, self._port = host, port
        self._mail_server = MailServer(self.mailbox, host, smtp_port)
        self._storage = Storage(folder, self.world, self.mailbox) if folder else None
        config = uvicorn.Config(
            build_app(self.world, self.mailbox),
            http=HangUpProtocol,
            lifespan="off",
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=STOP_SECONDS,
        )
        self._http = _QuietServer(config)
        self._serving: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        """Where the sandbox answers, without a slash at the end."""
        return f"http://{self._host}:{self._port}"

    @property
    def smtp_port(self) -> int:
        """Where mail is taken."""
        return self._mail_server.port

    async def start(self) -> None:
        """Listen on both ports. Raises OSError for a taken port, FolderInUseError for a taken folder."""
        if self._storage:
            self._storage.open()
        listener = socket.create_server((self._host, self._port), backlog=512)
        self._port = listener.getsockname()[1]
        await self._mail_server.start()
        await self.courier.start()
        self._serving = asyncio.create_task(self._http.serve([listener]))
        await self._http.listening.wait()
        if self._verify_token is not None:
            self.courier.check_webhook(self._verify_token)

    async def stop(self) -> None:
        """Let the waiting pages go, stop delivering, save, and close both ports."""
        self.world.closing = True
        self.world.changed()
        await self.courier.stop()
        self._http.should_exit = True
        if self._serving is not None:
            await self._serving
        await self._mail_server.stop()
        if self._storage:
            await self._storage.close()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()


async def _serve(options: argparse.Namespace) -> int:
    server = SandboxServer(
        platform_url=options.platform_url,
        app_id=options.app_id,
        app_secret=options.app_secret,
        verify_token=options.verify_token,
        host=options.host,
        port=options.port,
        smtp_port=options.smtp_port,
        folder=options.folder,
    )
    ended = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, ended.set)
    try:
        async with server:
            await ended.wait()
    except (OSError, FolderInUseError) as refusal:
        print(f"The sandbox cannot start: {refusal}", file=sys.stderr)
        return 1
    return 0


def main() -> int:
    """Read the command line and serve until SIGINT or SIGTERM."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.server", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8001)
    parser.add_argument("--smtp-port", type=int, default=8025)
    parser.add_argument("--platform-url", default="http://127.0.0.1:8000")
    parser.add_argument("--app-id", required=True)
    parser.add_argument("--app-secret", required=True)
    parser.add_argument("--verify-token", help="do Meta's webhook handshake with this token at the start")
    parser.add_argument("--folder", type=Path, help="keep the world here between runs")
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        return runner.run(_serve(parser.parse_args()))


if __name__ == "__main__":
    sys.exit(main())
