"""The address and the number that a customer gave for a booking (promise T2): typed by a person who booked for them, or
written by the customer in the conversation. No model hands them on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from app.conversations.said import said_in
from app.mails.outbox import address_of
from app.notices.bookings import Booking
from app.platform.crypto import Vault
from app.platform.database import Connection
from app.reach import Line, address_in, number_in, region_of

# What they wrote in the newest conversation of the thread: they may be back to move the booking.
_NEWEST: Final = """
select l.id from conversations c
join conversations l on l.workspace_id = c.workspace_id and l.thread_id = c.thread_id
where c.workspace_id = $1 and c.id = $2 order by l.created_at desc, l.id desc limit 1
"""
_KEEP: Final = """
update appointments set email_encrypted = coalesce($3, email_encrypted), phone_encrypted = coalesce($4, phone_encrypted)
where workspace_id = $1 and id = $2
"""


@dataclass(frozen=True, slots=True)
class Ways:
    """How this customer can be reached about this booking."""

    email: str | None
    phone: str | None
    """As +34612345678. People call it; nothing is sent to it."""


async def said_by_customer(connection: Connection, booking: Booking) -> list[Line]:
    """The customer's lines in the conversation that the booking came from, the newest first."""
    if booking.conversation_id is None:
        return []
    return await said_in(connection, booking.workspace_id, booking.conversation_id)


async def ways_of(connection: Connection, vault: Vault, booking: Booking, said: Sequence[Line]) -> Ways:
    """What the customer gave last; else what people keep with them. Keeps it with the booking, sealed."""
    region = region_of(booking.timezone)
    email, phone = address_in(said), number_in(said, region)
    if booking.conversation_id is not None and (
        (email is None and booking.email_encrypted is None)
        or (phone is None and booking.phone_encrypted is None)
    ):
        newest = await connection.fetchval(_NEWEST, booking.workspace_id, booking.conversation_id)
        lately = await said_in(connection, booking.workspace_id, newest)
        email = email or (address_in(lately) if booking.email_encrypted is None else None)
        phone = phone or (number_in(lately, region) if booking.phone_encrypted is None else None)
    if email or phone:
        sealed = [vault.seal(each) if each else None for each in (email, phone)]
        await connection.execute(_KEEP, booking.workspace_id, booking.id, *sealed)
    return Ways(
        email or address_of(vault, None, booking.email_encrypted or booking.contact_email_encrypted),
        phone or address_of(vault, None, booking.phone_encrypted or booking.contact_phone_encrypted),
    )
