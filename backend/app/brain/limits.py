"""How much a turn may do for one customer, and how a machine is told from a person (promise C2). Pure."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from app.brain.context import Line, TurnContext, Unanswered

TURNS_AN_HOUR = 20
TURNS_A_DAY = 200
# So many answers in a row to lines that look like a machine's are given; the next one is not.
ANSWERS_TO_A_MACHINE = 6
_QUICK_SECONDS = 5.0

# The oldest unanswered line is so old: the answer begins with an apology; a person looks at it first.
LATE = timedelta(minutes=30)
TOO_LATE = timedelta(hours=6)


def has_had_enough(context: TurnContext) -> bool:
    """Whether this contact had all the turns of an hour or a day."""
    return context.turns_last_hour >= TURNS_AN_HOUR or context.turns_last_day >= TURNS_A_DAY


def machine_streak(context: TurnContext) -> int:
    """The thread's count of answers to a machine if these lines are answered too: zero for a person's."""
    is_machine = _is_quick(context.history, context.unanswered) or _repeats(
        context.history, context.unanswered
    )
    return context.machine_streak + 1 if is_machine else 0


def waited(context: TurnContext) -> timedelta:
    """How long the oldest unanswered line has been waiting, by the customer's clock."""
    oldest = min(line.written_at for line in context.unanswered)
    return timedelta(seconds=context.now.timestamp() - oldest)


def _is_quick(history: Sequence[Line], unanswered: Sequence[Unanswered]) -> bool:
    answered_at = next(
        (line.stored_at for line in reversed(history) if line.sender_type == "assistant"), None
    )
    first = min(line.stored_at for line in unanswered)
    return answered_at is not None and 0 <= first - answered_at <= _QUICK_SECONDS


def _repeats(history: Sequence[Line], unanswered: Sequence[Unanswered]) -> bool:
    said = _folded(line.content for line in unanswered)
    return "" not in said and said <= _folded(line.content for line in _last_exchange(history))


def _last_exchange(history: Sequence[Line]) -> list[Line]:
    """What the customer wrote before our last answer, back to the answer before it."""
    lines: list[Line] = []
    for line in reversed(history):
        if line.sender_type == "customer":
            lines.append(line)
        elif lines:
            break
    return lines


def _folded(texts: Iterable[str]) -> set[str]:
    return {" ".join(text.casefold().split()) for text in texts}
