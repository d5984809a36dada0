"""A business in the middle of its day: the real program, a linked account, an agent, customers, a scripted model."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

from app.accounts.models import Account
from app.platform import clock
from app.platform.ids import new_id
from sandbox.server import SandboxServer
from sandbox.state import Account as NetworkAccount
from sandbox.state import Customer
from sandbox.world import MetaWorld
from tests.support.app import Member, RunningApp, development_settings, no_job_runs, running_app
from tests.support.model_server import ModelServer
from tests.support.postgres import TestServer

APP_ID, APP_SECRET = "990000000000001", "an app secret that only tests know"
PATIENCE = 10


@dataclass(slots=True)
class Shop:
    """Everything a story needs."""

    running: RunningApp
    sandbox: SandboxServer
    model: ModelServer
    owner: Member
    network_account: NetworkAccount
    account_id: UUID
    agent_id: UUID

    @property
    def world(self) -> MetaWorld:
        """The network, as it really is."""
        return self.sandbox.world

    def customer(self, name: str = "ana") -> Customer:
        """Somebody who may write; the same name is the same person."""
        return self.world.customer(self.network_account, name)

    def writes(self, text: str, *, customer: str = "ana", **more: Any) -> str:
        """A customer's message is on its way; the network's id of it."""
        return self.world.customer_writes(self.customer(customer), text, **more).mid

    def sent_to(self, customer: str = "ana") -> list[str]:
        """What reached this customer from us."""
        return self.world.sent_to(self.customer(customer))

    async def answers(self, count: int = 1, *, customer: str = "ana") -> list[str]:
        """Wait until this customer got so many messages from us, and every webhook about them arrived."""
        await self.world.until(lambda: len(self.sent_to(customer)) >= count, PATIENCE)
        return self.sent_to(customer)

    async def conversation(self, customer: str = "ana") -> dict[str, Any]:
        """The customer's newest conversation as the dashboard reads it."""
        listed = (await self.owner.client.get("/api/chat-history")).json()["items"]
        igsid = self.customer(customer).igsid
        newest = next((row for row in listed if row["customer_ig_id"] == igsid), None)
        if newest is None:
            return {"messages": [], "status": None}
        answer = await self.owner.client.get(f"/api/chat-history/{newest['id']}")
        body: dict[str, Any] = answer.json()
        return body

    async def said(self, customer: str = "ana") -> list[tuple[str, str, str]]:
        """(sender_type, status, content) of each message, oldest first."""
        messages = (await self.conversation(customer))["messages"]
        return [(m["sender_type"], m["status"], m["content"]) for m in messages]

    async def until(self, is_so: Callable[[], Awaitable[bool]], seconds: float = PATIENCE) -> None:
        """Wait for something in our own rows; looked at again whenever the program hints at a change."""
        async with asyncio.timeout(seconds):
            changed = asyncio.Event()

            async def listen() -> None:
                async for _ in self.running.app.state.hints.stream(self.owner.workspace_id):
                    changed.set()

            listening = asyncio.create_task(listen())
            try:
                while not await is_so():
                    await changed.wait()
                    changed.clear()
            finally:
                listening.cancel()

    async def until_last(self, *, status: str, customer: str = "ana") -> dict[str, Any]:
        """Wait until the newest message has this status; the message."""

        async def is_so() -> bool:
            messages = (await self.conversation(customer))["messages"]
            return bool(messages) and messages[-1]["status"] == status

        await self.until(is_so)
        message: dict[str, Any] = (await self.conversation(customer))["messages"][-1]
        return message

    async def rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        """Straight from the tables, across all workspaces."""
        found = await self.running.database.crossing.fetch(statement, *values)
        return [dict(row) for row in found]

    async def time_passes(self, interval: str) -> None:
        """Every send that waits to be settled is that much older."""
        await self.running.database.crossing.execute(
            "update send_parts set sending_at = sending_at - $1::text::interval,"
            " settle_after = settle_after - $1::text::interval where settle_after is not null",
            interval,
        )


async def link_account(
    running: RunningApp, member: Member, world: MetaWorld, network: NetworkAccount
) -> UUID:
    """The account is linked and subscribed, as Business Login would leave it."""
    code = world.desk.issue_code(network.user_id, "https://x", "instagram_business_manage_messages")
    short = world.desk.redeem(client_id=APP_ID, client_secret=APP_SECRET, redirect_uri="https://x", code=code)
    token = world.desk.exchange(client_secret=APP_SECRET, token=short.value).value
    world.subscribe(network, ["messages"])
    account_id = new_id()
    async with running.database.tenant(member.scope) as db:
        db.add(
            Account(
                id=account_id,
                workspace_id=member.workspace_id,
                channel="instagram",
                network_id=network.user_id,
                app_scoped_id=network.app_scoped_id,
                username=network.username,
                token_encrypted=running.app.state.vault.seal(token),
                token_issued_at=clock.now(),
                is_active=True,
                health="ok",
                created_at=clock.now(),
            )
        )
    return account_id


# What the scripted model may say without asking a tool: every value in an answer must be proven (promise H4).
KNOWN = "A haircut is €48 (48 lira), for children €25. We open at 5 and close at 18:00."


async def hire_agent(member: Member, account_id: UUID, name: str = "Luna") -> UUID:
    """An active agent for the account."""
    wish = {"name": name, "instagram_account_id": str(account_id), "system_context": KNOWN}
    made = await member.client.post("/api/agents", json=wish)
    assert made.status_code == 201, made.text
    agent_id = made.json()["id"]
    switched = await member.client.put(f"/api/agents/{agent_id}/toggle", json={"is_active": True})
    assert switched.status_code == 200, switched.text
    return UUID(agent_id)


@asynccontextmanager
async def open_premises(make_settings: Callable[..., Any]) -> AsyncIterator["Premises"]:
    """Start the servers and the program. `make_settings(**more)` gives the settings of the installation."""
    async with (
        ModelServer() as model,
        SandboxServer(
            platform_url="", app_id=APP_ID, app_secret=APP_SECRET, retry_delays=(0.2, 0.2)
        ) as sandbox,
    ):
        settings = make_settings(
            instagram_app_id=APP_ID, instagram_app_secret=APP_SECRET, instagram_graph_url=sandbox.url,
            instagram_api_url=sandbox.url, instagram_oauth_url=sandbox.url,
            llm_provider="openai", llm_model="scripted", openai_api_key="k", openai_base_url=model.base_url,
            reply_quiet_seconds="0.2", reply_max_wait_seconds="2",
        )  # fmt: skip
        async with running_app(settings) as running:
            sandbox.courier.platform_url = settings.public_url = running.url
            yield Premises(running, sandbox, model)


@dataclass(slots=True)
class Premises:
    """What of a shop may stay open from story to story: starting it takes longer than most stories."""

    running: RunningApp
    sandbox: SandboxServer
    model: ModelServer

    async def open(self) -> Shop:
        """Somebody moves in: a business with a linked account and an agent."""
        owner = await self.running.new_member("owner@luna.example")
        network = self.sandbox.world.account("luna.hair.studio")
        account_id = await link_account(self.running, owner, self.sandbox.world, network)
        agent_id = await hire_agent(owner, account_id)
        return Shop(self.running, self.sandbox, self.model, owner, network, account_id, agent_id)

    async def clear(self, empty_database: Callable[[], Awaitable[None]]) -> None:
        """Let the story end and forget it: here, on the network, at the model and in the program's memory."""
        await self.sandbox.courier.settled()
        road = self.running.app.state.road
        await road.stop()
        await self.running.close_clients()
        await no_job_runs(self.running)
        await empty_database()
        self.sandbox.world.reset()
        self.sandbox.mailbox.clear()
        self.model.forget()
        road._routes._paces.clear()
        road._answer.__self__._replies._asking._outages._known.clear()
        road._backlog.ended(road._backlog.stored)
        road.start()


@asynccontextmanager
async def kept_premises(
    server: TestServer, folder: Path, **more: object
) -> AsyncIterator[Callable[[], AbstractAsyncContextManager[Shop]]]:
    """Premises for the stories of a file, with a database of their own and `more` settings. Gives what opens a shop in
    them, which is forgotten when its story ends.
    """
    database = await server.new_database()
    async with open_premises(partial(development_settings, server.url(database), folder, **more)) as premises:

        @asynccontextmanager
        async def open_one() -> AsyncIterator[Shop]:
            yield await premises.open()
            await premises.clear(partial(server.empty, database))

        yield open_one
    await server.drop(database)


@asynccontextmanager
async def open_shop(make_settings: Callable[..., Any]) -> AsyncIterator[Shop]:
    """A shop of its own, for an installation with other settings."""
    async with open_premises(make_settings) as premises:
        yield await premises.open()
        await premises.sandbox.courier.settled()
