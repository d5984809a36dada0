"""After a restore, what was erased since the backup is back: it is erased again (promise T5).

The list of erasures holds ids only. It has to come from outside of the backup: print it as often as backups are made
(`app.cli erasures`), and give the newest one to `app.cli replay-erasures`.
"""

from collections.abc import AsyncIterator, Iterable
from uuid import UUID

import orjson

from app.platform.database import Database
from app.platform.ids import new_id
from app.platform.logs import get_logger
from app.privacy.erasing import erase_again
from app.privacy.leaving import erase_workspace

log = get_logger(__name__)

_AT_ONCE = 1000
_ALL = """
select id, workspace_id, contact_id, erased_at from erasures
where id > $1 order by id limit $2
"""
_NOTE = """
insert into erasures (id, workspace_id, contact_id, finished_at) values ($1, $2, $3, now())
on conflict (workspace_id, contact_id) do nothing
"""
_FIRST = UUID(int=0)


class BadList(Exception):
    """A line of the list is not one that `erasures` printed."""


async def erasures(database: Database) -> AsyncIterator[str]:
    """Every erasure as a line to keep; of a contact, or (without `contact_id`) of a whole workspace."""
    last = _FIRST
    while rows := await database.crossing.fetch(_ALL, last, _AT_ONCE):
        for row in rows:
            yield orjson.dumps(dict(row), default=str).decode()
        last = rows[-1]["id"]


async def replay(database: Database, lines: Iterable[str]) -> tuple[int, int]:
    """Erase again what the lines and the database's own list name; how many were named, and how many were back.

    Raises `BadList` before anything is done.
    """
    named = [_read(line) for line in lines if line.strip()]
    for workspace_id, contact_id in named:
        await database.crossing.execute(_NOTE, new_id(), workspace_id, contact_id)
    count = back = 0
    async for line in erasures(database):
        workspace_id, contact_id = _read(line)
        count += 1
        if contact_id is not None:
            back += await erase_again(database, workspace_id, contact_id)
        elif await database.crossing.fetchval("select true from workspaces where id = $1", workspace_id):
            await erase_workspace(database, workspace_id)
            back += 1
    return count, back


def _read(line: str) -> tuple[UUID, UUID | None]:
    try:
        row = orjson.loads(line)
        contact_id = row.get("contact_id")
        return UUID(row["workspace_id"]), UUID(contact_id) if contact_id is not None else None
    except (ValueError, TypeError, KeyError, AttributeError):
        raise BadList(f"This is not a line that `erasures` printed: {line[:80]}") from None
