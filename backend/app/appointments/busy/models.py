"""The table of busy calendars; their busy times are read and written by statements only."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class BusyCalendar(Base):
    """Somebody else's calendar, in which a resource is busy."""

    __tablename__ = "busy_calendars"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    resource_id: Mapped[UUID]
    name: Mapped[str]
    host: Mapped[str]
    url_encrypted: Mapped[bytes]
    read_at: Mapped[datetime | None]
    """When it was last read, or found unchanged."""
    error: Mapped[str | None]
    """Why the last try failed; what was read before still counts."""
    created_at: Mapped[datetime]
