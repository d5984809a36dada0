"""When what a turn found may be said: hardly before the customer's next line, and never later than promised (D4)."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from app.brain.context import TurnContext
from app.brain.waits import burst_ends_in
from app.inbox.arrived import Pace

PACE = Pace(quiet=timedelta(seconds=3), longest=timedelta(seconds=12))
FIRST_LINE = datetime(2026, 5, 1, 12, tzinfo=UTC)


def read(lines: list[float], *, at: float, first: float | None = 0) -> TurnContext:
    """A thread read `at` so many seconds, with lines stored at these; `first`: since when the customer waits."""
    base = FIRST_LINE.timestamp()
    context = SimpleNamespace(
        now=FIRST_LINE + timedelta(seconds=at),
        waiting_since=None if first is None else FIRST_LINE + timedelta(seconds=first),
        unanswered=[SimpleNamespace(stored_at=base + line) for line in lines],
    )
    return cast("TurnContext", context)


def test_a_line_four_seconds_after_another_belongs_to_it() -> None:
    """People pause for up to four seconds between two lines of a burst; the quiet time is three."""
    assert timedelta(seconds=4) < PACE.burst < timedelta(seconds=4.5)


@pytest.mark.parametrize("lines", [[0.0], [-2.0, 0.0], [0.0, -1.0]])
def test_the_newest_line_counts_whatever_the_order(lines: list[float]) -> None:
    ends_in = burst_ends_in(read(lines, at=3, first=-2), PACE)
    assert ends_in == pytest.approx(PACE.burst.total_seconds() - 3)


def test_a_slow_model_is_not_waited_for_twice() -> None:
    """What is over says so: nobody sleeps for it."""
    assert burst_ends_in(read([0.0], at=60), PACE) < 0


def test_lines_that_nobody_waits_for_have_no_latest_time() -> None:
    assert burst_ends_in(read([0.0], at=3, first=None), PACE) == pytest.approx(PACE.burst.total_seconds() - 3)


@pytest.mark.parametrize("newest", [0.0, 3.0, 11.9, 12.0, 12.1, 16.0, 60.0])
def test_a_customer_who_goes_on_writing_is_answered_at_the_latest(newest: float) -> None:
    """After the hard maximum and the burst time, however often a new line made the turn start again."""
    said_at = newest + burst_ends_in(read([0.0, newest], at=newest), PACE)
    assert said_at <= (PACE.longest + PACE.burst).total_seconds() + 1e-3
    assert said_at == pytest.approx(min(newest, 12) + PACE.burst.total_seconds(), abs=1e-3)
