"""What an agent would say, kept until a person sends it, words it otherwise, or leaves it."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.conversations.events import SuggestionDismissed
from app.conversations.models import Message, Suggestion
from app.conversations.schemas import SuggestionRead
from app.platform.database import Connection, Scope
from app.platform.events import publish
from app.platform.ids import new_id
from app.platform.problems import Conflict, NotFound

_OUTDATE = """
update suggestions set status = 'outdated' where workspace_id = $1 and conversation_id = $2 and status = 'open'
"""
_KEEP = """
insert into suggestions (id, workspace_id, conversation_id, thread_id, turn_id, text, because)
values ($1, $2, $3, $4, $5, $6, $7)
"""


class SuggestionGone(Conflict):
    code, title = "suggestion_gone", "This draft does not wait any more"


async def keep(
    connection: Connection, workspace_id: UUID, conversation_id: UUID, thread_id: UUID, turn_id: UUID, text: str,
    because: str,
) -> None:  # fmt: skip
    """Keep the draft of a turn; the conversation's older one is out of date. `because`: why it was not just sent."""
    await connection.execute(_OUTDATE, workspace_id, conversation_id)
    await connection.execute(
        _KEEP, new_id(), workspace_id, conversation_id, thread_id, turn_id, text, because
    )


def _waiting(scope: Scope) -> sa.Select[Suggestion]:
    """Drafts that still fit: nobody has said anything to the customer since."""
    said = sa.select(Message.id).where(
        Message.workspace_id == Suggestion.workspace_id,
        Message.conversation_id == Suggestion.conversation_id,
        Message.created_at > Suggestion.created_at,
        Message.sender_type.in_(("human", "assistant")),
    )
    return sa.select(Suggestion).where(
        Suggestion.workspace_id == scope.workspace_id, Suggestion.status == "open", ~said.exists()
    )


async def page(
    db: AsyncSession, scope: Scope, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[SuggestionRead]:
    """The drafts that wait, newest first, at most `limit`."""
    query = _waiting(scope).order_by(Suggestion.created_at.desc(), Suggestion.id.desc()).limit(limit)
    if after is not None:
        query = query.where(
            sa.tuple_(Suggestion.created_at, Suggestion.id) < sa.tuple_(*map(sa.literal, after))
        )
    return [SuggestionRead.model_validate(row) for row in (await db.execute(query)).scalars()]


async def of_conversation(db: AsyncSession, scope: Scope, conversation_id: UUID) -> SuggestionRead | None:
    """The draft that waits in this conversation."""
    found = await db.scalar(_waiting(scope).where(Suggestion.conversation_id == conversation_id))
    return SuggestionRead.model_validate(found) if found else None


async def held(db: AsyncSession, scope: Scope, conversation_id: UUID, suggestion_id: UUID) -> Suggestion:
    """The draft, nobody else's until the transaction ends. Raises `NotFound`, or `SuggestionGone` when it was sent,
    left, or overtaken.
    """
    found = await db.get(Suggestion, suggestion_id)
    if found is None or found.workspace_id != scope.workspace_id or found.conversation_id != conversation_id:
        raise NotFound("There is no such draft.")
    waiting = await db.scalar(_waiting(scope).where(Suggestion.id == suggestion_id).with_for_update())
    if waiting is None:
        raise SuggestionGone(
            "It was sent or dismissed, or somebody has written since. Look at the conversation again."
        )
    return waiting


async def dismiss(
    db: AsyncSession, scope: Scope, conversation_id: UUID, suggestion_id: UUID, now: datetime
) -> None:
    """Nobody sends this draft. Raises `NotFound` or `SuggestionGone`."""
    found = await held(db, scope, conversation_id, suggestion_id)
    found.status, found.decided_by, found.decided_at = "dismissed", scope.user_id, now
    await publish(db, SuggestionDismissed(
        workspace_id=scope.workspace_id, conversation_id=conversation_id, suggestion_id=suggestion_id,
    ))  # fmt: skip
