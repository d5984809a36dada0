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


class TooManyFeeds(Conflict):
    code, title = "too_many_feeds", "There are as many calendar feeds as there may be"


class TooManyBusyCalendars(Conflict):
    code, title = "too_many_busy_calendars", "There are as many busy calendars as there may be"


class TooManyWaiting(Conflict):
    code, title = "too_many_waiting", "The waiting list is full"


class NothingOffered(Conflict):
    code, title = "nothing_offered", "No time is kept for this customer now"


class HoldLost(Exception):
    """The time that a turn held went to somebody else; nothing of the turn may be said."""
