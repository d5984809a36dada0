"""A mail to the customer of a booking: plain facts and our own sentences, to the address that was given for it, at most
five a day (promise T2), and at most so many for one business that nobody rents it to write to strangers.
"""

from typing import Any, Final

from app.email.invite import Invite
from app.email.letters import fill_in
from app.mails import outbox
from app.mails.outbox import Draft, Sealed
from app.notices.bookings import Booking
from app.notices.wording import spoken
from app.people.branding import brand_of
from app.platform.crypto import Vault
from app.platform.database import Connection
from app.platform.logs import get_logger

log = get_logger(__name__)

_MOST_A_DAY: Final = 5
_MOST_OF_A_BUSINESS = 500

# Whoever writes to the same address waits here, so that both do not count the same mails. Counted over all workspaces.
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended($1, 0))"
_LATELY = """
select greatest(
  (select count(*) from mails where recipient_hash = any($1::text[]) and created_at > now() - interval '1 day'),
  (select count(*) from appointments a join mails m on m.workspace_id = a.workspace_id and m.appointment_id = a.id
   where a.workspace_id = $2 and a.contact_id = $3 and m.recipient_hash is not null
     and m.created_at > now() - interval '1 day'))
"""
_OF_THE_BUSINESS = """
select count(*) from (select from mails
  where workspace_id = $1 and created_at > now() - interval '1 day' and recipient_hash is not null limit $2) lately
"""


async def write(
    connection: Connection, vault: Vault, booking: Booking, to: str, letter: str, language: str, *, key: str,
    invite: Invite, was: str | None = None, until: str | None = None,
) -> bool:  # fmt: skip
    """Have it sent, if the caller's transaction (the system's) commits; False: that is enough for today, for this
    address or for this business.

    `was`: the time before. `until`: the new end, where only that is another.
    """
    hashes = vault.lookup_hashes("email", to)
    await connection.execute(_ONE_AT_A_TIME, hashes[0])
    if await connection.fetchval(_LATELY, hashes, booking.workspace_id, booking.contact_id) >= _MOST_A_DAY:
        return _withheld(booking, "enough mails to this address today")
    most = _MOST_OF_A_BUSINESS
    if await connection.fetchval(_OF_THE_BUSINESS, booking.workspace_id, most) >= most:
        return _withheld(booking, "enough mails of this business today")
    facts: dict[str, Any] = {
        "language": language,
        "when": spoken(booking.starts_at, booking.zone, language),
        "was": was,
        "until": until,
        "service": booking.service,
    }
    brand = await brand_of(connection, booking.workspace_id)
    filled = fill_in(letter, brand, **facts)
    draft = Draft(
        kind=letter, recipient=Sealed.of(vault, to), user_id=None, subject=filled.subject, body=filled.text,
        agent_id=None, conversation_id=booking.conversation_id, appointment_id=booking.id, key=key,
        facts={**facts, "invite": invite.facts},
    )  # fmt: skip
    await outbox.write(connection, booking.workspace_id, [draft])
    return True


def _withheld(booking: Booking, why: str) -> bool:
    log.warning(
        "booking_mail_withheld", appointment=str(booking.id), workspace=str(booking.workspace_id), why=why
    )
    return False
