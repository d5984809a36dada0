"""What the API of appointments takes and gives."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.contacts.schemas import Phone
from app.people.schemas import Email, Name
from app.platform.text import storable

Status = Literal["booked", "cancelled", "completed", "no_show"]
Minutes = Annotated[int, Field(ge=5, le=1440)]


def _not_blank(text: str) -> str | None:
    return storable(text).strip() or None


def _one_line(value: Any) -> Any:
    """Said before the spaces around it are taken off: what ends in a line break was not typed as an address."""
    if isinstance(value, str) and any(letter in value for letter in "\r\n"):
        raise PydanticCustomError("email", "An address is one line. Write it without a line break.")
    return value


def _moment(value: Any, read: ValidatorFunctionWrapHandler) -> datetime:
    """Only what is written as a time: a number of seconds is none."""
    is_written = isinstance(value, str) and ":" in value
    try:
        found = read(value) if is_written or isinstance(value, datetime) else None
    except ValueError:
        found = None
    if not isinstance(found, datetime) or found.tzinfo is None:
        raise PydanticCustomError(
            "moment", "Name a time that exists, with its offset, like 2027-01-31T09:00:00+01:00."
        )
    return found


Moment = Annotated[datetime, WrapValidator(_moment)]
CustomerEmail = Annotated[Email, BeforeValidator(_one_line)]
Note = Annotated[str, Field(max_length=500), AfterValidator(_not_blank)]
DayText = Annotated[str, StringConstraints(max_length=20), Field(description="YYYY-MM-DD")]
ClockText = Annotated[
    str, StringConstraints(max_length=20), Field(description="HH:MM, on the business's clock")
]


class _Time(BaseModel):
    """When: a moment, or a day and a time on the business's clock."""

    starts_at: Moment | None = None
    appointment_date: DayText | None = None
    appointment_time: ClockText | None = None

    @model_validator(mode="after")
    def _is_one(self) -> Self:
        if (self.appointment_date is None) != (self.appointment_time is None):
            raise ValueError("Name the day and the time, both.")
        if self.starts_at is not None and self.appointment_date is not None:
            raise ValueError("Name starts_at, or appointment_date and appointment_time.")
        return self

    @property
    def has_time(self) -> bool:
        """Whether a time is named at all."""
        return self.starts_at is not None or self.appointment_date is not None


class AppointmentCreate(_Time):
    """A booking that a person makes. Without `resource_id`: whoever is free."""

    agent_id: UUID | None = None
    service_id: UUID | None = None
    resource_id: UUID | None = None
    customer_name: Name
    customer_surname: Name | None = None
    customer_email: CustomerEmail | None = None
    customer_phone: Phone | None = None
    subject: Note | None = None
    duration_minutes: Minutes | None = None

    @model_validator(mode="after")
    def _has_a_time(self) -> Self:
        if not self.has_time:
            raise ValueError("Name starts_at, or appointment_date and appointment_time.")
        return self


class AppointmentChangeBody(_Time):
    """What is left out stays as it is."""

    resource_id: UUID | None = None
    customer_name: Name | None = None
    customer_surname: Name | None = None
    customer_email: CustomerEmail | None = None
    """For this appointment; null: as they are known otherwise."""
    customer_phone: Phone | None = None
    subject: Note | None = None
    duration_minutes: Minutes | None = None


class Cancellation(BaseModel):
    """Why it is called off."""

    reason: Note | None = None


class AppointmentRead(BaseModel):
    """A booking. Date and time are on the business's clock; who is gone is null."""

    id: UUID
    agent_id: UUID | None
    user_id: UUID | None
    """Who booked it."""
    contact_id: UUID | None
    conversation_id: UUID | None
    service_id: UUID | None
    resource_id: UUID
    customer_name: str
    customer_surname: str | None
    subject: str | None
    appointment_date: date
    appointment_time: str
    starts_at: datetime
    ends_at: datetime
    timezone: str
    status: Status
    created_via: Literal["chatbot", "manual"]
    cancellation_reason: str | None
    confirmed_at: datetime | None = Field(description="When the customer answered a reminder with yes")
    created_at: datetime


class ChangeRead(BaseModel):
    """Something that became of an appointment."""

    at: datetime
    change: Literal["booked", "moved", "edited", "cancelled", "completed", "no_show"]
    actor: Literal["person", "key", "agent"]
    user_id: UUID | None
    agent_id: UUID | None
    facts: dict[str, Any]


class AppointmentDetail(AppointmentRead):
    """A booking with its history, the oldest first; and how people reach the customer."""

    customer_email: str | None = Field(description="Null for a program: `contacts:read` hands it out")
    customer_phone: str | None = Field(description="For people to call; nothing is sent to it")
    changes: list[ChangeRead]


class Slot(BaseModel):
    """A time that can be booked, and with whom."""

    starts_at: datetime
    ends_at: datetime
    appointment_date: date
    appointment_time: str
    resource_ids: list[UUID]


class Availability(BaseModel):
    """Times that can be booked, the earliest first."""

    timezone: str
    items: list[Slot]
