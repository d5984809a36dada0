"""The address that a customer gave for a booking (promise T2): typed by a person who booked for them, or written by the
customer in the conversation. No model hands it on.
"""

import re
from collections.abc import Iterable

from email_validator import EmailNotValidError

from app.mails.outbox import address_of
from app.notices.bookings import Booking
from app.people.schemas import normal_email
from app.platform.crypto import Vault
from app.platform.database import Connection

_LIKE_ONE = re.compile(r"[^\s<>(),;:\"']{1,64}@[^\s<>(),;:\"'@]{3,190}")
_END = ".!?…*_~"

_SAID = """
select content from messages
where workspace_id = $1 and conversation_id = $2 and sender_type = 'customer' and deleted_at is null
order by created_at desc, id desc limit 50
"""
# What they wrote in the newest conversation of the thread: they may be back to move the booking.
_SAID_LATELY = """
select m.content from messages m where m.workspace_id = $1 and m.sender_type = 'customer' and m.deleted_at is null
  and m.conversation_id = (
    select l.id from conversations c
    join conversations l on l.workspace_id = c.workspace_id and l.thread_id = c.thread_id
    where c.workspace_id = $1 and c.id = $2 order by l.created_at desc, l.id desc limit 1)
order by m.created_at desc, m.id desc limit 50
"""
_KEEP = "update appointments set email_encrypted = $3 where workspace_id = $1 and id = $2"


def address_in(lines: Iterable[str]) -> str | None:
    """The last address in the first of these lines that holds one."""
    for line in lines:
        for match in reversed(_LIKE_ONE.findall(line[:4000])):
            try:
                return normal_email(match.strip(_END))
            except (EmailNotValidError, UnicodeError):
                continue
    return None


async def said_by_customer(connection: Connection, booking: Booking) -> list[str]:
    """The customer's lines in the conversation that the booking came from, the newest first."""
    if booking.conversation_id is None:
        return []
    rows = await connection.fetch(_SAID, booking.workspace_id, booking.conversation_id)
    return [row["content"] for row in rows]


async def address_for(
    connection: Connection, vault: Vault, booking: Booking, said: Iterable[str]
) -> str | None:
    """Where mails about this booking go, by what the customer said last; None: nobody gave an address. Keeps it."""
    given = address_in(said)
    if given is None and booking.email_encrypted is None and booking.conversation_id is not None:
        rows = await connection.fetch(_SAID_LATELY, booking.workspace_id, booking.conversation_id)
        given = address_in(row["content"] for row in rows)
    if given is not None:
        await connection.execute(_KEEP, booking.workspace_id, booking.id, vault.seal(given))
        return given
    return address_of(vault, None, booking.email_encrypted or booking.contact_email_encrypted)
