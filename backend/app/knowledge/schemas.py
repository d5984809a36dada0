"""What the API takes and gives."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from app.knowledge.models import Document, DocumentStatus, StoredChunk
from app.platform.text import storable


def _clean(value: object) -> object:
    return storable(value) if isinstance(value, str) else value


_Clean = BeforeValidator(_clean)
Title = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), _Clean]
PlainText = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200_000), _Clean]


class TextCreate(BaseModel):
    """Knowledge that is written down here instead of uploaded. A blank line begins a new paragraph."""

    title: Title
    text: PlainText


class AnswerCreate(BaseModel):
    """A question that customers ask, and what the agent is to say."""

    question: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300), _Clean]
    answer: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000), _Clean]


class AnswersCreate(BaseModel):
    """Questions with their answers. Each pair is found whole."""

    title: Title = "Questions and answers"
    pairs: list[AnswerCreate] = Field(min_length=1, max_length=200)


class DocumentError(BaseModel):
    """Why a document could not be indexed, and what to do about it."""

    code: str
    text: str


class DocumentRead(BaseModel):
    """A document and how far it is."""

    id: UUID
    filename: str
    title: str
    media_type: str
    status: DocumentStatus
    progress: float = Field(description="From 0 to 1")
    page_count: int | None
    chunk_count: int = Field(description="How many pieces can be found; 0 until it is ready")
    error: DocumentError | None = Field(
        description="Of a document that is ready: why reading it again failed; what was read before still answers"
    )
    source_url: str | None = Field(description="Where it stands on the web; null for what was handed in")
    read_at: datetime | None = Field(description="When it was read from the web")
    created_at: datetime


class ChunkRead(BaseModel):
    """A piece of a document as it is found and quoted."""

    ordinal: int = Field(description="Counts from 0 through the document")
    section: str = Field(description="The heading it stands under, if any")
    page: int | None = Field(description="Where it begins: a page, slide or sheet; null where there are none")
    text: str


def shown(document: Document) -> DocumentRead:
    """The document as the contract shows it."""
    error = None
    if document.error_code is not None:
        error = DocumentError(code=document.error_code, text=document.error_text or "")
    return DocumentRead(
        id=document.id,
        filename=document.filename,
        title=document.title,
        media_type=document.media_type,
        status=document.status,
        progress=document.progress,
        page_count=document.page_count,
        chunk_count=document.chunk_count,
        error=error,
        source_url=document.source_url,
        read_at=document.read_at,
        created_at=document.created_at,
    )


def shown_chunk(chunk: StoredChunk) -> ChunkRead:
    """The chunk as the API shows it."""
    return ChunkRead(ordinal=chunk.ordinal, section=chunk.section, page=chunk.page_from, text=chunk.text)
