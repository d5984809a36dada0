"""The load generator, in a process of its own so that nobody else's work delays it: `python -m bench.load`.

Reads one job as JSON on standard input, prints one result. Everything that costs anything (bodies, signatures) is
made before the clock starts. Times are of the monotonic clock, which all processes of a machine share.
"""

import asyncio
import gc
import json
import random
import sys
import time
from dataclasses import asdict, dataclass
from typing import Any, Literal

import uvloop

from bench import webhooks
from bench.client import Connection


@dataclass(frozen=True, slots=True)
class Job:
    """`closed`: so many senders, each sends its next when its last was answered. `open`: sends at the given times
    (seconds from the start), come what may, over so many connections.
    """

    kind: Literal["closed", "open"]
    port: int
    name: str
    """Goes into every message id: two jobs never send the same one."""
    customers: list[str]
    """Message k is from customer k modulo their number."""
    senders: int
    count: int
    times: list[float]

    def encode(self) -> bytes:
        """For the process's standard input."""
        return json.dumps(asdict(self)).encode()


def closed_job(port: int, name: str, customers: list[str], *, senders: int, count: int) -> Job:
    """As many as the server can take."""
    return Job("closed", port, name, customers, senders, count, [])


def open_job(port: int, name: str, customers: list[str], times: list[float], *, connections: int) -> Job:
    """A schedule."""
    return Job("open", port, name, customers, connections, len(times), times)


def arrivals(count: int, seconds: float, *, seed: int) -> list[float]:
    """Random independent times: evenly spaced ones would fall in step with the clocks of the server."""
    source = random.Random(seed)
    return sorted(source.uniform(0, seconds) for _ in range(count))


async def run(job: Job) -> dict[str, Any]:
    """`seconds` (from the first write to the last answer), `latencies` by message, `sent_at` by message.

    Raises when a message is not answered with 200.
    """
    work = _Work(job, [_request(job, k) for k in range(job.count)])
    connections = await asyncio.gather(*(Connection.open(job.port) for _ in range(job.senders)))
    for connection in connections:
        work.free.put_nowait(connection)
    started = time.monotonic()
    try:
        await (work.as_fast_as_it_can() if job.kind == "closed" else work.by_the_clock(started))
        seconds = time.monotonic() - started
    finally:
        for connection in work.opened | set(connections):
            connection.close()
    return {"seconds": seconds, "latencies": work.latencies, "sent_at": work.sent_at}


def _request(job: Job, k: int) -> bytes:
    customer = job.customers[k % len(job.customers)]
    text = f"Hello, do you have a free appointment for a haircut on Thursday? ({k})"
    return webhooks.request(webhooks.text_message(customer, f"{job.name}.{k}", text), job.port)


class _Work:
    def __init__(self, job: Job, requests: list[bytes]) -> None:
        self._job = job
        self._requests = requests
        self.latencies = [0.0] * job.count
        self.sent_at = [0.0] * job.count
        # Last in, first out: few connections stay busy, as in life.
        self.free: asyncio.LifoQueue[Connection] = asyncio.LifoQueue()
        self.opened: set[Connection] = set()

    async def as_fast_as_it_can(self) -> None:
        numbers = iter(range(self._job.count))

        async def sender() -> None:
            for k in numbers:
                await self._send(k)

        async with asyncio.TaskGroup() as group:
            for _ in range(self._job.senders):
                group.create_task(sender())

    async def by_the_clock(self, started: float) -> None:
        async with asyncio.TaskGroup() as group:
            for k, at in enumerate(self._job.times):
                await asyncio.sleep(max(0.0, started + at - time.monotonic()))
                group.create_task(self._send(k))

    async def _send(self, k: int) -> None:
        since = time.monotonic()  # waiting for a free connection is waiting for the server
        connection = await (await self.free.get()).fresh(self._job.port)
        self.opened.add(connection)
        self.sent_at[k] = since
        status = await connection.send(self._requests[k])
        self.latencies[k] = time.monotonic() - since
        self.free.put_nowait(connection)
        if status != 200:
            raise RuntimeError(f"message {k} was answered with {status}")


if __name__ == "__main__":
    gc.disable()  # a pause of ours would look like one of the server
    print(json.dumps(uvloop.run(run(Job(**json.load(sys.stdin))))))
