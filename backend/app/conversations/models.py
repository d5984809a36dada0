"""The tables of conversations. The road writes them with statements of its own; people read them through these."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ARRAY, Text, func
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class Thread(Base):
    """Identity and account: who handles it, until when it is held, when an answer is due."""

    __tablename__ = "threads"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    account_id: Mapped[UUID]
    identity_id: Mapped[UUID]
    handled_by: Mapped[str]
    paused_until: Mapped[datetime | None]
    last_customer_at: Mapped[datetime | None]
    reply_due_at: Mapped[datetime | None]
    waiting_since: Mapped[datetime | None]


class Conversation(Base):
    """One episode of a thread."""

    __tablename__ = "conversations"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    thread_id: Mapped[UUID]
    account_id: Mapped[UUID]
    contact_id: Mapped[UUID]
    agent_id: Mapped[UUID | None]
    assignee_id: Mapped[UUID | None]
    """The member who looks after it."""
    status: Mapped[str]
    result: Mapped[str | None]
    confidence: Mapped[float | None]
    tags: Mapped[list[str]] = mapped_column(ARRAY(Text))
    message_count: Mapped[int]
    last_message_at: Mapped[datetime]
    created_at: Mapped[datetime]


class Message(Base):
    """One line."""

    __tablename__ = "messages"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    conversation_id: Mapped[UUID]
    thread_id: Mapped[UUID]
    sender_type: Mapped[str]
    kind: Mapped[str]
    content: Mapped[str]
    parts: Mapped[list[Any]]
    status: Mapped[str]
    reason_code: Mapped[str | None]
    reason_text: Mapped[str | None]
    turn_id: Mapped[UUID | None]
    author_user_id: Mapped[UUID | None]
    network_time: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    deleted_at: Mapped[datetime | None]
    reaction: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class AutomaticReply(Base):
    """A text that an account seems to say by itself: one question to the owner."""

    __tablename__ = "automatic_replies"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    account_id: Mapped[UUID]
    content: Mapped[str]
    because: Mapped[str]
    verdict: Mapped[Literal["automatic", "person"] | None] = mapped_column(Text)
    created_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]


class CannedReply(Base):
    """A text that the team has at hand. `shortcut`: what one types to find it."""

    __tablename__ = "canned_replies"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    title: Mapped[str]
    text: Mapped[str]
    shortcut: Mapped[str | None]
    created_at: Mapped[datetime]


class Suggestion(Base):
    """What an agent would say, for a person to send. Its words stay when it is decided; at most one is open."""

    __tablename__ = "suggestions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    conversation_id: Mapped[UUID]
    thread_id: Mapped[UUID]
    turn_id: Mapped[UUID]
    text: Mapped[str]
    because: Mapped[str]
    status: Mapped[str]
    message_id: Mapped[UUID | None]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Turn(Base):
    """One run of an agent."""

    __tablename__ = "turns"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    conversation_id: Mapped[UUID]
    steps: Mapped[list[Any]]
    sources: Mapped[list[Any]]
    outcome: Mapped[str]
