"""At most N calls at once per provider, shared fairly between workspaces (promise C2)."""

import asyncio

import pytest

from app.llm import LlmConfig, ModelRegistry
from app.llm.fair import FairGate
from app.llm.providers import Host
from tests.llm.conftest import HELLO, KEY
from tests.support.model_server import ModelServer


class Visitors:
    """Callers of one gate that stay inside until told to leave."""

    def __init__(self, places: int) -> None:
        self.gate = FairGate(places)
        self.entered: list[str] = []
        self.tasks: dict[str, asyncio.Task[None]] = {}
        self._leave: dict[str, asyncio.Event] = {}

    async def arrive(self, *names: str) -> None:
        """Names are a workspace letter and a number: a1."""
        for name in names:
            self._leave[name] = asyncio.Event()
            self.tasks[name] = asyncio.create_task(self._visit(name))
            await self.settle()

    async def leave(self, name: str) -> None:
        self._leave[name].set()
        await self.settle()

    async def leave_all(self) -> None:
        for event in self._leave.values():
            event.set()
        await asyncio.gather(*self.tasks.values(), return_exceptions=True)

    async def settle(self) -> None:
        """Let every task run until all wait; no clock is involved."""
        for _ in range(5):
            await asyncio.sleep(0)

    async def _visit(self, name: str) -> None:
        async with self.gate.place(name[0]):
            self.entered.append(name)
            await self._leave[name].wait()


async def test_a_busy_workspace_does_not_keep_a_quiet_one_waiting() -> None:
    visitors = Visitors(places=1)
    await visitors.arrive("a1", "a2", "a3", "a4", "b1", "c1", "b2")
    await visitors.leave_all()

    assert visitors.entered == ["a1", "a2", "b1", "c1", "a3", "b2", "a4"]


async def test_no_more_than_the_allowed_number_is_inside() -> None:
    visitors = Visitors(places=2)
    await visitors.arrive("a1", "b1", "c1", "d1")
    assert visitors.entered == ["a1", "b1"]

    await visitors.leave("b1")
    assert visitors.entered == ["a1", "b1", "c1"]
    await visitors.leave_all()


async def test_one_who_gives_up_waiting_takes_no_place() -> None:
    visitors = Visitors(places=1)
    await visitors.arrive("a1", "b1", "c1")
    visitors.tasks["b1"].cancel()
    await visitors.settle()

    await visitors.leave("a1")
    assert visitors.entered == ["a1", "c1"]

    await visitors.leave("c1")
    await visitors.arrive("d1")
    assert visitors.entered[-1] == "d1"
    await visitors.leave_all()


async def test_a_place_given_in_the_instant_of_giving_up_is_passed_on() -> None:
    visitors = Visitors(places=1)
    await visitors.arrive("a1", "b1", "c1")
    visitors.tasks["a1"].add_done_callback(lambda _: visitors.tasks["b1"].cancel())
    await visitors.leave("a1")  # b1's place is given, but b1 has not woken up yet
    await visitors.settle()

    assert "c1" in visitors.entered
    await visitors.leave_all()


@pytest.mark.parametrize("provider", ["openai", "groq"])
async def test_a_provider_gets_at_most_n_calls_at_once_and_workspaces_take_turns(
    provider: str, server: ModelServer
) -> None:
    registry = ModelRegistry({provider: Host(server.url, KEY)}, calls_at_once=2)
    releases = [server.will_hang() for _ in range(2)]
    busy, quiet = (registry.open(LlmConfig(provider, model)) for model in ("busy", "quiet"))
    calls = [asyncio.create_task(busy.complete(HELLO, fair_key="busy")) for _ in range(6)]
    await server.request(2)
    calls.append(asyncio.create_task(quiet.complete(HELLO, fair_key="quiet")))
    await asyncio.sleep(0)
    assert len(server.requests) == 2

    for release in releases:
        release.set()
    await asyncio.gather(*calls)

    assert "quiet" in [request.body["model"] for request in server.requests[2:5]]
    await registry.aclose()
