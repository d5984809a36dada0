"""A customer is erased: at once from every row, soon from every stored body, and again after a restore (promise T5)."""

from functools import partial
from uuid import UUID

import asyncpg
import orjson

from app.contacts.events import ContactErased
from app.inbox import forget
from app.inbox.bodies import Party
from app.platform.database import Connection, Database, Scope
from app.platform.events import publish
from app.platform.hints import Hints
from app.platform.ids import new_id
from app.platform.jobs import Ids, JobRunner, enqueue
from app.platform.logs import get_logger
from app.platform.problems import NotFound

log = get_logger(__name__)

ERASE_BODIES = "erase_contact_bodies"

_IS_ERASED = "select exists (select from erasures where workspace_id = $1 and contact_id = $2)"
_HOLD = "select id from contacts where workspace_id = $1 and id = $2 for update"
_CONVERSATIONS = "select id from conversations where workspace_id = $1 and contact_id = $2"
_DELETE = "delete from contacts where workspace_id = $1 and id = $2"
# A package that was made before holds the customer. One that is being made finds out and starts again; it takes the
# same lock before it says that it is ready.
ONE_AT_A_TIME = "select from workspaces where id = $1 for no key update"
_PACKAGES = "delete from workspace_exports where workspace_id = $1 and status in ('ready', 'failed')"
_RECORD = """
insert into erasures (id, workspace_id, contact_id, parties, up_to_arrival) values ($1, $2, $3, $4, $5)
on conflict (workspace_id, contact_id) do update set parties = excluded.parties,
  up_to_arrival = excluded.up_to_arrival, finished_at = null
returning id
"""
_READ = "select parties, up_to_arrival from erasures where id = $1"
_DONE = "update erasures set parties = '[]', finished_at = now() where id = $1"


def register(jobs: JobRunner, database: Database) -> None:
    """Teach the runner to look through stored bodies."""
    jobs.on(ERASE_BODIES, partial(_erase_bodies, database), at_once=1, attempts=20)


async def erase_contact(database: Database, hints: Hints, scope: Scope, contact_id: UUID) -> None:
    """Erase a customer; again is harmless. Raises `NotFound` for one that this workspace never had."""
    async with database.tenant_road(scope.workspace_id) as connection:
        is_here = await connection.fetchval("select true from contacts where id = $1", contact_id)
    if not is_here:
        if not await database.crossing.fetchval(_IS_ERASED, scope.workspace_id, contact_id):
            raise NotFound("There is no such contact.")
        return
    async with database.crossing.acquire() as connection, connection.transaction():
        conversations = await connection.fetch(_CONVERSATIONS, scope.workspace_id, contact_id)
        erasure_id = await _erase_rows(connection, scope.workspace_id, contact_id, scope.user_id)
        if erasure_id is not None:
            await enqueue(connection, ERASE_BODIES, erasure_id=erasure_id)
    log.info("contact_erased", contact_id=str(contact_id))
    for row in conversations:
        hints.tell(scope.workspace_id, "conversation.changed", row["id"])


async def erase_again(database: Database, workspace_id: UUID, contact_id: UUID) -> bool:
    """Erase a customer who is back after a restore, bodies included, before this returns; False: nobody was there."""
    async with database.crossing.acquire() as connection, connection.transaction():
        erasure_id = await _erase_rows(connection, workspace_id, contact_id, None)
    if erasure_id is None:
        return False
    await _erase_bodies(database, {"erasure_id": str(erasure_id)})
    return True


async def _erase_rows(
    connection: Connection, workspace_id: UUID, contact_id: UUID, by: UUID | None
) -> UUID | None:
    parties = await forget.parties_of(connection, workspace_id, contact_id)
    newest = await forget.forget(connection, workspace_id, contact_id, parties)
    if await connection.fetchval(_HOLD, workspace_id, contact_id) is None:
        return None
    erasure_id: UUID = await connection.fetchval(
        _RECORD, new_id(), workspace_id, contact_id, orjson.dumps(parties).decode(), newest
    )
    await publish(
        connection,
        ContactErased(workspace_id=workspace_id, contact_id=contact_id, erasure_id=erasure_id, by=by),
    )
    await connection.execute(_DELETE, workspace_id, contact_id)
    await connection.execute(ONE_AT_A_TIME, workspace_id)
    await connection.execute(_PACKAGES, workspace_id)
    return erasure_id


async def _erase_bodies(database: Database, ids: Ids) -> None:
    erasure_id = UUID(ids["erasure_id"])
    erasure: asyncpg.Record | None = await database.crossing.fetchrow(_READ, erasure_id)
    if erasure is None:
        return
    for party in orjson.loads(erasure["parties"]):
        await forget.forget_bodies(database, Party(**party), erasure["up_to_arrival"])
    await database.crossing.execute(_DONE, erasure_id)
