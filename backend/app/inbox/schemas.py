"""What the API takes of a person who writes to a customer."""

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=8000)]


class PersonsMessage(BaseModel):
    """What a person says to the customer."""

    text: Text


class SuggestionSent(BaseModel):
    """A draft goes out as it is, or as a person words it."""

    text: Text | None = None


class MessagePlanned(BaseModel):
    """The message stands in the conversation and leaves within a second or two."""

    id: UUID = Field(description="The message's id in the conversation")
