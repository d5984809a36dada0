"""What all misbehaving parts share: a count of what was done, outages, and where a kill is armed."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from chaos.plan import Outage, Point


@dataclass(frozen=True, slots=True)
class Blow:
    """A replica was killed, or (no replica) the database was cut off, crashed or restarted."""

    at: datetime
    replica: int | None = None


class Faults:
    """The state of the weather. `calm`: from now on nothing goes wrong on purpose."""

    def __init__(self) -> None:
        self.calm = False
        self.counted: Counter[str] = Counter()
        self.blows: list[Blow] = []
        self._until = {"model": 0.0, "network": 0.0}
        self._armed: dict[int, tuple[Point, Callable[[], None]]] = {}

    def count(self, kind: str) -> None:
        """One more of this kind was injected."""
        self.counted[kind] += 1

    def strike(self, replica: int | None = None) -> None:
        """This replica was killed now; without one, the database is hit."""
        self.blows.append(Blow(datetime.now(UTC), replica))

    def begin(self, outage: Outage) -> None:
        """From now on and for its time nobody is answered."""
        self._until[outage.who] = time.monotonic() + outage.seconds

    def is_out(self, who: str) -> bool:
        """Whether an outage of the model or the network is under way."""
        return not self.calm and time.monotonic() < self._until[who]

    def arm(self, replica: int, point: Point, kill: Callable[[], None]) -> None:
        """Call `kill` when the replica passes the point next; replaces what was armed for it."""
        self._armed[replica] = point, kill

    def disarm(self, replica: int) -> bool:
        """Forget what is armed for the replica; whether anything was."""
        return self._armed.pop(replica, None) is not None

    def passes(self, point: Point, replica: int) -> None:
        """A replica is at this point of the road now."""
        armed = self._armed.get(replica)
        if armed is not None and armed[0] == point:
            del self._armed[replica]
            armed[1]()
