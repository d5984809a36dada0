"""M1: webhook acknowledgements per second, 16 senders, against the floor.

A linked account, customers that are known, the product's own quiet times. What the platform does behind the
acknowledgement goes on meanwhile; no agent answers (turns are M2's). Platform and floor take turns, and the platform
has come to rest before the floor is measured.
"""

import json
from pathlib import Path

from bench import stand_ins
from bench.load import closed_job
from bench.platform import Platform, platform
from bench.processes import run_job, scratch_folder
from bench.report import Row, median, say, spread

SENDERS = 16
_PAIRS = 5
# Long enough for a platform that puts its own work off: it cannot put it off for so long.
_ACKS = 10_000
_CUSTOMERS = [f"1000{number:04d}" for number in range(200)]
_QUIET_SECONDS = 3.0
_MOST_SECONDS = 12.0
_LONGEST_RUN = 60


async def measure() -> list[Row]:
    """One row."""
    say("M1: acknowledgements")
    with scratch_folder() as folder:
        async with (
            stand_ins.instagram(folder) as graph,
            stand_ins.floor(folder) as floor_port,
            platform(
                folder, graph_url=graph.url, model_url=None,
                quiet_seconds=_QUIET_SECONDS, most_seconds=_MOST_SECONDS,
            ) as ours,
        ):  # fmt: skip
            await _acks_a_second(folder, floor_port, "floor-warm", len(_CUSTOMERS) * 5)
            await _ours(folder, ours, "warm", len(_CUSTOMERS) * 5)
            values: list[float] = []
            floors: list[float] = []
            for pair in range(_PAIRS):
                values.append(await _ours(folder, ours, f"pair-{pair}", _ACKS))
                floors.append(await _acks_a_second(folder, floor_port, f"floor-{pair}", _ACKS))
                say(f"  pair {pair + 1}: {values[-1]:,.0f} against {floors[-1]:,.0f} a second")
    ratios = [value / peer for value, peer in zip(values, floors, strict=True)]
    row = Row(
        measure="M1 webhook acknowledgements",
        value=median(values),
        unit="acks/s",
        peer="bare FastAPI route: HMAC and one INSERT",
        peer_value=median(floors),
        ratio=median(ratios),
        n=_PAIRS * _ACKS,
        spread=spread(ratios),
        bar="ratio >= 1.0",
        holds=median(ratios) >= 1.0,
    )
    return [row]


async def _ours(folder: Path, ours: Platform, name: str, count: int) -> float:
    acks = await _acks_a_second(folder, ours.port, name, count)
    await ours.at_rest(within=_LONGEST_RUN)
    return acks


async def _acks_a_second(folder: Path, port: int, name: str, count: int) -> float:
    job = closed_job(port, name, _CUSTOMERS, senders=SENDERS, count=count)
    answer = await run_job("-m", "bench.load", job=job.encode(), log=folder / "load.log", within=_LONGEST_RUN)
    return count / float(json.loads(answer)["seconds"])
