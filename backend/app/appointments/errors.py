"""Refusals."""

from app.platform.problems import Conflict, Invalid


class SlotTaken(Conflict):
    code, title = "slot_taken", "That time is no longer free"


class InThePast(Invalid):
    code, title = "in_the_past", "That time has passed"


class OutsideHours(Invalid):
    code, title = "outside_hours", "It is closed then"


class NoSuchTime(Invalid):
    code, title = "no_such_time", "There is no such time"


class NotBooked(Conflict):
    code, title = "not_booked", "This appointment cannot be changed any more"


class ServiceNameTaken(Conflict):
    code, title = "service_name_taken", "Another service has this name"


class LastResource(Conflict):
    code, title = "last_resource", "Somebody or something must be left that can be booked"


class HoldLost(Exception):
    """The time that a turn held went to somebody else; nothing of the turn may be said."""
