"""A thousand customers book one week of five people's time, many at once.

A booking takes the road it takes in a DM: `create` of the tool (a transaction of its own, which holds the time), then
its effect in a second transaction, with every listener of the program: record, webhooks, mail. The floor is one row in
one autocommitted INSERT, through the same pool, as many at once, in turns with the bookings. PostgreSQL is the embedded
one with its durable commits. Whoever is too late is refused, and books one of the times that the refusal names.
"""

import asyncio
import gc
import os
import random
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg

from app.agents.tools import Tool, ToolContext, ToolResult
from app.appointments.tools import manage_appointment
from app.platform.database import Database
from app.platform.embedded_postgres import EmbeddedPostgres
from app.platform.ids import new_id
from app.platform.settings import Settings
from app.wiring import introduce_listeners
from bench.appointments.load_business import AGENT, WORKSPACE, set_up
from bench.processes import BenchError, scratch_folder
from bench.report import Row, median, percentile, say, spread
from tests.support.postgres import TestServer

CUSTOMERS = 1000
_ROUND = 100
_AT_ONCE = 16
_MOST_RATIO = 10.0
_MOST_TRIES = 50
_FLOOR = "insert into floor_rows (id, at, name) values ($1, $2, $3)"
_OVERLAPS = """
select count(*) from appointments a join appointments b
  on a.id < b.id and a.resource_id = b.resource_id and a.status <> 'cancelled' and b.status <> 'cancelled'
  and a.busy_from < b.busy_until and b.busy_from < a.busy_until
"""
_BOOKED = """
select count(*) as bookings, count(distinct contact_id) as customers, count(distinct resource_id) as resources,
  count(*) filter (where starts_at >= $1 and starts_at < $2) as in_the_week
from appointments where status = 'booked' and contact_id = any($3::uuid[])
"""


@dataclass(slots=True)
class _Times:
    """Milliseconds: of each booking, refusal and bare INSERT; and the ratio of every round."""

    bookings: list[float] = field(default_factory=list)
    refusals: list[float] = field(default_factory=list)
    floor: list[float] = field(default_factory=list)
    ratios: list[float] = field(default_factory=list)


async def measure(customers: int = CUSTOMERS) -> list[Row]:
    """Overlaps, and the time of a booking against that of a bare INSERT."""
    introduce_listeners()
    async with program_database() as (database, owner):
        monday = _next_monday()
        everybody = [
            ToolContext(WORKSPACE, AGENT, each, each, each)
            for each in await set_up(owner, customers + 2 * _ROUND)
        ]
        early, later, contexts = everybody[:_ROUND], everybody[_ROUND : 2 * _ROUND], everybody[2 * _ROUND :]
        gc.collect()
        gc.freeze()  # as the program does when it has started
        times = _Times()
        tool = manage_appointment(database)
        # A program that has been up for a while has its connections, and its plans.
        await _round(database, tool, early, monday + timedelta(days=28), _Times())
        await owner.execute("analyze")  # as autovacuum does by itself within a minute
        await _round(database, tool, later, monday + timedelta(days=28), _Times())
        load_before = os.getloadavg()[0]
        for first in range(0, len(contexts), _ROUND):
            await _round(database, tool, contexts[first : first + _ROUND], monday, times)
        overlaps = await owner.fetchval(_OVERLAPS)
        begin = datetime.combine(monday, datetime.min.time(), UTC)
        ids = [each.contact_id for each in contexts]
        booked = await owner.fetchrow(_BOOKED, begin, begin + timedelta(days=7), ids)
    if booked is None or (booked["bookings"], booked["customers"]) != (customers, customers):
        raise BenchError(f"{customers} customers were told that they are booked, but the rows say {booked}.")
    say(f"  {customers} customers booked {booked['resources']} people's time, {_AT_ONCE} at once, "
        f"{booked['in_the_week']} in the week and the others, when it was full, next to it; "
        f"{len(times.refusals)} times somebody was quicker. Load of the machine: {load_before:.1f} before, "
        f"{os.getloadavg()[0]:.1f} after, {os.cpu_count()} processors.")  # fmt: skip
    return _rows(times, overlaps)


def _rows(times: _Times, overlaps: int) -> list[Row]:
    booking, floor = percentile(times.bookings, 95), percentile(times.floor, 95)
    say(f"  median of a booking {median(times.bookings):.2f} ms, of a bare INSERT {median(times.floor):.2f} ms"
        + (f"; p95 of a refusal {percentile(times.refusals, 95):.2f} ms" if times.refusals else ""))  # fmt: skip
    ratio = booking / floor
    return [
        Row("load run: overlaps", overlaps, "pairs", None, None, None, len(times.bookings), None, "0", overlaps == 0),
        Row("load run: booking p95", booking, "ms", "bare INSERT p95", floor, ratio, len(times.bookings),
            spread(times.ratios) if len(times.ratios) > 1 else None, f"<= {_MOST_RATIO:g} x", ratio <= _MOST_RATIO),
    ]  # fmt: skip


async def _round(
    database: Database, tool: Tool, contexts: Sequence[ToolContext], monday: date, times: _Times
) -> None:
    """Some customers are told times, then all of them book, then as many rows are inserted."""
    source = random.Random(contexts[0].contact_id.int)
    offers: dict[UUID, list[str]] = {}

    async def ask(context: ToolContext) -> None:
        day = monday + timedelta(days=source.randrange(7))
        told = await tool.run(context, {"action": "check_availability", "date": day.isoformat()})
        offers[context.contact_id] = _slot_ids(told)

    bookings: list[float] = []

    async def book(context: ToolContext) -> None:
        slot_ids = offers[context.contact_id]
        for _ in range(_MOST_TRIES):
            wish = {"action": "create", "slot_id": source.choice(slot_ids), "name": "Ana", "surname": "Ruiz"}
            since = time.perf_counter()
            result = await tool.run(context, wish)
            if result.effect is not None:
                async with database.tenant_road(WORKSPACE) as connection:
                    await result.effect(connection)
                bookings.append((time.perf_counter() - since) * 1000)
                return
            times.refusals.append((time.perf_counter() - since) * 1000)
            slot_ids = _slot_ids(result)
        raise BenchError("A customer was always too late.")

    floor: list[float] = []

    async def insert(_: ToolContext) -> None:
        since = time.perf_counter()
        await database.road.execute(_FLOOR, new_id(), datetime.now(UTC), "Ana")
        floor.append((time.perf_counter() - since) * 1000)

    for step in (ask, book, insert):
        await _many_at_once(step, contexts)
    times.bookings += bookings
    times.floor += floor
    times.ratios.append(percentile(bookings, 95) / percentile(floor, 95))


async def _many_at_once(
    do: Callable[[ToolContext], Awaitable[None]], contexts: Sequence[ToolContext]
) -> None:
    """Everybody in turn, so many at once."""
    waiting = iter(contexts)

    async def one_after_another() -> None:
        for context in waiting:
            await do(context)

    async with asyncio.TaskGroup() as group:
        for _ in range(_AT_ONCE):
            group.create_task(one_after_another())


def _slot_ids(told: ToolResult) -> list[str]:
    slots: list[dict[str, Any]] = told.content.get("slots") or told.content.get("nearest") or []
    if not slots:
        raise BenchError(f"A customer was offered no time: {told.content}")
    return [each["slot_id"] for each in slots]


def _next_monday() -> date:
    today = datetime.now(UTC).date()
    return today + timedelta(days=7 - today.weekday())


@asynccontextmanager
async def program_database() -> AsyncIterator[tuple[Database, "asyncpg.Connection[asyncpg.Record]"]]:
    """A new database as the program has it (its pool, its login), and a superuser's look at it."""
    with scratch_folder() as folder:
        server = EmbeddedPostgres(folder / "postgres")
        server.start()
        try:
            prepared = TestServer(server)
            await prepared.prepare()
            name = await prepared.new_database()
            owner = await asyncpg.connect(prepared.url(name, user="postgres"))
            database = Database(
                prepared.url(name), pool_size=Settings.model_fields["database_pool_size"].default
            )
            await database.open()
            try:
                yield database, owner
            finally:
                await database.close()
                await owner.close()
        finally:
            server.stop()
