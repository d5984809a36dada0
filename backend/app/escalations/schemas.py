"""What the API gives and takes about escalations."""

from datetime import datetime
from itertools import pairwise
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from app.escalations.repository import Kind

EscalationStatus = Literal["open", "resolved"]
Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
Clock = Annotated[str, StringConstraints(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]


class EscalationRead(BaseModel):
    """A request for a person."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    conversation_id: UUID
    kind: Kind
    reason: str
    summary: str
    status: EscalationStatus
    customer_name: str | None
    assignee_id: UUID | None
    assignee_name: str | None
    due_at: datetime | None
    """By when somebody should come, by the business's hours."""
    is_overdue: bool
    created_at: datetime
    resolved_at: datetime | None


class Assignment(BaseModel):
    """Who looks after it; null: nobody in particular."""

    user_id: UUID | None


class Span(BaseModel):
    """From when to when somebody is there, on the business's clock."""

    begins: Clock
    ends: Clock

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.begins >= self.ends:
            raise ValueError("A span ends after it begins; split one that runs over midnight.")
        return self


class EscalationSettingsBody(BaseModel):
    """Whom the workspace sends for, and how soon they come."""

    recipients: Annotated[list[UUID], Field(max_length=50)]
    """Members; none: owners and admins."""
    hours: dict[Day, Annotated[list[Span], Field(max_length=6)]]
    """When somebody is there; no day at all: always."""
    minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)]
    """How much of that time a customer may wait."""

    @model_validator(mode="after")
    def _apart(self) -> Self:
        for spans in self.hours.values():
            spans.sort(key=lambda span: span.begins)
            if any(later.begins < earlier.ends for earlier, later in pairwise(spans)):
                raise ValueError("The spans of a day may not overlap.")
        return self
