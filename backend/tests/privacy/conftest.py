"""Fixtures of these tests."""

import pytest

from tests.privacy.business import Business, open_business
from tests.support.app import RunningApp


@pytest.fixture
async def business(running: RunningApp) -> Business:
    """One business with a linked account, in the whole program."""
    return await open_business(running)
