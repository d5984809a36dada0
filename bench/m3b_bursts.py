"""M3b: customers who write several lines in a row get one answer, from a slow model and from one without latency."""

import itertools
import json
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from bench import stand_ins
from bench.load import arrivals, open_job
from bench.platform import Platform, platform
from bench.processes import BenchError, run_job, scratch_folder
from bench.report import Row, median, percentile, say
from bench.stand_ins import Instagram, Sent

_QUIET_SECONDS = 3.0
_MOST_SECONDS = 12.0
_MODEL_SECONDS = (1.0, 0.0)
_CONNECTIONS = 128

_BURSTS = 1000
_LINES = (2, 6)
_LONGEST_GAP = 4.0
_STARTS_WITHIN = 40
_SEED = 3
_LONGEST_REST = 120
_BAR = 0.99
_MOST_SHOWN = 10

# A line is dealt with when a turn that spoke has read it.
_UNANSWERED = "select count(*) from messages where sender_type = 'customer' and status <> 'answered'"
_SPOKEN = "select count(*) from send_parts where status = 'sent'"
_HOLDING = "select count(*) from messages where kind = 'holding'"
_TURNS = "select count(*) from turns where outcome in ('answered', 'superseded')"


@dataclass(frozen=True, slots=True)
class Burst:
    """One customer's lines. `times` in seconds from the start of the load."""

    customer: str
    times: Sequence[float]


def bursts(count: int, seed: int) -> list[Burst]:
    """Two to six lines each, up to four seconds apart; the same seed makes the same bursts."""
    source = random.Random(seed)
    return [
        Burst(f"burst-{number}", list(itertools.accumulate([start, *_gaps(source)])))
        for number, start in enumerate(arrivals(count, _STARTS_WITHIN, seed=seed))
    ]


async def measure() -> list[Row]:
    """One row: the share of bursts that got exactly one answer, from the model that makes it the smaller one."""
    written = bursts(_BURSTS, _SEED)
    shares = [await _with_model(latency, written) for latency in _MODEL_SECONDS]
    unanswered = sum(lines for _, lines in shares)
    worst = min(share for share, _ in shares)
    return [
        Row(
            measure="M3b bursts answered once",
            value=worst,
            unit="of all bursts",
            peer=None,
            peer_value=None,
            ratio=None,
            n=_BURSTS * len(shares),
            spread=None,
            bar=f">= {_BAR}, and no line unanswered",
            holds=worst >= _BAR and not unanswered,
        )
    ]


async def _with_model(latency: float, written: Sequence[Burst]) -> tuple[float, int]:
    """The share of bursts with exactly one answer, and how many lines got none."""
    lines = sum(len(burst.times) for burst in written)
    say(f"M3b: {len(written)} bursts of {lines} lines, model latency {latency:.0f} s")
    with scratch_folder() as folder:
        async with (
            stand_ins.instagram(folder) as graph,
            stand_ins.model_host(folder, script="echo", latency=latency) as model_url,
            platform(
                folder, graph_url=graph.url, model_url=model_url,
                quiet_seconds=_QUIET_SECONDS, most_seconds=_MOST_SECONDS,
            ) as ours,
        ):  # fmt: skip
            sent_at = await _write(folder, ours.port, written)
            unanswered = await _all_said(ours, graph)
    once = judge(written, sent_at, graph.sent)
    say(f"  {unanswered} of {lines} lines unanswered")
    return once / len(written), unanswered


async def _write(folder: Path, port: int, written: Sequence[Burst]) -> dict[str, list[float]]:
    """Send every line at its time; when each really left, by customer."""
    schedule = sorted((at, burst.customer) for burst in written for at in burst.times)
    customers = [customer for _, customer in schedule]
    times = [at for at, _ in schedule]
    job = open_job(port, "bursts", customers, times, connections=_CONNECTIONS)
    answer = await run_job(
        "-m", "bench.load", job=job.encode(), log=folder / "load.log", within=times[-1] + 60
    )
    sent_at: dict[str, list[float]] = {}
    for customer, at in zip(customers, json.loads(answer)["sent_at"], strict=True):
        sent_at.setdefault(customer, []).append(at)
    return sent_at


async def _all_said(ours: Platform, graph: Instagram) -> int:
    """Wait until nothing is due any more and all that was said has been seen; how many lines stayed unanswered."""
    await ours.at_rest(within=_LONGEST_REST)
    async with ours.database() as database:
        spoken = await database.fetchval(_SPOKEN)
        turns = await database.fetchval(_TURNS)
        holding = await database.fetchval(_HOLDING)
        unanswered: int = await database.fetchval(_UNANSWERED)
    if not await graph.wait_for(spoken, within=_LONGEST_REST):
        raise BenchError(f"{spoken} answers are written down as sent, and {len(graph.sent)} were seen.")
    say(f"  {spoken} messages sent, {holding} of them holding lines; {turns} turns")
    return unanswered


def judge(written: Sequence[Burst], sent_at: dict[str, list[float]], sent: Sequence[Sent]) -> int:
    """How many bursts got exactly one answer; says what is known of the others."""
    answers = Counter(each.customer for each in sent)
    waited = [each.at - sent_at[each.customer][-1] for each in sent if answers[each.customer] == 1]
    odd = [burst for burst in written if answers[burst.customer] != 1]
    none = sum(not answers[burst.customer] for burst in odd)
    once = len(written) - len(odd)
    say(f"  {once} of {len(written)} answered exactly once, {len(odd) - none} more often, {none} never")
    if waited:
        say(
            f"  from the last line to the answer: median {median(waited):.2f} s, p95 {percentile(waited, 95):.2f} s"
        )
    for burst in odd[:_MOST_SHOWN]:
        lines = sent_at[burst.customer]
        wrote = " ".join(f"{at - lines[0]:.2f}" for at in lines)
        said = " ".join(f"{each.at - lines[0]:.2f}" for each in sent if each.customer == burst.customer)
        say(f"    {burst.customer}: wrote at {wrote} s, was answered at {said or 'never'}")
    return once


def _gaps(source: random.Random) -> list[float]:
    return [source.uniform(0, _LONGEST_GAP) for _ in range(source.randint(*_LINES) - 1)]
