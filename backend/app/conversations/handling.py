"""Who handles a conversation: the agent, or people for a while (promise H1)."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.conversations.events import (
    ConversationAssigned,
    ConversationResolved,
    HandedBack,
    NoteWritten,
    TakenOver,
)
from app.conversations.models import Conversation, Message, Thread
from app.conversations.schemas import Status
from app.people.models import Membership
from app.platform.database import Scope
from app.platform.events import publish
from app.platform.ids import new_id
from app.platform.problems import Conflict, Invalid, NotFound

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
    found, thread = await held(db, scope, conversation_id)
    if status != "resolved":
        await _reopen(db, found)
    found.status = status
    if status == "escalated":
        await _give_to_people(db, scope, found, thread, until=None)
        return
    await _give_to_agent(db, scope, found, thread)
    happened = ConversationResolved if status == "resolved" else HandedBack
    await publish(db, happened(
        workspace_id=scope.workspace_id, conversation_id=found.id, thread_id=found.thread_id, user_id=scope.user_id,
    ))  # fmt: skip


async def take_over(
    db: AsyncSession, scope: Scope, conversation_id: UUID, length: timedelta, now: datetime
) -> None:
    """People handle the conversation from now on, for so long or until somebody hands it back.

    Raises `NotFound`, or `ConversationEnded`.
    """
    found, thread = await held(db, scope, conversation_id)
    await _reopen(db, found)
    await _give_to_people(db, scope, found, thread, until=now + length)


async def hand_back(db: AsyncSession, scope: Scope, conversation_id: UUID) -> None:
    """The agent answers again, beginning with what nobody has answered. Raises `NotFound`, or `ConversationEnded`."""
    found, thread = await held(db, scope, conversation_id)
    await _reopen(db, found)
    found.status = "active"
    await _give_to_agent(db, scope, found, thread)
    await publish(db, HandedBack(
        workspace_id=scope.workspace_id, conversation_id=found.id, thread_id=found.thread_id, user_id=scope.user_id,
    ))  # fmt: skip


async def assign(db: AsyncSession, scope: Scope, conversation_id: UUID, user_id: UUID | None) -> None:
    """Have a member look after the conversation, or nobody in particular. Raises `NotFound`, or `Invalid` for who is no
    member.
    """
    found = await db.get(Conversation, conversation_id)
    if found is None or found.workspace_id != scope.workspace_id:
        raise NotFound("There is no such conversation.")
    if user_id is not None and not await _is_member(db, scope, user_id):
        raise Invalid("Choose a member of this workspace.")
    if found.assignee_id == user_id:
        return
    found.assignee_id = user_id
    await publish(db, ConversationAssigned(
        workspace_id=scope.workspace_id, conversation_id=found.id, assignee_id=user_id, user_id=scope.user_id,
    ))  # fmt: skip


async def write_note(db: AsyncSession, scope: Scope, conversation_id: UUID, text: str) -> UUID:
    """Keep a note for the team beside the conversation; customer and agent never see it. Raises `NotFound`."""
    found, _ = await held(db, scope, conversation_id)
    note = Message(
        id=new_id(), workspace_id=scope.workspace_id, conversation_id=found.id, thread_id=found.thread_id,
        sender_type="system", kind="notice", content=text, parts=[], status="silent", reason_code="note",
        reason_text="Only your team can read this.", author_user_id=scope.user_id,
    )  # fmt: skip
    db.add(note)
    await publish(db, NoteWritten(
        workspace_id=scope.workspace_id, conversation_id=found.id, message_id=note.id, user_id=scope.user_id,
    ))  # fmt: skip
    return note.id


async def held(db: AsyncSession, scope: Scope, conversation_id: UUID) -> tuple[Conversation, Thread]:
    """The conversation with its thread, which is locked until the transaction ends, so that no turn plans an answer
    meanwhile. Raises `NotFound`.
    """
    found = await db.get(Conversation, conversation_id)
    if found is None or found.workspace_id != scope.workspace_id:
        raise NotFound("There is no such conversation.")
    thread = await db.get(Thread, found.thread_id, with_for_update=True, populate_existing=True)
    assert thread is not None
    return found, thread


async def _is_member(db: AsyncSession, scope: Scope, user_id: UUID) -> bool:
    """Held until the transaction ends, so that they cannot leave meanwhile."""
    query = sa.select(Membership.user_id).where(
        Membership.workspace_id == scope.workspace_id, Membership.user_id == user_id
    )
    return (await db.execute(query.with_for_update(key_share=True, read=True))).first() is not None


async def _reopen(db: AsyncSession, found: Conversation) -> None:
    if found.status != "resolved":
        return
    another = sa.select(Conversation.id).where(
        Conversation.workspace_id == found.workspace_id,
        Conversation.thread_id == found.thread_id,
        Conversation.status != "resolved",
    )
    if (await db.execute(another)).first():
        raise ConversationEnded("Continue in the newer conversation.")
    found.status = "active"


async def _give_to_people(
    db: AsyncSession, scope: Scope, found: Conversation, thread: Thread, until: datetime | None
) -> None:
    thread.handled_by, thread.paused_until = "people", until
    thread.reply_due_at = thread.waiting_since = None
    await db.execute(
        sa.update(Message)
        .where(
            Message.workspace_id == scope.workspace_id,
            Message.thread_id == found.thread_id,
            Message.status.in_(("received", "waiting")),
        )
        .values(
            status="silent",
            reason_code="people_handle",
            reason_text="A person of the team handles this conversation.",
        )
    )
    await publish(db, TakenOver(
        workspace_id=scope.workspace_id, conversation_id=found.id, thread_id=found.thread_id, user_id=scope.user_id,
        until=until,
    ))  # fmt: skip


async def _give_to_agent(db: AsyncSession, scope: Scope, found: Conversation, thread: Thread) -> None:
    thread.handled_by, thread.paused_until = "agent", None
    await db.execute(_CLOSE_ESCALATION, {"workspace": scope.workspace_id, "id": found.id})
