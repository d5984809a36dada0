"""The table of feeds."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class CalendarFeed(Base):
    """Who knows its token reads the calendar."""

    __tablename__ = "calendar_feeds"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    resource_id: Mapped[UUID | None]
    """None: all of them."""
    name: Mapped[str]
    token_hash: Mapped[bytes]
    shows_names: Mapped[bool]
    created_at: Mapped[datetime]
