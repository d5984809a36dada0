"""Reading conversations; the session's transaction binds the workspace."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Account
from app.contacts.models import Contact, Identity
from app.conversations.models import Conversation, Message, Thread, Turn
from app.conversations.schemas import Blocked, ConversationRow, MessageRow, Reason, Status
from app.platform.database import Scope

# The windows are Instagram's and Messenger's; a channel without them would say so in its adapter's Limits.
_REPLY_WINDOW = timedelta(hours=24)
_PEOPLE_WINDOW = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Filter:
    """Which conversations a list shows; None: all."""

    agent_id: UUID | None = None
    account_id: UUID | None = None
    status: Status | None = None
    handled_by: str | None = None
    assignee_id: UUID | None = None
    q: str | None = None


def _rows(scope: Scope) -> sa.Select[Conversation, Thread, Identity, str | None, str]:
    return (
        sa.select(Conversation, Thread, Identity, Contact.name, Account.channel)
        .join(Thread, Thread.id == Conversation.thread_id)
        .join(Identity, Identity.id == Thread.identity_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Account, Account.id == Conversation.account_id)
        .where(Conversation.workspace_id == scope.workspace_id)
    )


async def list_conversations(
    db: AsyncSession,
    scope: Scope,
    wanted: Filter,
    limit: int,
    after: tuple[datetime, UUID] | None,
    now: datetime,
) -> list[ConversationRow]:
    """Newest first, at most `limit` + 1 rows (the extra one says that there are more)."""
    rows = _rows(scope).order_by(Conversation.last_message_at.desc(), Conversation.id.desc()).limit(limit + 1)
    if after is not None:
        rows = rows.where(
            sa.tuple_(Conversation.last_message_at, Conversation.id) < sa.tuple_(*map(sa.literal, after))
        )
    if wanted.agent_id:
        rows = rows.where(Conversation.agent_id == wanted.agent_id)
    if wanted.account_id:
        rows = rows.where(Conversation.account_id == wanted.account_id)
    if wanted.status:
        rows = rows.where(Conversation.status == wanted.status)
    if wanted.assignee_id:
        rows = rows.where(Conversation.assignee_id == wanted.assignee_id)
    if wanted.handled_by:
        people = sa.and_(
            Thread.handled_by == "people", sa.or_(Thread.paused_until.is_(None), Thread.paused_until >= now)
        )
        rows = rows.where(people if wanted.handled_by == "people" else sa.not_(people))
    if wanted.q:
        matching = sa.func.search_conversations(wanted.q).column_valued("matching")
        rows = rows.where(Conversation.id.in_(sa.select(matching)))
    found = (await db.execute(rows)).all()
    return [_row(*each, now=now) for each in found]


async def find_conversation(
    db: AsyncSession, scope: Scope, conversation_id: UUID, now: datetime
) -> ConversationRow | None:
    """One conversation of this workspace."""
    found = (await db.execute(_rows(scope).where(Conversation.id == conversation_id))).one_or_none()
    return _row(*found, now=now) if found else None


async def list_messages(
    db: AsyncSession, scope: Scope, conversation_id: UUID, before: UUID | None, limit: int
) -> tuple[list[MessageRow], bool]:
    """The newest `limit` messages before the given one, oldest first, and whether there are earlier ones."""
    rows = (
        sa.select(Message, Turn.steps, Turn.sources)
        .outerjoin(Turn, sa.and_(Turn.workspace_id == Message.workspace_id, Turn.id == Message.turn_id))
        .where(Message.workspace_id == scope.workspace_id, Message.conversation_id == conversation_id)
        .order_by(Message.created_at.desc(), Message.id.desc())
        .limit(limit + 1)
    )
    if before is not None:
        marker = (
            sa.select(Message.created_at, Message.id)
            .where(Message.workspace_id == scope.workspace_id, Message.id == before)
            .subquery()
        )
        rows = rows.where(
            sa.tuple_(Message.created_at, Message.id)
            < sa.select(marker.c.created_at, marker.c.id).scalar_subquery()
        )
    found = (await db.execute(rows)).all()
    messages = [_message(message, steps, sources) for message, steps, sources in found[:limit]]
    return messages[::-1], len(found) > limit


def _row(
    conversation: Conversation,
    thread: Thread,
    identity: Identity,
    name: str | None,
    channel: str,
    now: datetime,
) -> ConversationRow:
    people = thread.handled_by == "people" and (thread.paused_until is None or thread.paused_until >= now)
    return ConversationRow(
        id=conversation.id,
        agent_id=conversation.agent_id,
        account_id=conversation.account_id,
        channel=channel,
        contact_id=conversation.contact_id,
        customer_ig_id=identity.network_id,
        customer_name=name or identity.username,
        status=conversation.status,
        assignee_id=conversation.assignee_id,
        handled_by="people" if people else "agent",
        paused_until=thread.paused_until if people else None,
        result=conversation.result,
        tags=conversation.tags,
        confidence=conversation.confidence,
        message_count=conversation.message_count,
        last_message_at=conversation.last_message_at,
        window_closes_at=thread.last_customer_at + _REPLY_WINDOW if thread.last_customer_at else None,
        people_window_closes_at=thread.last_customer_at + _PEOPLE_WINDOW if thread.last_customer_at else None,
    )


def _message(message: Message, steps: list[Any] | None, sources: list[Any] | None) -> MessageRow:
    ours = message.sender_type == "assistant"
    return MessageRow(
        id=message.id,
        sender_type=message.sender_type,
        kind=message.kind,
        content=message.content.strip() if message.deleted_at else message.content,
        attachments=message.parts,
        tool_calls=[step for step in steps or () if step.get("kind") == "tool"] if ours else [],
        sources=list(sources or ()) if ours else [],
        blocked=[Blocked.model_validate(step) for step in steps or () if step.get("kind") == "blocked"]
        if ours
        else [],
        status=message.status,
        reason=_reason(message),
        created_at=message.created_at,
        network_time=message.network_time,
        reaction=message.reaction,
        edited_at=message.edited_at,
        is_deleted=message.deleted_at is not None and not message.content.strip(),
    )


def _reason(message: Message) -> Reason | None:
    """What was written down, or else that it was taken back."""
    if message.reason_code:
        return Reason(code=message.reason_code, text=message.reason_text or "")
    if message.deleted_at is None:
        return None
    who = "The customer" if message.sender_type == "customer" else "The business"
    # An answer may have left in parts, and one of them may be taken back.
    what = "part of this message" if message.content.strip() else "this message"
    return Reason(code="taken_back", text=f"{who} took {what} back.")
