"""The outbox: a mail is written down in the transaction that wants it, and given to the server once.

`queued` -> `sending` is committed before the server is called. What the server certainly did not take goes back to
`queued` and is tried again; what it may have taken is `unknown`, and only a person sends that again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import orjson
import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from sqlalchemy.ext.asyncio import AsyncSession

from app.conversations.schemas import Reason
from app.mails.models import Mail
from app.mails.schemas import MailRead, MailStatus
from app.people.branding import Brand, brand_of
from app.platform.crypto import Vault
from app.platform.database import Connection, Scope, raw_connection
from app.platform.ids import new_id
from app.platform.jobs import enqueue
from app.platform.problems import Conflict, NotFound

SEND_MAIL: Final = "send_mail"

# After so long nobody sends it any more: the process that did is gone.
_STUCK_AFTER = timedelta(minutes=5)
PAUSES = [timedelta(seconds=seconds) for seconds in (30, 120, 600, 3600, 3 * 3600, 8 * 3600, 12 * 3600)]

_WRITE = """
insert into mails (id, workspace_id, kind, agent_id, conversation_id, user_id, recipient, subject, body,
  recipient_encrypted, recipient_hash, appointment_id, key, facts, of_use_until)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
on conflict (workspace_id, key) where key is not null do nothing returning id
"""
_BEGIN = """
update mails set status = 'sending', tried_at = now(), attempts = attempts + 1
where id = $1 and status = 'queued'
returning kind, recipient, recipient_encrypted, subject, body, conversation_id, attempts, facts, workspace_id
"""
# A mail waits for a server that is away; by then its day may be over, or the booking have moved, be off, or be over.
_DROP = """
update mails m set status = 'failed', reason_code = 'no_longer_so',
  reason_text = case when m.of_use_until <= now() then $3 else $2 end
where m.id = $1 and m.status = 'queued' and (m.of_use_until <= now() or m.appointment_id is not null and not exists (
  select from appointments a where a.workspace_id = m.workspace_id and a.id = m.appointment_id and a.starts_at > now()
    and a.starts_at = (m.facts #>> '{invite,starts_at}')::timestamptz
    and a.status = case m.facts #>> '{invite,method}' when 'CANCEL' then 'cancelled' else 'booked' end))
"""
_END = """
update mails set status = $2, reason_code = $3, reason_text = $4,
  sent_at = case when $2 = 'sent' then now() end
where id = $1 and status = 'sending'
"""
_STUCK = """
update mails set status = 'unknown', reason_code = 'interrupted', reason_text = $2
where status = 'sending' and tried_at < now() - $1::interval returning id, workspace_id
"""
_NO_LONGER_SO = "The booking has moved, was called off, or is over: what this mail says is no longer so."
_TOO_LATE = "It could not be sent in time: what this mail tells is over."
_INTERRUPTED = "The program stopped while the mail was on its way. Nobody knows whether it arrived."


class NothingToSendAgain(Conflict):
    code, title = "nothing_to_send_again", "This mail was sent, or is still on its way"


@dataclass(frozen=True, slots=True)
class Draft:
    """A mail that is wanted."""

    kind: str
    """The letter's name."""
    recipient: "str | Sealed"
    user_id: UUID | None
    subject: str
    body: str
    """Its text, as the log shows it."""
    agent_id: UUID | None
    conversation_id: UUID | None
    appointment_id: UUID | None = None
    key: str | None = None
    """What it is about, and for whom: a second one with the same key is not written."""
    facts: Mapping[str, Any] = field(default_factory=dict)
    of_use_until: datetime | None = None
    """From then on it is not sent any more."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """The address of a customer (promise T4). The hash finds the mails that went there."""

    address: bytes
    hash: str

    @classmethod
    def of(cls, vault: Vault, address: str) -> "Sealed":
        """Seal it."""
        return cls(vault.seal(address), vault.lookup_hashes("email", address)[0])


@dataclass(frozen=True, slots=True)
class Begun:
    """A mail that this worker, and no other, gives to the server now."""

    kind: str
    recipient: str | None
    recipient_encrypted: bytes | None
    subject: str
    body: str
    conversation_id: UUID | None
    attempts: int
    facts: dict[str, Any]
    brand: Brand


async def write(connection: Connection, workspace_id: UUID, drafts: Sequence[Draft]) -> None:
    """Have these sent, if the caller's transaction commits."""
    for draft in drafts:
        to = draft.recipient
        plain, sealed, hashed = (to, None, None) if isinstance(to, str) else (None, to.address, to.hash)
        mail_id = await connection.fetchval(
            _WRITE, new_id(), workspace_id, draft.kind, draft.agent_id, draft.conversation_id, draft.user_id, plain,
            draft.subject, draft.body, sealed, hashed, draft.appointment_id, draft.key,
            orjson.dumps(draft.facts).decode(), draft.of_use_until,
        )  # fmt: skip
        if mail_id is not None:
            await enqueue(connection, SEND_MAIL, workspace_id=workspace_id, mail_id=mail_id)


async def begin(connection: Connection, mail_id: UUID) -> Begun | None:
    """The right to send it; None when somebody else has it, it was dealt with, or what it tells is no longer so. Commit
    before calling the server.
    """
    await connection.execute(_DROP, mail_id, _NO_LONGER_SO, _TOO_LATE)
    row = await connection.fetchrow(_BEGIN, mail_id)
    if row is None:
        return None
    found = dict(row)
    brand = await brand_of(connection, found.pop("workspace_id"))
    return Begun(**{**found, "facts": orjson.loads(found["facts"])}, brand=brand)


async def sent(connection: Connection, mail_id: UUID) -> None:
    """The server took it."""
    await connection.execute(_END, mail_id, "sent", None, None)


async def lost(connection: Connection, mail_id: UUID, code: str, text: str, *, known: bool) -> None:
    """It will not be tried again by itself. `known`: the server certainly did not take it."""
    await connection.execute(_END, mail_id, "failed" if known else "unknown", code, text)


async def put_off(
    connection: Connection, workspace_id: UUID, mail_id: UUID, attempts: int, code: str, text: str
) -> None:
    """The server did not take it this time: again after a pause, and given up after the last one."""
    if attempts > len(PAUSES):
        await lost(connection, mail_id, code, text, known=True)
        return
    await connection.execute(_END, mail_id, "queued", code, text)
    await enqueue(
        connection, SEND_MAIL, after=PAUSES[attempts - 1], workspace_id=workspace_id, mail_id=mail_id
    )


async def settle_stuck(connection: Connection) -> list[tuple[UUID, UUID]]:
    """Mails whose sender is gone, as (workspace, mail): nobody knows what became of them."""
    rows = await connection.fetch(_STUCK, _STUCK_AFTER, _INTERRUPTED)
    return [(row["workspace_id"], row["id"]) for row in rows]


async def page(
    db: AsyncSession,
    vault: Vault,
    *,
    status: MailStatus | None,
    conversation_id: UUID | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[MailRead]:
    """Mails, newest first, at most `limit`."""
    query = sa.select(Mail).order_by(Mail.created_at.desc(), Mail.id.desc()).limit(limit)
    if status is not None:
        query = query.where(Mail.status == status)
    if conversation_id is not None:
        query = query.where(Mail.conversation_id == conversation_id)
    if after is not None:
        query = query.where(sa.tuple_(Mail.created_at, Mail.id) < sa.tuple_(*map(sa.literal, after)))
    return [_shown(vault, mail) for mail in (await db.execute(query)).scalars()]


async def send_again(db: AsyncSession, vault: Vault, scope: Scope, mail_id: UUID) -> MailRead:
    """A person has it tried once more. Raises `NotFound` or `NothingToSendAgain`."""
    mail = await db.get(Mail, mail_id, with_for_update=True)
    if mail is None or mail.workspace_id != scope.workspace_id:
        raise NotFound("There is no such mail.")
    if mail.status not in ("failed", "unknown"):
        raise NothingToSendAgain("Wait for it: its row says what becomes of it.")
    mail.status, mail.attempts, mail.reason_code, mail.reason_text = "queued", 0, None, None
    await db.flush()
    await enqueue(await raw_connection(db), SEND_MAIL, workspace_id=scope.workspace_id, mail_id=mail_id)
    return _shown(vault, mail)


def address_of(vault: Vault, plain: str | None, sealed: bytes | None) -> str | None:
    """Where a mail goes; None when none of today's keys opens a sealed address."""
    if sealed is None:
        return plain
    try:
        return vault.open(sealed)
    except InvalidToken:
        return None


def _shown(vault: Vault, mail: Mail) -> MailRead:
    to = address_of(vault, mail.recipient, mail.recipient_encrypted) or ""
    return MailRead.model_validate(
        {
            "id": mail.id, "kind": mail.kind, "agent_id": mail.agent_id, "conversation_id": mail.conversation_id,
            "to": to, "subject": mail.subject, "body": mail.body, "status": mail.status,
            "reason": Reason(code=mail.reason_code, text=mail.reason_text or "") if mail.reason_code else None,
            "attempts": mail.attempts, "created_at": mail.created_at, "sent_at": mail.sent_at,
        }
    )  # fmt: skip
