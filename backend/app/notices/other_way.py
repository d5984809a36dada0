"""A reminder that was not delivered the one way is said the other way, once, if it is still of use."""

from datetime import datetime
from typing import Final
from uuid import UUID

import asyncpg

from app.notices import bookings, saying
from app.notices.plan import Quiet
from app.notices.saying import Means
from app.platform.logs import get_logger

log = get_logger(__name__)

# `unknown` is not failed: it may have arrived.
_NOT_DELIVERED: Final = """
select r.id, r.workspace_id, r.appointment_id, r.starts_at, r.hours_before, r.way, s.ways, s.quiet_from, s.quiet_until,
  w.timezone
from reminders r
join appointments a on a.workspace_id = r.workspace_id and a.id = r.appointment_id
join reminder_settings s on s.workspace_id = r.workspace_id
join workspaces w on w.id = r.workspace_id
where r.way is not null and r.tried is null and r.created_at > now() - interval '2 days' and r.starts_at > $1
  and a.status = 'booked' and a.starts_at = r.starts_at and s.is_on and w.leaves_at is null
  and case r.way
    when 'dm' then exists (select from messages m
      where m.workspace_id = r.workspace_id and m.id = r.message_id and m.status = 'failed')
    else exists (select from mails k
      where k.workspace_id = r.workspace_id and k.appointment_id = r.appointment_id and k.kind = 'reminder'
        and k.status = 'failed' and split_part(k.key, ':', 3) = r.hours_before::text
        and (k.facts #>> '{invite,starts_at}')::timestamptz = r.starts_at)
  end
"""
_STILL: Final = f"select exists ({_NOT_DELIVERED} and r.id = $2)"
_TAKE: Final = "select true from reminders where workspace_id = $1 and id = $2 and tried is null for update"
_NOTE: Final = """
update reminders set tried = way, way = $3, reason = case when $3::text is null then 'not_delivered' end,
  message_id = coalesce($4, message_id)
where workspace_id = $1 and id = $2
"""


async def look_after(means: Means, now: datetime) -> None:
    """Try the other way for what failed. Any replica, as often as it likes."""
    for row in await means.database.crossing.fetch(_NOT_DELIVERED, now):
        try:
            if not Quiet.of(row["quiet_from"], row["quiet_until"], row["timezone"]).holds(now):
                await _say_again(means, row, now)
        except (ValueError, LookupError, asyncpg.PostgresError) as error:
            log.error("reminder_failed", appointment=str(row["appointment_id"]), exc_info=error)


async def _say_again(means: Means, row: asyncpg.Record, now: datetime) -> None:
    message_id: UUID | None = None
    conversation_id: UUID | None = None
    async with means.database.crossing.acquire() as connection, connection.transaction():
        await bookings.hold_threads(connection, row["workspace_id"], row["appointment_id"])
        booking = await bookings.read(connection, row["workspace_id"], row["appointment_id"])
        if booking is None or (booking.status, booking.starts_at) != ("booked", row["starts_at"]):
            return
        if not await connection.fetchval(_TAKE, row["workspace_id"], row["id"]):
            return
        if not await connection.fetchval(_STILL, now, row["id"]):  # a person had it sent again meanwhile
            return
        way = "mail" if row["way"] == "dm" else "dm"
        is_said = False
        if way in row["ways"] and not await bookings.has_stopped(connection, booking):
            if way == "mail":
                is_said = await saying.mail(means, connection, booking, row["hours_before"]) is None
            elif said := await saying.say(means, connection, booking, now):
                message_id, conversation_id = said
                is_said = True
        await connection.execute(_NOTE, row["workspace_id"], row["id"], way if is_said else None, message_id)
    if conversation_id is not None:
        means.hints.tell(row["workspace_id"], "conversation.changed", conversation_id)
