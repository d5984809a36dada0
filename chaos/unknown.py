"""D5: `unknown` is what nobody could know. Each such part must have its own reasons in the gate's record."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any

from chaos.faults import Blow
from chaos.record import UNCERTAIN, Reading, Send, Witness

_SETTLED_AFTER = timedelta(seconds=19)  # 20, and a little for the clocks
_ON_ITS_WAY = timedelta(seconds=3)  # a part that was begun leaves within its place in the account's pace
_TAKES_DOWN = timedelta(
    seconds=1
)  # a replica that was answered and killed within it may not have written it down


def without_reason(parts: Iterable[Any], witness: Witness, blows: list[Blow]) -> Iterator[str]:
    """What is wrong with the parts that are `unknown`: nothing made a send of exactly this part uncertain, or it was
    uncertain once only and no reading of the list failed that can have been made for it. One failed reading excuses
    one part.
    """
    unknown: dict[str, list[Any]] = defaultdict(list)
    for part in parts:
        if part["status"] == "unknown":
            unknown[part["customer_id"]].append(part)
    for customer_id, mine in unknown.items():
        failed = [r for r in witness.readings if r.customer_id == customer_id and r.failed]
        for part in sorted(mine, key=_begun, reverse=True):
            sends = [s for s in witness.sends if (s.customer_id, s.text) == (customer_id, part["text"])]
            reading = _made_for(part, failed)
            if reading is not None:
                failed.remove(reading)
            told = f"{part['text'][:40]!r} is unknown, was sent as {[send.end for send in sends]}"
            times = _times_uncertain(part, sends, blows)
            if times == 0:
                yield f"{told}, of which none was uncertain"
            elif times == 1 and reading is None:
                yield f"{told}, and no reading of the conversation list failed for it"


def _made_for(part: Any, failed: list[Reading]) -> Reading | None:
    """Any will do for the part begun last: what is late enough for it is late enough for the others."""
    return next((reading for reading in failed if reading.began >= _begun(part) + _SETTLED_AFTER), None)


def _begun(part: Any) -> datetime:
    moment: datetime = part["sending_at"]
    return moment


def _times_uncertain(part: Any, sends: list[Send], blows: list[Blow]) -> int:
    """How often nobody could know the end, since the network last refused it for sure."""
    times = 0
    for send in sends:
        if send.end in UNCERTAIN or _was_cut_short(send, blows):
            times += 1
        elif send.end != "answered":
            times = 0
    # Begun and never seen by the network: only its sender's end explains that.
    began = _begun(part)
    unseen = len(sends) < part["attempts"] and any(
        blow.replica is not None and began <= blow.at <= began + _ON_ITS_WAY for blow in blows
    )
    return times + unseen


def _was_cut_short(send: Send, blows: list[Blow]) -> bool:
    until = (send.ended or send.began) + _TAKES_DOWN
    return any(blow.replica == send.replica and send.began <= blow.at <= until for blow in blows)
