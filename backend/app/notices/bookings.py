"""A booking with what its mails and reminders say, and those who own the business."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from app.platform.database import Connection

# Nobody else changes it, or reminds of it, until the end of the transaction. The workspace is taken first, which the
# mails will belong to: whoever deletes it takes the two in this order.
_READ = """
select a.id, a.workspace_id, a.status, a.starts_at, a.ends_at, a.subject, a.cancellation_reason, a.conversation_id,
  a.contact_id, a.email_encrypted, k.email_encrypted as contact_email_encrypted, a.phone_encrypted,
  k.phone_encrypted as contact_phone_encrypted,
  concat_ws(' ', a.customer_name, a.customer_surname) as customer, s.name as service,
  case when r.is_first then null else r.name end as resource, w.name as business, w.timezone,
  coalesce(b.language, 'en') as language
from appointments a
join workspaces w on w.id = a.workspace_id
join resources r on r.workspace_id = a.workspace_id and r.id = a.resource_id
left join services s on s.workspace_id = a.workspace_id and s.id = a.service_id
left join contacts k on k.workspace_id = a.workspace_id and k.id = a.contact_id
left join workspace_branding b on b.workspace_id = a.workspace_id
where a.workspace_id = $1 and a.id = $2 and a.status <> 'held' for key share of w for update of a
"""
# Before the booking, and in the order in which unpacking takes threads: a turn that ends, and whoever erases the
# customer, has the thread and then wants the booking. The workspace first, as in `_READ`.
_HOLD_THREADS = """
select from workspaces w
join appointments b on b.workspace_id = w.id and b.id = $2
join identities i on i.workspace_id = b.workspace_id and i.contact_id = b.contact_id
join threads t on t.workspace_id = i.workspace_id and t.identity_id = i.id
where w.id = $1 order by i.network_id for key share of w for update of t
"""
# Held as well, and before the bookings that they made; the workspace first, as whoever deletes both.
_OWNERS = """
select u.id, u.email from workspaces w
join memberships m on m.workspace_id = w.id and m.role = 'owner'
join users u on u.id = m.user_id and u.email_verified_at is not null
where w.id = $1 order by m.created_at, u.id
for key share of w, u
"""
# A stop in one place holds wherever the customer writes, and by mail.
_HAS_STOPPED = """
select exists (
  select from identities i join threads t on t.workspace_id = i.workspace_id and t.identity_id = i.id
  where i.workspace_id = $1 and t.stopped_at is not null and i.contact_id in (
    $2, (select contact_id from conversations where workspace_id = $1 and id = $3)))
"""


@dataclass(frozen=True, slots=True)
class Booking:
    """An appointment as it stands now."""

    id: UUID
    workspace_id: UUID
    status: str
    starts_at: datetime
    ends_at: datetime
    subject: str | None
    cancellation_reason: str | None
    conversation_id: UUID | None
    contact_id: UUID | None
    email_encrypted: bytes | None
    contact_email_encrypted: bytes | None
    phone_encrypted: bytes | None
    contact_phone_encrypted: bytes | None
    customer: str
    service: str | None
    resource: str | None
    """Who or what is booked, where the business told its calendars apart."""
    business: str
    timezone: str
    language: str
    """In which the business's people read; and a customer who has written nothing."""

    @property
    def zone(self) -> ZoneInfo:
        """The business's."""
        return ZoneInfo(self.timezone)


async def hold_threads(connection: Connection, workspace_id: UUID, appointment_id: UUID) -> None:
    """Have the customer's threads until the end of the transaction. To be called before `read`."""
    await connection.execute(_HOLD_THREADS, workspace_id, appointment_id)


async def read(connection: Connection, workspace_id: UUID, appointment_id: UUID) -> Booking | None:
    """The booking, held until the end of the transaction; None: there is no such one any more."""
    row = await connection.fetchrow(_READ, workspace_id, appointment_id)
    return Booking(**dict(row)) if row else None


async def owners(connection: Connection, workspace_id: UUID) -> list[asyncpg.Record]:
    """Id and confirmed address of those to whom the business belongs. Only the system's role sees addresses. To be
    called before `read`: whoever deletes a person takes the person first, then what they booked.
    """
    return await connection.fetch(_OWNERS, workspace_id)


async def has_stopped(connection: Connection, booking: Booking) -> bool:
    """Whether this customer wants nothing automatic (promise H2)."""
    stopped: bool = await connection.fetchval(
        _HAS_STOPPED, booking.workspace_id, booking.contact_id, booking.conversation_id
    )
    return stopped
