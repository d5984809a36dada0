"""HTTP of an agent's documents."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Query, Request, Response

from app.agents import service as agents
from app.knowledge import service
from app.knowledge.answers import answers_upload
from app.knowledge.filters import chosen
from app.knowledge.schemas import (
    AnswersCreate,
    ChunkRead,
    DocumentRead,
    DocumentUse,
    FoundRead,
    Label,
    PassageRead,
    SearchWish,
    TextCreate,
)
from app.knowledge.search import search
from app.knowledge.serving import SearchIndex
from app.knowledge.uploads import FORM_SCHEMA, UPLOAD_PROBLEMS, Upload, read_upload, text_upload
from app.knowledge.vectors import Documents
from app.people.access import Db, Manager, Reader
from app.platform import clock
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.database import Database, Scope, get_database
from app.platform.hints import Hints
from app.platform.limits import hit
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotFound, TooManyRequests, problems

router = APIRouter(prefix="/api/agents/{agent_id}/documents", tags=["documents"])

_SEARCHES, _WITHIN = 600, timedelta(hours=1)  # by hand or by program; a host may ask money for each
_KNOWN: dict[int | str, dict[str, Any]] = {
    200: {"model": DocumentRead, "description": "The agent has this document already"}
}


@router.post(
    "",
    status_code=202,
    openapi_extra={"requestBody": FORM_SCHEMA},
    responses=_KNOWN | problems(NotFound, *UPLOAD_PROBLEMS),
)
async def upload_document(
    agent_id: UUID,
    request: Request,
    response: Response,
    scope: Manager,
    database: Annotated[Database, Depends(get_database)],
    db: Db,
    hints: LiveHints,
) -> DocumentRead:
    """Give the agent a file of at most 20 MB and 500 pages: PDF, DOCX, PPTX, XLSX, HTML, Markdown, CSV or plain text.

    It is read in the background: watch its `status`.
    """
    async with database.tenant(scope) as before:  # of its own: none waits for a slow sender
        await agents.find(before, agent_id)
    return await _add(db, hints, scope, agent_id, await read_upload(request), response)


@router.post("/text", status_code=202, responses=_KNOWN | problems(NotFound))
async def add_text_document(
    agent_id: UUID, wish: TextCreate, response: Response, scope: Manager, db: Db, hints: LiveHints
) -> DocumentRead:
    """Give the agent a text that is written down here."""
    return await _add(db, hints, scope, agent_id, text_upload(wish), response)


@router.post("/answers", status_code=202, responses=_KNOWN | problems(NotFound))
async def add_answers(
    agent_id: UUID, wish: AnswersCreate, response: Response, scope: Manager, db: Db, hints: LiveHints
) -> DocumentRead:
    """Give the agent questions with their answers. Each pair is found whole."""
    return await _add(db, hints, scope, agent_id, answers_upload(wish), response)


@router.get("", responses=problems(NotFound, BadCursor))
async def list_documents(
    agent_id: UUID,
    _: Reader,
    db: Db,
    limit: Limit = 50,
    cursor: CursorParam = None,
    from_web: Annotated[bool | None, Query(description="Only web pages, or none of them")] = None,
    label: Annotated[Label | None, Query(description="Only those with this label")] = None,
) -> Page[DocumentRead]:
    """What the agent was given, newest first."""
    after = read_cursor(cursor)
    before = after[1] if after else None
    documents = await service.page(
        db, agent_id, before=before, limit=limit + 1, from_web=from_web, label=label
    )
    return one_page(documents, limit, lambda row: (row.created_at, row.id))


@router.post("/search", responses=problems(NotFound, TooManyRequests))
async def search_documents(
    agent_id: UUID,
    request: Request,
    scope: Reader,
    database: Annotated[Database, Depends(get_database)],
    wish: SearchWish,
) -> FoundRead:
    """Look for an answer as the agent does, in all its documents or in some."""
    who = str(scope.workspace_id)
    await hit(database, "search-by-hand", who, most=_SEARCHES, within=_WITHIN, now=clock.now())
    async with database.tenant(scope) as before:  # not held while the embedding host is asked
        await agents.find(before, agent_id)
        only = await chosen(before, agent_id, wish.labels, wish.document_ids)
    index: SearchIndex = request.app.state.index
    among = Documents(only=only)
    passages = await search(
        database, index.embedder, index.vectors, scope.workspace_id, agent_id, wish.query, wish.limit, among
    )
    return FoundRead(passages=[PassageRead.model_validate(each, from_attributes=True) for each in passages])


@router.get("/{document_id}", responses=problems(NotFound))
async def get_document(agent_id: UUID, document_id: UUID, _: Reader, db: Db) -> DocumentRead:
    """One document and how far it is."""
    return await service.one(db, agent_id, document_id)


@router.get("/{document_id}/preview", responses=problems(NotFound, BadCursor))
async def preview_document(
    agent_id: UUID,
    document_id: UUID,
    _: Reader,
    db: Db,
    limit: Limit = 50,
    cursor: CursorParam = None,
) -> Page[ChunkRead]:
    """What was understood of a document: the pieces that can be found, in order."""
    after = read_cursor(cursor)
    return await service.preview(db, agent_id, document_id, after=after[1] if after else None, limit=limit)


@router.put(
    "/{document_id}",
    status_code=202,
    openapi_extra={"requestBody": FORM_SCHEMA},
    responses=_KNOWN | problems(NotFound, *UPLOAD_PROBLEMS),
)
async def replace_document(
    agent_id: UUID,
    document_id: UUID,
    request: Request,
    response: Response,
    scope: Manager,
    database: Annotated[Database, Depends(get_database)],
    db: Db,
    hints: LiveHints,
) -> DocumentRead:
    """Put a newer file in the place of a document: the new document, with an id of its own.

    The old one answers until the new one is ready; then it is gone. If the new one cannot be read, the old one stays.
    """
    async with database.tenant(scope) as before:
        await service.one(before, agent_id, document_id)
    upload = await read_upload(request)
    document, starts = await service.replace(db, scope, agent_id, document_id, upload, now=clock.now())
    return _told(db, hints, document, starts, response)


@router.put("/{document_id}/use", responses=problems(NotFound))
async def set_document_use(
    agent_id: UUID, document_id: UUID, _: Manager, db: Db, hints: LiveHints, wish: DocumentUse
) -> DocumentRead:
    """Choose a document's labels, and the days on which answers use it, for every agent that has it.

    Outside its days nothing of it is searched; facts that were approved from it stay.
    """
    document = await service.set_use(db, agent_id, document_id, wish)
    tell_after_commit(db, hints, "document.changed", document_id)
    return document


@router.post("/{document_id}/reindex", status_code=202, responses=problems(NotFound))
async def reindex_document(
    agent_id: UUID, document_id: UUID, scope: Manager, db: Db, hints: LiveHints
) -> DocumentRead:
    """Read and index the document again. Meanwhile it answers as before."""
    document = await service.reindex(db, scope, agent_id, document_id)
    tell_after_commit(db, hints, "document.changed", document_id)
    return document


@router.delete("/{document_id}", status_code=204, responses=problems(NotFound))
async def delete_document(
    agent_id: UUID, document_id: UUID, scope: Manager, db: Db, hints: LiveHints
) -> None:
    """Take the document from the agent. When no agent has it any more, it is gone for good."""
    await service.take_away(db, scope, agent_id, document_id)
    tell_after_commit(db, hints, "document.changed", document_id)


async def _add(
    db: Db, hints: Hints, scope: Scope, agent_id: UUID, upload: Upload, response: Response
) -> DocumentRead:
    document, starts = await service.add(db, scope, agent_id, upload, now=clock.now())
    return _told(db, hints, document, starts, response)


def _told(db: Db, hints: Hints, document: DocumentRead, starts: bool, response: Response) -> DocumentRead:
    if starts:
        tell_after_commit(db, hints, "document.changed", document.id)
    else:
        response.status_code = 200
    return document
