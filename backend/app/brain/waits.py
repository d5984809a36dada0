"""How long a turn waits, for whom. Pure; in seconds where nothing else is said."""

from datetime import timedelta

from app.brain.context import TurnContext
from app.inbox.arrived import Pace
from app.llm.errors import ModelError

# A provider that stays away for so long is no longer waited for: a person is fetched (promise D7).
_GIVE_UP_AFTER = timedelta(minutes=10)
_LONGEST_PAUSE = timedelta(seconds=60)


def burst_ends_in(context: TurnContext, pace: Pace) -> float:
    """From the reading of the thread until its newest line will hardly be followed by another; not longer than that
    beyond the hard maximum, however long somebody goes on writing.
    """
    newest = max(line.stored_at for line in context.unanswered)
    ends = newest + pace.burst.total_seconds()
    if context.waiting_since is not None:
        latest = context.waiting_since + pace.longest + pace.burst
        ends = min(ends, latest.timestamp())
    return ends - context.now.timestamp()


def holding_in(context: TurnContext, holding_after: timedelta | None) -> float | None:
    """Until the holding line is due, counted from the first turn for these lines: a queue of ours before it, or a
    restart, is not the model's fault.
    """
    if holding_after is None:
        return None
    tried_for = context.now - (context.tried_since or context.now)
    return (holding_after - tried_for).total_seconds()


def is_last_try(context: TurnContext) -> bool:
    """Whether a person is fetched if this turn fails too. After an outage of our own the provider gets its chance
    first.
    """
    waited = timedelta() if context.waiting_since is None else context.now - context.waiting_since
    return context.failures > 0 and waited >= _GIVE_UP_AFTER


def pause_after(failure: ModelError, failures: int, holding_in: float | None) -> timedelta:
    """How long to leave the model alone after so many failures in a row: as long as its host asks for, or so that the
    next try comes no later than the holding line.
    """
    pause = min(timedelta(seconds=2 * 2 ** min(failures, 6)), _LONGEST_PAUSE)
    if failure.retry_after is not None:
        return min(max(pause, timedelta(seconds=failure.retry_after)), _LONGEST_PAUSE)
    if holding_in is not None and holding_in > 0:
        return min(pause, timedelta(seconds=holding_in))
    return pause
