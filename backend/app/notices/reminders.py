"""Customers are reminded of their bookings: once for each reminder of an appointment at its time, where they can be
reached, never of what is over or off.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from app.inbox.notices import announce
from app.notices import bookings, customer_mails, plan
from app.notices.addresses import address_for, said_by_customer
from app.notices.booking_mails import LanguageOf, invite_of
from app.notices.bookings import Booking
from app.notices.plan import Quiet
from app.notices.wording import reminder
from app.platform.crypto import Vault
from app.platform.database import Connection, Database
from app.platform.hints import Hints
from app.platform.ids import new_id
from app.platform.logs import get_logger

log = get_logger(__name__)

# The send must come before the window closes.
_MARGIN = timedelta(minutes=5)

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
# where they write, and no address is known), enough_mails (the address got enough for today).
_CLAIM = """
insert into reminders (id, workspace_id, appointment_id, starts_at, hours_before, way, reason, message_id)
values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing returning id
"""
_IS_CLAIMED = """
select exists (select from reminders
  where workspace_id = $1 and appointment_id = $2 and starts_at = $3 and hours_before = $4)
"""
# Threads of the customer in which we may speak, the one they wrote in last before the others.
_THREADS = """
select t.id, a.channel, t.last_customer_at, (
    select c.id from conversations c where c.workspace_id = t.workspace_id and c.thread_id = t.id
    order by c.created_at desc, c.id desc limit 1) as conversation_id
from identities i
join threads t on t.workspace_id = i.workspace_id and t.identity_id = i.id
join accounts a on a.workspace_id = t.workspace_id and a.id = t.account_id
where i.workspace_id = $1 and i.contact_id = $2 and a.is_active and a.health = 'ok' and t.stopped_at is null
  and (t.handled_by = 'agent' or t.paused_until < now()) and t.last_customer_at is not null
order by t.last_customer_at desc
"""
# Before the booking, and in the order in which unpacking takes threads: a turn that ends has its thread, and then wants
# the booking that it changes.
_HOLD_THREADS = """
select from appointments b
join identities i on i.workspace_id = b.workspace_id and i.contact_id = b.contact_id
join threads t on t.workspace_id = i.workspace_id and t.identity_id = i.id
where b.workspace_id = $1 and b.id = $2 order by i.network_id for update of t
"""
_SEQUENCE = """
select count(*) - 1 as sequence, max(at) as at from appointment_changes where workspace_id = $1 and appointment_id = $2
"""


@dataclass(frozen=True, slots=True)
class Means:
    """What reminding takes."""

    database: Database
    vault: Vault
    hints: Hints
    language_of: LanguageOf
    windows: Mapping[str, timedelta]
    """How long after their last line a customer may be answered, by channel."""


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
    quiet = Quiet(
        time.fromisoformat(row["quiet_from"]),
        time.fromisoformat(row["quiet_until"]),
        ZoneInfo(row["timezone"]),
    )
    settled_at = row["settled_at"] or now
    return plan.due_now(row["starts_at"], row["hours_before"], quiet, settled_at=settled_at, now=now)


async def _remind(means: Means, row: asyncpg.Record, hours: int, why_not: str | None, now: datetime) -> None:
    conversation_id: UUID | None = None
    async with means.database.crossing.acquire() as connection, connection.transaction():
        await connection.execute(_HOLD_THREADS, row["workspace_id"], row["id"])
        booking = await bookings.read(connection, row["workspace_id"], row["id"])
        if booking is None or (booking.status, booking.starts_at) != ("booked", row["starts_at"]):
            return  # called off or moved since: its row says what is due then
        this = (booking.workspace_id, booking.id, booking.starts_at, hours)
        if await connection.fetchval(_IS_CLAIMED, *this):
            return
        way, message_id = None, None
        if why_not is None:
            why_not = "no_way"
            for each in row["ways"]:
                if each == "dm":
                    said = await _say(means, connection, booking, now)
                    if said is not None:
                        message_id, conversation_id = said
                        way = "dm"
                else:
                    way, why_not = await _mail(means, connection, booking, hours, why_not)
                if way:
                    break
        reason = None if way else why_not
        await connection.execute(_CLAIM, new_id(), *this, way, reason, message_id)
    if conversation_id is not None:
        means.hints.tell(row["workspace_id"], "conversation.changed", conversation_id)


async def _say(
    means: Means, connection: Connection, booking: Booking, now: datetime
) -> tuple[UUID, UUID] | None:
    """Where the customer writes; the message and its conversation. None: nothing may be said there now."""
    for thread in await connection.fetch(_THREADS, booking.workspace_id, booking.contact_id):
        window = means.windows.get(thread["channel"])
        if window is not None and now < thread["last_customer_at"] + window - _MARGIN:
            language = means.language_of(await said_by_customer(connection, booking))
            text = reminder(booking.business, booking.starts_at, booking.zone, language)
            conversation_id: UUID = thread["conversation_id"]
            message_id = await announce(connection, booking.workspace_id, thread["id"], conversation_id, text)
            return message_id, conversation_id
    return None


async def _mail(
    means: Means, connection: Connection, booking: Booking, hours: int, why_not: str
) -> tuple[str | None, str]:
    said = await said_by_customer(connection, booking)
    to = await address_for(connection, means.vault, booking, said)
    if to is None:
        return None, why_not
    change = await connection.fetchrow(_SEQUENCE, booking.workspace_id, booking.id)
    assert change is not None
    language = means.language_of(said)
    is_written = await customer_mails.write(
        connection, means.vault, booking, to, "reminder", language,
        key=f"{booking.id}:reminder:{hours}:{booking.starts_at.isoformat()}",
        invite=invite_of(booking, change["sequence"], change["at"], for_customer_in=language),
    )  # fmt: skip
    return ("mail", why_not) if is_written else (None, "enough_mails")
