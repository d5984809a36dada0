"""How long a customer may wait for a person, counted in the time in which somebody is there."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.escalations.hours import DAYS, due_at

BERLIN = ZoneInfo("Europe/Berlin")
SPRING = datetime(2026, 4, 10, tzinfo=UTC)  # until autumn no clock changes
OFFICE = {day: [("09:00", "12:00"), ("13:00", "17:00")] for day in DAYS[:5]}


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("opened", "minutes", "due"),
    [
        ("2026-11-18T10:00", 60, "2026-11-18T11:00"),  # a Wednesday morning
        ("2026-11-18T11:30", 60, "2026-11-18T13:30"),  # over lunch
        ("2026-11-18T16:40", 60, "2026-11-19T09:40"),  # over night
        ("2026-11-20T16:40", 60, "2026-11-23T09:40"),  # over the weekend
        ("2026-11-21T12:00", 30, "2026-11-23T09:30"),  # on a Saturday
        ("2026-11-18T11:00", 60, "2026-11-18T12:00"),  # just in time
    ],
)
def test_only_the_time_in_which_somebody_is_there_counts(opened: str, minutes: int, due: str) -> None:
    assert due_at(berlin(opened), timedelta(minutes=minutes), OFFICE, BERLIN) == berlin(due)


def test_without_hours_somebody_is_always_there() -> None:
    opened = berlin("2026-11-21T23:50")
    assert due_at(opened, timedelta(minutes=30), {}, BERLIN) == opened + timedelta(minutes=30)
    assert due_at(opened, timedelta(minutes=30), {"mon": []}, BERLIN) == opened + timedelta(minutes=30)


def test_an_hour_that_the_clock_skips_is_not_waited_for() -> None:
    night = {"sun": [("01:00", "24:00")]}
    opened = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # 1:30 in Berlin; at 2:00 it is 3:00
    assert due_at(opened, timedelta(hours=1), night, BERLIN) == opened + timedelta(hours=1)


clocks = st.integers(0, 24 * 60).map(lambda minute: f"{minute // 60:02d}:{minute % 60:02d}")


@st.composite
def weeks(draw: st.DrawFn) -> dict[str, list[tuple[str, str]]]:
    """Any week of at most two spans a day."""
    week = {}
    for day in DAYS:
        marks = sorted(draw(st.lists(clocks, min_size=4, max_size=4, unique=True)))
        week[day] = [(marks[0], marks[1]), (marks[2], marks[3])][: draw(st.integers(0, 2))]
    return week


@given(
    opened=st.integers(0, 170 * 24 * 60).map(lambda minute: SPRING + timedelta(minutes=minute)),
    minutes=st.integers(1, 600),
    week=weeks(),
    zone=st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"]).map(ZoneInfo),
)
def test_it_agrees_with_counting_minute_by_minute(
    opened: datetime, minutes: int, week: dict[str, list[tuple[str, str]]], zone: ZoneInfo
) -> None:
    due = due_at(opened, timedelta(minutes=minutes), week, zone)
    assert due > opened
    if not any(week.values()):
        assert due == opened + timedelta(minutes=minutes)
    elif due < opened + timedelta(days=14):
        waited = 0
        moment = opened
        while moment < due:
            local = moment.astimezone(zone)
            clock = f"{local:%H:%M}"
            waited += any(begin <= clock < end for begin, end in week[DAYS[local.weekday()]])
            moment += timedelta(minutes=1)
        assert waited == minutes
