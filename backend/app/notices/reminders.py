"""Customers are reminded of their bookings: once for each reminder of an appointment at its time, where they can be
reached, never of what is over or off.
"""

from datetime import datetime
from uuid import UUID

import asyncpg

from app.notices import bookings, plan, saying
from app.notices.plan import Quiet
from app.notices.saying import Means
from app.platform.ids import new_id
from app.platform.logs import get_logger

log = get_logger(__name__)

# Bookings that may have a reminder due: quiet hours bring one forward by less than a day.
_COMING = """
select a.workspace_id, a.id, a.starts_at, w.timezone, s.hours_before, s.quiet_from, s.quiet_until, s.ways, (
    select max(c.at) from appointment_changes c
    where c.workspace_id = a.workspace_id and c.appointment_id = a.id and c.change in ('booked', 'moved')) as settled_at
from reminder_settings s
join workspaces w on w.id = s.workspace_id and w.leaves_at is null
cross join lateral (
  select a.workspace_id, a.id, a.starts_at from appointments a
  where a.workspace_id = s.workspace_id and a.status = 'booked' and a.starts_at > $1
    and a.starts_at <= $1 + make_interval(hours => 24 + (select max(h) from unnest(s.hours_before) h))
  offset 0  -- workspace by workspace, or all that is booked for the months to come is looked at
) a
where s.is_on and (
  select count(*) from reminders r where r.workspace_id = a.workspace_id and r.appointment_id = a.id
    and r.starts_at = a.starts_at and r.hours_before = any(s.hours_before)) < cardinality(s.hours_before)
"""
# `reason`, where nobody was reminded: booked_later and overtaken (see `plan.due_now`), no_way (nothing may be written
# where they write, and no address is known), enough_mails (the address got enough for today), stopped (they want no
# automatic lines), not_delivered (it was said, and did not arrive: see `other_way`).
_CLAIM = """
insert into reminders (id, workspace_id, appointment_id, starts_at, hours_before, way, reason, message_id)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id
"""
_IS_CLAIMED = """
select exists (select from reminders
  where workspace_id = $1 and appointment_id = $2 and starts_at = $3 and hours_before = $4)
"""


async def look_after(means: Means, now: datetime) -> None:
    """Send what is due. Any replica, as often as it likes."""
    for row in await means.database.crossing.fetch(_COMING, now):
        try:
            for hours, why_not in _due(row, now):
                await _remind(means, row, hours, why_not, now)
        except (ValueError, LookupError, asyncpg.PostgresError) as error:
            # One that cannot be reminded of keeps nobody else from it. A database that is away ends the round.
            log.error("reminder_failed", appointment=str(row["id"]), exc_info=error)


def _due(row: asyncpg.Record, now: datetime) -> list[tuple[int, str | None]]:
    quiet = Quiet.of(row["quiet_from"], row["quiet_until"], row["timezone"])
    settled_at = row["settled_at"] or now
    return plan.due_now(row["starts_at"], row["hours_before"], quiet, settled_at=settled_at, now=now)


async def _remind(means: Means, row: asyncpg.Record, hours: int, why_not: str | None, now: datetime) -> None:
    conversation_id: UUID | None = None
    async with means.database.crossing.acquire() as connection, connection.transaction():
        await bookings.hold_threads(connection, row["workspace_id"], row["id"])
        booking = await bookings.read(connection, row["workspace_id"], row["id"])
        if booking is None or (booking.status, booking.starts_at) != ("booked", row["starts_at"]):
            return  # called off or moved since: its row says what is due then
        this = (booking.workspace_id, booking.id, booking.starts_at, hours)
        if await connection.fetchval(_IS_CLAIMED, *this):
            return
        if why_not is None and await bookings.has_stopped(connection, booking):
            why_not = "stopped"
        way, message_id = None, None
        if why_not is None:
            why_not = "no_way"
            for each in row["ways"]:
                if each == "dm":
                    said = await saying.say(means, connection, booking, now)
                    if said is not None:
                        message_id, conversation_id = said
                        way = "dm"
                else:
                    failed = await saying.mail(means, connection, booking, hours)
                    way, why_not = (None, failed) if failed else ("mail", why_not)
                if way:
                    break
        reason = None if way else why_not
        await connection.execute(_CLAIM, new_id(), *this, way, reason, message_id)
    if conversation_id is not None:
        means.hints.tell(row["workspace_id"], "conversation.changed", conversation_id)
