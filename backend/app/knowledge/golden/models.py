"""Tables of this domain."""

from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base

RunStatus: TypeAlias = Literal["queued", "running", "done", "failed"]


class GoldenQuestion(Base):
    """A question, and short texts that have to stand in what is found for it."""

    __tablename__ = "golden_questions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    agent_id: Mapped[UUID]
    question: Mapped[str]
    expected: Mapped[list[Any]] = mapped_column(JSONB)
    created_at: Mapped[datetime]


class GoldenRun(Base):
    """All questions of an agent, searched for at one time."""

    __tablename__ = "golden_runs"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    agent_id: Mapped[UUID]
    with_answers: Mapped[bool]
    """Whether the agent's model is asked too."""
    status: Mapped[RunStatus] = mapped_column(sa.Text)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class GoldenResult(Base):
    """What one run found for one question: a truth value for each expected text."""

    __tablename__ = "golden_results"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    run_id: Mapped[UUID] = mapped_column(primary_key=True)
    question_id: Mapped[UUID] = mapped_column(primary_key=True)
    found: Mapped[list[Any]] = mapped_column(JSONB)
    said: Mapped[list[Any] | None]
    """The same for the answer; None: none was made."""
    answer: Mapped[str | None]
    confidence: Mapped[float]
