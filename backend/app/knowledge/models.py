"""Tables of this domain."""

from datetime import date, datetime
from typing import Literal, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base

DocumentStatus: TypeAlias = Literal["queued", "processing", "ready", "failed"]


class Document(Base):
    """What the owner handed in. The same bytes are one document, however many agents it is given to."""

    __tablename__ = "documents"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    filename: Mapped[str]
    title: Mapped[str]
    media_type: Mapped[str]
    sha256: Mapped[bytes]
    byte_size: Mapped[int]
    status: Mapped[DocumentStatus] = mapped_column(sa.Text)
    progress: Mapped[float]
    """From 0 to 1."""
    page_count: Mapped[int | None]
    chunk_count: Mapped[int]
    """0 until every chunk can be found: what is half-indexed is not searched."""
    reread: Mapped[bool]
    """Its original is to be read again; until all of that can be found the chunks of `reading` answer."""
    reading: Mapped[int] = mapped_column(default=1)
    """The number of the reading whose chunks answer."""
    last_reading: Mapped[int] = mapped_column(default=1)
    """The last number that was given out."""
    error_code: Mapped[str | None]
    error_text: Mapped[str | None]
    source_url: Mapped[str | None]
    """Where it stands on the web, if it was read there."""
    read_at: Mapped[datetime | None]
    """When it was read from the web."""
    labels: Mapped[list[str]] = mapped_column(postgresql.ARRAY(sa.Text), default=list)
    valid_from: Mapped[date | None]
    """The first day on which it is used, in the business's zone."""
    valid_until: Mapped[date | None]
    """The last one."""
    created_at: Mapped[datetime]

    @property
    def reading_to_index(self) -> int:
        """Which chunks are to be found when the work on the document is done."""
        return self.last_reading if self.reread else self.reading


class DocumentOriginal(Base):
    """The bytes a document was handed in as."""

    __tablename__ = "document_originals"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    document_id: Mapped[UUID] = mapped_column(primary_key=True)
    content: Mapped[bytes]


class AgentDocument(Base):
    """A document is given to an agent."""

    __tablename__ = "agent_documents"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(primary_key=True)
    document_id: Mapped[UUID] = mapped_column(primary_key=True)
    replaces: Mapped[UUID | None]
    """The agent's document that goes when this one is ready."""


class StoredChunk(Base):
    """A searchable piece. Made once and never changed, so its id can stand in a vector store."""

    __tablename__ = "chunks"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    document_id: Mapped[UUID]
    reading: Mapped[int]
    """Which reading of the document it comes from: see `Document.reading`."""
    ordinal: Mapped[int]
    text: Mapped[str]
    section: Mapped[str]
    page_from: Mapped[int | None]
    """None: the document has no pages."""
    page_to: Mapped[int | None]
    token_count: Mapped[int]
