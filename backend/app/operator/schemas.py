"""What the operator's API takes and gives."""

from datetime import datetime
from typing import Annotated, Self

from pydantic import BaseModel, Field, model_validator

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
