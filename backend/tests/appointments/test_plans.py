"""The calendar grows with every booking, and reading a page or a day of it does not (C1)."""

import json
from datetime import timedelta
from typing import Any

import asyncpg
import pytest
from sqlalchemy.dialects import postgresql

from app.appointments import agent_desk, booking, diary_rows, repository
from app.appointments.booking import For
from app.appointments.order import hold_offered
from app.appointments.repository import Filter
from app.platform import clock
from app.platform.ids import new_id
from tests.appointments.conftest import ZONE, Customer, Salon, monday
from tests.support.postgres import TestServer

_MANY = """
insert into appointments (id, workspace_id, resource_id, starts_at, ends_at, busy_from, busy_until, status,
  customer_name, created_via)
select gen_random_uuid(), $1, $2, at, at + interval '30 minutes', at, at + interval '30 minutes',
  case when n % 50 = 0 then 'cancelled' else 'booked' end, 'Ana', 'manual'
from generate_series(1, 4000) n, lateral (select now() - interval '40 days' + n * interval '30 minutes' as at) t
"""
_READ_SO_FAR = """
select sum(seq_scan) as whole, sum(idx_tup_fetch) + sum(seq_tup_read) as rows from pg_stat_xact_user_tables
where relname in ('appointments', 'offered_slots', 'busy_times')
"""
HALF = timedelta(minutes=30)


async def steps(salon: Salon, statement: str, *values: object) -> set[str]:
    """How PostgreSQL reads appointments for this statement, as the tenant role; never much more than it needs."""
    async with salon.running.database.tenant_road(salon.owner.workspace_id) as connection:
        found = json.loads(await connection.fetchval(f"explain (analyze, format json) {statement}", *values))
    nodes, seen = [found[0]["Plan"]], set()
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", ())
        assert node.get("Rows Removed by Filter", 0) <= 200, (statement, node)
        if node.get("Relation Name") == "appointments" or node["Node Type"] in ("Sort", "Bitmap Index Scan"):
            seen.add(node["Node Type"])
    return seen


@pytest.fixture
async def full(salon: Salon, database_server: TestServer) -> Salon:
    """Two busy businesses."""
    other = await salon.running.new_member("eve@example.com")
    for member in (salon.owner, other):
        [resource] = (await member.client.get("/api/resources")).json()["items"]
        await salon.rows(_MANY, member.workspace_id, resource["id"])
    [here] = await salon.rows("select current_database() as name")
    connection = await asyncpg.connect(database_server.url(here["name"], user="postgres"))
    try:
        await connection.execute("analyze appointments")
    finally:
        await connection.close()
    return salon


async def test_every_hot_reading_uses_an_index(full: Salon) -> None:
    now, here = clock.now(), full.owner.workspace_id
    [resource] = await full.rows("select id from resources where workspace_id = $1", here)
    day, nobody = timedelta(days=1), new_id()
    filters: list[tuple[Filter, Any]] = [
        (Filter(), None),
        (Filter(), (now, nobody)),
        (Filter(status="cancelled"), None),
        (Filter(agent_id=nobody), None),
        (Filter(date_from=now.date(), date_to=now.date()), None),
    ]
    for wanted, after in filters:
        query = repository.listed(full.owner.scope, wanted, ZONE, after, 51)
        text = str(query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
        assert await steps(full, text) <= {"Index Scan"}, wanted
    hot: list[tuple[str, tuple[object, ...]]] = [
        (diary_rows.READ, (here, None, None, now, now + day, nobody, nobody)),
        (booking._FORGET_OLD_HOLDS, (here, resource["id"], now, now + day)),
        (booking._LET_GO_UNDECIDED, (here, nobody, nobody)),
        (agent_desk._UPCOMING, (here, nobody, now)),
    ]
    for statement, values in hot:
        seen = await steps(full, statement, *values)
        assert "Index Scan" in seen or "Bitmap Heap Scan" in seen or "Index Only Scan" in seen, (
            statement,
            seen,
        )
        assert "Seq Scan" not in seen, (statement, seen)


async def test_booking_an_offer_reads_few_rows(full: Salon, ana: Customer) -> None:
    """Its plans stand inside a function, so that what they read is asked of the statistics."""
    here, wanted = ana.context.workspace_id, monday("10:00")
    await full.rows(
        "delete from appointments where busy_until > $1 and busy_from < $2", wanted, wanted + HALF
    )
    slot = await ana.slot("10:00")
    whom = For(name="Ana", contact_id=ana.context.contact_id, conversation_id=ana.context.conversation_id)
    async with full.running.database.tenant_road(here) as connection:
        before = await connection.fetchrow(_READ_SO_FAR)
        order = await hold_offered(connection, here, slot, whom, clock.now())
        after = await connection.fetchrow(_READ_SO_FAR)
    assert order is not None and order.held_id is not None
    assert after["whole"] == before["whole"]
    assert after["rows"] - before["rows"] <= 12
