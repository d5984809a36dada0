"""The table of this domain. The database lets nobody change or delete what stands in it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class AuditEntry(Base):
    """Something that was done."""

    __tablename__ = "audit_entries"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    at: Mapped[datetime]
    actor: Mapped[str]
    """person, key (a program of theirs), agent or program (we)."""
    actor_id: Mapped[UUID | None]
    """The person, the key or the agent; null for turns, whose facts name the agent."""
    action: Mapped[str]
    """family.what, such as agent.switched_off."""
    family: Mapped[str]
    subject_id: Mapped[UUID | None]
    """What it was done to: a thing of the family's kind."""
    facts: Mapped[dict[str, Any]]
