"""What stories need besides a shop."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from typing import TypeAlias

import pytest

from app.platform.database import Database
from tests.conftest import MakeDatabase
from tests.support.postgres import TestServer
from tests.support.shop import Shop, kept_premises
from tests.support.smtp import Mailbox
from tests.support.stage import Stage

OpenShop: TypeAlias = Callable[[], AbstractAsyncContextManager[Shop]]


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    """Where mail arrives, for a shop that is told its port."""
    async with Mailbox() as opened:
        yield opened


@pytest.fixture(scope="module")
async def mailed_premises(
    database_server: TestServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[OpenShop, Mailbox]]:
    """An installation that sends mail, and whose operator lets it call this machine, by its number only."""
    async with (
        Mailbox() as mailbox,
        kept_premises(
            database_server, tmp_path_factory.mktemp("mailed"),
            fetch_hosts_allowed="127.0.0.1", smtp_host="127.0.0.1", smtp_port=mailbox.port, smtp_tls="none",
        ) as open_one,
    ):  # fmt: skip
        yield open_one, mailbox


@pytest.fixture
async def mailed_shop(mailed_premises: tuple[OpenShop, Mailbox]) -> AsyncIterator[Shop]:
    """A shop there."""
    open_one, mailbox = mailed_premises
    async with open_one() as opened:
        yield opened
    mailbox.forget()


@pytest.fixture
async def stage(make_database: MakeDatabase, database_server: TestServer) -> AsyncIterator[Stage]:
    """A business whose model, network and clock are ours, and whose road goes one step at a time."""
    url = await make_database()
    name = url.partition("?")[0].rpartition("/")[2]
    opened = Stage(Database(url, pool_size=4), database_server.url(name, user="postgres"))
    await opened.open()
    await opened.clear()
    yield opened
    await opened.crash()
    await opened.close()
