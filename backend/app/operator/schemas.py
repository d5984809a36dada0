"""What the operator's API takes and gives."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, model_validator

from app.platform.pages import Page

Arrival = Annotated[int, Field(ge=1, le=2**63 - 1)]


class UnknownAccount(BaseModel):
    """An account of a network that events came for, though nobody has linked it."""

    channel: str
    network_account_id: str
    events: int
    first_event_at: datetime
    last_event_at: datetime
    kept_bodies: int
    """How many bodies are still kept, to be read again."""


class UnreadableBody(BaseModel):
    """A stored webhook body that could not be read or unpacked, without its words."""

    arrival: int
    received_at: datetime
    attempts: int
    bytes: int
    failure: str
    is_waiting: bool
    """It will be tried again by itself."""


class Replay(BaseModel):
    """Which bodies are to be read again: `arrival` or `arrivals`."""

    arrival: Arrival | None = None
    arrivals: list[Arrival] = Field(default=[], max_length=1000)

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if self.arrival is None and not self.arrivals:
            raise ValueError("name at least one arrival")
        return self

    @property
    def wanted(self) -> list[int]:
        """Every arrival that was named."""
        return [*self.arrivals, *([] if self.arrival is None else [self.arrival])]


class Replayed(BaseModel):
    """What will be read again; what was named and is not here is no longer kept."""

    arrivals: list[int]


class MailReason(BaseModel):
    """Why mails of the last 24 hours did not go out, or still wait."""

    status: Literal["failed", "unknown", "waiting"]
    code: str
    count: int
    newest_at: datetime
    text: str
    what_to_do: str


class MailFailure(BaseModel):
    """A mail that failed, or of which nobody knows whether it arrived, without its words and its address."""

    id: UUID
    workspace: str | None = Field(description="The business's name; null: a mail about signing in")
    kind: str
    status: Literal["failed", "unknown"]
    code: str
    reason: str
    created_at: datetime
    tried_at: datetime = Field(description="When it was tried for the last time")


class MailState(Page[MailFailure]):
    """How the installation's mail fares; its list is of what failed, the last tried first."""

    is_on: bool = Field(description="Whether a mail server is set")
    server: str | None = Field(description="Its name, port and encryption")
    signs_in: bool = Field(description="Whether a user name and a password are set")
    last_sent_at: datetime | None = Field(description="When a server last took a mail of a business")
    reasons: list[MailReason]
