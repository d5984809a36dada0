"""A week of opening hours: as the API takes it, and as it is counted."""

from collections.abc import Iterable
from itertools import pairwise
from typing import Annotated, Final, Literal, Self

from pydantic import BaseModel, StringConstraints, model_validator

Day = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
DAYS: Final[tuple[Day, ...]] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Clock = Annotated[str, StringConstraints(pattern=r"^(([01]\d|2[0-3]):[0-5]\d|24:00)$")]


class OpenSpan(BaseModel):
    """From when to when it is open, on the business's clock. A break is the time between two of them."""

    begins: Clock
    ends: Clock

    @model_validator(mode="after")
    def _forwards(self) -> Self:
        if self.begins >= self.ends:
            raise ValueError("A span ends after it begins; split one that runs over midnight.")
        return self


def in_order(spans: Iterable[OpenSpan]) -> list[OpenSpan]:
    """The spans of one day, the earliest first; raises `ValueError` where two overlap."""
    ordered = sorted(spans, key=lambda span: span.begins)
    if any(later.begins < earlier.ends for earlier, later in pairwise(ordered)):
        raise ValueError("The spans of a day may not overlap.")
    return ordered


def minutes_after_midnight(clock: str) -> int:
    """Of a clock such as 09:30; 24:00 is midnight at the end of the day."""
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)
