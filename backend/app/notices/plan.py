"""When reminders are due, and which of them is said. Pure; every time is aware."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

# So long before the appointment a reminder is planned at the latest; one that the quiet hours would make later comes so
# long before they begin.
_LATEST = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours in which nobody is written to, on the business's clock; over midnight where they end before they begin,
    none where both are the same.
    """

    begins: time
    ends: time
    zone: ZoneInfo

    @classmethod
    def of(cls, begins: str, ends: str, timezone: str) -> "Quiet":
        """As they are stored: 21:00, 08:00, and the name of the zone."""
        return cls(time.fromisoformat(begins), time.fromisoformat(ends), ZoneInfo(timezone))

    def holds(self, at: datetime) -> bool:
        """Whether it is quiet then."""
        clock = at.astimezone(self.zone).time()
        if self.begins <= self.ends:
            return self.begins <= clock < self.ends
        return clock >= self.begins or clock < self.ends

    def around(self, at: datetime) -> tuple[datetime, datetime]:
        """Beginning and end of the quiet hours that hold this moment, in UTC."""
        local = at.astimezone(self.zone)
        begins = local.date() - timedelta(days=1 if local.time() < self.begins else 0)
        ends = begins + timedelta(days=1 if self.ends <= self.begins else 0)
        return (
            datetime.combine(begins, self.begins, self.zone).astimezone(UTC),
            datetime.combine(ends, self.ends, self.zone).astimezone(UTC),
        )


def due_at(starts_at: datetime, hours_before: int, quiet: Quiet) -> datetime:
    """When the customer is reminded: so many hours before, as they pass and not as clocks show them. What falls into
    the quiet hours comes when they end, or before they begin where that would be too late.
    """
    due = starts_at.astimezone(UTC) - timedelta(hours=hours_before)
    if not quiet.holds(due):
        return due
    begins, ends = quiet.around(due)
    return ends if ends <= starts_at - _LATEST else begins - _LATEST


def due_now(
    starts_at: datetime, hours: Sequence[int], quiet: Quiet, *, settled_at: datetime, now: datetime
) -> list[tuple[int, str | None]]:
    """The reminders whose moment has come, each with why it is not said; at most one is. `settled_at`: since when the
    appointment is at this time.
    """
    if now >= starts_at or quiet.holds(now):
        return []
    found: list[tuple[int, str | None]] = []
    for each in sorted(set(hours)):
        due = due_at(starts_at, each, quiet)
        if due > now:
            continue
        if due < settled_at:
            found.append((each, "booked_later"))
        else:
            found.append((each, "overtaken" if any(why is None for _, why in found) else None))
    return found
