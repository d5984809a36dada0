"""HTTP of what agents would say, for people to send. Sending is the inbox's."""

from uuid import UUID

from fastapi import APIRouter

from app.conversations import suggestions
from app.conversations.schemas import SuggestionRead
from app.people.access import Db, Reader, Teammate
from app.platform import clock
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotFound, problems

router = APIRouter(tags=["Conversations"])


@router.get("/api/suggestions", responses=problems(BadCursor))
async def list_suggestions(
    scope: Reader, db: Db, limit: Limit = 50, cursor: CursorParam = None
) -> Page[SuggestionRead]:
    """The drafts that wait for a person, newest first."""
    rows = await suggestions.page(db, scope, after=read_cursor(cursor), limit=limit + 1)
    return one_page(rows, limit, lambda row: (row.created_at, row.id))


@router.post(
    "/api/chat-history/{conversation_id}/suggestions/{suggestion_id}/dismiss",
    status_code=204,
    responses=problems(NotFound, suggestions.SuggestionGone),
)
async def dismiss_suggestion(
    scope: Teammate, db: Db, hints: LiveHints, conversation_id: UUID, suggestion_id: UUID
) -> None:
    """Leave this draft unsent. The customer's message stays without an answer until somebody writes one."""
    await suggestions.dismiss(db, scope, conversation_id, suggestion_id, clock.now())
    tell_after_commit(db, hints, "conversation.changed", conversation_id)
