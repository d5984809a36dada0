"""What one member looks after is found without reading what the others do (C1)."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import asyncpg
import sqlalchemy as sa

from tests.support.app import RunningApp
from tests.support.postgres import TestServer

# A busy business: 20,000 conversations with as many customers; its last member looks after one in 500.
_MANY = """
with n as (select n, gen_random_uuid() as id from generate_series(1, 20000) n),
account as (insert into accounts (id, workspace_id, channel, network_id)
  values (gen_random_uuid(), $1, 'instagram', '1') returning id),
people as (insert into contacts (id, workspace_id) select id, $1 from n),
seen as (insert into identities (id, workspace_id, contact_id, account_id, network_id)
  select n.id, $1, n.id, account.id, n.n::text from n, account),
talks as (insert into threads (id, workspace_id, account_id, identity_id)
  select n.id, $1, account.id, n.id from n, account)
insert into conversations (id, workspace_id, thread_id, account_id, contact_id, last_message_at, assignee_id)
select n.id, $1, n.id, account.id, n.id, now() - make_interval(secs => n.n), case when n.n % 500 = 0 then $2::uuid end
from n, account
"""


async def test_the_list_of_one_member_reads_an_index_and_few_rows(
    running: RunningApp, database_server: TestServer, shared_database: str
) -> None:
    owner = await running.new_member()
    tom = await running.new_member("tom@example.com", role="teammate", of=owner.workspace_id)
    await running.database.crossing.execute(_MANY, owner.workspace_id, tom.user_id)
    await analyze(database_server, shared_database)
    with statements_of(running) as said:
        listed = await tom.client.get(f"/api/chat-history?assignee_id={tom.user_id}&limit=20")
    assert len(listed.json()["items"]) == 20
    [(statement, values)] = [each for each in said if "FROM conversations" in each[0]]
    async with running.database.tenant_road(owner.workspace_id) as connection:
        plan = json.loads(await connection.fetchval(f"explain (analyze, format json) {statement}", *values))
    seen = json.dumps(plan)
    assert '"Index Name": "conversations_assigned"' in seen, seen
    assert sum(int(n) for n in re.findall(r'"Rows Removed by Filter": (\d+)', seen)) <= 20, seen


@contextmanager
def statements_of(running: RunningApp) -> Iterator[list[tuple[str, Any]]]:
    """What the program asks the database meanwhile."""
    said: list[tuple[str, Any]] = []

    def keep(_connection: Any, _cursor: Any, statement: str, values: Any, *_: Any) -> None:
        said.append((statement, values))

    engine = running.database.engine.sync_engine
    sa.event.listen(engine, "before_cursor_execute", keep)
    try:
        yield said
    finally:
        sa.event.remove(engine, "before_cursor_execute", keep)


async def analyze(server: TestServer, database: str) -> None:
    connection = await asyncpg.connect(server.url(database, user="postgres"))
    try:
        await connection.execute("analyze conversations, threads, identities, contacts, accounts")
    finally:
        await connection.close()
