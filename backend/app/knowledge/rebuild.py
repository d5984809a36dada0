"""Vectors that are missing are made again from the chunks in PostgreSQL.

They are missing after an update that encodes words differently, after a change of the embedding model (both search a
collection of their own, empty at first) and after the vectors' folder was lost. Asked at every start: an agent whose
vectors are fewer than the chunks of its ready documents has all of these indexed again, one job for each document.
"""

from uuid import UUID

from app.knowledge import repository
from app.knowledge.service import INGEST
from app.knowledge.vectors import VectorStore
from app.platform.database import Database, Scope
from app.platform.jobs import enqueue
from app.platform.logs import get_logger

log = get_logger(__name__)

_EXPECTED = """
    select a.workspace_id, a.agent_id, sum(d.chunk_count)::int as chunks, array_agg(d.id) as documents
    from agent_documents a
    join documents d on d.workspace_id = a.workspace_id and d.id = a.document_id
    where d.status = 'ready'
    group by a.workspace_id, a.agent_id
"""


async def rebuild_at_start(database: Database, vectors: VectorStore) -> None:
    """`rebuild_missing`, for the background: a fault is logged, and the next start asks again."""
    try:
        await rebuild_missing(database, vectors)
    except Exception as error:
        log.warning("vectors_not_rebuilt", exc_info=error)


async def rebuild_missing(database: Database, vectors: VectorStore) -> int:
    """Queue every ready document of the agents that lack vectors; how many documents that were."""
    queued: set[UUID] = set()
    for row in await database.crossing.fetch(_EXPECTED):
        if await vectors.count(row["agent_id"]) >= row["chunks"]:
            continue
        scope = Scope(row["workspace_id"])
        for document_id in row["documents"]:
            if document_id not in queued and await _queue(database, scope, document_id):
                queued.add(document_id)
    if queued:
        log.info("vectors_rebuilding", documents=len(queued))
    return len(queued)


async def _queue(database: Database, scope: Scope, document_id: UUID) -> bool:
    """False when it was deleted meanwhile, or another process was faster."""
    async with database.tenant(scope) as db:
        document = await repository.find(db, document_id, lock=True)
        if document is None or document.status != "ready":
            return False
        document.status = "queued"
        await enqueue(db, INGEST, workspace_id=scope.workspace_id, document_id=document_id)
    return True
