"""What the API takes and gives."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.platform.text import storable

EventType = Literal[
    "conversation.started",
    "message.received",
    "message.sent",
    "conversation.escalated",
    "compliment.received",
    "appointment.booked",
    "appointment.changed",
    "appointment.cancelled",
    "agent.changed",
]
TEST = "webhook.test"


def _once(events: list[EventType]) -> list[EventType]:
    return list(dict.fromkeys(events))


Url = Annotated[
    str, Field(min_length=1, max_length=2000), AfterValidator(storable), AfterValidator(str.strip)
]
Events = Annotated[list[EventType], Field(min_length=1, max_length=50), AfterValidator(_once)]
Description = Annotated[str, Field(max_length=200), AfterValidator(storable), AfterValidator(str.strip)]


class WebhookWish(BaseModel):
    """A new target."""

    url: Url
    events: Events
    description: Description = ""


class WebhookChange(BaseModel):
    """What is left out (or null) stays as it is."""

    url: Url | None = None
    events: Events | None = None
    description: Description | None = None
    is_active: bool | None = None


class WebhookRead(BaseModel):
    """A target, without its secret."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    url: str
    events: list[str]
    description: str
    is_active: bool
    failing_since: datetime | None = Field(description="It has taken nothing since then")
    given_up_at: datetime | None = Field(
        description="Switched off by the program, after three days of failures"
    )
    created_at: datetime


class WebhookShown(WebhookRead):
    secret: str = Field(description="Shown this once: `whsec_...`, as Standard Webhooks has it")


class Secret(BaseModel):
    """A new secret. Until the other ends, both sign."""

    secret: str = Field(description="Shown this once")
    old_secret_until: datetime


class DeliveryRead(BaseModel):
    """One event for one target, and how the last try went."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    event_id: UUID = Field(description="Without dashes and behind `msg_` it is the `webhook-id` header")
    type: str
    conversation_id: UUID | None
    status: Literal["waiting", "paused", "delivered", "failed"]
    attempts: int
    response_code: int | None
    response_text: str | None = Field(description="The first 500 characters of the answer")
    error: str | None = Field(description="Why no answer came, in a sentence")
    next_attempt_at: datetime
    created_at: datetime
    finished_at: datetime | None


def message_id(event_id: UUID) -> str:
    """What receivers know the event by: the same at every try, for every target, and after a replay."""
    return f"msg_{event_id.hex}"
