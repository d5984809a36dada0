"""The later work of this domain, and what it does when an agent is deleted."""

from dataclasses import replace
from datetime import timedelta
from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.agents.events import AgentDeleted
from app.knowledge import repository
from app.knowledge.embeddings import Embedder
from app.knowledge.errors import EmbeddingsDown
from app.knowledge.ingestion import DocumentGone, Ingestion, Parts
from app.knowledge.parsing.refusals import DocumentRefused
from app.knowledge.service import DELETE_PAST, FORGET_AGENT, INGEST, UNINDEX
from app.knowledge.serving import pinned
from app.knowledge.vectors import VectorStore
from app.platform.database import Connection, Database, Scope
from app.platform.hints import Hints
from app.platform.jobs import Ids, JobRunner, enqueue
from app.platform.logs import get_logger

log = get_logger(__name__)

_GAVE_UP = "This document could not be indexed because of a fault on our side. Upload it again in a while."
_PAUSES = [timedelta(seconds=seconds) for seconds in (2, 10, 30, 120, 600)]
"""Between the tries of a document. Counted by us: after the last one the owner is told, and nobody else would."""

_WAIT_FOR_EMBEDDINGS = timedelta(seconds=30)
_DELETE_ATTEMPTS = 20  # more than an hour: what was deleted must go, however long the vector store is away


def register(
    jobs: JobRunner, database: Database, embedder: Embedder, vectors: VectorStore, hints: Hints
) -> None:
    """Teach the runner the jobs of knowledge."""
    parts = Parts(database, embedder, vectors, hints)
    jobs.on(INGEST, partial(ingest_document, parts), at_once=2)
    jobs.on(UNINDEX, partial(unindex_document, parts), attempts=_DELETE_ATTEMPTS)
    jobs.on(DELETE_PAST, partial(delete_past_chunks, parts), attempts=_DELETE_ATTEMPTS)
    jobs.on(FORGET_AGENT, partial(forget_agent_knowledge, parts), attempts=_DELETE_ATTEMPTS)


async def forget_agent(connection: Connection, event: AgentDeleted) -> None:
    """When an agent is deleted, its vectors and the documents that were only its own go too."""
    await enqueue(connection, FORGET_AGENT, workspace_id=event.workspace_id, agent_id=event.agent_id)


async def ingest_document(parts: Parts, ids: Ids) -> None:
    """Read and index a document. A refusal is final; a host without vectors is waited for, as long as it takes;
    anything else is tried again, then told to the owner.
    """
    scope, document_id = Scope(UUID(ids["workspace_id"])), UUID(ids["document_id"])
    shelf = pinned(parts.embedder, parts.vectors)
    ingestion = Ingestion(replace(parts, embedder=shelf.embedder, vectors=shelf.vectors), scope, document_id)
    tries = int(ids.get("tries", 0))
    try:
        await ingestion.run()
    except DocumentGone:
        return
    except DocumentRefused as refusal:
        log.info("document_refused", document_id=str(document_id), code=refusal.code)
        await ingestion.fail(refusal.code, refusal.text)
    except EmbeddingsDown as down:
        log.warning("ingestion_waits", document_id=str(document_id), reason=down.text)
        await ingestion.wait(down.text)
        pause = max(_WAIT_FOR_EMBEDDINGS, timedelta(seconds=down.retry_after or 0))
        async with parts.database.tenant(scope) as db:
            await _try_again(db, scope, document_id, pause, tries)
    except Exception as error:
        log.warning("ingestion_failed", document_id=str(document_id), tries=tries + 1, exc_info=error)
        if tries >= len(_PAUSES):
            await ingestion.fail("failed", _GAVE_UP)
            return
        async with parts.database.tenant(scope) as db:
            await _try_again(db, scope, document_id, _PAUSES[tries], tries + 1)


async def _try_again(db: AsyncSession, scope: Scope, document_id: UUID, after: timedelta, tries: int) -> None:
    await enqueue(
        db, INGEST, after=after, workspace_id=scope.workspace_id, document_id=document_id, tries=str(tries)
    )


async def unindex_document(parts: Parts, ids: Ids) -> None:
    """Delete an agent's vectors of a document, unless it was given to the agent again meanwhile."""
    scope = Scope(UUID(ids["workspace_id"]))
    agent_id, document_id = UUID(ids["agent_id"]), UUID(ids["document_id"])
    if await _is_wanted(parts.database, scope, agent_id, document_id):
        return
    await parts.vectors.delete_document(agent_id, document_id)
    if await _is_wanted(parts.database, scope, agent_id, document_id):  # given again while we deleted
        async with parts.database.tenant(scope) as db:
            document = await repository.find(db, document_id, lock=True)
            if document is not None and document.status == "ready":
                document.status = "queued"
                await enqueue(db, INGEST, workspace_id=scope.workspace_id, document_id=document_id)


async def delete_past_chunks(parts: Parts, ids: Ids) -> None:
    """Delete the chunks whose place in a document was taken, their vectors first."""
    scope, document_id = Scope(UUID(ids["workspace_id"])), UUID(ids["document_id"])
    async with parts.database.tenant(scope) as db:
        past = await repository.past_chunks(db, document_id)
        given = await repository.agents_of(db, document_id)
    if past:
        for agent_id in given:  # from others all of the document is taken away
            await parts.vectors.delete_chunks(agent_id, past)
        async with parts.database.tenant(scope) as db:
            await repository.delete_chunks(db, document_id, past)


async def forget_agent_knowledge(parts: Parts, ids: Ids) -> None:
    """Delete the vectors of an agent that is gone, and the documents no agent has any more."""
    await parts.vectors.delete_agent(UUID(ids["agent_id"]))
    async with parts.database.tenant(Scope(UUID(ids["workspace_id"]))) as db:
        await repository.delete_if_nobody_has(db)


async def _is_wanted(database: Database, scope: Scope, agent_id: UUID, document_id: UUID) -> bool:
    async with database.tenant(scope) as db:
        document = await repository.find(db, document_id)
        given = await repository.agents_of(db, document_id)
    return document is not None and document.status != "failed" and agent_id in given
