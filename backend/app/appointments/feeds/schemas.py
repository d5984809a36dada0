"""What the API of feeds takes and gives."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from app.people.schemas import Name


class FeedWish(BaseModel):
    """A new feed. Without `resource_id`: everybody's bookings."""

    name: Name = Field(description="As calendars show it")
    resource_id: UUID | None = None
    shows_names: bool = False
    """Whether customers and services are named. Otherwise each booking is called Busy."""


class FeedRead(BaseModel):
    """A feed, without its address."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    resource_id: UUID | None
    shows_names: bool
    created_at: datetime


class FeedMade(FeedRead):
    """A new feed."""

    url: str
    """Shown this once. Who knows it reads the calendar."""
