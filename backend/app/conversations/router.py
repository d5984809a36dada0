"""`/api/chat-history`: what customers and agent said, and why."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy.ext.asyncio import AsyncSession

from app.conversations import handling, repository, suggestions
from app.conversations.schemas import (
    Assignment,
    ConversationRead,
    ConversationRow,
    HandledBy,
    Note,
    NoteKept,
    Status,
    StatusChange,
    TakeOver,
)
from app.people.access import Db, Reader, Teammate
from app.platform import clock
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.database import Scope
from app.platform.hints import Hints
from app.platform.pages import CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import Invalid, NotFound, problems
from app.platform.text import storable

router = APIRouter(prefix="/api/chat-history", tags=["Conversations"])

_MESSAGES_A_PAGE = 50


@router.get("", response_model=Page[ConversationRow])
async def list_chat_history(
    scope: Reader,
    db: Db,
    agent_id: UUID | None = None,
    account_id: UUID | None = None,
    status: Status | None = None,
    handled_by: HandledBy | None = None,
    assignee_id: UUID | None = None,
    q: Annotated[
        str | None, Query(max_length=200, description="Words to find in messages or the customer's name")
    ] = None,
    limit: Limit = 50,
    cursor: CursorParam = None,
) -> Any:
    """Conversations, the most recent first."""
    words = storable(q).strip() if q else None
    wanted = repository.Filter(agent_id, account_id, status, handled_by, assignee_id, words)
    rows = await repository.list_conversations(db, scope, wanted, limit, read_cursor(cursor), clock.now())
    return one_page(rows, limit, lambda row: (row.last_message_at, row.id))


@router.get("/{conversation_id}", response_model=ConversationRead, responses=problems(NotFound))
async def get_conversation(scope: Reader, db: Db, conversation_id: UUID, before: UUID | None = None) -> Any:
    """One conversation with its newest messages, oldest first; `before` a message's id reads further back."""
    row = await repository.find_conversation(db, scope, conversation_id, clock.now())
    if row is None:
        raise NotFound("There is no such conversation.")
    messages, has_earlier = await repository.list_messages(
        db, scope, conversation_id, before, _MESSAGES_A_PAGE
    )
    suggestion = await suggestions.of_conversation(db, scope, conversation_id)
    return {**row.model_dump(), "suggestion": suggestion, "messages": messages, "has_earlier": has_earlier}


@router.put(
    "/{conversation_id}/status",
    response_model=ConversationRow,
    responses=problems(NotFound, handling.ConversationEnded),
)
async def change_conversation_status(
    scope: Teammate, db: Db, hints: LiveHints, conversation_id: UUID, change: StatusChange
) -> Any:
    """Resolve a conversation, hand it to people, or give it back to the agent."""
    await handling.change_status(db, scope, conversation_id, change.status)
    return await _changed(scope, db, hints, conversation_id)


@router.post(
    "/{conversation_id}/take-over",
    response_model=ConversationRow,
    responses=problems(NotFound, handling.ConversationEnded),
)
async def take_over_conversation(
    scope: Teammate, db: Db, hints: LiveHints, conversation_id: UUID, wanted: TakeOver | None = None
) -> Any:
    """People handle this conversation for a while; the agent is silent until then, or until it is handed back."""
    minutes = (wanted or TakeOver()).minutes
    await handling.take_over(db, scope, conversation_id, timedelta(minutes=minutes), clock.now())
    return await _changed(scope, db, hints, conversation_id)


@router.post(
    "/{conversation_id}/hand-back",
    response_model=ConversationRow,
    responses=problems(NotFound, handling.ConversationEnded),
)
async def hand_conversation_back(scope: Teammate, db: Db, hints: LiveHints, conversation_id: UUID) -> Any:
    """The agent answers again, beginning with what the customer wrote and nobody has answered."""
    await handling.hand_back(db, scope, conversation_id)
    return await _changed(scope, db, hints, conversation_id)


@router.put(
    "/{conversation_id}/assignee", response_model=ConversationRow, responses=problems(NotFound, Invalid)
)
async def assign_conversation(
    scope: Teammate, db: Db, hints: LiveHints, conversation_id: UUID, wanted: Assignment
) -> Any:
    """Say which member looks after the conversation, or nobody in particular."""
    await handling.assign(db, scope, conversation_id, wanted.user_id)
    return await _changed(scope, db, hints, conversation_id)


@router.post(
    "/{conversation_id}/notes", status_code=201, response_model=NoteKept, responses=problems(NotFound)
)
async def write_conversation_note(
    scope: Teammate, db: Db, hints: LiveHints, conversation_id: UUID, note: Note
) -> Any:
    """A note that only the team reads."""
    note_id = await handling.write_note(db, scope, conversation_id, storable(note.text))
    tell_after_commit(db, hints, "conversation.changed", conversation_id)
    return NoteKept(id=note_id)


async def _changed(scope: Scope, db: AsyncSession, hints: Hints, conversation_id: UUID) -> Any:
    await db.flush()
    tell_after_commit(db, hints, "conversation.changed", conversation_id)
    return await repository.find_conversation(db, scope, conversation_id, clock.now())
