"""The record grows with every answer, and reading a page of it does not (C1)."""

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy.dialects import postgresql

from app.audit import repository
from app.audit.repository import Filter, Who
from app.audit.schemas import Family
from app.platform.clock import now
from app.platform.database import Database, Scope
from app.platform.ids import new_id
from tests.support.postgres import TestServer

_MANY = """
insert into audit_entries (id, workspace_id, at, actor, actor_id, action, subject_id)
select gen_random_uuid(), case when n % 2 = 0 then $1::uuid else $2::uuid end, now() - make_interval(secs => n),
  case when n % 500 = 0 then 'person' when n % 501 = 0 then 'program' else 'agent' end,
  case when n % 500 = 0 then $3::uuid end,
  case when n % 500 = 0 then 'agent.made' when n % 501 = 0 then 'account.unlinked' else 'turn.answered' end,
  gen_random_uuid()
from generate_series(1, 60000) n
"""


@dataclass(frozen=True, slots=True)
class Record:
    """A long record of two businesses, in a database of its own."""

    database: Database
    workspace_id: UUID
    person_id: UUID


@pytest.fixture(scope="module")
async def record(database_server: TestServer) -> AsyncIterator[Record]:
    name = await database_server.new_database()
    database = Database(database_server.url(name), pool_size=2)
    await database.open()
    workspace_id, other_id, person_id = new_id(), new_id(), new_id()
    try:
        for each in (workspace_id, other_id):
            await database.crossing.execute(
                "insert into workspaces (id, slug, name) values ($1, $2, 'Luna')", each, str(each)
            )
        await database.crossing.execute(_MANY, workspace_id, other_id, person_id)
        await analyze(database_server, name)
        yield Record(database, workspace_id, person_id)
    finally:
        await database.close()
        await database_server.drop(name)


@pytest.mark.parametrize(
    ("who", "what"),
    [(None, None), ("people", None), ("agent", None), ("program", None), ("somebody", None), (None, "agent"),
     (None, "turn"), ("people", "agent")],
)  # fmt: skip
@pytest.mark.parametrize("is_later_page", [False, True])
async def test_every_list_reads_an_index_and_few_rows(
    record: Record,
    who: Any,
    what: Family | None,
    is_later_page: bool,
) -> None:
    whom: Who | None = record.person_id if who == "somebody" else who
    after = (now(), new_id()) if is_later_page else None
    query = repository._query(Scope(record.workspace_id), Filter(whom, what), after, 51)
    text = str(query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
    async with record.database.tenant_road(record.workspace_id) as connection:
        plan = json.loads(await connection.fetchval(f"explain (analyze, format json) {text}"))
    seen = json.dumps(plan)
    assert "Seq Scan" not in seen, seen
    assert re.search(r'"Index Name": "audit_', seen), seen
    removed = sum(int(n) for n in re.findall(r'"Rows Removed by Filter": (\d+)', seen))
    assert removed <= 200, seen


async def analyze(server: TestServer, database: str) -> None:
    connection = await asyncpg.connect(server.url(database, user="postgres"))
    try:
        await connection.execute("analyze audit_entries")
    finally:
        await connection.close()
