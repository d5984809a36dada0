"""M10: what a hundred open dashboards cost while nothing happens."""

import asyncio
from asyncio import StreamReader, StreamWriter

from bench import stand_ins
from bench.platform import Platform, platform
from bench.processes import BenchError, scratch_folder
from bench.report import Row, median, say

_STREAMS = 100
_WARM_SECONDS = 5
# Two pings of every stream fit in.
_REST_SECONDS = 30
_ROUNDS = 3
_BAR = 0.05


async def measure() -> list[Row]:
    """One row: the share of a core that the streams take, over what the platform takes without them."""
    with scratch_folder() as folder:
        async with (
            stand_ins.instagram(folder) as graph,
            platform(folder, graph_url=graph.url, model_url=None, quiet_seconds=3, most_seconds=12) as ours,
        ):
            costs: list[float] = []
            for number in range(_ROUNDS):
                say(f"M10: {_STREAMS} open event streams, {number + 1} of {_ROUNDS}")
                alone = await _share(ours)
                streams = await asyncio.gather(*(_open(ours) for _ in range(_STREAMS)))
                try:
                    together = await _share(ours)
                    await _are_alive(streams)
                finally:
                    for _, writer in streams:
                        writer.close()
                costs.append(together - alone)
                say(f"  {together:.1%} of a core, {alone:.1%} without them")
    return [
        Row(
            measure=f"M10 {_STREAMS} open event streams at rest",
            value=median(costs) * 100,
            unit="% of a core",
            peer=None,
            peer_value=None,
            ratio=None,
            n=_STREAMS,
            spread=None,
            bar=f"< {_BAR:.0%}",
            holds=max(costs) < _BAR,
        )
    ]


async def _share(ours: Platform) -> float:
    await asyncio.sleep(_WARM_SECONDS)
    before = ours.cpu()
    await asyncio.sleep(_REST_SECONDS)
    used = ours.cpu() - before
    return (used.platform + used.postgres) / _REST_SECONDS


async def _open(ours: Platform) -> tuple[StreamReader, StreamWriter]:
    reader, writer = await asyncio.open_connection("127.0.0.1", ours.port)
    authorization = ours.headers["Authorization"]
    writer.write(
        f"GET /api/events HTTP/1.1\r\nHost: bench\r\nAuthorization: {authorization}\r\n\r\n".encode()
    )
    async with asyncio.timeout(20):
        while b"resync" not in await reader.readline():
            if reader.at_eof():
                raise BenchError("The platform closed an event stream at its beginning.")
    return reader, writer


async def _are_alive(streams: list[tuple[StreamReader, StreamWriter]]) -> None:
    """Everyone was pinged meanwhile."""
    for reader, _ in streams:
        async with asyncio.timeout(20):
            while b"ping" not in await reader.readline():
                if reader.at_eof():
                    raise BenchError("The platform closed an event stream.")
