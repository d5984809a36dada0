"""How our bookings are called in other people's calendars: the same name for as long as there is the booking."""

from uuid import UUID

_OURS = "@frontdesk"


def uid_of(appointment_id: UUID) -> str:
    """The booking's name, which a moved booking keeps."""
    return f"{appointment_id}{_OURS}"


def is_ours(uid: str) -> bool:
    """Whether an event is one of our bookings that came back."""
    return uid.strip().endswith(_OURS)
