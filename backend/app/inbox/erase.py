"""Everything of an account is deleted, because its app user asked Meta for it.

In small bites, so that no lock is held for long, and each bite harmless when it is done again: a crash on the way is
finished by the next try of the job.
"""

from functools import partial
from typing import Any
from uuid import UUID

import orjson

from app.accounts import callbacks
from app.channels.values import identifier
from app.inbox import postponed
from app.platform import clock
from app.platform.database import Connection, Database
from app.platform.hints import Hints
from app.platform.jobs import Ids, JobRunner
from app.platform.logs import get_logger

log = get_logger(__name__)

_PEOPLE_AT_ONCE = 50
_BODIES_AT_ONCE = 5_000

_SOME = "select id, contact_id from identities where account_id = $1 order by id limit $2 for update"
_PRAISE = """
delete from compliments p using conversations c, threads t
where t.identity_id = any($1::uuid[]) and c.thread_id = t.id and p.conversation_id = c.id
"""
# What hangs on an identity goes with it: threads, conversations, messages, turns, sends, escalations.
_IDENTITIES = "delete from identities where id = any($1::uuid[])"
_CONTACTS = """
delete from contacts c where c.id = any($1::uuid[])
  and not exists (select from identities i where i.contact_id = c.id)
"""

_BODIES = """
select arrival, source, body from raw_events
where arrival > $1 and arrival <= $1 + $2 and position($3::bytea in body) > 0
"""


def register(jobs: JobRunner, database: Database, hints: Hints) -> None:
    """Teach the runner to delete an account's data."""
    jobs.on(callbacks.ERASE_ACCOUNT_DATA, partial(_erase, database, hints))


async def _erase(database: Database, hints: Hints, ids: Ids) -> None:
    deletion_id = UUID(ids["deletion_id"])
    account_ids = await callbacks.accounts_to_erase(database, deletion_id)
    workspaces = {account_id: await erase_account(database, account_id) for account_id in account_ids}
    await callbacks.finish_deletion(database, deletion_id, now=clock.now())
    for account_id, workspace_id in workspaces.items():
        if workspace_id is not None:
            hints.tell(workspace_id, "account.changed", account_id)


async def erase_account(database: Database, account_id: UUID) -> UUID | None:
    """Delete an account with its customers, their conversations and the bodies that hold them; whose it was."""
    account = await database.crossing.fetchrow(
        "select workspace_id, network_id from accounts where id = $1", account_id
    )
    if account is None:
        return None
    while await _erase_some_people(database, account_id):
        pass
    await _erase_bodies(database, account["network_id"])
    await callbacks.forget_account(database, account_id)
    log.info("account_erased", account_id=str(account_id))
    workspace_id: UUID = account["workspace_id"]
    return workspace_id


async def _erase_some_people(database: Database, account_id: UUID) -> bool:
    async with database.crossing.acquire() as connection, connection.transaction():
        some = await connection.fetch(_SOME, account_id, _PEOPLE_AT_ONCE)
        identities = [row["id"] for row in some]
        await connection.execute(_PRAISE, identities)
        await connection.execute(_IDENTITIES, identities)
        await connection.execute(_CONTACTS, [row["contact_id"] for row in some])
    return bool(some)


async def _erase_bodies(database: Database, network_id: str) -> None:
    """Stored bodies lose the account's entries. They are found by what they hold: a body that was delivered twice has
    events that name only one of the two.
    """
    row = await database.crossing.fetchrow(
        "select min(arrival) as oldest, max(arrival) as newest from raw_events"
    )
    oldest, newest = (row["oldest"] or 0, row["newest"] or 0) if row else (0, 0)
    for before in range(oldest - 1, newest, _BODIES_AT_ONCE):
        async with database.crossing.acquire() as connection, connection.transaction():
            for found in await connection.fetch(_BODIES, before, _BODIES_AT_ONCE, network_id.encode()):
                await _erase_body(connection, found["arrival"], found["source"], found["body"], network_id)


async def _erase_body(
    connection: Connection, arrival: int, source: str, body: bytes, network_id: str
) -> None:
    rest = None if source == postponed.SOURCE else without_account(body, network_id)
    if rest is None:
        await connection.execute("delete from raw_events where arrival = $1", arrival)
    elif rest != body:
        await connection.execute("update raw_events set body = $2 where arrival = $1", arrival, rest)


def without_account(body: bytes, network_id: str) -> bytes | None:
    """The body without the entries of this account; the same bytes when it has none, None when nothing else is left
    or it cannot be read.
    """
    try:
        content: Any = orjson.loads(body)
    except ValueError:
        return None
    envelopes = content if isinstance(content, list) else [content]
    kept: list[Any] = []
    changed = False
    for envelope in envelopes:
        entries = envelope.get("entry") if isinstance(envelope, dict) else None
        if not isinstance(entries, list):
            return None
        others = [
            entry
            for entry in entries
            if not (isinstance(entry, dict) and identifier(entry.get("id")) == network_id)
        ]
        changed = changed or len(others) < len(entries)
        if others:
            kept.append(envelope | {"entry": others})
    if not changed:
        return body
    return orjson.dumps(kept if isinstance(content, list) else kept[0]) if kept else None
