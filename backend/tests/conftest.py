"""What every test may ask for: a real database, settings, and the whole program on a real socket."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import TypeAlias

import pytest
import uvloop
from hypothesis import settings as hypothesis_settings

from app.people.passwords import hasher
from app.platform.logs import configure_logs
from app.platform.settings import Settings
from tests.support.app import RunningApp, development_settings, running_app
from tests.support.postgres import TestServer, running_server
from tests.support.shop import Premises, Shop, open_premises

MakeDatabase: TypeAlias = Callable[[], Awaitable[str]]

asyncio.set_event_loop_policy(uvloop.EventLoopPolicy())  # the program's own loop
configure_logs(
    "WARNING", as_json=True
)  # else structlog prints a failure with every local variable, for seconds
hypothesis_settings.register_profile("stories", deadline=None)  # a busy machine is no finding
hypothesis_settings.load_profile("stories")
hasher.rounds = 4  # 256 times faster than in production, where slow is the point


_LONGEST = (
    "test_state_machine",
    "test_people_and_agent",
    "test_webhooks_are",
    "test_the_api_holds",
    "test_a_killed",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What takes longest begins first, so that no worker is alone with it at the end."""

    def place(item: pytest.Item) -> tuple[bool, bool]:
        return not item.path.name.startswith(_LONGEST), "stories" not in item.path.parts

    items.sort(key=place)


@pytest.fixture(scope="session")
def _bare_server() -> Iterator[TestServer]:
    with running_server() as server:
        yield server


@pytest.fixture(scope="session")
async def database_server(_bare_server: TestServer) -> AsyncIterator[TestServer]:
    """One PostgreSQL for the whole run."""
    await _bare_server.prepare()
    yield _bare_server
    await _bare_server.close()


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


@pytest.fixture(scope="session")
async def _program(
    database_server: TestServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[RunningApp, str]]:
    database = await database_server.new_database()
    settings = development_settings(database_server.url(database), tmp_path_factory.mktemp("program"))
    async with running_app(settings) as app:
        yield app, database


@pytest.fixture
async def running(_program: tuple[RunningApp, str], database_server: TestServer) -> AsyncIterator[RunningApp]:
    """The whole program on a real socket: `running.client`, `running.new_member(...)`. It stays open from test to test
    (starting it takes half a second); its database is empty. A test that changes the program itself starts its own:
    `running_app(settings)`.
    """
    app, database = _program
    yield app
    await app.close_clients()
    await database_server.empty(database)


@pytest.fixture(scope="session")
async def _premises(
    database_server: TestServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Premises, str]]:
    database = await database_server.new_database()
    folder = tmp_path_factory.mktemp("shop")
    async with open_premises(partial(development_settings, database_server.url(database), folder)) as opened:
        yield opened, database


@pytest.fixture
async def shop(_premises: tuple[Premises, str], database_server: TestServer) -> AsyncIterator[Shop]:
    """One business with a linked account and an agent whose model says what the story scripts."""
    premises, database = _premises
    yield await premises.open()
    await premises.clear(partial(database_server.empty, database))
