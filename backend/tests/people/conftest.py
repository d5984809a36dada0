"""The people part of the program on a real socket, with its jobs, a real database and a real mail server."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TypeAlias

import httpx
import pytest
from fastapi import APIRouter, FastAPI

from app.email.mailer import Mailer
from app.people import jobs as people_jobs
from app.people.access import Db, Manager, OperatorUser, Reader, Teammate
from app.people.keys_router import router as keys_router
from app.people.router import router, workspace_router
from app.people.security_router import router as security_router
from app.platform.crypto import Vault
from app.platform.database import Database
from app.platform.jobs import JobRunner
from app.platform.problems import install_problem_handlers
from app.platform.settings import Settings
from tests.support.app import RunningApp, development_settings, serving
from tests.support.postgres import TestServer
from tests.support.smtp import Mailbox, code_in

PASSWORD = "correct horse battery"
Answer: TypeAlias = httpx.Response

doors = APIRouter(prefix="/doors")


@doors.api_route("/reader", methods=["GET", "POST"])
async def reader(scope: Reader, db: Db) -> str:
    return str(scope.workspace_id)


@doors.get("/teammate")
async def teammate(scope: Teammate) -> str:
    return str(scope.workspace_id)


@doors.get("/manager")
async def manager(scope: Manager) -> str:
    return str(scope.workspace_id)


@doors.get("/operator")
async def operator(user: OperatorUser) -> str:
    return user.email


stream = APIRouter()


@stream.get("/api/events")
async def events(scope: Reader) -> str:
    return str(scope.workspace_id)


def people_app(settings: Settings) -> FastAPI:
    """An application of this domain alone, and a few doors to try the roles on."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        assert settings.database_url is not None
        url = settings.database_url.get_secret_value()
        database = Database(url, pool_size=settings.database_pool_size)
        await database.open()
        vault = Vault(settings.secret("encryption_key"))
        jobs = JobRunner(url)
        people_jobs.register(jobs, database, vault, Mailer(settings), settings)
        jobs.start()
        app.state.database, app.state.vault = database, vault
        yield
        await jobs.stop()
        await database.close()

    app = FastAPI(lifespan=lifespan)
    app.state.settings = settings
    install_problem_handlers(app)
    for each in (router, security_router, keys_router, workspace_router, doors, stream):
        app.include_router(each)
    return app


@dataclass(slots=True)
class Frontdesk:
    """The program as a person at a keyboard meets it."""

    app: RunningApp
    mailbox: Mailbox

    async def post(self, path: str, **body: str) -> Answer:
        """POST /api/auth/`path`, from a program without credentials."""
        return await self.app.client.post(f"/api/auth/{path}", json=body)

    async def register(self, email: str, password: str = PASSWORD, full_name: str = "Ana Kaya") -> Answer:
        return await self.post("register", email=email, password=password, full_name=full_name)

    async def code_for(self, email: str) -> str:
        """The code in the next mail."""
        return code_in(await self.mailbox.next_to(email))

    async def sign_up(self, email: str, password: str = PASSWORD) -> str:
        """Register, confirm, and give the token."""
        assert (await self.register(email, password)).status_code == 201
        answer = await self.post("verify-email", email=email, code=await self.code_for(email))
        assert answer.status_code == 200, answer.text
        return str(answer.json()["access_token"])

    async def me(self, token: str) -> Answer:
        return await self.app.client.get("/api/auth/me", headers={"Authorization": f"Bearer {token}"})

    async def execute(self, statement: str, *values: object) -> None:
        """Reach into the tables."""
        await self.app.database.crossing.execute(statement, *values)

    def configure(self, **changes: object) -> None:
        """Other settings until the test ends."""
        state = self.app.app.state
        state.settings = state.settings.model_copy(update=changes)

    async def jobs_done(self) -> None:
        """Wait until nothing is queued any more."""
        waiting = "select count(*) from frontdesk_pgqueuer where status in ('queued', 'picked')"
        async with asyncio.timeout(10):
            while await self.app.database.crossing.fetchval(waiting):
                pass


@pytest.fixture(scope="session")
async def _mailbox() -> AsyncIterator[Mailbox]:
    async with Mailbox() as mailbox:
        yield mailbox


@pytest.fixture(scope="session")
async def _people_app(
    database_server: TestServer, _mailbox: Mailbox, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[RunningApp, str]]:
    database = await database_server.new_database()
    settings = development_settings(
        database_server.url(database),
        tmp_path_factory.mktemp("people"),
        smtp_host="127.0.0.1",
        smtp_port=_mailbox.port,
        smtp_tls="none",
    )
    async with serving(people_app(settings)) as app:
        yield app, database


@pytest.fixture
async def desk(
    _people_app: tuple[RunningApp, str], _mailbox: Mailbox, database_server: TestServer
) -> AsyncIterator[Frontdesk]:
    app, database = _people_app
    desk = Frontdesk(app, _mailbox)
    settings = app.app.state.settings
    yield desk
    app.app.state.settings = settings
    await desk.jobs_done()
    await database_server.empty(database)
    _mailbox.forget()
