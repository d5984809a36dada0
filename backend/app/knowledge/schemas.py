"""What the API takes and gives."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.knowledge.filters import MOST_LABELS
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


def _each_once(labels: list[str]) -> list[str]:
    return list({label.casefold(): label for label in reversed(labels)}.values())[::-1]


Label = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=40), _Clean]


class DocumentUse(BaseModel):
    """What a document is sorted by, and when it is used. What is left out is emptied."""

    labels: Annotated[list[Label], AfterValidator(_each_once)] = Field(default=[], max_length=MOST_LABELS)
    valid_from: date | None = Field(
        None, description="The first day on which answers use it, in the business's zone"
    )
    valid_until: date | None = Field(None, description="The last one")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise PydanticCustomError("days", "The last day comes before the first. Change one of them.")
        return self


class SearchWish(BaseModel):
    """A question as a customer would ask it, and where to look."""

    query: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), _Clean]
    labels: list[Label] = Field(
        default=[], max_length=MOST_LABELS, description="Only in documents that have one of these"
    )
    document_ids: list[UUID] | None = Field(None, max_length=200, description="Only in these documents")
    limit: int = Field(5, ge=1, le=10)


class PassageRead(BaseModel):
    """What was found, with what stands around it."""

    document_id: UUID
    document: str
    section: str
    page: int | None
    text: str
    source_url: str | None


class FoundRead(BaseModel):
    """Passages, best first. Documents that do not hold today are not among them."""

    passages: list[PassageRead]


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
    labels: list[str]
    valid_from: date | None = Field(description="Before this day no answer uses it, in the business's zone")
    valid_until: date | None = Field(description="After this day no answer uses it")
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
        labels=document.labels,
        valid_from=document.valid_from,
        valid_until=document.valid_until,
        created_at=document.created_at,
    )


def shown_chunk(chunk: StoredChunk) -> ChunkRead:
    """The chunk as the API shows it."""
    return ChunkRead(ordinal=chunk.ordinal, section=chunk.section, page=chunk.page_from, text=chunk.text)
