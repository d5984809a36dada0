"""What stories need besides a shop."""

from collections.abc import AsyncIterator
from functools import partial

import pytest

from app.platform.database import Database
from tests.conftest import MakeDatabase
from tests.support.postgres import TestServer
from tests.support.smtp import Mailbox
from tests.support.stage import Stage


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    """Where mail arrives, for a shop that is told its port."""
    async with Mailbox() as opened:
        yield opened


@pytest.fixture
async def stage(make_database: MakeDatabase, database_server: TestServer) -> AsyncIterator[Stage]:
    """A business whose model, network and clock are ours, and whose road goes one step at a time."""
    url = await make_database()
    name = url.partition("?")[0].rpartition("/")[2]
    opened = Stage(
        Database(url, pool_size=4),
        database_server.url(name, user="postgres"),
        partial(database_server.empty, name),
    )
    await opened.open()
    await opened.clear()
    yield opened
    await opened.crash()
    await opened.close()
