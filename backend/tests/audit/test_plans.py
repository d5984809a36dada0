"""The record grows with every answer, and reading a page of it does not (C1)."""

import json
import re
from typing import Any

import asyncpg
import pytest
from sqlalchemy.dialects import postgresql

from app.audit import repository
from app.audit.repository import Filter, Who
from app.audit.schemas import Family
from app.platform.clock import now
from app.platform.database import Scope
from app.platform.ids import new_id
from tests.support.app import RunningApp
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


@pytest.mark.parametrize(
    ("who", "what"),
    [(None, None), ("people", None), ("agent", None), ("program", None), ("somebody", None), (None, "agent"),
     (None, "turn"), ("people", "agent")],
)  # fmt: skip
@pytest.mark.parametrize("is_later_page", [False, True])
async def test_every_list_reads_an_index_and_few_rows(
    running: RunningApp,
    database_server: TestServer,
    shared_database: str,
    who: Any,
    what: Family | None,
    is_later_page: bool,
) -> None:
    ana, eve = await running.new_member("ana@example.com"), await running.new_member("eve@example.com")
    await running.database.crossing.execute(_MANY, ana.workspace_id, eve.workspace_id, ana.user_id)
    await analyze(database_server, shared_database)
    whom: Who | None = ana.user_id if who == "somebody" else who
    after = (now(), new_id()) if is_later_page else None
    query = repository._query(Scope(ana.workspace_id), Filter(whom, what), after, 51)
    text = str(query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}))
    async with running.database.tenant_road(ana.workspace_id) as connection:
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
