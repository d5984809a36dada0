"""The later work of web sites."""

from functools import partial
from uuid import UUID

from app.knowledge.sites.crawl import Means, visit
from app.knowledge.sites.service import READ_SITE, TO_BEGIN
from app.platform import clock
from app.platform.database import Database
from app.platform.guarded_fetch import GuardedFetch
from app.platform.hints import Hints
from app.platform.jobs import Ids, JobRunner, enqueue

_AT_ONCE = 8  # they mostly wait
_MOST = 100

# Read anew because its time has come; or taken up again, because whoever read it was killed or never came.
_DUE = """
update sites s set status = 'queued', visit = s.visit + 1, begun_at = null, bytes_read = 0,
  reason_code = null, reason_text = null, reader_until = $1::timestamptz + $2::interval
where s.id in (
  select id from sites where status in ('ready', 'failed') and next_read_at <= $1
    and not exists (select from workspaces w where w.id = sites.workspace_id and w.leaves_at is not null)
  order by next_read_at limit $3 for update skip locked)
returning s.workspace_id, s.id
"""
_LEFT = """
update sites s set status = 'queued', reader_until = $1::timestamptz + $2::interval
where s.id in (
  select id from sites where status in ('queued', 'reading') and reader_until < $1
  order by reader_until limit $3 for update skip locked)
returning s.workspace_id, s.id
"""


def register(jobs: JobRunner, database: Database, fetch: GuardedFetch, hints: Hints) -> None:
    """Teach the runner to read sites."""
    means = Means(database, fetch, hints)
    jobs.on(READ_SITE, partial(read_site, means), at_once=_AT_ONCE)
    jobs.every("look_after_sites", "* * * * *", partial(look_after_sites, database))


async def read_site(means: Means, ids: Ids) -> None:
    """Read a site once."""
    await visit(means, UUID(ids["workspace_id"]), UUID(ids["site_id"]))


async def look_after_sites(database: Database) -> None:
    """Queue the sites that are to be read anew, and those that somebody stopped reading half-way."""
    async with database.crossing.acquire() as connection, connection.transaction():
        for statement in (_DUE, _LEFT):
            for row in await connection.fetch(statement, clock.now(), TO_BEGIN, _MOST):
                await enqueue(connection, READ_SITE, workspace_id=row["workspace_id"], site_id=row["id"])
