"""Tables of this domain."""

from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base

Status: TypeAlias = Literal["open", "answered", "dismissed"]


class Question(Base):
    """Askings that are alike."""

    __tablename__ = "unanswered_questions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    agent_id: Mapped[UUID]
    times: Mapped[int]
    last_asked_at: Mapped[datetime]
    status: Mapped[Status] = mapped_column(sa.Text)
    fact_id: Mapped[UUID | None]
    decided_by: Mapped[UUID | None]
    decided_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class Asking(Base):
    """One message that asked it."""

    __tablename__ = "unanswered_askings"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    question_id: Mapped[UUID | None]
    conversation_id: Mapped[UUID]
    message_id: Mapped[UUID]
    told_at: Mapped[datetime | None]
    asked_at: Mapped[datetime]
