"""A feed's bookings as an iCalendar file. The same bookings make the same bytes, so that readers see that nothing has
changed.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

import icalendar
import orjson

from app.appointments.feeds.service import Feed
from app.appointments.feeds.uids import uid_of
from app.platform.database import Database
from app.platform.text import one_line

BACK: Final = timedelta(days=30)
AHEAD: Final = timedelta(days=365)
_MOST = 5_000

_BOOKINGS = """
select a.id, a.starts_at, a.ends_at, a.created_at,
  case when $5 then concat_ws(' ', a.customer_name, a.customer_surname) end as customer,
  case when $5 then s.name end as service,
  (select max(c.at) from appointment_changes c where c.workspace_id = a.workspace_id and c.appointment_id = a.id)
    as changed_at
from appointments a left join services s on s.workspace_id = a.workspace_id and s.id = a.service_id
where a.workspace_id = $1 and a.status in ('booked', 'completed', 'no_show') and a.starts_at >= $2 and a.starts_at < $3
  and ($4::uuid is null or a.resource_id = $4)
order by abs(extract(epoch from a.starts_at - $6::timestamptz)), a.id limit $7
"""
# What was called off is no longer among the bookings, and yet something changed.
_LAST_CHANGE = "select max(at) from appointment_changes where workspace_id = $1 and at > $2"


@dataclass(frozen=True, slots=True)
class Booking:
    """What a feed says of a booking. Without a customer's name it only says that the time is taken."""

    id: UUID
    starts_at: datetime
    ends_at: datetime
    changed_at: datetime
    customer: str | None = None
    service: str | None = None


async def bookings(database: Database, feed: Feed, now: datetime) -> tuple[list[Booking], datetime]:
    """Those from a month ago to a year ahead, of very many the nearest, and when something about them last changed."""
    # By days: what slides into reach or out of it does so at midnight, and is a change.
    today = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    async with database.tenant_road(feed.workspace_id) as connection:
        rows = await connection.fetch(
            _BOOKINGS,
            feed.workspace_id,
            today - BACK,
            today + AHEAD,
            feed.resource_id,
            feed.shows_names,
            today,
            _MOST,
        )
        last = await connection.fetchval(_LAST_CHANGE, feed.workspace_id, today)
    found = [
        Booking(
            row["id"], row["starts_at"], row["ends_at"], row["changed_at"] or row["created_at"], row["customer"],
            row["service"],
        )
        for row in rows
    ]  # fmt: skip
    return sorted(found, key=lambda booking: (booking.starts_at, booking.id)), last or today


def etag_of(name: str, found: Sequence[Booking]) -> str:
    """By which a reader knows the file again, without its being written."""
    return f'"{hashlib.sha256(orjson.dumps([name, found], default=str)).hexdigest()[:32]}"'


def as_file(name: str, found: Sequence[Booking]) -> bytes:
    """The calendar. Thousands of bookings take seconds: not for the event loop."""
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Frontdesk//Appointments//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", one_line(name))
    for booking in found:
        event = icalendar.Event()
        event.add("uid", uid_of(booking.id))
        event.add("dtstamp", booking.changed_at.astimezone(UTC))
        event.add("dtstart", booking.starts_at.astimezone(UTC))
        event.add("dtend", booking.ends_at.astimezone(UTC))
        event.add("summary", _summary(booking))
        event.add("transp", "OPAQUE")
        calendar.add_component(event)
    content: bytes = calendar.to_ical()
    return content


def _summary(booking: Booking) -> str:
    return one_line(" · ".join(part for part in (booking.customer, booking.service) if part)) or "Busy"
