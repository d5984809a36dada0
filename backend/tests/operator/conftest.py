"""An operator looks at a shop's installation."""

import pytest

from tests.support.app import Member
from tests.support.shop import Shop


@pytest.fixture
async def operator(shop: Shop) -> Member:
    return await shop.running.new_member("operator@host.example", operator=True)
