"""When reminders are due: quiet hours, clock changes, and never two at once."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from app.notices.day_summary import day_to_tell
from app.notices.plan import Quiet, due_at, due_now
from app.notices.wording import reminder, spoken

BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Quiet(time(21), time(8), BERLIN)
NEVER = Quiet(time(0), time(0), BERLIN)
LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def at(text: str) -> datetime:
    """A time on the business's clock."""
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN).astimezone(UTC)


@pytest.mark.parametrize(
    ("starts", "hours", "quiet", "due"),
    [
        ("2026-03-04 15:00", 24, NIGHT, "2026-03-03 15:00"),
        ("2026-03-04 15:00", 2, NIGHT, "2026-03-04 13:00"),
        ("2026-03-04 09:00", 2, NIGHT, "2026-03-04 08:00"),  # 07:00 is quiet; it comes when the night ends
        ("2026-03-04 08:00", 2, NIGHT, "2026-03-03 20:30"),  # then it would be too late
        ("2026-03-04 22:30", 1, NIGHT, "2026-03-04 20:30"),
        ("2026-03-04 13:30", 1, Quiet(time(12), time(13), BERLIN), "2026-03-04 13:00"),
        ("2026-03-04 04:00", 2, NEVER, "2026-03-04 02:00"),
        # The night of the clock change is an hour shorter: 24 hours are 24 hours.
        ("2026-03-29 10:00", 24, NEVER, "2026-03-28 09:00"),
        ("2026-10-25 10:00", 24, NEVER, "2026-10-24 11:00"),
        ("2026-03-29 09:00", 8, NIGHT, "2026-03-29 08:00"),
    ],
)
def test_a_reminder_is_due_so_many_hours_before_and_never_in_quiet_hours(
    starts: str, hours: int, quiet: Quiet, due: str
) -> None:
    assert due_at(at(starts), hours, quiet) == at(due)


def test_of_two_that_are_due_the_nearer_is_said() -> None:
    starts = at("2026-03-04 15:00")
    early, late = starts - timedelta(hours=23), starts - timedelta(hours=1)
    assert due_now(starts, [24, 2], NIGHT, settled_at=LONG_AGO, now=early) == [(24, None)]
    assert due_now(starts, [24, 2], NIGHT, settled_at=LONG_AGO, now=late) == [(2, None), (24, "overtaken")]
    assert due_now(starts, [24, 2], NIGHT, settled_at=early, now=late) == [(2, None), (24, "booked_later")]


def test_nothing_is_due_in_the_past_at_night_or_too_soon() -> None:
    starts = at("2026-03-04 09:00")
    for now in (starts, starts + timedelta(hours=1), at("2026-03-04 07:59"), at("2026-03-03 08:59")):
        assert due_now(starts, [24], NIGHT, settled_at=LONG_AGO, now=now) == []


def test_times_are_said_in_the_readers_language_on_the_business_clock() -> None:
    starts = datetime(2026, 7, 3, 13, 30, tzinfo=UTC)
    assert spoken(starts, BERLIN, "en") == "Friday, 3 July 2026, 15:30"
    assert spoken(starts, BERLIN, "es") == "viernes, 3 de julio de 2026, 15:30"
    assert spoken(starts, BERLIN, "tr") == "3 Temmuz 2026 Cuma, 15:30"
    assert spoken(starts, BERLIN, "de") == "Freitag, 3. Juli 2026, 15:30"
    assert spoken(starts, BERLIN, "fr") == spoken(starts, BERLIN, "en")
    told = reminder("Luna", starts, BERLIN, "tr", reads_yes=True)
    assert "Luna" in told and "EVET" in told


def test_a_day_is_summed_up_from_its_hour_on_but_not_at_night() -> None:
    told = {hour: day_to_tell(7, BERLIN, at(f"2026-03-29 {hour:02d}:30")) for hour in (6, 7, 12, 14)}
    assert [day is not None for day in told.values()] == [False, True, True, False]
