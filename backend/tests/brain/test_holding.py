"""When the line that says "one moment" is due: the model's fault counts, ours does not (promise D7)."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import cast

import pytest

from app.brain.context import TurnContext
from app.brain.waits import holding_in

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
AFTER = timedelta(seconds=25)


def turn(*, waited: float, tried_for: float | None) -> TurnContext:
    """The customer has waited so many seconds; the first turn for these lines began so many seconds ago."""
    tried_since = None if tried_for is None else NOW - timedelta(seconds=tried_for)
    waiting_since = NOW - timedelta(seconds=waited)
    return cast("TurnContext", SimpleNamespace(now=NOW, waiting_since=waiting_since, tried_since=tried_since))


@pytest.mark.parametrize("waited", [3, 24, 3600])
def test_a_queue_or_a_restart_of_ours_leaves_the_model_its_whole_time(waited: float) -> None:
    assert holding_in(turn(waited=waited, tried_for=None), AFTER) == 25


@pytest.mark.parametrize(("tried_for", "left"), [(0, 25), (20, 5), (25, 0), (40, -15)])
def test_turns_that_failed_or_began_again_count_together(tried_for: float, left: float) -> None:
    assert holding_in(turn(waited=60, tried_for=tried_for), AFTER) == left


def test_where_no_line_is_wanted_none_is_due() -> None:
    assert holding_in(turn(waited=60, tried_for=60), None) is None
