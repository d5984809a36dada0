"""What was said about a day and a time."""

from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from typing import Literal

Language = Literal["en", "es", "tr"]


class Part(StrEnum):
    """A part of the day."""

    EARLY = "early"
    MORNING = "morning"
    MIDDAY = "midday"
    AFTERNOON = "afternoon"
    EVENING = "evening"
    NIGHT = "night"


@dataclass(frozen=True, slots=True)
class Said:
    """Everything a text says about when, on the business's clock.

    `days` and `times` hold every reading that is still open, earliest first: two or more mean "ask". What was left
    for us to complete (a year, a week, a half of the day) never lies in the past; what was named outright may.
    Whether the clock shows a time on a day (it skips some when the clocks change) is the caller's to find out.
    """

    days: tuple[date, ...] = ()
    span: tuple[date, date] | None = None
    """The first and the last day of "next week" or "Monday to Thursday", when no day was named."""
    times: tuple[time, ...] = ()
    window: tuple[time, time] | None = None
    """From when to when: a part of the day, "after three". None when an exact time was said."""
    part: Part | None = None
    no_such_day: bool = False
    """A day was named that no calendar has, such as 31 February. There is no other day in `days` then."""
    doubt: bool = False
    """Something was said about when that we could not read for certain, or that contradicts itself."""
    now: bool = False
    """The present was mentioned: "now", "as soon as possible". Many say it without meaning a time ("book it now"),
    so it is in neither `days` nor `times`."""
    past: bool = False
    """What was said is over: yesterday, a year gone by, this morning in the afternoon."""
    choices: tuple["Said", ...] = ()
    """Two or more when several days were named ("Tuesday at nine or Thursday at one"): each by itself, as written."""
    day_words: tuple[tuple[int, int], ...] = ()
    """Where in the text (start, end) the words stand that say the day."""
    time_words: tuple[tuple[int, int], ...] = ()

    @property
    def anything(self) -> bool:
        """Whether the text says anything about when."""
        return bool(self.days or self.span or self.times or self.window or self.no_such_day or self.doubt)

    @property
    def unsure(self) -> bool:
        """Whether it can be understood in more than one way, so that one has to ask."""
        return self.doubt or len(self.days) > 1 or len(self.times) > 1

    @property
    def day(self) -> date | None:
        """The day, when it is certain."""
        return self.days[0] if len(self.days) == 1 and not self.doubt else None

    @property
    def time(self) -> time | None:
        """The time, when it is certain."""
        return self.times[0] if len(self.times) == 1 and not self.doubt else None
