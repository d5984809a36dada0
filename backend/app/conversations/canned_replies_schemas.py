"""What the routes of canned replies take and give."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from app.people.schemas import Name
from app.platform.text import storable


def _storable(value: object) -> object:
    return storable(value) if isinstance(value, str) else value


def _plain_shortcut(value: object) -> object:
    """As it is kept: `/Hours` and `hours` are the same."""
    return value.strip().removeprefix("/").lower() or None if isinstance(value, str) else value


Title = Annotated[Name, Field(max_length=80)]
CannedText = Annotated[
    Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)],
    BeforeValidator(_storable),
    Field(description="May hold {customer_name}, {business}, {agent} and {my_name}"),
]
Shortcut = Annotated[
    Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9_-]{0,29}$")] | None,
    BeforeValidator(_plain_shortcut),
]


class CannedReplyWish(BaseModel):
    title: Title
    text: CannedText
    shortcut: Shortcut = None


class CannedReplyRead(BaseModel):
    """A text that the team has at hand."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    title: str
    text: str
    shortcut: str | None
    created_at: datetime


class RenderedReply(BaseModel):
    """The text for one conversation, its variables filled in."""

    text: str
