"""What the API takes and gives."""

import re
from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field, model_validator
from pydantic_core import PydanticCustomError

from app.people.schemas import Email, Name

_NUMBER = re.compile(r"\+[0-9]{6,15}")
_BETWEEN = re.compile(r"[\s()./-]+")


def _check_phone(text: str) -> str:
    number = _BETWEEN.sub("", text)
    if not _NUMBER.fullmatch(number):
        raise PydanticCustomError("phone", "Write the number with its country code, like +90 532 123 45 67.")
    return number


Phone = Annotated[str, Field(max_length=40), AfterValidator(_check_phone)]


class IdentityRead(BaseModel):
    """How one account sees the customer."""

    account_id: UUID
    network_id: str
    username: str | None


class ContactRead(BaseModel):
    """A customer of the workspace."""

    id: UUID
    name: str | None
    email: str | None
    phone: str | None
    identities: list[IdentityRead]
    created_at: datetime


class ContactChange(BaseModel):
    """What is left out stays as it is; null takes it away."""

    name: Name | None = None
    email: Email | None = None
    phone: Phone | None = None


class ContactSearch(BaseModel):
    """An address or a number, one of them."""

    email: Email | None = None
    phone: Phone | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.email is None) == (self.phone is None):
            raise ValueError("name an e-mail address or a telephone number, one of them")
        return self

    @property
    def what(self) -> tuple[Literal["email", "phone"], str]:
        """Which of the two, and its value."""
        return ("email", self.email) if self.email is not None else ("phone", self.phone or "")
