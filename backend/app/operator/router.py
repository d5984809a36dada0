"""HTTP for operators. To anyone else these routes do not exist."""

from typing import Annotated

from fastapi import APIRouter, Depends

from app.inbox.replay import replay_arrivals
from app.operator import repository
from app.operator.schemas import Replay, Replayed, UnknownAccount, UnreadableBody
from app.people.access import OperatorUser
from app.platform.database import Database, get_database
from app.platform.logs import get_logger
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotFound, problems

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


@router.post("/replay", status_code=202)
async def replay(user: OperatorUser, database: OneDatabase, wish: Replay) -> Replayed:
    """Have stored bodies read again. What was stored from them before is not stored twice."""
    async with database.crossing.acquire() as connection, connection.transaction():
        arrivals = await replay_arrivals(connection, wish.wanted)
    if not arrivals:
        raise NotFound("None of these bodies is kept any longer.")
    log.info("replayed", bodies=len(arrivals), by=str(user.id))
    return Replayed(arrivals=arrivals)
