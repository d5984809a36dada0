"""A running sandbox, and a small program in the platform's place that remembers what reaches it."""

from collections.abc import AsyncIterator

import httpx
import pytest
from aiohttp import web

from sandbox.server import SandboxServer
from sandbox.world import milliseconds_now
from tests.sandbox.actors import APP_ID, APP_SECRET, App, Listener


@pytest.fixture(scope="session")
async def listening() -> AsyncIterator[Listener]:
    listener = Listener()
    app = web.Application()
    app.router.add_route("*", "/webhook", listener.take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    host, port = runner.addresses[0][:2]
    listener.url = f"http://{host}:{port}"
    yield listener
    await runner.cleanup()


@pytest.fixture(scope="session")
async def running(listening: Listener) -> AsyncIterator[SandboxServer]:
    async with SandboxServer(
        platform_url=listening.url, app_id=APP_ID, app_secret=APP_SECRET, retry_delays=(0.01, 0.01)
    ) as server:
        yield server


@pytest.fixture
def platform(listening: Listener) -> Listener:
    listening.received.clear()
    listening.answers.clear()
    return listening


@pytest.fixture
async def sandbox(running: SandboxServer, platform: Listener) -> AsyncIterator[SandboxServer]:
    """The one running sandbox, on its first day and with the real clock."""
    yield running
    await running.courier.settled()
    running.world.now = milliseconds_now
    running.world.reset()
    running.mailbox.clear()


@pytest.fixture
async def app(sandbox: SandboxServer) -> AsyncIterator[App]:
    async with httpx.AsyncClient(base_url=sandbox.url, timeout=10) as http:
        yield App(http)
