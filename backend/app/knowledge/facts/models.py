"""The table of facts."""

from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base

Kind: TypeAlias = Literal["price", "hours", "address", "service", "policy", "other"]
Status: TypeAlias = Literal["proposed", "approved", "rejected"]


class Fact(Base):
    """One exact value. `status` is the database's: it follows from `approved_at` and `rejected_at`."""

    __tablename__ = "facts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    agent_id: Mapped[UUID | None]
    """None: it holds for every agent of the business."""
    kind: Mapped[Kind] = mapped_column(sa.Text)
    name: Mapped[str]
    """Of what it is the value: "Haircut", "Saturday"."""
    value: Mapped[str]
    amount_minor: Mapped[int | None]
    """The amount of a price in the smallest unit of its `currency`."""
    currency: Mapped[str | None]
    language: Mapped[str | None]
    document_id: Mapped[UUID | None]
    page: Mapped[int | None]
    source: Mapped[str]
    """What the document was called; empty for what was written by hand."""
    approved_by: Mapped[UUID | None]
    approved_at: Mapped[datetime | None]
    rejected_at: Mapped[datetime | None]
    status: Mapped[Status] = mapped_column(sa.Text, sa.FetchedValue(), server_onupdate=sa.FetchedValue())
    created_at: Mapped[datetime]
