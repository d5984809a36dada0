"""What the auditor knows beside the network's record and our rows: what was planned, and what the gate saw pass."""

from dataclasses import dataclass, field
from datetime import UTC, datetime

from chaos.faults import Blow
from chaos.plan import Line

UNCERTAIN = frozenset({"500", "no JSON", "request lost", "answer lost", "answer cut", "too slow", "unheard"})
"""The ends of a send after which its sender cannot know whether the customer got it."""


@dataclass(slots=True)
class Send:
    """One send of a replica. `end`: `answered`, what spoilt it, or `unheard` when nobody waited for the answer."""

    customer_id: str
    text: str
    replica: int
    began: datetime
    end: str = "unheard"
    ended: datetime | None = None


@dataclass(slots=True)
class Reading:
    """One request for a customer's conversation list; `failed` until its answer went out whole."""

    customer_id: str
    began: datetime
    failed: bool = True


@dataclass(slots=True)
class Witness:
    """What the gate saw, in the order in which it began. The database server of this machine shares its clock."""

    sends: list[Send] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)
    given: dict[str, datetime] = field(default_factory=dict)
    """Id of a message or an echo -> when a replica first answered it with 200: it is ours from then on."""

    def was_given(self, mids: list[str]) -> None:
        """A replica took these now."""
        for mid in mids:
            self.given.setdefault(mid, datetime.now(UTC))


@dataclass(frozen=True, slots=True)
class Silence:
    """Between these moments of the database's clock a person handled this customer."""

    customer_id: str
    since: datetime
    until: datetime


@dataclass(slots=True)
class Record:
    """Everything of one run."""

    lines: list[Line]
    witness: Witness
    blows: list[Blow]
    mids: dict[str, str] = field(default_factory=dict)
    """Tag of a line -> the network's id of it."""
    silences: list[Silence] = field(default_factory=list)
