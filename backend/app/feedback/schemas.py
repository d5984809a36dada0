"""What the API gives."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class ComplimentRead(BaseModel):
    """Praise, and where it was said; a place that is gone is null."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    agent_id: UUID | None
    conversation_id: UUID | None
    contact_id: UUID | None
    content: str
    created_at: datetime
