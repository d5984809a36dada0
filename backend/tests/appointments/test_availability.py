"""Free times against an oracle that looks at every minute's clock on the wall."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from time import perf_counter
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.appointments.availability import (
    DAY,
    Calendar,
    Hours,
    Need,
    Rules,
    fits,
    minute_of,
    moment_of,
    nearest,
    open_times,
    slots,
)

# Where and when clocks change, in both directions, by an hour and by half of one, and a place where they never do.
CHANGES = [
    ("Europe/Berlin", date(2026, 3, 29)),
    ("Europe/Berlin", date(2026, 10, 25)),
    ("America/New_York", date(2026, 3, 8)),
    ("America/New_York", date(2026, 11, 1)),
    ("Australia/Lord_Howe", date(2026, 10, 4)),
    ("Australia/Lord_Howe", date(2026, 4, 5)),
    ("America/Santiago", date(2026, 9, 6)),  # at midnight: the day begins at one o'clock
    ("Africa/Casablanca", date(2026, 2, 15)),
    ("Asia/Kolkata", date(2026, 6, 1)),
    ("Pacific/Kiritimati", date(2026, 1, 1)),
]
WEEKDAYS = [[(540, 1020)]] * 5 + [[], []]


def day_spans() -> st.SearchStrategy[list[tuple[int, int]]]:
    """None to three spans; often the whole day, or one with a break."""
    quarter = st.integers(0, 96).map(lambda n: n * 15)
    edges = st.lists(quarter, max_size=6, unique=True).map(sorted)
    spans = edges.map(lambda found: list(zip(found[::2], found[1::2], strict=False)))
    return st.one_of(spans, st.sampled_from([[(0, 1440)], [(0, 720), (780, 1440)], [(540, 1020)]]))


@st.composite
def cases(draw: st.DrawFn) -> tuple[Hours, Need, Rules, list[tuple[int, int]], datetime, datetime, datetime]:
    name, day = draw(st.sampled_from(CHANGES))
    zone = ZoneInfo(name)
    hours = Hours(
        [draw(day_spans()) for _ in range(7)],
        draw(
            st.dictionaries(
                st.integers(-1, 2).map(lambda n: day + timedelta(days=n)), day_spans(), max_size=2
            )
        ),
    )
    begin = minute_of(datetime.combine(day, time(0), UTC)) + draw(st.integers(-DAY, DAY))
    end = begin + draw(st.integers(DAY // 2, DAY))
    moment, length = st.integers(begin - 300, end + 300), st.integers(1, 300)
    busy = draw(st.lists(st.tuples(moment, length).map(lambda it: (it[0], it[0] + it[1])), max_size=5))
    need = Need(draw(st.integers(1, 150)), draw(st.integers(0, 40)), draw(st.integers(0, 40)))
    now = moment_of(begin - draw(st.integers(-600, 600))) + timedelta(
        seconds=draw(st.sampled_from([0, 1, 30]))
    )
    notice = timedelta(minutes=draw(st.sampled_from([0, 0, 60, 600])))
    horizon = timedelta(minutes=draw(st.sampled_from([600, 2 * DAY, 9 * DAY])))
    rules = Rules(zone, draw(st.sampled_from([5, 15, 30, 45, 60])), notice, horizon)
    return hours, need, rules, busy, moment_of(begin), moment_of(end), now


def spans_on(hours: Hours, day: date) -> list[tuple[int, int]]:
    return list(hours.special[day] if day in hours.special else hours.weekly[day.weekday()])


def wall(hours: Hours, zone: ZoneInfo) -> Callable[[int], tuple[list[tuple[int, int]], int]]:
    """For a minute: the spans of its day on the wall, and what the clock shows then."""

    def at(minute: int) -> tuple[list[tuple[int, int]], int]:
        shown = moment_of(minute).astimezone(zone)
        return spans_on(hours, shown.date()), shown.hour * 60 + shown.minute

    return at


def oracle(
    hours: Hours, need: Need, rules: Rules, busy: list[tuple[int, int]], begin: datetime, end: datetime, now: datetime
) -> list[int]:  # fmt: skip
    """Every minute of the range is looked at, and every minute that a booking would take."""
    zone = rules.zone
    assert isinstance(zone, ZoneInfo)
    first, last = minute_of(begin) - 400, minute_of(end) + 400
    on_wall = {minute: wall(hours, zone)(minute) for minute in range(first, last)}
    is_open = {m: any(a <= shown < b for a, b in spans) for m, (spans, shown) in on_wall.items()}
    is_busy = {m: any(a <= m < b for a, b in busy) for m in range(first, last)}
    found = []
    for start in range(minute_of(begin), minute_of(end)):
        spans, shown = on_wall[start]
        done = start + need.duration
        if (
            any(a <= shown < b and (shown - a) % rules.step == 0 for a, b in spans)
            and all(is_open[m] for m in range(start, done))
            and not any(is_busy[m] for m in range(start - need.before, done + need.after))
            and moment_of(start) >= now + rules.notice
            and moment_of(start) < moment_of(minute_of(now + rules.horizon))
        ):
            found.append(start)
    return found


@settings(max_examples=150, deadline=None)
@given(cases())
def test_what_is_offered_is_what_every_minute_allows(
    case: tuple[Hours, Need, Rules, list[tuple[int, int]], datetime, datetime, datetime],
) -> None:
    hours, need, rules, busy, begin, end, now = case
    found = slots({"chair": Calendar(hours, busy)}, need, rules, begin, end, now)
    assert list(found) == oracle(hours, need, rules, busy, begin, end, now)


@settings(max_examples=100, deadline=None)
@given(cases())
def test_it_is_open_when_the_clock_on_the_wall_says_so(
    case: tuple[Hours, Need, Rules, list[tuple[int, int]], datetime, datetime, datetime],
) -> None:
    hours, _, rules, _, begin, end, _ = case
    zone = rules.zone
    assert isinstance(zone, ZoneInfo)
    at = wall(hours, zone)
    first, last = minute_of(begin), minute_of(end)
    opened = open_times(hours, zone, first, last)
    by_minute = {m for m in range(first, last) if any(a <= at(m)[1] < b for a, b in at(m)[0])}
    assert {m for a, b in opened for m in range(a, b)} == by_minute
    assert all(before[1] < after[0] for before, after in pairwise(opened))


@settings(max_examples=60, deadline=None)
@given(cases(), cases())
def test_several_calendars_are_the_sum_of_each(
    one: tuple[Hours, Need, Rules, list[tuple[int, int]], datetime, datetime, datetime],
    two: tuple[Hours, Need, Rules, list[tuple[int, int]], datetime, datetime, datetime],
) -> None:
    hours, need, rules, busy, begin, end, now = one
    calendars = {"a": Calendar(hours, busy), "b": Calendar(two[0], two[3]), "c": Calendar(hours, two[3])}
    together = slots(calendars, need, rules, begin, end, now)
    for key, calendar in calendars.items():
        alone = slots({key: calendar}, need, rules, begin, end, now)
        assert list(alone) == [start for start, takers in together.items() if key in takers]


def at(zone: str, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def shown(found: dict[int, list[str]], zone: str) -> list[str]:
    return [moment_of(start).astimezone(ZoneInfo(zone)).strftime("%H:%M%z") for start in found]


def night(zone: str, day: str, spans: list[tuple[int, int]], duration: int, step: int = 30) -> list[str]:
    hours, rules = Hours([spans] * 7), Rules(ZoneInfo(zone), step)
    begin = at(zone, f"{day}T00:00")
    end = at(zone, f"{day}T23:59")
    found = slots({"a": Calendar(hours)}, Need(duration), rules, begin, end, begin - timedelta(days=1))
    return shown(found, zone)


def test_an_hour_that_the_clock_skips_is_not_offered() -> None:
    assert night("Europe/Berlin", "2026-03-29", [(60, 240)], 60) == [
        "01:00+0100", "01:30+0100", "03:00+0200",
    ]  # fmt: skip


def test_an_hour_that_the_clock_shows_twice_is_offered_twice() -> None:
    assert night("Europe/Berlin", "2026-10-25", [(120, 180)], 30) == [
        "02:00+0200", "02:30+0200", "02:00+0100", "02:30+0100",
    ]  # fmt: skip


def test_a_booking_may_run_over_midnight_where_it_is_open() -> None:
    friday, saturday = [(1320, 1440)], [(0, 60)]
    hours = Hours([[], [], [], [], friday, saturday, []])
    zone = "Europe/Istanbul"
    begin = at(zone, "2026-11-27T00:00")
    found = slots(
        {"a": Calendar(hours)}, Need(60), Rules(ZoneInfo(zone), 30), begin, begin + timedelta(days=3), begin
    )
    assert shown(found, zone) == ["22:00+0300", "22:30+0300", "23:00+0300", "23:30+0300", "00:00+0300"]


def test_buffers_keep_others_away_but_need_no_opening_time() -> None:
    zone, day = "Europe/Madrid", "2026-11-23"
    hours = Hours([[(540, 720)]] * 7)
    busy = [(minute_of(at(zone, f"{day}T10:30")), minute_of(at(zone, f"{day}T11:00")))]
    begin = at(zone, f"{day}T00:00")
    found = slots(
        {"a": Calendar(hours, busy)}, Need(30, 15, 15), Rules(ZoneInfo(zone), 15), begin,
        begin + timedelta(days=1), begin,
    )  # fmt: skip
    assert shown(found, zone) == [
        "09:00+0100", "09:15+0100", "09:30+0100", "09:45+0100", "11:15+0100", "11:30+0100",
    ]  # fmt: skip


def test_the_nearest_times_come_in_their_order() -> None:
    noon = datetime(2026, 11, 23, 12, tzinfo=UTC)
    found = [minute_of(noon) + delta for delta in (-120, -30, 30, 45, 600)]
    assert [start - minute_of(noon) for start in nearest(found, noon, 3)] == [-30, 30, 45]
    assert nearest([], noon, 3) == []


@pytest.mark.parametrize(("end", "is_open"), [("17:00", True), ("17:01", False)])
def test_whether_a_time_lies_in_the_hours(end: str, is_open: bool) -> None:
    zone = "Europe/Madrid"
    start = minute_of(at(zone, "2026-11-23T16:30"))
    assert fits(Hours(WEEKDAYS), ZoneInfo(zone), start, minute_of(at(zone, f"2026-11-23T{end}"))) is is_open


def test_two_months_of_ten_people_take_milliseconds() -> None:
    """60 days of 10 resources, each with hours of their own: meant to stay under 20 ms; the ceiling leaves room for a
    busy machine.
    """
    zone = ZoneInfo("Europe/Berlin")
    begin = datetime(2026, 9, 1, tzinfo=UTC)
    day = minute_of(begin)
    calendars = {}
    for number in range(10):
        opens = 540 + 5 * number
        hours = Hours([[(opens, 780), (840, opens + 540)]] * 6 + [[]])
        busy = [
            (day + d * DAY + 480 + 120 * n, day + d * DAY + 525 + 120 * n)
            for d in range(60)
            for n in range(4)
        ]
        calendars[number] = Calendar(hours, busy)
    need, rules = Need(30, 5, 5), Rules(zone, 15)

    def once() -> float:
        began = perf_counter()
        found = slots(calendars, need, rules, begin, begin + timedelta(days=60), begin)
        assert sum(len(takers) for takers in found.values()) > 5000
        return perf_counter() - began

    best = min(once() for _ in range(7))
    print(f"60 days of 10 resources: {best * 1000:.1f} ms")  # noqa: T201
    assert best < 0.1
