"""A business that takes bookings, and customers who write to its agent."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.agents.tools import BadArguments, ToolContext, ToolResult
from app.appointments.tools import manage_appointment
from app.platform.ids import new_id
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


DAY = f"{monday():%Y-%m-%d}"
_CUSTOMER = """
with contact as (insert into contacts (id, workspace_id, name) values ($1, $2, null)),
account as (insert into accounts (id, workspace_id, channel, network_id) values ($1, $2, 'instagram', $3)),
identity as (insert into identities (id, workspace_id, contact_id, account_id, network_id) values ($1, $2, $1, $1, $3)),
thread as (insert into threads (id, workspace_id, account_id, identity_id) values ($1, $2, $1, $1))
insert into conversations (id, workspace_id, thread_id, account_id, contact_id) values ($1, $2, $1, $1, $1)
"""


@dataclass(slots=True)
class Customer:
    """A conversation, and what the agent does in it."""

    salon: Salon
    context: ToolContext

    async def ask(self, action: str, **arguments: Any) -> ToolResult:
        """One call of the tool; nothing of it is said yet."""
        tool = manage_appointment(self.salon.running.database)
        return await tool.run(self.context, {"action": action, **arguments})

    async def say(self, *results: ToolResult) -> None:
        """The answer goes out, and the effects with it."""
        async with self.salon.running.database.tenant_road(self.context.workspace_id) as connection:
            for result in results:
                if result.effect:
                    await result.effect(connection)

    async def refused(self, action: str, **arguments: Any) -> str:
        with pytest.raises(BadArguments) as refusal:
            await self.ask(action, **arguments)
        return str(refusal.value)

    async def slot(self, clock: str = "10:00", **more: Any) -> str:
        found = await self.ask("check_availability", date=DAY, time=clock, **more)
        assert found.content["status"] == "free", found.content
        return str(found.content["slot"]["slot_id"])

    async def booked(self, clock: str = "10:00") -> str:
        made = await self.ask("create", slot_id=await self.slot(clock), name="Ana")
        await self.say(made)
        return str(made.content["appointment_id"])


async def customer_of(salon: Salon) -> Customer:
    thing = new_id()
    await salon.rows(_CUSTOMER, thing, salon.owner.workspace_id, str(thing))
    agents = (await salon.call("GET", "agents"))["items"] or [
        await salon.call("POST", "agents", 201, name="L")
    ]
    workspace_id = salon.owner.workspace_id
    return Customer(salon, ToolContext(workspace_id, UUID(agents[0]["id"]), thing, thing, thing))


@pytest.fixture
async def ana(salon: Salon) -> Customer:
    return await customer_of(salon)


@pytest.fixture
async def bea(salon: Salon) -> Customer:
    return await customer_of(salon)
