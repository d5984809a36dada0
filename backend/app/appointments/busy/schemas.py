"""What the API of busy calendars takes and gives."""

import re
from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from app.people.schemas import Name
from app.platform.text import storable


def _over_http(url: str) -> str:
    """Calendars are often handed around as webcal://, which is the same in the end."""
    return re.sub(r"^webcals?://", "https://", storable(url).strip(), flags=re.IGNORECASE)


class BusyCalendarWish(BaseModel):
    """A calendar that is to be read from now on."""

    resource_id: UUID
    """Who or what is busy when it is."""
    name: Name
    url: Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_over_http)]
    """Its iCal address. It is kept sealed and not shown again."""


class BusyCalendarRead(BaseModel):
    """A calendar that is read, without its address."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    resource_id: UUID
    name: str
    host: str
    read_at: datetime | None
    error: str | None
    """What went wrong last time, and what to do. What was read before still counts."""
    created_at: datetime
