"""What has been kept long enough is erased, a little at a time: no lock is held for long, and a crash is finished by
the next run.
"""

from datetime import datetime
from uuid import UUID

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.platform.database import Connection, Database, Scope
from app.platform.events import publish
from app.platform.logs import get_logger
from app.privacy.events import OldConversationsErased, RetentionChanged

log = get_logger(__name__)

_AT_ONCE = 200
_NOBODY = UUID(int=0)

_READ = sa.text("select retention_months from workspaces where id = :workspace")
_SET = sa.text("update workspaces set retention_months = :months where id = :workspace")

_WORKSPACES = """
select id, $1::timestamptz - make_interval(months => retention_months) as before from workspaces
where retention_months is not null
"""
# Threads are taken before what hangs on them, in the order in which unpacking takes them (docs/states.md). A row that
# somebody is at is left for the next run.
_HOLD_THREADS = """
select t.id from (
  select thread_id from conversations where workspace_id = $1 and last_message_at < $2
  order by last_message_at limit $3
) old
join threads t on t.workspace_id = $1 and t.id = old.thread_id
join identities i on i.workspace_id = $1 and i.id = t.identity_id
order by i.network_id for update of t skip locked
"""
_OLD_CONVERSATIONS = """
select id from conversations where workspace_id = $1 and last_message_at < $2 and thread_id = any($4::uuid[])
order by last_message_at limit $3 for update skip locked
"""
_PRAISE = "delete from compliments where workspace_id = $1 and conversation_id = any($2::uuid[])"
_CONVERSATIONS = "delete from conversations where workspace_id = $1 and id = any($2::uuid[])"

# Customers' words outside of conversations; and mails that hang on nothing that would take them along, such as the
# summaries of days, which name customers.
_LOOSE = [
    f"""
    delete from {table} where workspace_id = $1 and id in (
      select id from {table} where workspace_id = $1 and created_at < $2 and {which}
      order by created_at, id limit $3 for update skip locked)
    """  # noqa: S608 - our own names
    for table, which in {
        "compliments": "true",
        "comments": "true",
        "mails": "conversation_id is null and appointment_id is null",
    }.items()
]

# Booked by hand for somebody who is no customer we know, whose name is nowhere else.
_WALK_INS = """
delete from appointments where workspace_id = $1 and id in (
  select id from appointments where workspace_id = $1 and starts_at < $2 and ends_at < $2 and contact_id is null
    and status <> 'held'
  order by starts_at, id limit $3 for update skip locked)
"""

# Somebody who wrote nothing that is still kept and has no appointment as new, or to come. Held first, threads and all,
# and asked again: a new conversation may begin meanwhile.
_SILENT = """
not exists (select from conversations v where v.workspace_id = $1 and v.contact_id = c.id)
and not exists (select from appointments a where a.workspace_id = $1 and a.contact_id = c.id and a.starts_at > now()
  - make_interval(months => (select retention_months from workspaces where id = $1)))
"""
_OLD_CONTACTS = f"""
select id from contacts c where workspace_id = $1 and id > $4 and created_at < $2 and {_SILENT}
order by id limit $3
"""  # noqa: S608
_HOLD_THEIR_THREADS = """
select t.id from identities i join threads t on t.workspace_id = $1 and t.identity_id = i.id
where i.workspace_id = $1 and i.contact_id = any($2::uuid[]) order by i.network_id for update of t skip locked
"""
_HOLD_CONTACTS = """
select id from contacts c where workspace_id = $1 and id = any($2::uuid[]) and not exists (
  select from identities i join threads t on t.workspace_id = $1 and t.identity_id = i.id
  where i.workspace_id = $1 and i.contact_id = c.id and t.id <> all($3::uuid[]))
order by id for update skip locked
"""
_CONTACTS = f"delete from contacts c where workspace_id = $1 and id = any($2::uuid[]) and {_SILENT}"  # noqa: S608


async def months_of(db: AsyncSession, scope: Scope) -> int | None:
    """For how many months this business keeps conversations; None: as long as it stays."""
    months: int | None = (await db.execute(_READ, {"workspace": scope.workspace_id})).scalar_one()
    return months


async def keep_for(db: AsyncSession, scope: Scope, months: int | None) -> None:
    """Keep conversations for so many months after their last message; None: as long as the business stays."""
    if await months_of(db, scope) != months:
        await db.execute(_SET, {"workspace": scope.workspace_id, "months": months})
        await publish(db, RetentionChanged(workspace_id=scope.workspace_id, months=months))


async def erase_old(database: Database, *, now: datetime) -> None:
    """Erase in every workspace what it no longer wants to keep."""
    for row in await database.crossing.fetch(_WORKSPACES, now):
        conversations = await _erase_conversations(database, row["id"], row["before"])
        for statement in (*_LOOSE, _WALK_INS):
            while await _run(database, statement, row["id"], row["before"], _AT_ONCE):
                pass
        await _erase_contacts(database, row["id"], row["before"])
        if conversations:
            log.info("old_conversations_erased", workspace=str(row["id"]), conversations=conversations)
            event = OldConversationsErased(workspace_id=row["id"], conversations=conversations)
            async with database.crossing.acquire() as connection, connection.transaction():
                await publish(connection, event)


async def _erase_conversations(database: Database, workspace_id: UUID, before: datetime) -> int:
    count = 0
    while True:
        async with database.crossing.acquire() as connection, connection.transaction():
            threads = await _ids(connection, _HOLD_THREADS, workspace_id, before, _AT_ONCE)
            some = await _ids(connection, _OLD_CONVERSATIONS, workspace_id, before, _AT_ONCE, threads)
            await connection.execute(_PRAISE, workspace_id, some)
            await connection.execute(_CONVERSATIONS, workspace_id, some)
        count += len(some)
        if not some:
            return count


async def _erase_contacts(database: Database, workspace_id: UUID, before: datetime) -> None:
    last = _NOBODY
    while True:
        async with database.crossing.acquire() as connection, connection.transaction():
            some = await _ids(connection, _OLD_CONTACTS, workspace_id, before, _AT_ONCE, last)
            if not some:
                return
            threads = await _ids(connection, _HOLD_THEIR_THREADS, workspace_id, some)
            held = await _ids(connection, _HOLD_CONTACTS, workspace_id, some, threads)
            await connection.execute(_CONTACTS, workspace_id, held)
        last = some[-1]


async def _ids(connection: Connection, statement: str, *values: object) -> list[UUID]:
    return [row["id"] for row in await connection.fetch(statement, *values)]


async def _run(database: Database, statement: str, *values: object) -> int:
    pool: asyncpg.Pool[asyncpg.Record] = database.crossing
    return int((await pool.execute(statement, *values)).rpartition(" ")[2])
