"""Booked, changed, cancelled: told to the owner, and to the customer where an address was given."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

import asyncpg
import orjson

from app.appointments.events import AppointmentChanged
from app.appointments.feeds.uids import uid_of
from app.email.customer_words import words_of
from app.email.invite import Invite
from app.email.post import Post, Wanted
from app.notices import bookings, customer_mails
from app.notices.addresses import address_for, said_by_customer
from app.notices.bookings import Booking
from app.notices.wording import spoken
from app.platform import clock
from app.platform.crypto import Vault
from app.platform.database import Connection, Database
from app.platform.jobs import Ids, enqueue

BOOKING_MAILS: Final = "booking_mails"

LanguageOf: TypeAlias = Callable[[Iterable[str]], str]
"""In which language these lines are written."""
_Letter: TypeAlias = Literal["booked", "changed", "cancelled"]

_LETTERS: Final[dict[str, _Letter]] = {"booked": "booked", "moved": "changed", "cancelled": "cancelled"}
_WHAT: Final[dict[_Letter, str]] = {"booked": "Booked", "changed": "Moved", "cancelled": "Cancelled"}
_BY: Final = {"agent": " by your agent", "person": " by your team", "key": " by a program"}

_UNCONFIRM = "update appointments set confirmed_at = null where workspace_id = $1 and id = $2"
# The latest of its kind: of two that follow at once, the first is no longer so. $4: of those that changed the time, and
# not only who is booked, or for how long.
_CHANGE = """
select c.id, c.actor, c.at, c.facts, (
  select count(*) from appointment_changes e
  where e.workspace_id = $1 and e.appointment_id = $2 and e.id < c.id) as sequence
from appointment_changes c where c.workspace_id = $1 and c.appointment_id = $2 and c.change = $3
  and (not $4 or c.change <> 'moved'
    or (c.facts ->> 'from')::timestamptz is distinct from (c.facts ->> 'to')::timestamptz)
order by c.id desc limit 1
"""


async def on_changed(connection: Connection, event: AppointmentChanged) -> None:
    """Somebody did something to a booking: who said that they will come said it of another time; and mails go out."""
    if event.change == "moved":
        await connection.execute(_UNCONFIRM, event.workspace_id, event.appointment_id)
    if event.change in _LETTERS:
        await enqueue(
            connection, BOOKING_MAILS, workspace_id=event.workspace_id, appointment_id=event.appointment_id,
            change=event.change, quietly=True,
        )  # fmt: skip


async def write_mails(
    database: Database, vault: Vault, post: Post, language_of: LanguageOf, ids: Ids
) -> None:
    """The mails about one change; of what is no longer so, or over, none. Again is harmless: each has its key."""
    workspace_id, appointment_id = UUID(ids["workspace_id"]), UUID(ids["appointment_id"])
    letter = _LETTERS[ids["change"]]
    async with database.crossing.acquire() as connection, connection.transaction():
        owners = await bookings.owners(connection, workspace_id)
        booking = await bookings.read(connection, workspace_id, appointment_id)
        change = await connection.fetchrow(_CHANGE, workspace_id, appointment_id, ids["change"], False)
        if change is None or booking is None:
            return
        is_so = booking.status == ("cancelled" if letter == "cancelled" else "booked")
        if not is_so or booking.starts_at <= clock.now():
            return
        for owner in owners:
            wanted = _to_owner(booking, letter, change, owner)
            await post.send(connection, workspace_id, wanted)
        said = await said_by_customer(connection, booking)
        to = await address_for(connection, vault, booking, said)
        change = await connection.fetchrow(_CHANGE, workspace_id, appointment_id, ids["change"], True)
        if to is not None and change is not None:
            language, moved_from = language_of(said), _moved_from(booking, change)
            await customer_mails.write(
                connection, vault, booking, to, f"customer_{letter}", language, key=f"{change['id']}:customer",
                invite=invite_of(booking, change["sequence"], change["at"], for_customer_in=language),
                was=spoken(moved_from, booking.zone, language) if moved_from else None,
            )  # fmt: skip


def _moved_from(booking: Booking, change: asyncpg.Record) -> datetime | None:
    """The time it was at before; None where it has stayed there."""
    was = orjson.loads(change["facts"]).get("from")
    moved_from = datetime.fromisoformat(was) if was else None
    return None if moved_from == booking.starts_at else moved_from


def invite_of(
    booking: Booking, sequence: int, changed_at: datetime, *, for_customer_in: str | None = None
) -> Invite:
    """The event in a calendar: of the customer, in their language, or of the owner."""
    if for_customer_in:
        business = booking.business
        named = f"{booking.service} ({business})" if booking.service else None
        summary = named or words_of(for_customer_in)["appointment"].format(business=business)
    else:
        summary = ": ".join(filter(None, (booking.customer, booking.service or booking.subject)))
    return Invite(
        uid=uid_of(booking.id),
        sequence=sequence,
        method="CANCEL" if booking.status == "cancelled" else "REQUEST",
        starts_at=booking.starts_at,
        ends_at=booking.ends_at,
        summary=summary,
        changed_at=changed_at,
    )


def _to_owner(booking: Booking, letter: _Letter, change: asyncpg.Record, owner: asyncpg.Record) -> Wanted:
    moved_from = _moved_from(booking, change)
    facts: dict[str, Any] = {
        "what": _WHAT[letter],
        "by": _BY[change["actor"]],
        "customer": booking.customer,
        "when": spoken(booking.starts_at, booking.zone, "en"),
        "was": spoken(moved_from, booking.zone, "en") if moved_from else None,
        "service": booking.service,
        "resource": booking.resource,
        "about": booking.subject,
        "reason": booking.cancellation_reason,
        "link_text": "Open the conversation" if booking.conversation_id else "Open the dashboard",
    }
    return Wanted(
        letter=letter, key=f"{change['id']}:{owner['id']}", to=owner["email"], user_id=owner["id"], facts=facts,
        conversation_id=booking.conversation_id, appointment_id=booking.id,
        invite=invite_of(booking, change["sequence"], change["at"]),
    )  # fmt: skip
