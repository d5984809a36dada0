"""The platform under test: a PostgreSQL of our own, two replicas as real processes, one business with an agent."""

import asyncio
import contextlib
import os
import shutil
import signal
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import asyncpg
import httpx

from app.people.tokens import LIFETIME, write_token
from app.platform.crypto import Vault
from app.platform.embedded_postgres import EmbeddedPostgres
from app.platform.ids import new_id
from chaos.faults import Faults
from sandbox.state import Account as NetworkAccount
from sandbox.world import MetaWorld
from tests.support.postgres import TestServer
from tests.support.process import BACKEND, free_port

APP_ID, APP_SECRET = "990000000000001", "an app secret that only this run knows"
_KEY = "Y2hhb3MtY2hhb3MtY2hhb3MtY2hhb3MtY2hhb3MtMTI="  # pragma: allowlist secret
_JWT_SECRET = "a secret that only this run knows"
QUIET, LONGEST_WAIT = timedelta(seconds=1), timedelta(seconds=4)
"""A customer who has written nothing for so long is answered; and after so long in any case."""
_START_SECONDS = 90
_REDIRECT = "https://shop.example/callback"
_AWAY = (
    OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError,
    asyncpg.ConnectionDoesNotExistError, asyncpg.InternalClientError,
)  # fmt: skip

_CUT = """
select pg_terminate_backend(pid) from pg_stat_activity
where usename = 'frontdesk' and pid <> pg_backend_pid() and hashint4(pid # $1) % 2 = 0
"""
_SOME_SERVER_PROCESS = "select pid from pg_stat_activity where usename = 'frontdesk' order by pid"


class ChaosError(Exception):
    """The run could not be made; says why."""


class DatabaseServer:
    """A PostgreSQL with the login and roles of production."""

    def __init__(self, folder: Path, faults: Faults) -> None:
        self._server = EmbeddedPostgres(folder)
        self._faults = faults
        self.url = ""
        self._owner_url = ""

    async def start(self) -> None:
        """Start, migrate, make the login."""
        self._server.start()
        databases = TestServer(self._server)
        await databases.prepare()
        name = await databases.new_database()
        self.url, self._owner_url = databases.url(name), databases.url(name, user="postgres")

    def stop(self) -> None:
        """Stop for good."""
        self._server.stop()

    async def fetch(self, statement: str, *values: object) -> list[asyncpg.Record]:
        """Rows as the superuser sees them, however often the server has to be asked."""
        for _ in range(100):
            with contextlib.suppress(*_AWAY):
                connection = await asyncpg.connect(self._owner_url, timeout=10)
                try:
                    return await connection.fetch(statement, *values)
                finally:
                    await connection.close(timeout=5)
            await asyncio.sleep(0.2)
        raise ChaosError("The database does not answer any more.")

    async def suffer(self, kind: str, random: Random) -> None:
        """Cut half of the platform's connections, kill one of the server's processes, or restart the server."""
        self._faults.count(f"database: {kind}")
        self._faults.strike()
        match kind:
            case "cut":
                await self.fetch(_CUT, random.randrange(2**30))
            case "crash":
                processes = await self.fetch(_SOME_SERVER_PROCESS)
                if processes:
                    with contextlib.suppress(ProcessLookupError):
                        os.kill(random.choice(processes)["pid"], signal.SIGKILL)
            case "restart":
                self._server.stop()
                await asyncio.sleep(random.uniform(0.1, 2))
                self._server.start()
        self._faults.strike()


class Replica:
    """One `python -m app.main`, started again whenever it ends."""

    def __init__(self, number: int, environment: dict[str, str], log: Path) -> None:
        self.number = number
        self.ended_by_itself = 0
        self._environment = environment
        self._log = log
        self._process: Process | None = None
        self._pause = 0.0
        self._was_killed = False
        self._is_wanted = True
        self._keeper: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Run it, and again after every end."""
        self._keeper = asyncio.create_task(self._keep_running())

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self._environment['PORT']}"

    async def is_ready(self) -> None:
        """Return when it can answer customers."""
        async with httpx.AsyncClient(base_url=self.url) as client:
            for _ in range(_START_SECONDS * 10):
                with contextlib.suppress(httpx.HTTPError):
                    if (await client.get("/readyz")).status_code == 200:
                        return
                await asyncio.sleep(0.1)
        raise ChaosError(f"Replica {self.number} did not become ready; see {self._log}")

    def kill(self, pause: float) -> None:
        """kill -9; it is started again after `pause` seconds."""
        self._pause = pause
        if self._process is not None and self._process.returncode is None:
            self._was_killed = True
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()

    async def stop(self) -> None:
        """SIGTERM, and for good."""
        self._is_wanted = False
        if self._process is not None and self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), 25)
            except TimeoutError:
                self._process.kill()
        if self._keeper is not None:
            self._keeper.cancel()
            await asyncio.gather(self._keeper, return_exceptions=True)

    async def _keep_running(self) -> None:
        while self._is_wanted:
            with self._log.open("ab") as log:
                self._process = await asyncio.create_subprocess_exec(
                    *_ends_with_us(), sys.executable, "-m", "app.main", cwd=BACKEND, env=self._environment,
                    stdin=asyncio.subprocess.DEVNULL, stdout=log, stderr=log,
                )  # fmt: skip
            await self._process.wait()
            if self._is_wanted and not self._was_killed:
                self.ended_by_itself += 1  # it may: the database is away while it starts
                self._pause = 0.5
            self._was_killed = False
            await asyncio.sleep(self._pause)


def _ends_with_us() -> list[str]:
    return ["setpriv", "--pdeathsig", "KILL", "--"] if shutil.which("setpriv") else []


@asynccontextmanager
async def replicas(
    folder: Path, database_url: str, graph_urls: list[str], model_urls: list[str], ports: list[int]
) -> AsyncIterator[list[Replica]]:
    """So many replicas as there are ports, all ready."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    made = []
    for number, port in enumerate(ports):
        data_dir = folder / f"replica{number}"
        environment = kept | {
            "PYTHONPATH": str(BACKEND), "PORT": str(port), "DATA_DIR": str(data_dir), "DATABASE_URL": database_url,
            "DATABASE_POOL_SIZE": "6", "ENCRYPTION_KEY": _KEY, "JWT_SECRET": _JWT_SECRET, "LOG_FORMAT": "json",
            "WEBHOOK_VERIFY_TOKEN": "chaos", "INSTAGRAM_APP_ID": APP_ID, "INSTAGRAM_APP_SECRET": APP_SECRET,
            "INSTAGRAM_GRAPH_URL": graph_urls[number], "LLM_PROVIDER": "openai", "LLM_MODEL": "scripted",
            "OPENAI_API_KEY": "k", "OPENAI_BASE_URL": model_urls[number],
            "REPLY_QUIET_SECONDS": str(QUIET.total_seconds()),
            "REPLY_MAX_WAIT_SECONDS": str(LONGEST_WAIT.total_seconds()),
        }  # fmt: skip
        made.append(Replica(number, environment, folder / f"replica{number}.log"))
    try:
        for replica in made:
            replica.start()
            await (
                replica.is_ready()
            )  # one after the other: both would make the same folders of a fresh machine
        yield made
    finally:
        await asyncio.gather(*(replica.stop() for replica in made))


def new_ports(count: int) -> list[int]:
    """Ports nobody listens on now."""
    return [free_port() for _ in range(count)]


class Business:
    """A linked account with an active agent, and an owner who is signed in."""

    def __init__(self, database: DatabaseServer, network: NetworkAccount, token: str) -> None:
        self.network = network
        self._database = database
        self._headers = {"Authorization": f"Bearer {token}"}

    async def hand_back(self, customer_id: str, urls: list[str]) -> datetime:
        """Give the customer's newest conversation back to the agent; the database's time just before."""
        rows = await self._database.fetch(
            "select c.id from conversations c join threads t on t.id = c.thread_id"
            " join identities i on i.id = t.identity_id where i.network_id = $1 order by c.created_at desc limit 1",
            customer_id,
        )
        [now] = await self._database.fetch("select now()")
        for attempt in range(120):
            with contextlib.suppress(httpx.HTTPError):
                async with httpx.AsyncClient(
                    base_url=urls[attempt % len(urls)], headers=self._headers
                ) as client:
                    answer = await client.put(
                        f"/api/chat-history/{rows[0]['id']}/status", json={"status": "active"}
                    )
                if answer.status_code == 200:
                    moment: datetime = now[0]
                    return moment
                if answer.status_code < 500:
                    raise ChaosError(f"Handing back was answered with {answer.status_code}: {answer.text}")
            await asyncio.sleep(0.3)
        raise ChaosError("No replica took the hand-back.")


async def open_business(database: DatabaseServer, world: MetaWorld) -> Business:
    """Everything an owner would have done on the first day, straight into the tables."""
    network = world.account("luna.hair.studio")
    code = world.desk.issue_code(network.user_id, _REDIRECT, "instagram_business_manage_messages")
    short = world.desk.redeem(client_id=APP_ID, client_secret=APP_SECRET, redirect_uri=_REDIRECT, code=code)
    token = world.desk.exchange(client_secret=APP_SECRET, token=short.value).value
    world.subscribe(network, ["messages"])
    workspace, account, agent, user, session = (new_id() for _ in range(5))
    now = datetime.now(UTC)
    for statement, values in (
        ("insert into workspaces (id, slug, name) values ($1, 'luna', 'Luna Hair Studio')", (workspace,)),
        ("insert into users (id, email, full_name, password_hash, email_verified_at)"
         " values ($1, 'owner@luna.example', 'Sofia', '!', $2)", (user, now)),
        ("insert into memberships (workspace_id, user_id, role) values ($1, $2, 'owner')", (workspace, user)),
        ("insert into sessions (id, user_id, expires_at) values ($1, $2, $3)", (session, user, now + LIFETIME)),
        ("insert into accounts (id, workspace_id, channel, network_id, token_encrypted, token_issued_at,"
         " token_expires_at)"
         " values ($1, $2, 'instagram', $3, $4, $5::timestamptz, $5::timestamptz + interval '60 days')",
         (account, workspace, network.user_id, Vault(_KEY).seal(token), now)),
        ("insert into agents (id, workspace_id, name, is_active) values ($1, $2, 'Luna', true)", (agent, workspace)),
        ("insert into agent_accounts (workspace_id, account_id, agent_id) values ($1, $2, $3)",
         (workspace, account, agent)),
    ):  # fmt: skip
        await database.fetch(statement, *values)
    return Business(database, network, write_token(_JWT_SECRET, user_id=user, session_id=session, now=now))
