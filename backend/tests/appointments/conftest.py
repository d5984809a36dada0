"""A business that takes bookings."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.support.app import Member, RunningApp

ZONE = ZoneInfo("Europe/Madrid")


@dataclass(slots=True)
class Salon:
    """The program, and somebody who may set everything up."""

    running: RunningApp
    owner: Member

    async def call(self, method: str, path: str, status: int = 200, **body: Any) -> Any:
        """Ask the API as the owner; its answer, whose status is checked."""
        answer = await self.owner.client.request(method, f"/api/{path}", json=body or None)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None

    async def book(self, at: datetime, status: int = 201, **more: Any) -> Any:
        """A booking at a moment; or the refusal."""
        wish = {"customer_name": "Ana", "starts_at": at.isoformat()} | more
        return await self.call("POST", "appointments", status, **wish)

    async def rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        """Straight from the tables."""
        return [dict(row) for row in await self.running.database.crossing.fetch(statement, *values)]


@pytest.fixture
async def salon(running: RunningApp) -> Salon:
    """A business in Madrid."""
    opened = Salon(running, await running.new_member())
    await opened.call("PUT", "workspace", timezone=ZONE.key)
    return opened


def monday(clock: str = "10:00", *, weeks: int = 1) -> datetime:
    """A moment on a Monday to come."""
    today = datetime.now(ZONE).date()
    day = today + timedelta(days=7 * weeks - today.weekday())
    return on(day, clock)


def on(day: date, clock: str) -> datetime:
    """A moment on the business's clock."""
    return datetime.combine(day, time.fromisoformat(clock), ZONE)
