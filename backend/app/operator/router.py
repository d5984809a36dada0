"""HTTP for operators. To anyone else these routes do not exist."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request

from app.inbox.replay import replay_arrivals
from app.mails import trouble
from app.operator import repository
from app.operator.schemas import (
    MailFailure,
    MailReason,
    MailState,
    Replay,
    Replayed,
    UnknownAccount,
    UnreadableBody,
)
from app.people.access import OperatorUser
from app.platform.database import Database, get_database
from app.platform.logs import get_logger
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotFound, problems
from app.platform.settings import Settings

log = get_logger(__name__)

router = APIRouter(prefix="/api/operator", tags=["operator"], responses=problems(NotFound))

OneDatabase = Annotated[Database, Depends(get_database)]


@router.get("/unknown-accounts", responses=problems(BadCursor))
async def list_unknown_accounts(
    _: OperatorUser, database: OneDatabase, limit: Limit = 50, cursor: CursorParam = None
) -> Page[UnknownAccount]:
    """Accounts that events came for and nobody has linked, the latest first."""
    rows = await repository.unknown_accounts(database, after=read_cursor(cursor), limit=limit + 1)
    found = one_page(rows, limit, repository.place_of_unknown)
    items = [UnknownAccount.model_validate(dict(row)) for row in found.items]
    return Page(items=items, next_cursor=found.next_cursor)


@router.get("/unreadable", responses=problems(BadCursor))
async def list_unreadable(
    _: OperatorUser, database: OneDatabase, limit: Limit = 50, cursor: CursorParam = None
) -> Page[UnreadableBody]:
    """Webhook bodies that could not be read or unpacked, the latest first."""
    rows = await repository.unreadable(database, after=read_cursor(cursor), limit=limit + 1)
    found = one_page(rows, limit, repository.place_of_unreadable)
    items = [UnreadableBody.model_validate(dict(row)) for row in found.items]
    return Page(items=items, next_cursor=found.next_cursor)


@router.get("/mails", responses=problems(BadCursor))
async def read_mail_state(
    _: OperatorUser, request: Request, database: OneDatabase, limit: Limit = 50, cursor: CursorParam = None
) -> MailState:
    """Whether mail goes out; why it did not in the last 24 hours, and what to do; and which mails failed."""
    settings: Settings = request.app.state.settings
    async with database.crossing.acquire() as connection:
        rows = await trouble.failures(connection, after=read_cursor(cursor), limit=limit + 1)
        why = await trouble.reasons(connection)
        last_sent_at = await trouble.last_sent_at(connection)
    found = one_page(rows, limit, lambda row: (row["tried_at"], row["id"]))
    return MailState(
        items=[MailFailure.model_validate(dict(row)) for row in found.items],
        next_cursor=found.next_cursor,
        is_on=settings.smtp_host is not None,
        server=trouble.server_of(settings),
        signs_in=bool(settings.smtp_user and settings.smtp_password),
        last_sent_at=last_sent_at,
        reasons=[MailReason.model_validate(each, from_attributes=True) for each in why],
    )


@router.post("/replay", status_code=202)
async def replay(user: OperatorUser, database: OneDatabase, wish: Replay) -> Replayed:
    """Have stored bodies read again. What was stored from them before is not stored twice."""
    async with database.crossing.acquire() as connection, connection.transaction():
        arrivals = await replay_arrivals(connection, wish.wanted)
    if not arrivals:
        raise NotFound("None of these bodies is kept any longer.")
    log.info("replayed", bodies=len(arrivals), by=str(user.id))
    return Replayed(arrivals=arrivals)
