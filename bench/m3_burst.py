"""M3: what the platform adds to the model's time and the quiet time, and what a thousand customers at once do to it."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

from bench import stand_ins
from bench.load import arrivals, open_job
from bench.platform import Platform, platform
from bench.processes import run_job, scratch_folder
from bench.report import Row, median, percentile, say, spread
from bench.stand_ins import Instagram

_QUIET_SECONDS = 3.0
_MOST_SECONDS = 12.0
_MODEL_SECONDS = 1.0
_CONNECTIONS = 128

_STEADY_SECONDS = 60
_STEADY_DMS = 600
_STEADY_BAR = 300.0

_BURSTS = 5
_BURST_DMS = 1000
_BURST_WITHIN = 60
_BURST_BAR = 1.4
# Long enough for a second answer to show itself.
_LISTEN_ON_SECONDS = 3


async def measure() -> list[Row]:
    """Three rows: added time, everybody answered once, and the burst's acknowledgements."""
    with scratch_folder() as folder:
        async with (
            stand_ins.instagram(folder) as graph,
            stand_ins.model_host(folder, script="echo", latency=_MODEL_SECONDS) as model_url,
            platform(
                folder, graph_url=graph.url, model_url=model_url,
                quiet_seconds=_QUIET_SECONDS, most_seconds=_MOST_SECONDS,
            ) as ours,
        ):  # fmt: skip
            await _warm_up(folder, ours, graph)
            steady = await _steady(folder, ours, graph)
            async with stand_ins.floor(folder) as floor_port:
                bursts = await _bursts(folder, ours, graph, floor_port)
    return [steady, *bursts]


async def _warm_up(folder: Path, ours: Platform, graph: Instagram) -> None:
    await _send(folder, ours.port, "warm", arrivals(50, 1, seed=0))
    await graph.wait_for(50, within=_BURST_WITHIN)


async def _steady(folder: Path, ours: Platform, graph: Instagram) -> Row:
    say(f"M3: {_STEADY_DMS} messages in {_STEADY_SECONDS} s")
    graph.sent.clear()
    sent = await _send(folder, ours.port, "steady", arrivals(_STEADY_DMS, _STEADY_SECONDS, seed=1))
    await graph.wait_for(_STEADY_DMS, within=_BURST_WITHIN)
    answered_at = {each.customer: each.at for each in graph.sent}
    if len(answered_at) < _STEADY_DMS:
        say(f"  {_STEADY_DMS - len(answered_at)} customers got no answer: counted as never")
    added = [
        (answered_at.get(customer, float("inf")) - at - _QUIET_SECONDS - _MODEL_SECONDS) * 1000
        for customer, at in zip(_customers("steady", _STEADY_DMS), sent["sent_at"], strict=True)
    ]
    thirds = [percentile(added[k::3], 95) for k in range(3)]
    p95 = percentile(added, 95)
    say(f"  added: median {median(added):.0f} ms, p95 {p95:.0f} ms, longest {max(added):.0f} ms")
    return Row(
        measure="M3 time added over model and quiet time, p95",
        value=p95,
        unit="ms",
        peer=None,
        peer_value=None,
        ratio=None,
        n=_STEADY_DMS,
        spread=spread(thirds),
        bar=f"<= {_STEADY_BAR:.0f} ms",
        holds=p95 <= _STEADY_BAR,
    )


async def _bursts(folder: Path, ours: Platform, graph: Instagram, floor_port: int) -> list[Row]:
    floor_p99s: list[float] = []
    our_p99s: list[float] = []
    finished: list[float] = []
    exactly_once = 0
    await _send(folder, floor_port, "floor-warm", arrivals(_BURST_DMS, 1, seed=9))
    for number in range(_BURSTS):
        times = arrivals(_BURST_DMS, 1, seed=10 + number)
        say(f"M3: burst {number + 1} of {_BURSTS}: {_BURST_DMS} new customers within one second")
        floor_p99s.append(_p99(await _send(folder, floor_port, f"floor-{number}", times)))
        graph.sent.clear()
        sent = await _send(folder, ours.port, f"burst-{number}", times)
        our_p99s.append(_p99(sent))
        all_answered = await graph.wait_for(_BURST_DMS, within=_BURST_WITHIN)
        began = min(sent["sent_at"])
        finished.append(max((each.at for each in graph.sent), default=began) - began)
        await graph.wait_for(_BURST_DMS + 1, within=_LISTEN_ON_SECONDS)
        answers = Counter(each.customer for each in graph.sent)
        once = sum(answers[customer] == 1 for customer in _customers(f"burst-{number}", _BURST_DMS))
        exactly_once += once
        say(f"  {once} of {_BURST_DMS} answered exactly once, the last after {finished[-1]:.1f} s"
            f"{'' if all_answered else ' (time was up)'}; "
            f"ack p99 {our_p99s[-1]:.1f} ms against {floor_p99s[-1]:.1f} ms")  # fmt: skip
    ratios = [value / peer for value, peer in zip(our_p99s, floor_p99s, strict=True)]
    all_once = exactly_once == _BURSTS * _BURST_DMS
    return [
        Row(
            measure="M3 burst of 1,000 conversations: the last answer",
            value=median(finished),
            unit="s",
            peer=None,
            peer_value=None,
            ratio=None,
            n=exactly_once,
            spread=spread(finished),
            bar=f"all answered exactly once within {_BURST_WITHIN} s",
            holds=all_once and max(finished) <= _BURST_WITHIN,
        ),
        Row(
            measure="M3 burst of 1,000 conversations: acknowledgement, p99",
            value=median(our_p99s),
            unit="ms",
            peer="the floor of M1 in the same burst",
            peer_value=median(floor_p99s),
            ratio=median(ratios),
            n=_BURSTS * _BURST_DMS,
            spread=spread(ratios),
            bar=f"ratio <= {_BURST_BAR}",
            holds=median(ratios) <= _BURST_BAR,
        ),
    ]


async def _send(folder: Path, port: int, name: str, times: list[float]) -> dict[str, Any]:
    job = open_job(port, name, _customers(name, len(times)), times, connections=_CONNECTIONS)
    answer = await run_job(
        "-m", "bench.load", job=job.encode(), log=folder / "load.log", within=times[-1] + 60
    )
    result: dict[str, Any] = json.loads(answer)
    return result


def _customers(name: str, count: int) -> list[str]:
    return [f"{name}-{number}" for number in range(count)]


def _p99(result: dict[str, Any]) -> float:
    return percentile(result["latencies"], 99) * 1000
