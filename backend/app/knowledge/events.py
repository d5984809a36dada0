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
