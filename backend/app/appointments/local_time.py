"""Days and times as people write them, on the business's clock. Pure."""

from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.appointments.errors import NoSuchTime

EARLIEST, LATEST = date(2000, 1, 1), date(2199, 12, 31)


def read_day(text: str) -> date:
    """A day written YYYY-MM-DD. Raises `NoSuchTime`, for 31 February too."""
    try:
        day = datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise NoSuchTime(f"There is no day {text[:20]!r}. Name one that exists, as YYYY-MM-DD.") from None
    if not EARLIEST <= day <= LATEST:
        raise NoSuchTime(f"{day} is too far away. Name a day within reach, as YYYY-MM-DD.")
    return day


def read_clock(text: str) -> time:
    """A time written HH:MM, seconds are dropped. Raises `NoSuchTime`."""
    for form in ("%H:%M", "%H:%M:%S"):
        with suppress(ValueError):
            return datetime.strptime(text.strip(), form).time().replace(second=0)  # noqa: DTZ007
    raise NoSuchTime(f"There is no time {text[:20]!r}. Name one from 00:00 to 23:59, as HH:MM.")


def moment(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """When the clock there shows this, in UTC; the first of the two when it does twice.

    Raises `NoSuchTime` for what the clock skips.
    """
    local = datetime.combine(day, clock, zone)
    found = local.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None):
        later = found.astimezone(zone)
        raise NoSuchTime(
            f"There is no {clock:%H:%M} on {day}: the clocks change then. Choose {later:%H:%M} or another time."
        )
    return found


def whole_minute(at: datetime) -> datetime:
    """In UTC, without seconds. Raises `NoSuchTime` for a moment out of reach."""
    try:
        found = at.astimezone(UTC).replace(second=0, microsecond=0)
    except OverflowError:
        raise NoSuchTime("That is too far away. Name a day within reach.") from None
    if not EARLIEST <= found.date() <= LATEST:
        raise NoSuchTime("That is too far away. Name a day within reach.")
    return found


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """The day on the business's calendar."""
    return at.astimezone(zone).date()


def begin_of(day: date, zone: ZoneInfo) -> datetime:
    """When the day begins there, in UTC."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """When the next one begins."""
    return begin_of(day + timedelta(days=1), zone)
