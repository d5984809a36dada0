"""What the API takes and gives about services, resources and hours."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from babel.numbers import is_currency
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    StringConstraints,
    ValidatorFunctionWrapHandler,
    WrapValidator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from app.appointments.local_time import EARLIEST, LATEST
from app.appointments.schemas import Minutes
from app.people.schemas import Name
from app.platform.weekly_hours import Day, OpenSpan, in_order


def _near_day(value: Any, read: ValidatorFunctionWrapHandler) -> date:
    """Only what is written as a day: a number or a moment is none."""
    is_written = isinstance(value, str) and value[4:5] == "-" and len(value) == len("2027-01-31")
    try:
        day = read(value) if is_written or isinstance(value, date) else None
    except ValueError:
        day = None
    if not isinstance(day, date):
        raise PydanticCustomError("day", "Name a day that exists, as YYYY-MM-DD.")
    if not EARLIEST <= day <= LATEST:
        raise PydanticCustomError("day", "That is too far away. Name a day within reach.")
    return day


def _known_currency(code: str) -> str:
    if not is_currency(code):
        raise PydanticCustomError("currency", "Write the currency as its three letters, for example EUR.")
    return code


Buffer = Annotated[int, Field(ge=0, le=240)]
NearDay = Annotated[date, WrapValidator(_near_day)]
OpenSpans = Annotated[list[OpenSpan], Field(max_length=6), AfterValidator(in_order)]
Currency = Annotated[str, Field(max_length=3), AfterValidator(_known_currency)]
OpenWeek = dict[Day, OpenSpans]


class BookingSettingsBody(BaseModel):
    """How the business takes bookings."""

    hours: OpenWeek
    """A day that is left out is closed."""
    notice_minutes: Annotated[int, Field(ge=0, le=43_200)]
    """How long before it begins the agent may still book something."""
    horizon_days: Annotated[int, Field(ge=1, le=730)]
    """How far ahead the agent may book."""
    step_minutes: Annotated[int, Field(ge=5, le=240)]
    """Bookings begin every so many minutes."""
    hold_minutes: Annotated[int, Field(ge=1, le=60)]
    """For how long a time is kept for a customer who decides."""


class ServiceBody(BaseModel):
    """What can be booked. The buffers count as busy."""

    name: Name
    duration_minutes: Minutes
    buffer_before_minutes: Buffer = 0
    buffer_after_minutes: Buffer = 0
    price_minor: Annotated[int, Field(ge=0, le=10**12)] | None = None
    """In the smallest unit of the currency."""
    currency: Currency | None = None
    resource_ids: Annotated[list[UUID], Field(max_length=100)] = []
    """Who can do it; none: everybody."""

    @model_validator(mode="after")
    def _has_a_whole_price(self) -> Self:
        if (self.price_minor is None) != (self.currency is None):
            raise ValueError("Name price_minor and currency, both or neither.")
        return self


class ServiceRead(ServiceBody):
    """A service of the business."""

    id: UUID
    currency: str | None = None
    """As it was kept: a currency can go out of use."""
    created_at: datetime


class ResourceBody(BaseModel):
    """Who or what is booked."""

    name: Name
    kind: Literal["staff", "chair"] = "staff"
    hours: OpenWeek | None = None
    """Null: those of the business."""


class ResourceRead(ResourceBody):
    """A resource of the business."""

    id: UUID
    created_at: datetime


class SpecialDayBody(BaseModel):
    """Days that are not like their weekday. No spans: closed. Of two for the same day the newer counts."""

    model_config = ConfigDict(from_attributes=True)

    resource_id: UUID | None = None
    """Null: everybody."""
    first_day: NearDay
    last_day: NearDay
    spans: OpenSpans = []
    note: Annotated[str, StringConstraints(strip_whitespace=True, max_length=200)] = ""

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if not 0 <= (self.last_day - self.first_day).days <= 366:
            raise ValueError("The last day comes after the first, at most a year later.")
        return self


class SpecialDayRead(SpecialDayBody):
    """A special day of the business."""

    id: UUID
    created_at: datetime
