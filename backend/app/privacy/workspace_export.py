"""All data of a workspace in one ZIP: a file of JSON lines for each table, and the documents as they were handed in.

It is packed in the background from one view of the database, and kept in pieces for a week.
"""

from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.knowledge.originals import ORIGINALS
from app.knowledge.parsing.kinds import ending_of
from app.platform.crypto import Vault
from app.platform.database import Connection, Database, Scope
from app.platform.events import publish
from app.platform.hints import Hints
from app.platform.ids import new_id
from app.platform.jobs import Ids, JobRunner, enqueue
from app.platform.logs import get_logger
from app.platform.problems import NotFound
from app.privacy import tables
from app.privacy.erasing import ONE_AT_A_TIME
from app.privacy.errors import ExportNotReady
from app.privacy.events import WorkspaceExportAsked, WorkspaceExportDownloaded
from app.privacy.models import WorkspaceExport
from app.privacy.package import Package

log = get_logger(__name__)

PACK_WORKSPACE = "pack_workspace"
_KEPT = timedelta(days=7)
# One that is older hangs, and does not keep anybody from asking anew.
_LONGEST = timedelta(hours=12)

_BEGIN = """
with pieces as (delete from workspace_export_pieces where workspace_id = $1 and export_id = $2)
update workspace_exports set status = 'working', progress = 0 where workspace_id = $1 and id = $2
  and status in ('queued', 'working')
returning true
"""
_KEEP = """
insert into workspace_export_pieces (workspace_id, export_id, ordinal, content) values ($1, $2, $3, $4)
"""
_PROGRESS = "update workspace_exports set progress = $3 where workspace_id = $1 and id = $2"
_FAILED = (
    "update workspace_exports set status = 'failed' where workspace_id = $1 and id = $2 and status <> 'ready'"
)
# Whoever was erased since the packing began may be in it. Only the system's role sees erasures.
_ERASURES = "select count(*) from erasures where workspace_id = $1"
_FINISH = """
update workspace_exports set status = 'ready', progress = 1, byte_size = $3, finished_at = now()
where workspace_id = $1 and id = $2 and (select count(*) from erasures where workspace_id = $1) = $4
returning true
"""
_PIECE = """
select content from workspace_export_pieces where workspace_id = $1 and export_id = $2 and ordinal = $3
"""
_BUSINESS = "select row_to_json(x)::text from (select id, slug, name, timezone, created_at from workspaces) x"
_PEOPLE = """
select row_to_json(x)::text from (
  select u.id, u.email, u.full_name, m.role, m.created_at as member_since from memberships m
  join users u on u.id = m.user_id where m.workspace_id = $1 order by m.created_at) x
"""
_READ_ME = """All data of this business.

workspace.json   the business
people.jsonl     who may sign in to it
*.jsonl          everything else, one file a table, one row a line; ids join them
documents/       the documents as they were handed in; documents.jsonl says what they were called

Passwords, keys and tokens are not in it. What networks sent is in messages.jsonl; the raw bytes of it are kept for a
few days only, and never handed out.
"""


async def ask(db: AsyncSession, scope: Scope, *, now: datetime) -> WorkspaceExport:
    """Have a package made, unless one is under way."""
    under_way = sa.select(WorkspaceExport).where(
        WorkspaceExport.status.in_(("queued", "working")), WorkspaceExport.created_at > now - _LONGEST
    )
    found = (await db.execute(under_way.limit(1))).scalar_one_or_none()
    if found is not None:
        return found
    export = WorkspaceExport(
        id=new_id(), workspace_id=scope.workspace_id, status="queued", progress=0, byte_size=0, created_at=now,
        finished_at=None, expires_at=now + _KEPT,
    )  # fmt: skip
    db.add(export)
    await db.flush()
    await enqueue(db, PACK_WORKSPACE, workspace_id=scope.workspace_id, export_id=export.id)
    await publish(db, WorkspaceExportAsked(workspace_id=scope.workspace_id, export_id=export.id))
    return export


async def page(
    db: AsyncSession, *, after: tuple[datetime, UUID] | None, limit: int, now: datetime
) -> Sequence[WorkspaceExport]:
    """Packages that are kept or under way, newest first, at most `limit`."""
    query = (
        sa.select(WorkspaceExport)
        .where(WorkspaceExport.expires_at > now)
        .order_by(WorkspaceExport.created_at.desc(), WorkspaceExport.id.desc())
        .limit(limit)
    )
    if after is not None:
        place = sa.tuple_(WorkspaceExport.created_at, WorkspaceExport.id)
        query = query.where(place < sa.tuple_(*map(sa.literal, after)))
    return list((await db.execute(query)).scalars())


async def hand_out(db: AsyncSession, scope: Scope, export_id: UUID, *, now: datetime) -> WorkspaceExport:
    """The package that somebody fetches now. Raises `NotFound`, or `ExportNotReady`."""
    export = await db.get(WorkspaceExport, export_id)
    if export is None or export.expires_at <= now:
        raise NotFound("There is no such package. Ask for a new one.")
    if export.status != "ready":
        raise ExportNotReady("Wait until it says ready, or ask for a new one if it failed.")
    await publish(db, WorkspaceExportDownloaded(workspace_id=scope.workspace_id, export_id=export_id))
    return export


async def pieces(database: Database, export: WorkspaceExport) -> AsyncIterator[bytes]:
    """Its bytes, each piece read by itself: a slow reader holds nothing."""
    ordinal = 0
    while True:
        async with database.tenant_road(export.workspace_id) as connection:
            piece = await connection.fetchval(_PIECE, export.workspace_id, export.id, ordinal)
        if piece is None:
            return
        yield piece
        ordinal += 1


async def forget_expired(database: Database, *, now: datetime) -> None:
    """Packages of last week go."""
    await database.crossing.execute("delete from workspace_exports where expires_at <= $1", now)


def register(jobs: JobRunner, database: Database, vault: Vault, hints: Hints) -> None:
    """Teach the runner to pack."""

    async def pack_workspace(ids: Ids) -> None:
        packing = _Packing(database, vault, hints, UUID(ids["workspace_id"]), UUID(ids["export_id"]))
        try:
            await packing.run()
        except Exception as error:
            log.error("export_failed", export=ids["export_id"], exc_info=error)
            await packing.fail()

    jobs.on(PACK_WORKSPACE, pack_workspace, at_once=1)


class _Packing:
    """One package being made. Begun again, it begins from nothing."""

    def __init__(
        self, database: Database, vault: Vault, hints: Hints, workspace_id: UUID, export_id: UUID
    ) -> None:
        self._database = database
        self._vault = vault
        self._hints = hints
        self._workspace_id = workspace_id
        self._export_id = export_id
        self._size = 0
        self._pieces = 0

    async def run(self) -> None:
        while await self._do(_BEGIN):
            self._size = self._pieces = 0
            erasures: int = await self._database.crossing.fetchval(_ERASURES, self._workspace_id)
            async with (
                tables.snapshot(self._database, self._workspace_id) as connection,
                Package(self._keep) as package,
            ):
                await self._fill(connection, package)
            if await self._finish(erasures):
                break
        self._hints.tell(self._workspace_id, "export.changed", self._export_id)

    async def _finish(self, erasures: int) -> bool:
        async with self._database.crossing.acquire() as connection, connection.transaction():
            await connection.execute(ONE_AT_A_TIME, self._workspace_id)
            return bool(
                await connection.fetchval(_FINISH, self._workspace_id, self._export_id, self._size, erasures)
            )

    async def fail(self) -> None:
        await self._do(_FAILED)
        self._hints.tell(self._workspace_id, "export.changed", self._export_id)

    async def _fill(self, connection: Connection, package: Package) -> None:
        all_rows = await tables.of_workspace(connection)
        documents = await connection.fetch(
            "select id, media_type from documents where workspace_id = $1 order by id", self._workspace_id
        )
        steps = len(all_rows) + len(documents)
        await package.add_file("README.txt", _READ_ME.encode())
        business: str = await connection.fetchval(_BUSINESS)
        await package.add_file("workspace.json", business.encode())
        people = [row[0].encode() for row in await connection.fetch(_PEOPLE, self._workspace_id)]
        await package.add_file("people.jsonl", b"\n".join(people) + b"\n")
        for step, rows in enumerate(all_rows, 1):
            found = tables.read(connection, self._vault, rows, self._workspace_id)
            await package.add_lines(f"{rows.table}.jsonl", found)
            await self._tell(step / steps)
        for step, document in enumerate(documents, len(all_rows) + 1):
            async with self._database.tenant(Scope(self._workspace_id)) as db:
                content = await ORIGINALS.fetch(db, document["id"])
            if content is not None:
                await package.add_file(
                    f"documents/{document['id']}{ending_of(document['media_type'])}", content
                )
            await self._tell(step / steps)

    async def _keep(self, piece: bytes) -> None:
        await self._do(_KEEP, self._pieces, piece)
        self._pieces += 1
        self._size += len(piece)

    async def _tell(self, progress: float) -> None:
        await self._do(_PROGRESS, progress)
        self._hints.tell(self._workspace_id, "export.changed", self._export_id)

    async def _do(self, statement: str, *values: object) -> bool:
        async with self._database.tenant_road(self._workspace_id) as connection:
            return bool(await connection.fetchval(statement, self._workspace_id, self._export_id, *values))
