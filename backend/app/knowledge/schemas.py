"""What the API takes and gives."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, Field, StringConstraints

from app.knowledge.models import Document, DocumentStatus
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


class DocumentError(BaseModel):
    """Why a document could not be indexed, and what to do about it."""

    code: str
    text: str


class DocumentRead(BaseModel):
    """A document and how far it is."""

    id: UUID
    filename: str
    status: DocumentStatus
    progress: float = Field(description="From 0 to 1")
    page_count: int | None
    chunk_count: int = Field(description="How many pieces can be found; 0 until it is ready")
    error: DocumentError | None
    created_at: datetime


def shown(document: Document) -> DocumentRead:
    """The document as the contract shows it."""
    error = None
    if document.error_code is not None:
        error = DocumentError(code=document.error_code, text=document.error_text or "")
    return DocumentRead(
        id=document.id,
        filename=document.filename,
        status=document.status,
        progress=document.progress,
        page_count=document.page_count,
        chunk_count=document.chunk_count,
        error=error,
        created_at=document.created_at,
    )
