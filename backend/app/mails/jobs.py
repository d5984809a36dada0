"""Giving mails to the server, in the background."""

from contextlib import suppress
from functools import partial
from typing import Any, Protocol
from uuid import UUID

import aiosmtplib
import orjson
from cryptography.fernet import InvalidToken

from app.email.errors import MailRefused, MailUncertain, trouble_of
from app.email.invite import Invite
from app.mails import outbox
from app.mails.outbox import SEND_MAIL, Begun
from app.people.branding import Brand
from app.platform.crypto import Vault
from app.platform.database import Database
from app.platform.hints import Hints
from app.platform.jobs import Ids, JobRunner
from app.platform.logs import get_logger
from app.platform.problems import Problem

log = get_logger(__name__)


class Letters(Protocol):
    """What sends mail."""

    async def send_letter(
        self, to: str, letter: str, *, brand: Brand, invite: Invite | None, **facts: Any
    ) -> None:
        """Fill in one of the letters and send it."""


def register(
    jobs: JobRunner, database: Database, vault: Vault, mailer: Letters, hints: Hints, address: str
) -> None:
    """Teach the runner to empty the outbox."""
    jobs.on(SEND_MAIL, partial(_send, database, vault, mailer, hints, address))
    jobs.every("settle_mails", "* * * * *", partial(settle, database, hints))


async def _send(
    database: Database, vault: Vault, mailer: Letters, hints: Hints, address: str, ids: Ids
) -> None:
    workspace_id, mail_id = UUID(ids["workspace_id"]), UUID(ids["mail_id"])
    async with database.tenant_road(workspace_id) as connection:
        begun = await outbox.begin(connection, mail_id)
    if begun is None:
        hints.tell(workspace_id, "mail.changed", mail_id)
        return
    # No transaction is open from here on, and whatever happens is written down: `sending` is nobody's to repeat.
    failure = await _give(vault, mailer, begun, address)
    async with database.tenant_road(workspace_id) as connection:
        match failure:
            case None:
                await outbox.sent(connection, mail_id)
            case MailUncertain() as uncertain:
                await outbox.lost(connection, mail_id, uncertain.code, uncertain.detail, known=False)
            case Problem() as problem:
                await outbox.lost(connection, mail_id, problem.code, problem.detail, known=True)
            case _:
                code, words = trouble_of(failure)
                await outbox.put_off(connection, workspace_id, mail_id, begun.attempts, code, words)
    if failure is not None:
        log.warning("mail_not_sent", mail=str(mail_id), why=trouble_of(failure)[1])
    hints.tell(workspace_id, "mail.changed", mail_id)


async def _give(vault: Vault, mailer: Letters, mail: Begun, address: str) -> Exception | None:
    to = outbox.address_of(vault, mail.recipient, mail.recipient_encrypted)
    if to is None:
        return MailRefused("The address cannot be read any more: ENCRYPTION_KEY has changed.")
    link = f"{address}/conversations/{mail.conversation_id}" if mail.conversation_id else address
    facts = {"subject": mail.subject, "body": mail.body, "link": link} | mail.facts
    kept, sealed = facts.pop("invite", None), facts.pop("sealed", None)
    with suppress(InvalidToken):  # without today's keys the mail says what its log says
        facts |= orjson.loads(vault.open(sealed.encode())) if sealed else {}
    try:
        await mailer.send_letter(
            to, mail.kind, brand=mail.brand, invite=Invite.read(kept) if kept else None, **facts
        )
    except (Problem, aiosmtplib.SMTPException, OSError) as failure:
        return failure
    return None


async def settle(database: Database, hints: Hints) -> None:
    """Say of mails whose sender is gone that nobody knows."""
    async with database.crossing.acquire() as connection:
        for workspace_id, mail_id in await outbox.settle_stuck(connection):
            hints.tell(workspace_id, "mail.changed", mail_id)
