"""What every test may ask for: a real database, settings, and the whole program on a real socket."""

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from pathlib import Path
from typing import TypeAlias

import pytest

from app.people.passwords import hasher
from app.platform.logs import configure_logs
from app.platform.settings import Settings
from tests.support.app import RunningApp, development_settings, running_app
from tests.support.postgres import TestServer, running_server

MakeDatabase: TypeAlias = Callable[[], Awaitable[str]]

configure_logs(
    "WARNING", as_json=True
)  # else structlog prints a failure with every local variable, for seconds
hasher.rounds = 4  # 256 times faster than in production, where slow is the point


@pytest.fixture(scope="session")
def _bare_server() -> Iterator[TestServer]:
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
async def database_server(_bare_server: TestServer) -> TestServer:
    """One PostgreSQL for the whole run."""
    await _bare_server.prepare()
    return _bare_server


@pytest.fixture(scope="session")
async def shared_database(database_server: TestServer) -> str:
    """The name of the database that tests take turns in."""
    return await database_server.new_database()


@pytest.fixture
async def database_url(database_server: TestServer, shared_database: str) -> AsyncIterator[str]:
    """An empty database with the schema, as the program's own login sees it. Emptied again after the test."""
    yield database_server.url(shared_database)
    await database_server.empty(shared_database)


@pytest.fixture
async def make_database(database_server: TestServer) -> AsyncIterator[MakeDatabase]:
    """Databases of the test's own, for what would disturb others: replicas, kills, migrations."""
    made: list[str] = []

    async def make() -> str:
        made.append(await database_server.new_database())
        return database_server.url(made[-1])

    yield make
    for database in made:
        await database_server.drop(database)


@pytest.fixture
def settings(database_url: str, tmp_path: Path) -> Settings:
    """A development installation on the empty database. Other settings: `development_settings(...)`."""
    return development_settings(database_url, tmp_path)


@pytest.fixture
async def running(settings: Settings) -> AsyncIterator[RunningApp]:
    """The whole program on a real socket: `running.client`, `running.new_member(...)`."""
    async with running_app(settings) as app:
        yield app
