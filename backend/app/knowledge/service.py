"""Verbs of documents. Reading and indexing them is later work: see `ingestion`."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.agents import service as agents
from app.knowledge import repository
from app.knowledge.events import DocumentGiven, DocumentTakenAway
from app.knowledge.models import Document
from app.knowledge.originals import ORIGINALS
from app.knowledge.schemas import ChunkRead, DocumentRead, DocumentUse, shown, shown_chunk
from app.knowledge.uploads import Upload
from app.platform.database import Scope
from app.platform.events import publish
from app.platform.ids import new_id
from app.platform.jobs import enqueue
from app.platform.pages import BadCursor, Page, one_page
from app.platform.problems import NotFound

INGEST = "ingest_document"
UNINDEX = "unindex_document"
DELETE_PAST = "delete_past_chunks"
FORGET_AGENT = "forget_agent_knowledge"
_NOT_GIVEN = "This agent has no such document."


async def add(
    db: AsyncSession, scope: Scope, agent_id: UUID, upload: Upload, *, now: datetime
) -> tuple[DocumentRead, bool]:
    """Give a document to the agent, and whether that starts work. Raises `NotFound` for the agent.

    No work: the agent has these bytes, indexed or under way. Bytes the workspace has are not stored twice; a
    document that failed is tried anew.
    """
    await agents.find(db, agent_id)
    document, starts, _ = await _give(db, scope, agent_id, upload, now)
    return shown(document), starts


async def replace(
    db: AsyncSession, scope: Scope, agent_id: UUID, document_id: UUID, upload: Upload, *, now: datetime
) -> tuple[DocumentRead, bool]:
    """Put a new document in the place of one that the agent has, and whether that starts work. The old one answers
    until the new one is ready, and stays if that fails. Raises `NotFound`.
    """
    await agents.find(db, agent_id)
    new, starts, is_new = await _give(db, scope, agent_id, upload, now)
    old = await repository.find_given(db, agent_id, document_id, lock=True)
    if old is None:
        raise NotFound(_NOT_GIVEN)
    if new.id == old.id:
        return shown(new), starts
    if is_new:  # else other agents may have it, as it is
        _inherit(new, old, await repository.today(db, scope, now))
    for pending in await repository.replacements_of(db, agent_id, old.id):
        if pending != new.id:  # the last word counts
            await take_away(db, scope, agent_id, pending)
    replaces: UUID | None = old.id
    if not old.chunk_count:  # it never answered; what it was to replace still does
        replaces = (await repository.replaced_by(db, old.id)).get(agent_id)
        await take_away(db, scope, agent_id, old.id)
    if new.status == "ready" and replaces not in (None, new.id):
        await take_away(db, scope, agent_id, replaces)
    elif replaces not in (None, new.id):
        await repository.set_replaces(db, agent_id, new.id, replaces)
    return shown(new), starts


async def reindex(db: AsyncSession, scope: Scope, agent_id: UUID, document_id: UUID) -> DocumentRead:
    """Have the document read and indexed again; what was read before answers meanwhile. Raises `NotFound`."""
    document = await _given(db, agent_id, document_id, lock=True)
    if document.status in ("ready", "failed"):
        document.reread, document.last_reading = True, document.last_reading + 1
        await _start(db, scope, document)
    return shown(document)


async def set_use(db: AsyncSession, agent_id: UUID, document_id: UUID, wish: DocumentUse) -> DocumentRead:
    """Choose its labels and the days on which it is used, for every agent that has it. Raises `NotFound`."""
    document = await _given(db, agent_id, document_id, lock=True)
    document.labels = wish.labels
    document.valid_from, document.valid_until = wish.valid_from, wish.valid_until
    await db.flush()
    return shown(document)


async def one(db: AsyncSession, agent_id: UUID, document_id: UUID) -> DocumentRead:
    """A document of the agent. Raises `NotFound`."""
    return shown(await _given(db, agent_id, document_id))


async def preview(
    db: AsyncSession, agent_id: UUID, document_id: UUID, *, after: UUID | None, limit: int
) -> Page[ChunkRead]:
    """What was understood of a document: its chunks behind the one named. Raises `NotFound`, `BadCursor`."""
    document = await _given(db, agent_id, document_id)
    place = -1 if after is None else await repository.ordinal_of(db, document_id, after)
    if place is None:  # it was read again meanwhile
        raise BadCursor("Start again without `cursor`.")
    chunks = await repository.page_of_chunks(db, document_id, after=place, limit=limit + 1)
    page = one_page(chunks, limit, lambda chunk: (document.created_at, chunk.id))
    return Page(items=[shown_chunk(chunk) for chunk in page.items], next_cursor=page.next_cursor)


async def page(
    db: AsyncSession,
    agent_id: UUID,
    *,
    before: UUID | None,
    limit: int,
    from_web: bool | None = None,
    label: str | None = None,
) -> Sequence[DocumentRead]:
    """The agent's documents, newest first, at most `limit`. Raises `NotFound` for the agent."""
    await agents.find(db, agent_id)
    rows = await repository.page_of_agent(
        db, agent_id, before=before, limit=limit, from_web=from_web, label=label
    )
    return [shown(each) for each in rows]


async def take_away(db: AsyncSession, scope: Scope, agent_id: UUID, document_id: UUID) -> None:
    """Take a document from the agent; when no agent has it any more, it is gone. Raises `NotFound`."""
    await repository.find(db, document_id, lock=True)  # whoever gives it to another agent waits, or we do
    if not await repository.take_away(db, agent_id, document_id):
        raise NotFound(_NOT_GIVEN)
    await repository.delete_if_nobody_has(db, [document_id])
    await enqueue_unindexing(db, scope, agent_id, document_id)
    event = DocumentTakenAway(workspace_id=scope.workspace_id, agent_id=agent_id, document_id=document_id)
    await publish(db, event)


async def enqueue_unindexing(db: AsyncSession, scope: Scope, agent_id: UUID, document_id: UUID) -> None:
    """Have the agent's vectors of the document deleted."""
    await enqueue(db, UNINDEX, workspace_id=scope.workspace_id, agent_id=agent_id, document_id=document_id)


async def enqueue_deletion_of_past(db: AsyncSession, scope: Scope, document_id: UUID) -> None:
    """Have the chunks deleted whose place was taken, with their vectors."""
    await enqueue(db, DELETE_PAST, workspace_id=scope.workspace_id, document_id=document_id)


async def _given(db: AsyncSession, agent_id: UUID, document_id: UUID, *, lock: bool = False) -> Document:
    document = await repository.find_given(db, agent_id, document_id, lock=lock)
    if document is None:
        raise NotFound(_NOT_GIVEN)
    return document


async def _give(
    db: AsyncSession, scope: Scope, agent_id: UUID, upload: Upload, now: datetime
) -> tuple[Document, bool, bool]:
    """The document, whether that starts work, and whether it was made for this."""
    document, is_new = await _make(db, scope, upload, now)
    try:
        is_new_here = await repository.give(db, scope, agent_id, document.id)
    except IntegrityError:  # somebody deleted the agent in this moment
        raise NotFound("There is no such agent.") from None
    starts = is_new_here or document.status == "failed"
    if starts:
        await _start(db, scope, document)
        event = DocumentGiven(workspace_id=scope.workspace_id, agent_id=agent_id, document_id=document.id)
        await publish(db, event)
    return document, starts, is_new


def _inherit(new: Document, old: Document, today: date) -> None:
    """What takes a document's place is used as that was. Days that are over are not meant for it."""
    new.labels = old.labels
    if old.valid_until is None or old.valid_until >= today:
        new.valid_from, new.valid_until = old.valid_from, old.valid_until


async def _start(db: AsyncSession, scope: Scope, document: Document) -> None:
    document.status, document.progress = "queued", 0.0
    document.error_code = document.error_text = None
    await enqueue(db, INGEST, workspace_id=scope.workspace_id, document_id=document.id)


async def _make(db: AsyncSession, scope: Scope, upload: Upload, now: datetime) -> tuple[Document, bool]:
    """The document with these bytes, locked, and whether it is new or the one the workspace has."""
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
    return document, is_new
