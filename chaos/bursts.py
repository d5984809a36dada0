"""D4: what a customer writes within the quiet time is one turn and one answer.

A burst that got more than one answer is a finding, unless its lines came apart on the way (delayed beyond the quiet
time or the hard maximum wait, and the answer was planned by then), or a replica was killed or the database went away
before the first answer was planned.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from chaos.faults import Blow
from chaos.installation import LONGEST_WAIT, QUIET
from chaos.plan import Line
from chaos.record import Record, Silence

_MARGIN = timedelta(seconds=0.2)  # between the gate's clock and the moment of storing
_SEEN_WITHIN = timedelta(seconds=1)  # what one replica stored, the other one has read
_STRIKES_FOR = timedelta(seconds=2)
_NEAR_A_PERSON = timedelta(seconds=10)


@dataclass(frozen=True, slots=True)
class Heard:
    """One line as it went: written by the customer, given to us, dealt with by a turn."""

    line: Line
    written: datetime
    given: datetime
    row: Any
    """Our row of it."""
    done: datetime | None
    """When its turn had planned what it says."""


@dataclass(slots=True)
class Bursts:
    """How many were written, and how the judged ones ended; `findings` tells of those that nothing explains.

    Not judged: where a line was not answered, or a person spoke.
    """

    written: int = 0
    judged: int = 0
    one_answer: int = 0
    came_apart: int = 0
    split_by_fault: int = 0
    findings: list[str] = field(default_factory=list)


def hear(
    record: Record, written: Mapping[str, datetime], rows: Iterable[Any], ends: Mapping[Any, datetime]
) -> dict[str, list[Heard]]:
    """The lines that reached us, by customer, in the order in which they were written.

    `written` by the network's id, `ends` by the turn's.
    """
    row_of = {row["network_message_id"]: row for row in rows}
    found: dict[str, list[Heard]] = defaultdict(list)
    for line in record.lines:
        mid = record.mids[line.tag]
        row, given = row_of.get(mid), record.witness.given.get(mid)
        if row is not None and given is not None and not line.is_late:
            heard = Heard(line, written[mid], given, row, ends.get(row["turn_id"]))
            found[row["customer_id"]].append(heard)
    return {customer_id: sorted(mine, key=lambda heard: heard.written) for customer_id, mine in found.items()}


def judge(lines: Mapping[str, list[Heard]], silences: list[Silence], blows: list[Blow]) -> Bursts:
    """Look at every burst of every customer."""
    found = Bursts()
    for customer_id, mine in lines.items():
        people = [silence for silence in silences if silence.customer_id == customer_id]
        for burst in _bursts(mine):
            found.written += 1
            if all(heard.row["status"] == "answered" for heard in burst) and not _met_people(burst, people):
                found.judged += 1
                _judge_one(burst, mine, blows, found)
    return found


def _bursts(mine: list[Heard]) -> Iterator[list[Heard]]:
    """Runs of two and more lines, each written within the quiet time of the one before."""
    burst = mine[:1]
    for before, after in pairwise(mine):
        if after.written - before.written >= QUIET:
            if len(burst) > 1:
                yield burst
            burst = []
        burst.append(after)
    if len(burst) > 1:
        yield burst


def _met_people(burst: list[Heard], people: list[Silence]) -> bool:
    begin, end = burst[0].written, max(heard.done or heard.given for heard in burst)
    return any(
        begin < silence.until + _NEAR_A_PERSON and silence.since - _NEAR_A_PERSON < end for silence in people
    )


def _judge_one(burst: list[Heard], mine: list[Heard], blows: list[Blow], found: Bursts) -> None:
    ends: dict[Any, datetime] = {heard.row["turn_id"]: heard.done for heard in burst if heard.done}
    if len(ends) == 1:
        found.one_answer += 1
        return
    first_turn, planned = min(ends.items(), key=lambda end: end[1])
    came = sorted(burst, key=lambda heard: heard.given)
    missed = next(heard for heard in came if heard.row["turn_id"] != first_turn)
    if missed.given >= _due(came, missed, mine) - _MARGIN and missed.given > planned - _SEEN_WITHIN:
        found.came_apart += 1
    elif any(came[0].given - _STRIKES_FOR <= blow.at <= planned for blow in blows):
        found.split_by_fault += 1
    else:
        found.findings.append(_told(came, sorted(ends.values())))


def _due(came: list[Heard], missed: Heard, mine: list[Heard]) -> datetime:
    """When the lines that came before this one were to be answered, and so this one was too late for them."""
    before = [heard.given for heard in came if heard.given < missed.given]
    if not before:  # it came first: nothing was too early for it
        return missed.given + QUIET
    first, last = before[0], before[-1]
    waiting = [
        heard.given for heard in mine if heard.given < first and (heard.done is None or heard.done > first)
    ]
    return min(last + QUIET, min([first, *waiting]) + LONGEST_WAIT)


def _told(came: list[Heard], ends: list[datetime]) -> str:
    first = came[0].given
    lines = ", ".join(f"{heard.line.tag} {(heard.given - first).total_seconds():.2f}" for heard in came)
    answers = ", ".join(f"{(end - first).total_seconds():.2f}" for end in ends)
    return f"a burst (given to us at {lines} s) has {len(ends)} answers (planned at {answers} s)"
