"""What the API takes and gives."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.people.schemas import Password
from app.privacy.models import ExportStatus


class EraseWish(BaseModel):
    """That it is meant: there is no way back."""

    confirmation: Literal["erase"]


class Retention(BaseModel):
    """For how many months after its last message a conversation is kept; null: as long as the business stays."""

    months: Annotated[int, Field(ge=1, le=120)] | None


class ExportRead(BaseModel):
    """A package with all data of the business."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    status: ExportStatus
    progress: float = Field(description="From 0 to 1")
    byte_size: int
    created_at: datetime
    expires_at: datetime


class LeavingWish(BaseModel):
    """That it is meant: the name of the business as it is written, or the password of who asks."""

    name: Annotated[str, Field(max_length=120)] | None = None
    password: Password | None = None

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if self.name is None and self.password is None:
            raise ValueError("send `name` (of the business) or `password` (yours)")
        return self


class LeavingRead(BaseModel):
    """Whether the business leaves; until then it can be brought back."""

    leaves_at: datetime | None
