"""One real PostgreSQL per test run. Every test sees committed rows, under the roles of production."""

import asyncio
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import asyncpg
import pytest

from app.platform.database import Connection
from app.platform.embedded_postgres import EmbeddedPostgres
from app.platform.migrate import migrate

LOGIN = "frontdesk"
_TEMPLATE = "frontdesk_template"
_FAST = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nautovacuum = off\n"
_ROLES = "frontdesk_owner, frontdesk_tenant, frontdesk_system"

# Every row of every table, however the tables point at each other, in one round trip; the schema's version stays.
EMPTY = """
set session_replication_role = replica;
do $$ declare name text; begin
  for name in select relname from pg_class
    where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> 'alembic_version'
  loop execute format('delete from %I', name); end loop;
end $$;
set session_replication_role = origin;
"""


_STUCK_SECONDS = 20


async def until_one_waits(connection: Connection) -> None:
    """Until a transaction waits for what another one holds. Raises TimeoutError when none does."""
    waiting = "select true from pg_locks where not granted limit 1"
    async with asyncio.timeout(_STUCK_SECONDS):
        while not await connection.fetchval(waiting):
            await asyncio.sleep(0.01)


class TestServer:
    """A server of our own, with one migrated template that new databases are copied from."""

    __test__ = False

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server = server
        self._numbers = count(1)
        # One for each database that is emptied: a new connection takes longer than the emptying.
        self._kept: dict[str, asyncpg.Connection[asyncpg.Record]] = {}

    def url(self, database: str, *, user: str = LOGIN) -> str:
        """The address of a database, as the login the program uses (or `postgres`)."""
        return self._server.url(user, database)

    async def prepare(self) -> None:
        """Migrate the template as a database owner would, and make the login: neither owner nor superuser."""
        await self._as_owner("postgres", f"create database {_TEMPLATE}")
        await migrate(self.url(_TEMPLATE, user="postgres"))
        await self._as_owner(
            _TEMPLATE, f"create role {LOGIN} login; grant {_ROLES} to {LOGIN} with inherit false, set true"
        )

    async def new_database(self) -> str:
        """A fresh database with the schema (30 ms); gives its name."""
        name = f"test_{next(self._numbers)}"
        await self._as_owner("postgres", f"create database {name} template {_TEMPLATE} strategy file_copy")
        return name

    async def drop(self, database: str) -> None:
        """Throw a database away, whoever is still connected."""
        if kept := self._kept.pop(database, None):
            await kept.close()
        await self._as_owner("postgres", f"drop database {database} with (force)")

    async def empty(self, database: str) -> None:
        """Delete every row (3 ms)."""
        kept = self._kept.get(database)
        if kept is None or kept.is_closed():
            kept = self._kept[database] = await self._connect(database)
        while True:
            try:
                await kept.execute(EMPTY)
                return
            except asyncpg.DeadlockDetectedError:
                continue  # met a job that the test left behind, which has gone on by now

    async def close(self) -> None:
        """Let go of every database."""
        for connection in self._kept.values():
            await connection.close()
        self._kept.clear()

    async def _connect(self, database: str) -> "asyncpg.Connection[asyncpg.Record]":
        return await asyncpg.connect(
            self.url(database, user="postgres"), server_settings={"lock_timeout": "10s"}
        )

    async def _as_owner(self, database: str, script: str) -> None:
        connection = await self._connect(database)
        try:
            await connection.execute(script)
        finally:
            await connection.close()


@contextmanager
def running_server() -> Iterator[TestServer]:
    """Start the server in a folder of its own; call from the main thread, then `prepare` it."""
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-tests-"))
    folder.chmod(0o711)  # the server's user passes through
    server = EmbeddedPostgres(folder, extra_configuration=_FAST)
    try:
        server.start()
        yield TestServer(server)
    finally:
        server.stop()
        deadlocks = _deadlocks((folder / "server.log").read_text(errors="replace"))
        shutil.rmtree(folder, ignore_errors=True)
    if deadlocks:
        pytest.fail(f"Statements of the program locked each other out:\n{deadlocks}", pytrace=False)


def _deadlocks(log: str) -> str:
    """Every deadlock with the statements of both sides. Whoever lost one lost its work, or waits to do it again. A job
    that a test has left behind may meet the emptying of the tables; that is nothing of the program's.
    """
    told: list[list[str]] = []
    is_about_one = False
    for line in log.splitlines():
        if "deadlock detected" in line:
            told.append([])
            is_about_one = True
        elif " LOG: " in line or " FATAL: " in line:
            is_about_one = False
        if is_about_one:
            told[-1].append(line)
    blocks = ["\n".join(lines) for lines in told]
    return "\n".join(block for block in blocks if EMPTY.splitlines()[1] not in block)
