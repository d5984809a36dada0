"""Tables of this domain."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class Escalation(Base):
    """A request for a person. Written by the road's statements, read and assigned by people."""

    __tablename__ = "escalations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    conversation_id: Mapped[UUID]
    thread_id: Mapped[UUID]
    kind: Mapped[str]
    reason: Mapped[str]
    summary: Mapped[str]
    status: Mapped[str]
    assignee_id: Mapped[UUID | None]
    due_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    resolved_at: Mapped[datetime | None]


class EscalationSettings(Base):
    """Whom a workspace sends for, and how soon they come."""

    __tablename__ = "escalation_settings"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    recipients: Mapped[list[Any]] = mapped_column(JSONB)
    """User ids as text. Empty: owners and admins."""
    hours: Mapped[dict[str, Any]] = mapped_column(JSONB)
    minutes: Mapped[int]
