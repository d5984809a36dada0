"""An event with the facts of its arrival, and what its storing changed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from app.channels.events import ChannelEvent

_BURST = 1.37
# A network's clock may be ahead of ours by a little; a message from tomorrow is a wrong clock.
_CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Pace:
    """How long a thread must be quiet before it is answered, and how long its first line waits at most."""

    quiet: timedelta
    longest: timedelta

    @property
    def burst(self) -> timedelta:
        """A line that follows another this soon belongs to it: a turn begins after the quiet time, and what it found is
        said no sooner than this. A model needs that long anyway, and an answer between two lines of a burst is one
        answer too many (promise D4).
        """
        return self.quiet * _BURST


@dataclass(frozen=True, slots=True)
class Arrived:
    """One event with the facts of its arrival."""

    arrival: int
    received_at: datetime
    event: ChannelEvent
    tries: int = 0
    """How often it could not be decided before."""

    @property
    def sent_at(self) -> datetime:
        """The network's time, or ours where the network gave none or one from the future."""
        sent: datetime | None = getattr(self.event, "sent_at", None)
        if sent is None or sent > self.received_at + _CLOCK_TOLERANCE:
            return self.received_at
        return sent


class Changed(NamedTuple):
    """What a screen may show anew."""

    workspace_id: UUID
    row_id: UUID
    hint: str = "conversation.changed"
    question_id: UUID | None = None
    """What the owner is asked about it: a row of `automatic_replies`."""
