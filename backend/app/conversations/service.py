"""What people do with conversations."""

from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.conversations.models import Conversation, Thread
from app.conversations.schemas import Status
from app.platform.database import Scope
from app.platform.problems import Conflict, NotFound

_CLOSE_ESCALATION = sa.text(
    "update escalations set status = 'resolved', resolved_at = now()"
    " where workspace_id = :workspace and conversation_id = :id and status = 'open'"
)


class ConversationEnded(Conflict):
    code, title = "conversation_ended", "A newer conversation with this customer is open"


async def change_status(db: AsyncSession, scope: Scope, conversation_id: UUID, status: Status) -> None:
    """Put a conversation in a state. Escalated: people handle it. Active or resolved: the agent may answer again.

    Raises `NotFound`, or `ConversationEnded` when an older conversation should come back beside an open one.
    """
    found = await db.get(Conversation, conversation_id)
    if found is None or found.workspace_id != scope.workspace_id:
        raise NotFound("There is no such conversation.")
    if status != "resolved" and found.status == "resolved":
        is_open = sa.select(Conversation.id).where(
            Conversation.workspace_id == scope.workspace_id,
            Conversation.thread_id == found.thread_id,
            Conversation.status != "resolved",
        )
        if (await db.execute(is_open)).first():
            raise ConversationEnded("Continue in the newer conversation.")
    found.status = status
    handled_by = "people" if status == "escalated" else "agent"
    await db.execute(
        sa.update(Thread)
        .where(Thread.workspace_id == scope.workspace_id, Thread.id == found.thread_id)
        .values(handled_by=handled_by, paused_until=None)
    )
    if status != "escalated":
        await db.execute(_CLOSE_ESCALATION, {"workspace": scope.workspace_id, "id": conversation_id})
