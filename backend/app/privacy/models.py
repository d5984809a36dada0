"""Tables of this domain that people see."""

from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base

ExportStatus: TypeAlias = Literal["queued", "working", "ready", "failed"]


class WorkspaceExport(Base):
    """A package with all data of a workspace."""

    __tablename__ = "workspace_exports"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    status: Mapped[ExportStatus] = mapped_column(sa.Text)
    progress: Mapped[float]
    """From 0 to 1."""
    byte_size: Mapped[int] = mapped_column(sa.BigInteger)
    created_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    """From then on it cannot be fetched any more."""
