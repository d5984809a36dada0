"""`kill -9` at any instant loses no message and repeats no answer (D5); starting and refusing to start."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import pytest

from app.platform.crypto import Vault
from app.platform.ids import new_id
from sandbox.server import SandboxServer
from tests.conftest import MakeDatabase
from tests.support.model_server import ModelServer
from tests.support.process import free_port, run_until_it_ends, running_process
from tests.support.shop import APP_ID, APP_SECRET, KNOWN

KEY = "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0LTEyMzQ="  # pragma: allowlist secret


@dataclass(slots=True)
class World:
    """A linked shop in a database of its own, and the environment a process needs to serve it."""

    sandbox: SandboxServer
    model: ModelServer
    environ: dict[str, str]
    database_url: str

    async def row(self, statement: str) -> asyncpg.Record | None:
        connection = await asyncpg.connect(self.database_url, server_settings={"role": "frontdesk_system"})
        try:
            return await connection.fetchrow(statement)
        finally:
            await connection.close()

    async def until(self, statement: str) -> None:
        async with asyncio.timeout(15):
            while await self.row(statement) is None:
                await asyncio.sleep(0.02)


@pytest.fixture
async def world(make_database: MakeDatabase, tmp_path: Path) -> AsyncIterator[World]:
    database_url = await make_database()
    port = free_port()
    async with (
        ModelServer() as model,
        SandboxServer(
            platform_url=f"http://127.0.0.1:{port}", app_id=APP_ID, app_secret=APP_SECRET
        ) as sandbox,
    ):
        environ = {
            "PORT": str(port), "DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": database_url, "ENCRYPTION_KEY": KEY,
            "INSTAGRAM_APP_SECRET": APP_SECRET, "INSTAGRAM_GRAPH_URL": sandbox.url, "LLM_PROVIDER": "openai",
            "LLM_MODEL": "scripted", "OPENAI_API_KEY": "k", "OPENAI_BASE_URL": model.base_url,
            "REPLY_QUIET_SECONDS": "0.2",
        }  # fmt: skip
        world = World(sandbox, model, environ, database_url)
        await link(world)
        yield world


async def link(world: World) -> None:
    network = world.sandbox.world.account("luna.hair.studio")
    desk = world.sandbox.world.desk
    code = desk.issue_code(network.user_id, "https://x", "instagram_business_manage_messages")
    short = desk.redeem(client_id=APP_ID, client_secret=APP_SECRET, redirect_uri="https://x", code=code)
    token = desk.exchange(client_secret=APP_SECRET, token=short.value).value
    world.sandbox.world.subscribe(network, ["messages"])
    workspace, account, agent = new_id(), new_id(), new_id()
    connection = await asyncpg.connect(world.database_url, server_settings={"role": "frontdesk_system"})
    await connection.execute("insert into workspaces (id, slug, name) values ($1, 'luna', 'Luna')", workspace)
    await connection.execute(
        "insert into accounts (id, workspace_id, channel, network_id, token_encrypted)"
        " values ($1, $2, 'instagram', $3, $4)",
        account, workspace, network.user_id, Vault(KEY).seal(token),
    )  # fmt: skip
    await connection.execute(
        "insert into agents (id, workspace_id, name, is_active, system_context) values ($1, $2, 'Luna', true, $3)",
        agent,
        workspace,
        KNOWN,
    )
    await connection.execute(
        "insert into agent_accounts (workspace_id, account_id, agent_id) values ($1, $2, $3)",
        workspace,
        account,
        agent,
    )
    await connection.close()


async def test_killed_while_the_model_thinks_the_answer_still_comes_once(world: World) -> None:
    customer = world.sandbox.world.customer(world.sandbox.world.account("luna.hair.studio"), "ana")
    async with running_process(world.environ, as_command=True) as first:
        world.model.will_hang()
        world.sandbox.world.customer_writes(customer, "How much is a haircut?")
        await world.model.request(1)
        await first.kill()
    world.model.will_say("A haircut is €48.")
    await world.row("update threads set lease_until = now() returning id")  # the lease of the dead runs out
    async with running_process(world.environ) as second:
        await world.sandbox.world.until(lambda: bool(world.sandbox.world.sent_to(customer)), 15)
        await world.until("select 1 from messages where sender_type = 'assistant' and status = 'sent'")
        assert await second.stop() == 0
    assert world.sandbox.world.sent_to(customer) == ["A haircut is €48."]


async def test_killed_right_after_the_200_the_message_is_not_lost(world: World) -> None:
    customer = world.sandbox.world.customer(world.sandbox.world.account("luna.hair.studio"), "ana")
    async with running_process(world.environ) as first:
        message = world.sandbox.world.customer_writes(customer, "Hello?")
        await world.sandbox.courier.settled()
        await first.kill()
    assert [d.status for d in world.sandbox.world.deliveries_of(message.mid)] == [200]
    await world.row("update threads set lease_until = now() returning id")
    async with running_process(world.environ):
        await world.sandbox.world.until(lambda: bool(world.sandbox.world.sent_to(customer)), 15)
        await world.until("select 1 from messages where sender_type = 'assistant' and status = 'sent'")
    assert len(world.sandbox.world.sent_to(customer)) == 1


async def test_killed_between_plan_and_answer_the_send_is_settled(world: World) -> None:
    """The network took it, we never heard, and we were killed: the echo, or its list, tells the next process."""
    customer = world.sandbox.world.customer(world.sandbox.world.account("luna.hair.studio"), "ana")
    world.sandbox.world.faults.no_echo = True
    async with running_process(world.environ) as first:
        world.sandbox.world.faults.drop_answer = 1
        world.sandbox.world.customer_writes(customer, "Hello?")
        await world.sandbox.world.until(lambda: bool(world.sandbox.world.sent_to(customer)), 15)
        await first.kill()
    await world.row("update threads set lease_until = now() returning id")
    await world.row(
        "update send_parts set sending_at = now() - interval '21 s', settle_after = now() where status = 'sending'"
        " returning id"
    )
    async with running_process(world.environ):
        await world.until("select 1 from messages where sender_type = 'assistant' and status = 'sent'")
    assert len(world.sandbox.world.sent_to(customer)) == 1


async def test_two_replicas_on_one_database_answer_each_customer_once(world: World, tmp_path: Path) -> None:
    """D3: any replica may answer, one does."""
    shop = world.sandbox.world.account("luna.hair.studio")
    customers = [world.sandbox.world.customer(shop, f"customer{n}") for n in range(20)]
    other = world.environ | {"PORT": str(free_port()), "DATA_DIR": str(tmp_path / "other")}
    async with running_process(world.environ), running_process(other) as second:
        world.sandbox.world.faults.twice = True
        for n, customer in enumerate(customers):
            world.sandbox.courier.platform_url = (
                second.url if n % 2 else f"http://127.0.0.1:{world.environ['PORT']}"
            )
            world.sandbox.world.customer_writes(customer, "Hello?")
        await world.sandbox.world.until(lambda: all(world.sandbox.world.sent_to(c) for c in customers), 30)
        await world.sandbox.courier.settled()
    assert [len(world.sandbox.world.sent_to(customer)) for customer in customers] == [1] * 20


async def test_a_second_start_on_the_same_folder_says_so(world: World) -> None:
    async with running_process(world.environ):
        code, said = await run_until_it_ends(world.environ | {"PORT": str(free_port())})
    assert code == 1
    assert said.startswith("Another Frontdesk is using") and said.count("\n") == 1


async def test_a_port_in_use_is_one_sentence(world: World, tmp_path: Path) -> None:
    async with running_process(world.environ):
        code, said = await run_until_it_ends(world.environ | {"DATA_DIR": str(tmp_path / "other")})
    assert code == 1
    assert said == f"Port {world.environ['PORT']} is in use. Stop what uses it, or set PORT.\n"


async def test_production_refuses_to_start_and_names_what_is_missing(tmp_path: Path) -> None:
    environ = {"APP_ENV": "production", "DATA_DIR": str(tmp_path)}
    code, said = await run_until_it_ends(environ, as_command=True)
    assert code == 1
    for name in ("DATABASE_URL", "QDRANT_URL", "JWT_SECRET", "ENCRYPTION_KEY", "WEBHOOK_VERIFY_TOKEN", "PUBLIC_URL",
                 "APP_SECRET"):  # fmt: skip
        assert f"\n  {name}: " in said
    assert "openssl rand" in said and "Traceback" not in said


async def test_a_key_that_is_none_is_said_before_anything_starts(world: World) -> None:
    code, said = await run_until_it_ends(world.environ | {"ENCRYPTION_KEY": "short"}, module="app.worker")
    assert code == 1 and said.startswith("ENCRYPTION_KEY is not a Fernet key")
