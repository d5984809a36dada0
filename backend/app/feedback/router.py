"""HTTP of compliments."""

from fastapi import APIRouter

from app.feedback import repository
from app.feedback.schemas import ComplimentRead
from app.people.access import Db, Reader
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import problems

router = APIRouter(tags=["feedback"])


@router.get("/api/compliments", responses=problems(BadCursor))
async def list_compliments(
    _: Reader,
    db: Db,
    limit: Limit = 50,
    cursor: CursorParam = None,
) -> Page[ComplimentRead]:
    """What customers praised, newest first."""
    rows = await repository.page(db, after=read_cursor(cursor), limit=limit + 1)
    return one_page(
        [ComplimentRead.model_validate(row) for row in rows], limit, lambda row: (row.created_at, row.id)
    )
