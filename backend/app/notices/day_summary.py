"""Each morning the owner gets a mail with what the day brings: once a day, on the business's calendar."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import orjson
from babel.dates import format_date

from app.appointments.local_time import begin_of, end_of
from app.contacts.events import ContactErased
from app.email.owner_words import Words, words_of
from app.email.post import Post, Wanted
from app.mails.outbox import address_of
from app.notices import bookings
from app.notices.wording import LOCALES
from app.platform.crypto import Vault
from app.platform.database import Connection, Database
from app.platform.logs import get_logger
from app.reach import readable

log = get_logger(__name__)

# Whoever was not running in the morning does not tell at night what the day would have brought.
_LATEST = timedelta(hours=6)
_MOST_LINES = 40
_COUNTS = {0: "day_none", 1: "day_one"}

_CHOSEN = """
select s.workspace_id, s.summary_hour, s.summary_when_empty, s.summarised_on, w.name, w.timezone,
  coalesce(b.language, 'en') as language
from reminder_settings s join workspaces w on w.id = s.workspace_id
left join workspace_branding b on b.workspace_id = s.workspace_id
where s.summary_hour is not null and w.leaves_at is null
"""
_CLAIM = """
update reminder_settings set summarised_on = $2 where workspace_id = $1 and summarised_on is distinct from $2
returning true
"""
_BOOKINGS = """
select a.starts_at, concat_ws(' ', a.customer_name, a.customer_surname) as customer, s.name as service,
  case when r.is_first then null else r.name end as resource, a.confirmed_at is not null as is_confirmed,
  coalesce(a.phone_encrypted, k.phone_encrypted) as phone_encrypted, (
    select count(*) filter (where n.reason in ('no_way', 'enough_mails', 'stopped', 'not_delivered')) > 0
      and count(n.way) = 0
    from reminders n
    where n.workspace_id = a.workspace_id and n.appointment_id = a.id and n.starts_at = a.starts_at) as is_not_reminded
from appointments a
left join contacts k on k.workspace_id = a.workspace_id and k.id = a.contact_id
join resources r on r.workspace_id = a.workspace_id and r.id = a.resource_id
left join services s on s.workspace_id = a.workspace_id and s.id = a.service_id
where a.workspace_id = $1 and a.status = 'booked' and a.starts_at >= $2 and a.starts_at < $3
order by a.starts_at, a.id
"""
# An offer to somebody on the waiting list who never wrote to us hangs on no conversation that would take it along.
_FORGET = """
delete from mails where workspace_id = $1
  and (kind = 'day_summary' or kind = 'waiting_offer' and conversation_id is null)
"""
_ESCALATIONS = "select count(*) from escalations where workspace_id = $1 and status = 'open'"
_UNANSWERED = """
select count(*) from messages where workspace_id = $1 and sender_type = 'customer' and status in ('received', 'waiting')
  and created_at > $2::timestamptz - interval '1 day'
"""


async def forget(connection: Connection, event: ContactErased) -> None:
    """A summary of a day names customers, and so does an offer that the owner passes on: none stays when one of them is
    erased.
    """
    await connection.execute(_FORGET, event.workspace_id)


async def send_due(database: Database, vault: Vault, post: Post, now: datetime) -> None:
    """Write the summaries whose hour has come. Any replica, as often as it likes."""
    for row in await database.crossing.fetch(_CHOSEN):
        try:
            day = day_to_tell(row["summary_hour"], ZoneInfo(row["timezone"]), now)
            if day is not None and day != row["summarised_on"]:
                async with database.crossing.acquire() as connection, connection.transaction():
                    if await connection.fetchval(_CLAIM, row["workspace_id"], day):
                        await _write(connection, vault, post, row, day, now)
        except (ValueError, LookupError, asyncpg.PostgresError) as error:
            # The others get theirs. A database that is away ends the round.
            log.error("summary_failed", workspace=str(row["workspace_id"]), exc_info=error)


def day_to_tell(hour: int, zone: ZoneInfo, now: datetime) -> date | None:
    """The business's day whose summary is due; None: too early, or too late."""
    local = now.astimezone(zone)
    due = datetime.combine(local.date(), time(hour), zone).astimezone(UTC)
    return local.date() if due <= now < due + _LATEST else None


async def _write(
    connection: Connection, vault: Vault, post: Post, row: asyncpg.Record, day: date, now: datetime
) -> None:
    workspace_id: UUID = row["workspace_id"]
    zone = ZoneInfo(row["timezone"])
    booked = await connection.fetch(_BOOKINGS, workspace_id, begin_of(day, zone), end_of(day, zone))
    escalations = await connection.fetchval(_ESCALATIONS, workspace_id)
    unanswered = await connection.fetchval(_UNANSWERED, workspace_id, now)
    if not (booked or escalations or unanswered or row["summary_when_empty"]):
        return
    words = words_of(row["language"])
    listed = booked[:_MOST_LINES]
    facts: dict[str, Any] = {
        "day": format_date(day, "full", locale=LOCALES[row["language"]]),
        "headline": words[_COUNTS.get(len(booked), "day_many")].format(count=len(booked)),
        "bookings": [_line(each, zone, words, None) for each in listed],
        "more": max(0, len(booked) - _MOST_LINES),
        "escalations": escalations,
        "unanswered": unanswered,
    }
    phones = [address_of(vault, None, each["phone_encrypted"]) for each in listed]
    lines = [_line(each, zone, words, phone) for each, phone in zip(listed, phones, strict=True)]
    sealed = vault.seal(orjson.dumps({"bookings": lines}).decode()) if lines != facts["bookings"] else None
    for owner in await bookings.owners(connection, workspace_id):
        wanted = Wanted(
            letter="day_summary", key=f"day:{day}:{owner['id']}", to=owner["email"], user_id=owner["id"],
            facts=facts, sealed=sealed, of_use_until=end_of(day, zone),
        )  # fmt: skip
        await post.send(connection, workspace_id, wanted)


def _line(booked: asyncpg.Record, zone: ZoneInfo, words: Words, phone: str | None) -> str:
    """Whom nobody could remind is to be called."""
    who = ", ".join(filter(None, (booked["customer"], booked["service"], booked["resource"])))
    more = words["day_confirmed"] if booked["is_confirmed"] else ""
    if booked["is_not_reminded"]:
        more += words["day_call"].format(phone=readable(phone)) if phone else words["day_not_reminded"]
    return f"{booked['starts_at'].astimezone(zone):%H:%M} {who}{more}"
