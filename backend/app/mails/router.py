"""HTTP of the outbox."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from app.mails import outbox
from app.mails.schemas import MailRead, MailStatus
from app.people.access import Db, Reader, Teammate
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.crypto import Vault
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotFound, problems

router = APIRouter(prefix="/api/emails", tags=["Mails"])


def _vault(request: Request) -> Vault:
    vault: Vault = request.app.state.vault
    return vault


OurVault = Annotated[Vault, Depends(_vault)]


@router.get("", responses=problems(BadCursor))
async def list_emails(
    _: Reader,
    db: Db,
    vault: OurVault,
    status: MailStatus | None = None,
    conversation_id: UUID | None = None,
    limit: Limit = 50,
    cursor: CursorParam = None,
) -> Page[MailRead]:
    """The mails of the business, newest first, and what became of each."""
    rows = await outbox.page(
        db, vault, status=status, conversation_id=conversation_id, after=read_cursor(cursor), limit=limit + 1
    )
    return one_page(rows, limit, lambda row: (row.created_at, row.id))


@router.post(
    "/{mail_id}/send-again", status_code=202, responses=problems(NotFound, outbox.NothingToSendAgain)
)
async def send_email_again(
    scope: Teammate, db: Db, vault: OurVault, hints: LiveHints, mail_id: UUID
) -> MailRead:
    """Try once more what failed, or of which nobody knows whether it arrived."""
    mail = await outbox.send_again(db, vault, scope, mail_id)
    tell_after_commit(db, hints, "mail.changed", mail_id)
    return mail
