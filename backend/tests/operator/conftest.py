"""An operator looks at a shop's installation."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from tests.support.app import Member, development_settings
from tests.support.shop import Shop, open_shop


@pytest.fixture
async def shop(database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    async with open_shop(partial(development_settings, database_url, tmp_path)) as opened:
        yield opened


@pytest.fixture
async def operator(shop: Shop) -> Member:
    return await shop.running.new_member("operator@host.example", operator=True)
