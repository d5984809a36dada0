"""The outside world of a measure: Instagram, a model host and a floor, each a process of its own."""

import asyncio
import contextlib
import json
from asyncio.subprocess import Process
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.processes import BenchError, read_line, running


@dataclass(frozen=True, slots=True)
class Sent:
    """What Instagram was asked to send. `at`: monotonic time at which the request arrived."""

    at: float
    customer: str
    text: str


@dataclass(slots=True)
class Instagram:
    """The parent's side of the Graph stand-in."""

    url: str
    sent: list[Sent] = field(default_factory=list)
    _more: asyncio.Condition = field(default_factory=asyncio.Condition)
    _by_customer: dict[str, asyncio.Queue[Sent]] = field(default_factory=lambda: defaultdict(asyncio.Queue))

    async def next_to(self, customer: str, *, within: float = 30) -> Sent:
        """The next message to this customer that nobody has taken yet."""
        try:
            return await asyncio.wait_for(self._by_customer[customer].get(), within)
        except TimeoutError:
            raise BenchError(f"Customer {customer} got no answer within {within:.0f} s.") from None

    async def wait_for(self, count: int, *, within: float) -> bool:
        """Whether so many messages were sent within so many seconds."""
        try:
            async with asyncio.timeout(within), self._more:
                await self._more.wait_for(lambda: len(self.sent) >= count)
        except TimeoutError:
            return False
        return True

    async def listen(self, process: Process) -> None:
        """Take what the stand-in reports, until it ends."""
        assert process.stdout is not None
        while line := await process.stdout.readline():
            sent = Sent(*json.loads(line))
            self.sent.append(sent)
            self._by_customer[sent.customer].put_nowait(sent)
            async with self._more:
                self._more.notify_all()


@asynccontextmanager
async def instagram(folder: Path) -> AsyncIterator[Instagram]:
    """Instagram, listening."""
    log = folder / "graph.log"
    async with running("-m", "bench.graph", log=log) as process:
        graph = Instagram(f"http://127.0.0.1:{await read_line(process, log)}")
        listener = asyncio.create_task(graph.listen(process))
        try:
            yield graph
        finally:
            listener.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await listener


@asynccontextmanager
async def model_host(folder: Path, *, script: str, latency: float) -> AsyncIterator[str]:
    """A scripted model; gives its base URL. `latency` in seconds."""
    log = folder / "model.log"
    command = ("-m", "tests.support.model_server", "--latency", str(latency), "--script", script)
    async with running(*command, log=log) as process:
        yield f"http://127.0.0.1:{await read_line(process, log)}/v1"


@asynccontextmanager
async def floor(folder: Path) -> AsyncIterator[int]:
    """The bare webhook; gives its port."""
    home = folder / "floor"
    home.mkdir()
    home.chmod(0o711)
    log = folder / "floor.log"
    async with running("-m", "bench.floor", str(home), log=log) as process:
        yield int(await read_line(process, log))
