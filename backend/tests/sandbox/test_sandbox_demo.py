"""The demo business is loaded through the public API of the real platform, and loading it again does no harm."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from sandbox.demo import BUSINESS, EMAIL, PASSWORD, DemoError, load_demo
from sandbox.server import SandboxServer
from tests.support.app import RunningApp, development_settings, running_app

APP_ID, APP_SECRET = "990000000000002", "the demo's app secret"
ACCOUNT = "luna.hair.studio"


@dataclass(slots=True)
class Demo:
    """A platform and a sandbox that know each other, and what the loader remembers."""

    running: RunningApp
    sandbox: SandboxServer
    memory: Path

    async def load(self) -> list[str]:
        """Load the demo; what the loader said."""
        said: list[str] = []
        await load_demo(self.running.url, self.sandbox.url, self.memory, said.append)
        return said

    async def owner(self) -> httpx.AsyncClient:
        """The owner's browser, signed in."""
        client = self.running.new_client()
        answer = await client.post("/api/auth/login", json={"email": EMAIL, "password": PASSWORD})
        client.headers["Authorization"] = f"Bearer {answer.json()['access_token']}"
        return client

    async def items(self, path: str) -> list[dict[str, Any]]:
        """The rows of one of the owner's lists."""
        rows: list[dict[str, Any]] = (await (await self.owner()).get(path)).json()["items"]
        return rows


@pytest.fixture
async def demo(database_url: str, tmp_path: Path) -> AsyncIterator[Demo]:
    async with SandboxServer(platform_url="", app_id=APP_ID, app_secret=APP_SECRET) as sandbox:
        settings = development_settings(
            database_url, tmp_path / "data", instagram_app_id=APP_ID, instagram_app_secret=APP_SECRET,
            instagram_graph_url=sandbox.url, instagram_api_url=sandbox.url, instagram_oauth_url=sandbox.url,
            smtp_host="127.0.0.1", smtp_port=sandbox.smtp_port, smtp_tls="none", reply_quiet_seconds="0.1",
        )  # fmt: skip
        async with running_app(settings) as running:
            sandbox.courier.platform_url = running.url
            yield Demo(running, sandbox, tmp_path / "demo.json")
            await sandbox.courier.settled()


async def test_an_empty_platform_becomes_the_demo_business_and_answers(demo: Demo) -> None:
    assert (await demo.load())[0] == "Registering the demo owner"
    [agent] = await demo.items("/api/agents")
    assert agent["name"] == "Luna" and agent["is_active"]
    documents = await demo.items(f"/api/agents/{agent['id']}/documents")
    assert {row["status"] for row in documents} == {"ready"} and len(documents) == 2
    me = (await (await demo.owner()).get("/api/auth/me")).json()
    assert me["workspaces"][0]["name"] == BUSINESS["name"]
    world = demo.sandbox.world
    customer = world.customer(world.account(ACCOUNT), "ana")
    world.customer_writes(customer, "How much is a haircut?")
    await world.until(lambda: bool(world.sent_to(customer)))
    assert "€48" in world.sent_to(customer)[0]


async def test_a_second_start_undoes_nothing_that_the_owner_changed(demo: Demo) -> None:
    await demo.load()
    [agent] = await demo.items("/api/agents")
    owner = await demo.owner()
    await owner.put(f"/api/agents/{agent['id']}", json={"name": "Sofia"})
    await owner.put(f"/api/agents/{agent['id']}/toggle", json={"is_active": False})
    assert await demo.load() == []
    [agent] = await demo.items("/api/agents")
    assert (agent["name"], agent["is_active"]) == ("Sofia", False)


async def test_a_sandbox_that_lost_its_tokens_is_linked_again(demo: Demo) -> None:
    await demo.load()
    [before] = await demo.items("/api/instagram/accounts")
    demo.sandbox.world.reset()
    assert await demo.load() == [f"Linking @{ACCOUNT}"]
    [after] = await demo.items("/api/instagram/accounts")
    assert after["id"] == before["id"]


async def test_a_loading_that_was_cut_off_is_finished_by_the_next(demo: Demo) -> None:
    await demo.load()
    demo.memory.unlink()  # as if it had been stopped before it could remember
    await demo.load()
    [agent] = await demo.items("/api/agents")
    assert len(await demo.items(f"/api/agents/{agent['id']}/documents")) == 2


async def test_a_changed_password_is_said_in_a_sentence(demo: Demo) -> None:
    await demo.load()
    demo.memory.unlink()
    await demo.running.database.crossing.execute(
        "update users set password_hash = '!' where email = $1", EMAIL
    )
    with pytest.raises(DemoError, match="registered with another password"):
        await demo.load()
