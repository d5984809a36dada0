"""Fixtures of every domain that needs linked accounts; their conftest names them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from sandbox.server import SandboxServer
from tests.accounts.desk import APP_ID, APP_SECRET, Desk, open_desk
from tests.support.app import development_settings


@pytest.fixture(scope="session")
async def running_sandbox() -> AsyncIterator[SandboxServer]:
    # Nothing is delivered in these tests, so the platform's address does not matter.
    async with SandboxServer(
        platform_url="http://127.0.0.1:9", app_id=APP_ID, app_secret=APP_SECRET
    ) as sandbox:
        yield sandbox


@pytest.fixture
async def desk(database_url: str, tmp_path: Path, running_sandbox: SandboxServer) -> AsyncIterator[Desk]:
    """An empty installation that is set up for Instagram."""
    running_sandbox.world.reset()
    settings = development_settings(
        database_url, tmp_path, instagram_app_id=APP_ID, instagram_app_secret=APP_SECRET
    )
    async with open_desk(settings, running_sandbox) as desk:
        yield desk
