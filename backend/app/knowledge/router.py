"""HTTP of an agent's documents."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.agents import service as agents
from app.knowledge import service
from app.knowledge.schemas import DocumentRead, TextCreate
from app.knowledge.uploads import FORM_SCHEMA, UPLOAD_PROBLEMS, Upload, read_upload, text_upload
from app.people.access import Db, Manager, Reader
from app.platform import clock
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.database import Database, Scope, get_database
from app.platform.hints import Hints
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotFound, problems

router = APIRouter(prefix="/api/agents/{agent_id}/documents", tags=["documents"])

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
    """Give the agent a PDF of at most 20 MB and 500 pages. It is read in the background: watch its `status`."""
    async with database.tenant(scope) as before:  # of its own: none waits for a slow sender
        await agents.find(before, agent_id)
    return await _add(db, hints, scope, agent_id, await read_upload(request), response)


@router.post("/text", status_code=202, responses=_KNOWN | problems(NotFound))
async def add_text_document(
    agent_id: UUID, wish: TextCreate, response: Response, scope: Manager, db: Db, hints: LiveHints
) -> DocumentRead:
    """Give the agent a text that is written down here."""
    return await _add(db, hints, scope, agent_id, text_upload(wish), response)


@router.get("", responses=problems(NotFound, BadCursor))
async def list_documents(
    agent_id: UUID,
    _: Reader,
    db: Db,
    limit: Limit = 50,
    cursor: CursorParam = None,
) -> Page[DocumentRead]:
    """What the agent was given, newest first."""
    after = read_cursor(cursor)
    documents = await service.page(db, agent_id, before=after[1] if after else None, limit=limit + 1)
    return one_page(documents, limit, lambda row: (row.created_at, row.id))


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
    if starts:
        tell_after_commit(db, hints, "document.changed", document.id)
    else:
        response.status_code = 200
    return document
