"""Verbs of documents. Reading and indexing them is later work: see `ingestion`."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.agents import service as agents
from app.knowledge import repository
from app.knowledge.events import DocumentGiven, DocumentTakenAway
from app.knowledge.models import Document
from app.knowledge.originals import ORIGINALS
from app.knowledge.schemas import DocumentRead, shown
from app.knowledge.uploads import Upload
from app.platform.database import Scope
from app.platform.events import publish
from app.platform.ids import new_id
from app.platform.jobs import enqueue
from app.platform.problems import NotFound

INGEST = "ingest_document"
UNINDEX = "unindex_document"
FORGET_AGENT = "forget_agent_knowledge"


async def add(
    db: AsyncSession, scope: Scope, agent_id: UUID, upload: Upload, *, now: datetime
) -> tuple[DocumentRead, bool]:
    """Give a document to the agent, and whether that starts work. Raises `NotFound` for the agent.

    No work: the agent has these bytes, indexed or under way. Bytes the workspace has are not stored twice; a
    document that failed is tried anew.
    """
    await agents.find(db, agent_id)
    document = await _make(db, scope, upload, now)
    try:
        is_new_here = await repository.give(db, scope, agent_id, document.id)
    except IntegrityError:  # somebody deleted the agent in this moment
        raise NotFound("There is no such agent.") from None
    starts = is_new_here or document.status == "failed"
    if starts:
        document.status, document.progress = "queued", 0.0
        document.error_code = document.error_text = None
        await enqueue(db, INGEST, workspace_id=scope.workspace_id, document_id=document.id)
        event = DocumentGiven(workspace_id=scope.workspace_id, agent_id=agent_id, document_id=document.id)
        await publish(db, event)
    return shown(document), starts


async def page(
    db: AsyncSession, agent_id: UUID, *, before: UUID | None, limit: int
) -> Sequence[DocumentRead]:
    """The agent's documents, newest first, at most `limit`. Raises `NotFound` for the agent."""
    await agents.find(db, agent_id)
    return [shown(each) for each in await repository.page_of_agent(db, agent_id, before=before, limit=limit)]


async def take_away(db: AsyncSession, scope: Scope, agent_id: UUID, document_id: UUID) -> None:
    """Take a document from the agent; when no agent has it any more, it is gone. Raises `NotFound`."""
    await repository.find(db, document_id, lock=True)  # whoever gives it to another agent waits, or we do
    if not await repository.take_away(db, agent_id, document_id):
        raise NotFound("This agent has no such document.")
    await repository.delete_if_nobody_has(db, [document_id])
    await enqueue_unindexing(db, scope, agent_id, document_id)
    event = DocumentTakenAway(workspace_id=scope.workspace_id, agent_id=agent_id, document_id=document_id)
    await publish(db, event)


async def enqueue_unindexing(db: AsyncSession, scope: Scope, agent_id: UUID, document_id: UUID) -> None:
    """Have the agent's vectors of the document deleted."""
    await enqueue(db, UNINDEX, workspace_id=scope.workspace_id, agent_id=agent_id, document_id=document_id)


async def _make(db: AsyncSession, scope: Scope, upload: Upload, now: datetime) -> Document:
    """The document with these bytes, locked: a new one, or the one the workspace has."""
    row = {
        "id": new_id(),
        "workspace_id": scope.workspace_id,
        "filename": upload.filename,
        "title": upload.title,
        "media_type": upload.media_type,
        "sha256": upload.sha256,
        "byte_size": len(upload.content),
        "status": "queued",
        "progress": 0,
        "chunk_count": 0,
        "created_at": now,
    }
    while True:
        is_new = await repository.add(db, row)
        document = await repository.find_same(db, upload.sha256)
        if document is not None:
            break  # else it was deleted between the two statements
    if is_new:
        await ORIGINALS.keep(db, scope, document.id, upload.content)
    return document
