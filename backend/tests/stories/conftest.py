"""Stories happen in a shop."""

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import pytest

from tests.support.app import development_settings
from tests.support.shop import Shop, open_shop


@pytest.fixture
async def shop(database_url: str, tmp_path: Path) -> AsyncIterator[Shop]:
    """One business with a linked account and an agent whose model says what the story scripts."""
    async with open_shop(partial(development_settings, database_url, tmp_path)) as opened:
        yield opened
