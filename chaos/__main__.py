"""`make chaos [SEED=n] [MESSAGES=n]`: spoil everything by seed for a while, then let an auditor read what is left.

Prints what was injected and what was found; the last line of standard output is one JSON object. Exit code 1 when a
promise was not kept.
"""

import argparse
import asyncio
import contextlib
import json
import shutil
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from random import Random

from app.platform.logs import configure_logs
from chaos.auditor import Finding, Verdict, audit
from chaos.faults import Faults
from chaos.gate import Gate
from chaos.installation import (
    APP_ID,
    APP_SECRET,
    Business,
    ChaosError,
    DatabaseServer,
    Replica,
    new_ports,
    open_business,
    replicas,
)
from chaos.model import Model
from chaos.plan import REPLICAS, DatabaseTrouble, Kill, Line, Outage, Plan, TakeOver, make_plan
from chaos.record import Record, Silence
from sandbox.server import SandboxServer
from sandbox.world import milliseconds_now

_DAY_AND_AN_HOUR = 25 * 3_600_000
_QUIET_WITHIN = 200
"""Seconds: a send of unknown end is settled after 20 and again after 60, a failed model is asked again within 60."""
_RETRIES = (0.3, 0.7, 1, 2, 2, 3, 3, 5, 5, 5, 10, 10, 10, 20, 20, 30)
_ARMED_FOR = 4  # seconds in which a replica may pass the point at which it is to be killed
_PERSON_LATER_THAN = 7  # seconds after the customer's line: sooner, it would be taken for an automatic reply

_OPEN = """
select (select count(*) from raw_events where unpacked_at is null) as bodies,
  (select count(*) from messages where status in ('received', 'waiting')) as unanswered,
  (select count(*) from send_parts where status in ('planned', 'sending')) as unsettled,
  (select count(*) from threads where reply_due_at is not null or lease_until > now()) as due
"""


class Run:
    """One run, from the first line until nothing is open any more."""

    def __init__(
        self, seed: int, plan: Plan, faults: Faults, gate: Gate, database: DatabaseServer, sandbox: SandboxServer,
        business: Business, running: list[Replica],
    ) -> None:  # fmt: skip
        self._random = Random(f"{seed}/run")
        self._plan = plan
        self._faults = faults
        self._gate = gate
        self._database = database
        self._sandbox = sandbox
        self._business = business
        self._replicas = running
        self._last_line: dict[str, float] = {}
        self._database_at_work = asyncio.Lock()
        self.record = Record(plan.lines, gate.witness, faults.blows)

    async def go(self) -> float:
        """Let everything of the plan happen at its time; the seconds it took until all was quiet."""
        started = time.monotonic()
        plan = self._plan
        doing = [
            *((each.at, self._write(each)) for each in plan.lines),
            *((each.at, self._take_over(each)) for each in plan.take_overs),
            *((each.at, self._kill(each)) for each in plan.kills),
            *((each.at, self._trouble(each)) for each in plan.database),
            *((each.at, self._outage(each)) for each in plan.outages),
        ]
        async with asyncio.TaskGroup() as group:
            for at, what in sorted(doing, key=lambda each: each[0]):
                await asyncio.sleep(started + at - time.monotonic())
                group.create_task(what)
        self._faults.calm = True
        say(f"Everything has been written after {time.monotonic() - started:.0f} s; waiting for quiet.")
        for replica in self._replicas:
            await replica.is_ready()
        await asyncio.wait_for(self._sandbox.courier.settled(), _QUIET_WITHIN)
        await self._gate.settled()
        await self._until_quiet()
        return time.monotonic() - started

    async def _write(self, line: Line) -> None:
        customer = self._sandbox.world.customer(self._business.network, line.customer)
        timestamp = milliseconds_now() - _DAY_AND_AN_HOUR if line.is_late else None
        message = self._sandbox.world.customer_writes(customer, line.text, timestamp=timestamp)
        self.record.mids[line.tag] = message.mid
        self._last_line[line.customer] = time.monotonic()

    async def _take_over(self, what: TakeOver) -> None:
        self._faults.count("person: took over")
        while (wait := self._last_line.get(what.customer, 0) + _PERSON_LATER_THAN - time.monotonic()) > 0:
            await asyncio.sleep(wait)
        customer = self._sandbox.world.customer(self._business.network, what.customer)
        message = self._sandbox.world.owner_writes(customer, what.text)
        statement = "select created_at from messages where network_message_id = $1 and sender_type = 'human'"
        deadline = time.monotonic() + _QUIET_WITHIN
        while not (rows := await self._database.fetch(statement, message.mid)):
            if time.monotonic() > deadline:
                raise ChaosError(f"The owner's line to {what.customer} was not taken for a person's.")
            await asyncio.sleep(0.2)
        [now] = await self._database.fetch("select now()")
        await asyncio.sleep(what.hand_back_after)
        until = await self._business.hand_back(customer.igsid, [replica.url for replica in self._replicas])
        # A turn that was planned before the person's line was stored may be on its way until we see the row.
        self.record.silences.append(Silence(customer.igsid, max(rows[0][0], now[0]), until))

    async def _kill(self, kill: Kill) -> None:
        replica = self._replicas[kill.replica]

        def now() -> None:
            self._faults.count(f"kill -9: {kill.point}")
            self._faults.strike(kill.replica)
            replica.kill(kill.pause)

        if kill.point == "anywhere":
            now()
            return
        self._faults.arm(kill.replica, kill.point, now)
        await asyncio.sleep(_ARMED_FOR)
        if self._faults.disarm(kill.replica):  # it did not come that way
            now()

    async def _trouble(self, trouble: DatabaseTrouble) -> None:
        async with self._database_at_work:
            await self._database.suffer(trouble.kind, self._random)

    async def _outage(self, outage: Outage) -> None:
        self._faults.count(f"outage: {outage.who}")
        self._faults.begin(outage)

    async def _until_quiet(self) -> None:
        deadline = time.monotonic() + _QUIET_WITHIN
        while time.monotonic() < deadline:
            [still] = await self._database.fetch(_OPEN)
            if not any(still):
                return
            await asyncio.sleep(0.5)
        say(f"Not quiet after {_QUIET_WITHIN} s: {dict(still)}")


async def run(seed: int, messages: int, folder: Path) -> tuple[Verdict, Faults, float]:
    """Make one run in `folder`, where the logs stay."""
    plan, faults = make_plan(seed, messages), Faults()
    ports = new_ports(REPLICAS)
    database = DatabaseServer(folder / "postgres", faults)
    sandbox = SandboxServer(platform_url="", app_id=APP_ID, app_secret=APP_SECRET, retry_delays=_RETRIES)
    gate = Gate(seed, faults, [f"http://127.0.0.1:{port}" for port in ports])
    try:
        await database.start()
        async with gate, Model(seed, faults) as model, sandbox:
            gate.sandbox_url, sandbox.courier.platform_url = sandbox.url, gate.url
            business = await open_business(database, sandbox.world)
            graph_urls = [gate.graph_url(n) for n in range(REPLICAS)]
            model_urls = [model.replica_url(n) for n in range(REPLICAS)]
            async with replicas(folder, database.url, graph_urls, model_urls, ports) as running:
                say(f"Seed {seed}: {messages} messages in {plan.seconds:.0f} s, two replicas, one database.")
                this = Run(seed, plan, faults, gate, database, sandbox, business, running)
                seconds = await this.go()
                faults.counted["replica ended by itself"] += sum(r.ended_by_itself for r in running)
            verdict = await audit(database, sandbox.world, this.record)
    finally:
        database.stop()
    return verdict, faults, seconds


def show(verdict: Verdict, faults: Faults) -> None:
    """The table of what was injected and what was found."""
    say("\nInjected")
    for kind, times in sorted(faults.counted.items()):
        say(f"  {kind:<32}{times:>6}")
    say("\nCame of it")
    for name, number in verdict.counts.items():
        say(f"  {name:<32}{number:>6}")
    say("\nFindings" if verdict.findings else "\nNo findings: every promise held.")
    for promise, found in Counter(finding.promise for finding in verdict.findings).items():
        say(f"  {promise}: {found}")
    for finding in verdict.findings[:40]:
        say(f"  {finding.promise:<6} {finding.what}")


def say(words: str) -> None:
    """One line for whoever watches."""
    print(words, flush=True)


def main() -> int:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m chaos", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--messages", type=int, default=300)
    parser.add_argument("--keep", action="store_true", help="keep the logs also when nothing was found")
    wanted = parser.parse_args()
    configure_logs("ERROR", as_json=True)
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-chaos-"))
    folder.chmod(0o711)  # the database server's user passes through
    try:
        verdict, faults, seconds = asyncio.run(run(wanted.seed, wanted.messages, folder))
    except (ChaosError, TimeoutError, ExceptionGroup) as error:
        say(f"The run could not be made. {error!r}")
        verdict, faults, seconds = Verdict([Finding("run", str(error))], {}), Faults(), 0.0
    show(verdict, faults)
    if verdict.findings or wanted.keep:
        shutil.rmtree(folder / "postgres", ignore_errors=True)
        say(f"\nThe replicas' logs are in {folder}")
    else:
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)
    say(json.dumps({"seed": wanted.seed, **verdict.counts, "seconds": round(seconds)}))
    return 1 if verdict.findings else 0


if __name__ == "__main__":
    sys.exit(main())
