"""How our bookings are called in other people's calendars: the same name for as long as there is the booking."""

from uuid import UUID

_OURS = "@frontdesk"


def uid_of(appointment_id: UUID) -> str:
    """The booking's name, which a moved booking keeps."""
    return f"{appointment_id}{_OURS}"


def booking_in(uid: str) -> UUID | None:
    """The booking that an event is by its name, of whatever business; None: it is something else."""
    name = uid.strip()
    try:
        return UUID(name.removesuffix(_OURS)) if name.endswith(_OURS) else None
    except ValueError:
        return None
