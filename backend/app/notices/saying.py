"""A reminder is said where the customer writes, or by mail."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from app.inbox.notices import announce
from app.notices import customer_mails
from app.notices.booking_mails import LanguageOf, invite_of
from app.notices.bookings import Booking
from app.notices.ways import said_by_customer, ways_of
from app.notices.wording import reminder
from app.platform.crypto import Vault
from app.platform.database import Connection, Database
from app.platform.hints import Hints

# The send must come before the window closes.
_MARGIN: Final = timedelta(minutes=5)

# Threads of the customer in which we may speak, the one they wrote in last before the others. A yes is read where an
# agent is at work.
_THREADS = """
select t.id, a.channel, t.last_customer_at, (
    select c.id from conversations c where c.workspace_id = t.workspace_id and c.thread_id = t.id
    order by c.created_at desc, c.id desc limit 1) as conversation_id,
  exists (select from agent_accounts aa join agents g on g.workspace_id = aa.workspace_id and g.id = aa.agent_id
    where aa.workspace_id = t.workspace_id and aa.account_id = t.account_id and g.is_active) as reads_yes
from identities i
join threads t on t.workspace_id = i.workspace_id and t.identity_id = i.id
join accounts a on a.workspace_id = t.workspace_id and a.id = t.account_id
where i.workspace_id = $1 and i.contact_id = $2 and a.is_active and a.health = 'ok' and t.stopped_at is null
  and (t.handled_by = 'agent' or t.paused_until < now()) and t.last_customer_at is not null
order by t.last_customer_at desc
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


async def say(
    means: Means, connection: Connection, booking: Booking, now: datetime
) -> tuple[UUID, UUID] | None:
    """Where the customer writes; the message and its conversation. None: nothing may be said there now."""
    for thread in await connection.fetch(_THREADS, booking.workspace_id, booking.contact_id):
        window = means.windows.get(thread["channel"])
        if window is not None and now < thread["last_customer_at"] + window - _MARGIN:
            said = await said_by_customer(connection, booking)
            language = means.language_of([line.text for line in said]) if said else booking.language
            text = reminder(
                booking.business, booking.starts_at, booking.zone, language, reads_yes=thread["reads_yes"]
            )
            conversation_id: UUID = thread["conversation_id"]
            message_id = await announce(connection, booking.workspace_id, thread["id"], conversation_id, text)
            return message_id, conversation_id
    return None


async def mail(means: Means, connection: Connection, booking: Booking, hours: int) -> str | None:
    """To the address that was given; None where that is done, else why it is not: no_way or enough_mails."""
    said = await said_by_customer(connection, booking)
    to = (await ways_of(connection, means.vault, booking, said)).email
    if to is None:
        return "no_way"
    change = await connection.fetchrow(_SEQUENCE, booking.workspace_id, booking.id)
    assert change is not None
    language = means.language_of([line.text for line in said]) if said else booking.language
    is_written = await customer_mails.write(
        connection, means.vault, booking, to, "reminder", language,
        key=f"{booking.id}:reminder:{hours}:{booking.starts_at.isoformat()}",
        invite=invite_of(booking, change["sequence"], change["at"], for_customer_in=language),
    )  # fmt: skip
    return None if is_written else "enough_mails"
