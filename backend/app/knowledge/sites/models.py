"""Tables of web sites."""

from datetime import datetime
from typing import Literal, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base

Refresh: TypeAlias = Literal["never", "daily", "weekly"]
SiteStatus: TypeAlias = Literal["queued", "reading", "ready", "failed"]
PageStatus: TypeAlias = Literal["waiting", "read", "skipped", "failed"]


class Site(Base):
    """A page or a whole site that an agent knows."""

    __tablename__ = "sites"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    agent_id: Mapped[UUID]
    url: Mapped[str]
    whole_site: Mapped[bool]
    refresh: Mapped[Refresh] = mapped_column(sa.Text)
    status: Mapped[SiteStatus] = mapped_column(sa.Text)
    reason_code: Mapped[str | None]
    reason_text: Mapped[str | None]
    visit: Mapped[int]
    """Counts the readings: this one, or the last one."""
    bytes_read: Mapped[int] = mapped_column(sa.BigInteger)
    begun_at: Mapped[datetime | None]
    """When this visit began; None: it waits to begin."""
    reader: Mapped[UUID | None]
    """Who reads it: whoever finds another name here has lost it and stops."""
    reader_until: Mapped[datetime | None]
    """Until then nobody else takes over."""
    last_read_at: Mapped[datetime | None]
    next_read_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class SitePage(Base):
    """An address of a site, and what became of it."""

    __tablename__ = "site_pages"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    site_id: Mapped[UUID]
    url: Mapped[str]
    found_in: Mapped[int]
    """The last visit that came across it."""
    status: Mapped[PageStatus] = mapped_column(sa.Text)
    reason_code: Mapped[str | None]
    reason_text: Mapped[str | None]
    title: Mapped[str]
    etag: Mapped[str | None]
    last_modified: Mapped[str | None]
    content_hash: Mapped[bytes | None]
    links: Mapped[list[str]] = mapped_column(postgresql.ARRAY(sa.Text))
    """Where it led, for the visit that is told "unchanged" and gets no text."""
    document_id: Mapped[UUID | None]
    """What the agent answers from."""
    next_document_id: Mapped[UUID | None]
    """What takes its place when it is ready."""
    read_at: Mapped[datetime | None]
