"""What the API gives and takes about escalations."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.escalations.repository import Kind
from app.platform.weekly_hours import Day, OpenSpan, in_order

EscalationStatus = Literal["open", "resolved"]


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


class EscalationSettingsBody(BaseModel):
    """Whom the workspace sends for, and how soon they come."""

    recipients: Annotated[list[UUID], Field(max_length=50)]
    """Members; none: owners and admins."""
    hours: dict[Day, Annotated[list[OpenSpan], Field(max_length=6)]]
    """When somebody is there; no day at all: always."""
    minutes: Annotated[int, Field(ge=1, le=7 * 24 * 60)]
    """How much of that time a customer may wait."""

    @model_validator(mode="after")
    def _apart(self) -> Self:
        self.hours = {day: in_order(spans) for day, spans in self.hours.items()}
        return self
