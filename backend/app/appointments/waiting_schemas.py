"""What the API of the waiting list takes and gives."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.appointments.schemas import CustomerEmail
from app.appointments.setup_schemas import NearDay
from app.contacts.schemas import Phone
from app.people.schemas import Name

PartOfDay = Literal["any", "morning", "afternoon", "evening"]
WaitingStatus = Literal["waiting", "offered", "booked", "lapsed", "removed"]
LONGEST_WAIT = 92


class WaitingWish(BaseModel):
    """Somebody who waits. With `conversation_id` they are written to there; else the owner gets a mail."""

    customer_name: Name
    customer_email: CustomerEmail | None = None
    customer_phone: Phone | None = None
    conversation_id: UUID | None = None
    service_id: UUID | None = None
    first_day: NearDay
    last_day: NearDay
    """Of the business's calendar, included."""
    part_of_day: PartOfDay = "any"

    @model_validator(mode="after")
    def _is_a_while(self) -> Self:
        if not 0 <= (self.last_day - self.first_day).days <= LONGEST_WAIT:
            raise ValueError(
                f"Name a last day that is not before the first, and at most {LONGEST_WAIT} days later."
            )
        return self


class WaitingRead(BaseModel):
    """Somebody on the list."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    customer_name: str
    contact_id: UUID | None
    conversation_id: UUID | None
    service_id: UUID | None
    first_day: date
    last_day: date
    part_of_day: PartOfDay
    status: WaitingStatus
    offered_starts_at: datetime | None
    offered_until: Annotated[datetime | None, Field(description="The time is kept for them until then")]
    told_by: Literal["message", "mail"] | None
    created_at: datetime
