"""How fast one account may send, kept in this process: smooth, and deaf to what other accounts do."""

from collections.abc import Callable

from app.channels.adapter import SendFailed, SendFault

# A send may wait so long in its place; what must wait longer is put back and goes out later.
LONGEST_WAIT = 2.0
_BURST_SECONDS = 0.2
_PLAIN_WORDS = "This account already sends as fast as the network lets it."


class SendPace:
    """The sends of one account, evenly spaced once a short burst is used up."""

    def __init__(self, per_second: float, clock: Callable[[], float]) -> None:
        self._interval = 1 / per_second
        self._clock = clock
        self._free_at = 0.0

    def next_wait(self) -> float:
        """Take a place; the seconds until it is this send's turn, mostly zero.

        Raises `SendFailed` (retry, nothing was sent) when that would be longer than a send may wait in its place.
        """
        now = self._clock()
        wait = self._free_at - _BURST_SECONDS - now
        if wait > LONGEST_WAIT:
            raise SendFailed(SendFault.retry, "paced", _PLAIN_WORDS, wait, is_ours=True)
        self._free_at = max(self._free_at, now) + self._interval
        return max(0.0, wait)

    def hold(self, seconds: float) -> None:
        """The network wants to hear nothing of this account for so long."""
        self._free_at = max(self._free_at, self._clock() + seconds + _BURST_SECONDS)
