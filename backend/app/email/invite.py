"""An appointment as calendars take it: the same event is written, moved and taken out again, by its UID."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, Self

from icalendar import Calendar, Event, vCalAddress

from app.platform.text import one_line


@dataclass(frozen=True, slots=True)
class Invite:
    """An event, as it stands after its latest change."""

    uid: str
    sequence: int
    """Grows with every change, so that an older mail that comes later changes nothing."""
    method: Literal["REQUEST", "CANCEL"]
    starts_at: datetime
    ends_at: datetime
    summary: str
    changed_at: datetime

    @classmethod
    def read(cls, facts: dict[str, Any]) -> Self:
        """From what `facts` kept."""
        times = {name: datetime.fromisoformat(facts[name]) for name in ("starts_at", "ends_at", "changed_at")}
        return cls(**{**facts, **times})

    @property
    def facts(self) -> dict[str, Any]:
        """To be kept as JSON."""
        times = {name: getattr(self, name).isoformat() for name in ("starts_at", "ends_at", "changed_at")}
        kept = {name: getattr(self, name) for name in ("uid", "sequence", "method", "summary")}
        return {**kept, **times}

    def as_ics(self, *, organizer: str, organizer_name: str, attendee: str) -> bytes:
        """The file, from one address to another. Times are UTC: every calendar shows them in its own zone."""
        event = Event()
        event.add("uid", self.uid)
        event.add("sequence", self.sequence)
        event.add("dtstamp", self.changed_at.astimezone(UTC))
        event.add("dtstart", self.starts_at.astimezone(UTC))
        event.add("dtend", self.ends_at.astimezone(UTC))
        event.add("summary", one_line(self.summary))
        event.add("status", "CANCELLED" if self.method == "CANCEL" else "CONFIRMED")
        event.add("organizer", _person(organizer, organizer_name))
        reader = _person(attendee)
        reader.params["PARTSTAT"] = (
            "ACCEPTED"  # nobody reads an answer: calendars are not to offer yes and no
        )
        event.add("attendee", reader)
        calendar = Calendar()
        calendar.add("prodid", "-//Frontdesk//Appointments//EN")
        calendar.add("version", "2.0")
        calendar.add("method", self.method)
        calendar.add_component(event)
        return bytes(calendar.to_ical())


def _person(address: str, name: str = "") -> vCalAddress:
    person = vCalAddress(f"mailto:{address}")
    if name:
        person.params["CN"] = one_line(name).replace('"', "'")  # there is no way to quote a quote
    return person
