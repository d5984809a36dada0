"""Vectors that are missing are made again from the chunks in PostgreSQL, document by document, in the background.

They are missing after an update that encodes words differently, after a change of the embedding model (then the old
ones serve meanwhile, see `serving`) and after the vectors' folder was lost. An agent whose vectors are fewer than the
chunks that answer has all of its documents indexed again. Documents stay as ready as they are. One that cannot be done,
try after try, is left with a sentence for the owner, and taken up again every hour; another model does not take over
before.
"""

from datetime import timedelta
from functools import partial
from uuid import UUID

from app.knowledge import repository, service
from app.knowledge.embeddings import Embedder
from app.knowledge.errors import EmbeddingsDown
from app.knowledge.indexing import index_chunks
from app.knowledge.kept import kept_for
from app.knowledge.serving import DROP_VECTORS, SearchIndex
from app.knowledge.vectors import Point, VectorStore
from app.platform.database import Database, Scope
from app.platform.jobs import Ids, JobRunner, enqueue
from app.platform.logs import get_logger

log = get_logger(__name__)

REINDEX = "reindex_document"
_WAIT = timedelta(seconds=30)  # for an embedding host that gives no vectors now
_PAUSES = [timedelta(seconds=seconds) for seconds in (2, 10, 30, 120, 600, 3600)]
NOT_INDEXED = "not_indexed"
NOT_INDEXED_TEXT = (
    "The search index could not take this document because of a fault on our side."
    " Read it again to try once more."
)

_EXPECTED = """
    select a.workspace_id, a.agent_id, sum(d.chunk_count)::int as chunks, array_agg(d.id) as documents
    from agent_documents a
    join documents d on d.workspace_id = a.workspace_id and d.id = a.document_id
    where d.chunk_count > 0 and d.error_code is distinct from $1
    group by a.workspace_id, a.agent_id
"""
_LEFT = "select count(*) from documents where status = 'ready' and error_code = $1"
_LEAVE = """
update documents set error_code = $3, error_text = $4 where workspace_id = $1 and id = $2 and status = 'ready'
"""
_TAKE_UP = """
update documents set error_code = null, error_text = null where status = 'ready' and error_code = $1
returning workspace_id, id
"""
# What was being indexed with the old model while all turned is ready by then.
_JUST_CHANGED = "select exists (select from search_index where since > now() - interval '1 hour')"
_UNDER_WAY = (
    "select exists (select from frontdesk_pgqueuer where entrypoint = $1 and status in ('queued', 'picked'))"
)

# Two processes that look at once, or a start while much is queued, must not have a document embedded twice.
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended('vectors that are missing', 0))"
_QUEUED = """
select convert_from(payload, 'UTF8')::jsonb ->> 'document_id' as document_id from frontdesk_pgqueuer
where entrypoint = $1 and status in ('queued', 'picked')
"""


def register(jobs: JobRunner, database: Database, index: SearchIndex) -> None:
    """Teach the runner to make vectors anew, to turn to them when they are complete, and to delete old ones."""

    async def drop(ids: Ids) -> None:
        await index.drop(ids["model"], int(ids["dimensions"]))

    jobs.on(REINDEX, partial(reindex_document, database, index), at_once=2)
    jobs.on(DROP_VECTORS, drop)
    jobs.every("look_after_index", "* * * * *", partial(look_after_index, database, index))
    jobs.every("take_up_left_out", "23 * * * *", partial(take_up_left_out, database))


async def rebuild_at_start(database: Database, index: SearchIndex) -> None:
    """`rebuild_missing`, for the background: a fault is logged, and the next start asks again. So it does for what was
    given up.
    """
    try:
        await take_up_left_out(database)
        await rebuild_missing(database, index.wanted.vectors)
    except Exception as error:
        log.warning("vectors_not_rebuilt", exc_info=error)


async def take_up_left_out(database: Database) -> None:
    """Try once more what was given up: the vector store or the disk may have been away."""
    async with database.crossing.acquire() as connection, connection.transaction():
        for row in await connection.fetch(_TAKE_UP, NOT_INDEXED):
            await enqueue(connection, REINDEX, workspace_id=row["workspace_id"], document_id=row["id"])


async def look_after_index(database: Database, index: SearchIndex) -> None:
    """While another model's vectors are made: turn to them when they are complete, else see that they are made. For an
    hour after the change: see that nothing is missing that was being indexed meanwhile with the old model.
    """
    building = index.building
    if building is None and not await database.crossing.fetchval(_JUST_CHANGED):
        return
    if await database.crossing.fetchval(_UNDER_WAY, REINDEX):
        return
    if building is None:
        await rebuild_missing(database, index.vectors)
    elif await rebuild_missing(database, building.vectors) or await database.crossing.fetchval(
        _LEFT, NOT_INDEXED
    ):
        return
    elif await index.turn():
        await rebuild_missing(database, index.vectors)  # what became ready in this moment


async def rebuild_missing(database: Database, vectors: VectorStore) -> int:
    """Queue every document that answers of the agents that lack vectors, unless it is; how many documents that are."""
    lacking: dict[UUID, UUID] = {}
    for row in await database.crossing.fetch(_EXPECTED, NOT_INDEXED):
        if await vectors.count(row["agent_id"]) < row["chunks"]:
            lacking |= dict.fromkeys(row["documents"], row["workspace_id"])
    if not lacking:
        return 0
    async with database.crossing.acquire() as connection, connection.transaction():
        await connection.execute(_ONE_AT_A_TIME)
        queued = {UUID(row["document_id"]) for row in await connection.fetch(_QUEUED, REINDEX)}
        for document_id in lacking.keys() - queued:
            await enqueue(connection, REINDEX, workspace_id=lacking[document_id], document_id=document_id)
    log.info("vectors_rebuilding", documents=len(lacking))
    return len(lacking)


async def share_built(database: Database, vectors: VectorStore, workspace_id: UUID) -> float:
    """How much of a workspace's chunks have vectors there, from 0 to 1."""
    async with database.tenant_road(workspace_id) as connection:
        rows = await connection.fetch(_EXPECTED, "")
    made = [min(await vectors.count(row["agent_id"]), row["chunks"]) for row in rows]
    return sum(made) / max(sum(row["chunks"] for row in rows), 1) if rows else 1.0


async def left_out(database: Database, workspace_id: UUID) -> int:
    """How many documents of a workspace could not be indexed anew."""
    async with database.tenant_road(workspace_id) as connection:
        return int(await connection.fetchval(_LEFT, NOT_INDEXED))


async def reindex_document(database: Database, index: SearchIndex, ids: Ids) -> None:
    """Make the vectors of what answers where they are wanted. What never did is in the hands of ingestion. A host
    without vectors is waited for; after the last try of anything else the document says that it was given up.
    """
    scope, document_id = Scope(UUID(ids["workspace_id"])), UUID(ids["document_id"])
    wanted, tries = index.wanted, int(ids.get("tries", 0))
    try:
        await _Reindexing(database, scope, document_id, wanted.embedder, wanted.vectors).run()
    except EmbeddingsDown as down:
        log.warning("reindexing_waits", document_id=str(document_id), reason=down.text)
        await _try_again(database, ids, max(_WAIT, timedelta(seconds=down.retry_after or 0)), tries)
    except Exception as error:
        log.warning("reindexing_failed", document_id=str(document_id), tries=tries + 1, exc_info=error)
        if tries < len(_PAUSES):
            await _try_again(database, ids, _PAUSES[tries], tries + 1)
        else:
            await database.crossing.execute(
                _LEAVE, scope.workspace_id, document_id, NOT_INDEXED, NOT_INDEXED_TEXT
            )


async def _try_again(database: Database, ids: Ids, after: timedelta, tries: int) -> None:
    async with database.crossing.acquire() as connection:
        await enqueue(
            connection,
            REINDEX,
            after=after,
            workspace_id=ids["workspace_id"],
            document_id=ids["document_id"],
            tries=str(tries),
        )


class _Reindexing:
    """The work on one document."""

    def __init__(
        self, database: Database, scope: Scope, document_id: UUID, embedder: Embedder, vectors: VectorStore
    ) -> None:
        self._database = database
        self._scope = scope
        self._id = document_id
        self._embedder = embedder
        self._vectors = vectors

    async def run(self) -> None:
        async with self._database.tenant(self._scope) as db:
            document = await repository.find(db, self._id)
            chunks = await repository.chunks_of(db, self._id)
            agents = await repository.agents_of(db, self._id)
        if document is None or not document.chunk_count:
            return
        chunk_ids = [chunk.id for chunk in chunks]
        encoded = await index_chunks(
            self._embedder,
            document.title,
            [(chunk.section, chunk.text) for chunk in chunks],
            keeper=kept_for(self._embedder, self._database, self._scope.workspace_id, chunk_ids),
        )
        for agent_id in agents:
            await self._vectors.put(
                [
                    Point(
                        agent_id,
                        chunk_id,
                        self._id,
                        self._scope.workspace_id,
                        each.dense,
                        each.sparse,
                        each.opening,
                    )
                    for chunk_id, each in zip(chunk_ids, encoded, strict=True)
                ]
            )
        await self._look_back(chunk_ids, agents)

    async def _look_back(self, chunk_ids: list[UUID], agents: set[UUID]) -> None:
        """What was taken away or read anew while we worked may have left vectors of ours behind. What the document was
        to replace goes, where ingestion gave up before it could.
        """
        async with self._database.tenant(self._scope) as db:
            document = await repository.find(db, self._id, lock=True)
            answering = {chunk.id for chunk in await repository.chunks_of(db, self._id)}
            given = await repository.agents_of(db, self._id)
            for agent_id in agents - given:
                await service.enqueue_unindexing(db, self._scope, agent_id, self._id)
            if document is not None and document.status == "ready":
                for agent_id, replaced in (await repository.replaced_by(db, self._id)).items():
                    if agent_id in agents:
                        await service.take_away(db, self._scope, agent_id, replaced)
        if past := [chunk_id for chunk_id in chunk_ids if chunk_id not in answering]:
            for agent_id in agents & given:
                await self._vectors.delete_chunks(agent_id, past)
