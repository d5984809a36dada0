"""M2: processor time of the platform for one whole DM turn, against the bare loop of the cheapest agent framework.

The platform's turn: webhook, unpacking, claim, prompt, three model calls with two rounds of real retrieval between
them (local embedder, embedded vectors), checks, send, every row. The framework's turn: the same three model calls
with the same messages and tools, its tools answering from memory; nothing is received, stored, found or sent. The
model is the same scripted server without latency. Platform and frameworks take turns.
"""

import asyncio
import itertools
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bench import stand_ins, statements, webhooks
from bench.client import Connection
from bench.documents import SUBJECTS
from bench.peers.pool import Exchange, Peer, peers
from bench.platform import Platform, platform
from bench.processes import BenchError, Cpu, scratch_folder
from bench.report import Row, median, say, spread
from bench.stand_ins import Instagram
from tests.support.model_server import SCRIPTS, Answer, ModelServer, Request

_QUIET_SECONDS = 0.0
_IN_FLIGHT = 8
# Five turns of warm-up give every conversation the ten lines of history that a prompt may hold.
_CUSTOMERS = [f"2000{number:04d}" for number in range(48)]
_WARM_UP = 5 * len(_CUSTOMERS)
_ROUNDS = 5
_TURNS = 100
_PEER_WARM_UP = 30

_COUNTED_TURNS = 40
_IDLE_SECONDS = 5
_MOST_STATEMENTS = 14
_TURN_SECONDS = 30

_call_numbers = itertools.count(1)


async def measure() -> list[Row]:
    """Two rows: processor time, and statements."""
    say("M2: one whole turn")
    with scratch_folder() as folder:
        async with (
            ModelServer(default=_script) as model,
            stand_ins.instagram(folder) as graph,
            platform(
                folder, graph_url=graph.url, model_url=model.base_url,
                quiet_seconds=_QUIET_SECONDS, most_seconds=_QUIET_SECONDS,
            ) as ours,
        ):  # fmt: skip
            driver = _Driver(ours, graph)
            await driver.turns(_WARM_UP, in_flight=_IN_FLIGHT)
            exchange = _last_exchange(model)
            counted = await _statements(driver)
            async with peers(folder, model.base_url, exchange) as others:
                cpu = await _cpu(driver, others, model)
    return [cpu, counted]


@dataclass(slots=True)
class _Driver:
    """Writes as customers and waits for the answers."""

    platform: Platform
    graph: Instagram
    _numbers: "itertools.count[int]" = field(default_factory=itertools.count)

    async def turns(self, count: int, *, in_flight: int) -> None:
        """So many turns, each of another conversation than the ones beside it; returns when all rows are written."""
        await self._let_days_pass()
        before = await self._answered()
        numbers = [next(self._numbers) for _ in range(count)]

        async def write(own: Sequence[int]) -> None:
            connection = await Connection.open(self.platform.port)
            for number in own:
                connection = await connection.fresh(self.platform.port)
                await self._turn(connection, number)
            connection.close()

        # Every customer belongs to one writer, so nobody writes before the last answer has come.
        await asyncio.gather(*(write(numbers[k::in_flight]) for k in range(in_flight)))
        await self.platform.at_rest(within=_TURN_SECONDS)
        answered = await self._answered() - before
        if answered != count:
            raise BenchError(f"{count} messages made {answered} answered turns.")

    async def _turn(self, connection: Connection, number: int) -> None:
        customer = _CUSTOMERS[number % len(_CUSTOMERS)]
        subject = SUBJECTS[number % len(SUBJECTS)]
        text = f"Hi! How long does {subject} take, and what would it cost me? ({number})"
        body = webhooks.text_message(customer, f"turn.{number}", text)
        status = await connection.send(webhooks.request(body, self.platform.port))
        if status != 200:
            raise BenchError(f"A webhook was answered with {status}.")
        await self.graph.next_to(customer, within=_TURN_SECONDS)

    async def _let_days_pass(self) -> None:
        """No customer is at the platform's limit of turns, or takes after a machine that answers at once."""
        async with self.platform.database() as database:
            await database.execute("update turns set finished_at = finished_at - interval '2 days'")
            await database.execute("update threads set machine_streak = 0")

    async def _answered(self) -> int:
        async with self.platform.database() as database:
            count: int = await database.fetchval("select count(*) from turns where outcome = 'answered'")
        return count


async def _script(request: Request) -> Answer:
    """Two searches, then words. As from a real host, no two calls have the same id (one framework insists)."""
    answer = await SCRIPTS["tools2"](request)
    return replace(answer, body=answer.body.replace(b'"call_1"', b'"call_%d"' % next(_call_numbers)))


def _last_exchange(model: ModelServer) -> Exchange:
    """What the platform said to the model in its last turn, so that the frameworks say the same."""
    messages = model.requests[-1].body["messages"]
    spoken = [each for each in messages if each["role"] in ("user", "assistant") and each["content"]]
    return Exchange(
        system=messages[0]["content"],
        history=[(each["role"], each["content"]) for each in spoken[:-1]],
        question=spoken[-1]["content"],
        results=[each["content"] for each in messages if each["role"] == "tool"],
    )


async def _cpu(driver: _Driver, others: list[Peer], model: ModelServer) -> Row:
    ours: list[float] = []
    postgres: list[float] = []
    theirs: dict[str, list[float]] = {peer.name: [] for peer in others}
    for peer in others:
        await peer.turns(_PEER_WARM_UP)
    for number in range(_ROUNDS):
        used = await _cpu_of_turns(driver)
        ours.append(used.platform * 1000)
        postgres.append(used.postgres * 1000)
        for peer in others:
            theirs[peer.name].append(await peer.turns(_TURNS) * 1000)
        model.requests.clear()
        peer_figures = ", ".join(f"{name} {values[-1]:.2f}" for name, values in theirs.items())
        say(f"  round {number + 1}: {ours[-1]:.2f} ms a turn (PostgreSQL {postgres[-1]:.2f}); {peer_figures}")
    cheapest = min(theirs, key=lambda name: median(theirs[name]))
    ratios = [value / peer for value, peer in zip(ours, theirs[cheapest], strict=True)]
    say(f"  PostgreSQL beside it: {median(postgres):.2f} ms a turn")
    return Row(
        measure="M2 processor time of one turn",
        value=median(ours),
        unit="ms",
        peer=f"{cheapest}, bare loop",
        peer_value=median(theirs[cheapest]),
        ratio=median(ratios),
        n=_ROUNDS * _TURNS,
        spread=spread(ratios),
        bar="ratio <= 1.0",
        holds=median(ratios) <= 1.0,
    )


async def _cpu_of_turns(driver: _Driver) -> Cpu:
    """Seconds for each turn."""
    before = driver.platform.cpu()
    await driver.turns(_TURNS, in_flight=_IN_FLIGHT)
    used = driver.platform.cpu() - before
    return Cpu(used.platform / _TURNS, used.postgres / _TURNS)


async def _statements(driver: _Driver) -> Row:
    """One turn at a time, less what the idle platform asks in the same time anyway."""
    async with statements.counted(driver.platform) as idle:
        await asyncio.sleep(_IDLE_SECONDS)
    async with statements.counted(driver.platform) as busy:
        started = time.monotonic()
        await driver.turns(_COUNTED_TURNS, in_flight=1)
        seconds = time.monotonic() - started
    by_turns = Counter(
        {
            what: _of_the_turns(count, idle.work[what] * seconds / _IDLE_SECONDS)
            for what, count in busy.work.items()
        }
    )
    a_turn = by_turns.total() / _COUNTED_TURNS
    transactions = (busy.transactions - idle.transactions * seconds / _IDLE_SECONDS) / _COUNTED_TURNS
    for what, count in by_turns.most_common():
        if count >= _COUNTED_TURNS / 10:
            say(f"  {count / _COUNTED_TURNS:5.2f}  {what}")
    say(f"  {a_turn:.1f} statements a turn, and {transactions:.1f} of BEGIN, COMMIT and ROLLBACK; "
        f"the idle platform sends {idle.work.total() / _IDLE_SECONDS:.0f} a second")  # fmt: skip
    return Row(
        measure="M2 statements of one turn",
        value=a_turn,
        unit="statements",
        peer=None,
        peer_value=None,
        ratio=None,
        n=_COUNTED_TURNS,
        spread=None,
        bar=f"<= {_MOST_STATEMENTS}",
        holds=a_turn <= _MOST_STATEMENTS,
    )


def _of_the_turns(count: int, anyway: float) -> int:
    """How many of so many statements of a kind the turns caused, when idle time alone would have seen `anyway`.

    A poll is put off by work that comes before it, so where a kind was sent once a turn, one a turn is the turn's.
    """
    return max(round(count - anyway), _COUNTED_TURNS if count >= _COUNTED_TURNS else 0)
