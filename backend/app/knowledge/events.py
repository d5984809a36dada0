"""What others may listen to."""

from dataclasses import dataclass
from uuid import UUID

from app.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentGiven(Event):
    """An agent has a document more; it may not be indexed yet."""

    agent_id: UUID
    document_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentTakenAway(Event):
    """An agent has a document less."""

    agent_id: UUID
    document_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteGiven(Event):
    """An agent has a web site more; its pages come and go as documents without further events."""

    agent_id: UUID
    site_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SiteTakenAway(Event):
    """An agent has a web site less, and all its pages."""

    agent_id: UUID
    site_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentReady(Event):
    """Every agent that has the document can find what it says. Told again when it was indexed anew."""

    document_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentFailed(Event):
    """A document cannot be indexed; `code` and `text` say why."""

    document_id: UUID
    code: str
    text: str
