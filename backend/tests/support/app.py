"""The program on a real socket of this machine, in the test's own event loop."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from http.cookiejar import CookieJar, DefaultCookiePolicy
from pathlib import Path
from uuid import UUID

import httpx
import uvicorn
from cryptography.fernet import Fernet
from fastapi import FastAPI
from starlette.routing import BaseRoute

from app.people.models import Membership, User, UserSession, Workspace
from app.people.tokens import LIFETIME, write_token
from app.platform import clock
from app.platform.database import Database, Scope
from app.platform.ids import new_id
from app.platform.settings import Settings, load_settings

_NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)  # made once: httpx takes 40 ms to make one that nobody uses
_routes: list[BaseRoute] = []
_ENCRYPTION_KEY = Fernet.generate_key().decode()


@dataclass(frozen=True, slots=True)
class Member:
    """A signed-in person and what they call the API with."""

    user_id: UUID
    workspace_id: UUID
    role: str
    token: str
    client: httpx.AsyncClient

    @property
    def scope(self) -> Scope:
        """What the program makes of them."""
        return Scope(self.workspace_id, self.user_id, self.role)


@dataclass(slots=True)
class RunningApp:
    """A program that answers at `url`."""

    app: FastAPI
    url: str
    _clients: list[httpx.AsyncClient] = field(default_factory=list)
    _client: httpx.AsyncClient | None = None

    @property
    def client(self) -> httpx.AsyncClient:
        """Carries no credentials and keeps no cookies."""
        if self._client is None:
            self._client = self.new_client(cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])))
        return self._client

    @property
    def database(self) -> Database:
        """The program's own database."""
        database: Database = self.app.state.database
        return database

    def new_client(self, **options: object) -> httpx.AsyncClient:
        """Another browser or program: cookies of its own. Closed with the program."""
        client = httpx.AsyncClient(base_url=self.url, verify=_NO_TLS, **options)  # type: ignore[arg-type]
        self._clients.append(client)
        return client

    async def close_clients(self) -> None:
        """Hang up, so that the server need not wait for anyone."""
        for client in self._clients:
            await client.aclose()
        self._clients.clear()
        self._client = None

    async def new_member(
        self,
        email: str = "ana@example.com",
        *,
        role: str = "owner",
        of: UUID | None = None,
        operator: bool = False,
    ) -> Member:
        """Somebody with a confirmed address and a sign-in, straight into the tables: owner of a new workspace, or
        member `of` another's.
        """
        now = clock.now()
        user_id, session_id, workspace_id = new_id(), new_id(), of or new_id()
        async with self.database.system() as db:
            db.add(
                User(id=user_id, email=email, full_name=email, password_hash="!", email_verified_at=now,
                     is_operator=operator)
            )  # fmt: skip
            if of is None:
                db.add(Workspace(id=workspace_id, slug=f"w-{workspace_id}", name=f"Business of {email}"))
            await db.flush()
            db.add(Membership(workspace_id=workspace_id, user_id=user_id, role=role))
            db.add(UserSession(id=session_id, user_id=user_id, expires_at=now + LIFETIME))
        settings: Settings = self.app.state.settings
        token = write_token(settings.secret("jwt_secret"), user_id=user_id, session_id=session_id, now=now)
        client = self.new_client(headers={"Authorization": f"Bearer {token}"})
        return Member(user_id, workspace_id, role, token, client)


def development_settings(database_url: str, data_dir: Path, **more: object) -> Settings:
    """Settings of a development installation; `more` named as in the environment, in small letters."""
    environ = {
        "DATABASE_URL": database_url,
        "DATA_DIR": str(data_dir),
        "DATABASE_POOL_SIZE": "4",
        "JWT_SECRET": "a secret that only tests know",
        "ENCRYPTION_KEY": _ENCRYPTION_KEY,
        "WEBHOOK_VERIFY_TOKEN": "a token that only tests know",
        "RATE_LIMIT_PER_ADDRESS": "1000",  # every test calls from the same address
    }
    return load_settings(environ | {name.upper(): str(value) for name, value in more.items()})


@asynccontextmanager
async def serving(app: FastAPI) -> AsyncIterator[RunningApp]:
    """Run any application, its lifespan included, on an ephemeral port."""
    config = uvicorn.Config(
        app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=3
    )
    server = _QuietServer(config)
    # Named as TCP in full: otherwise asyncio does not switch Nagle off, and answers come 40 ms late.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(512)
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        async with app.router.lifespan_context(app):
            running = RunningApp(app, url)
            task = asyncio.create_task(server.serve(sockets=[listener]))
            try:
                yield running
            finally:
                await running.close_clients()
                server.should_exit = True
                await task


@asynccontextmanager
async def running_app(settings: Settings) -> AsyncIterator[RunningApp]:
    """Run the whole program."""
    from app.main import create_app  # everything is imported with it; tests of one domain need less

    app = create_app(settings)
    # FastAPI works out every route of every application anew, for half a second; they are the same for all.
    if _routes:
        app.router.routes[:] = _routes
    else:
        _routes.extend(app.router.routes)
    async with serving(app) as running:
        yield running


async def no_job_runs(running: RunningApp) -> None:
    """Return when no job of the program is under way."""
    under_way = "select exists (select from frontdesk_pgqueuer where status = 'picked')"
    async with asyncio.timeout(10):
        while await running.database.crossing.fetchval(under_way):
            await asyncio.sleep(0.02)


class _QuietServer(uvicorn.Server):
    """Leaves the signals to pytest."""

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield
