"""Booked, changed, cancelled: told to the owner, and to the customer where an address was given."""

from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any, Final, Literal, TypeAlias
from uuid import UUID

import asyncpg
import orjson

from app.appointments.events import AppointmentChanged
from app.appointments.feeds.uids import uid_of
from app.email import owner_words
from app.email.customer_words import words_of
from app.email.invite import Invite
from app.email.post import Post, Wanted
from app.notices import bookings, customer_mails
from app.notices.bookings import Booking
from app.notices.ways import said_by_customer, ways_of
from app.notices.wording import spoken
from app.platform import clock
from app.platform.crypto import Vault
from app.platform.database import Connection, Database
from app.platform.jobs import Ids
from app.reach import readable

BOOKING_MAILS: Final = "booking_mails"
"""The job that each line of an appointment's history asks for (migration 0023)."""

LanguageOf: TypeAlias = Callable[[Iterable[str]], str]
"""In which language these lines are written."""
_Letter: TypeAlias = Literal["booked", "changed", "cancelled"]

_LETTERS: Final[dict[str, _Letter]] = {"booked": "booked", "moved": "changed", "cancelled": "cancelled"}

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
# As the customer's calendar has it.
_TOLD_END = """
select (facts #>> '{invite,ends_at}')::timestamptz from mails
where workspace_id = $1 and appointment_id = $2 and recipient_hash is not null order by created_at desc, id desc limit 1
"""


async def on_changed(connection: Connection, event: AppointmentChanged) -> None:
    """Who said that they will come said it of another time."""
    if event.change == "moved":
        await connection.execute(_UNCONFIRM, event.workspace_id, event.appointment_id)


async def write_mails(
    database: Database, vault: Vault, post: Post, language_of: LanguageOf, ids: Ids
) -> None:
    """The mails about one change; of what is no longer so, or over, none. Again is harmless: each has its key."""
    workspace_id, appointment_id = UUID(ids["workspace_id"]), UUID(ids["appointment_id"])
    letter = _LETTERS[ids["change"]]
    async with database.crossing.acquire() as connection, connection.transaction():
        owners = await bookings.owners(connection, workspace_id)
        await bookings.hold_threads(connection, workspace_id, appointment_id)
        booking = await bookings.read(connection, workspace_id, appointment_id)
        change = await connection.fetchrow(_CHANGE, workspace_id, appointment_id, ids["change"], False)
        if change is None or booking is None:
            return
        is_so = booking.status == ("cancelled" if letter == "cancelled" else "booked")
        if not is_so or booking.starts_at <= clock.now():
            return
        said = await said_by_customer(connection, booking)
        ways = await ways_of(connection, vault, booking, said)
        for owner in owners:
            wanted = _to_owner(vault, booking, letter, change, owner, ways.phone)
            await post.send(connection, workspace_id, wanted)
        # Of what people do by hand, who wants no automatic lines is told nevertheless.
        by_hand = change["actor"] != "agent"
        if ways.email is None or (not by_hand and await bookings.has_stopped(connection, booking)):
            return
        language = language_of([line.text for line in said]) if said else booking.language
        to_customer = partial(
            customer_mails.write, connection, vault, booking, ways.email, f"customer_{letter}", language
        )
        moved = await connection.fetchrow(_CHANGE, workspace_id, appointment_id, ids["change"], True)
        if moved is not None:
            moved_from = _moved_from(booking, moved)
            await to_customer(
                key=f"{moved['id']}:customer",
                invite=invite_of(booking, moved["sequence"], moved["at"], for_customer_in=language),
                was=spoken(moved_from, booking.zone, language) if moved_from else None,
            )
        told_end = await connection.fetchval(_TOLD_END, workspace_id, appointment_id)
        if letter == "changed" and told_end not in (None, booking.ends_at):
            await to_customer(
                key=f"{change['id']}:customer",
                invite=invite_of(booking, change["sequence"], change["at"], for_customer_in=language),
                until=f"{booking.ends_at.astimezone(booking.zone):%H:%M}",
            )


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


def _to_owner(
    vault: Vault, booking: Booking, letter: _Letter, change: asyncpg.Record, owner: asyncpg.Record, phone: str | None
) -> Wanted:  # fmt: skip
    moved_from = _moved_from(booking, change)
    words = owner_words.words_of(booking.language)
    moved = "moved" if moved_from else "altered"
    facts: dict[str, Any] = {
        "what": words[moved if letter == "changed" else letter],
        "by": words[f"by_{change['actor']}"],
        "customer": booking.customer,
        "phone": words["phone_hidden"] if phone else None,
        "when": spoken(booking.starts_at, booking.zone, booking.language),
        "was": spoken(moved_from, booking.zone, booking.language) if moved_from else None,
        "service": booking.service,
        "resource": booking.resource,
        "about": booking.subject,
        "reason": booking.cancellation_reason,
        "link_text": words["conversation" if booking.conversation_id else "dashboard"],
    }
    return Wanted(
        letter=letter, key=f"{change['id']}:{owner['id']}", to=owner["email"], user_id=owner["id"], facts=facts,
        sealed=vault.seal(orjson.dumps({"phone": readable(phone)}).decode()) if phone else None,
        conversation_id=booking.conversation_id, appointment_id=booking.id,
        invite=invite_of(booking, change["sequence"], change["at"]),
    )  # fmt: skip
