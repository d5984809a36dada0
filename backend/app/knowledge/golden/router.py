"""HTTP of golden questions."""

from uuid import UUID

from fastapi import APIRouter

from app.knowledge.golden import service
from app.knowledge.golden.jobs import HINT
from app.knowledge.golden.schemas import GoldenChange, GoldenRead, GoldenWish, RunRead, RunResults, RunWish
from app.knowledge.golden.service import NothingToRun, TooManyQuestions
from app.people.access import Db, Manager, Reader
from app.platform import clock
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotFound, problems

router = APIRouter(prefix="/api/golden-questions", tags=["golden questions"])


@router.get("/runs", responses=problems(BadCursor))
async def list_golden_runs(
    _: Reader, db: Db, agent_id: UUID, limit: Limit = 50, cursor: CursorParam = None
) -> Page[RunRead]:
    """When the agent's golden questions were run, newest first."""
    found = await service.runs(db, agent_id, after=read_cursor(cursor), limit=limit + 1)
    return one_page(found, limit, lambda run: (run.created_at, run.id))


@router.post("/runs", status_code=202, responses=problems(NotFound, NothingToRun))
async def run_golden_questions(scope: Manager, db: Db, hints: LiveHints, wish: RunWish) -> RunRead:
    """Search for all golden questions of an agent. It takes a moment: watch the run's `status`."""
    run = await service.start(db, scope, wish.agent_id, with_answers=wish.with_answers, now=clock.now())
    tell_after_commit(db, hints, HINT, run.id)
    return run


@router.get("/runs/{run_id}", responses=problems(NotFound))
async def read_golden_run(run_id: UUID, _: Reader, db: Db) -> RunResults:
    """What a run found, and what is another than in the run before."""
    return await service.results(db, run_id)


@router.get("", responses=problems(BadCursor))
async def list_golden_questions(
    _: Reader, db: Db, agent_id: UUID, limit: Limit = 50, cursor: CursorParam = None
) -> Page[GoldenRead]:
    """The agent's golden questions, newest first."""
    rows = await service.page(db, agent_id, after=read_cursor(cursor), limit=limit + 1)
    items = [GoldenRead.model_validate(row) for row in rows]
    return one_page(items, limit, lambda row: (row.created_at, row.id))


@router.post("", status_code=201, responses=problems(NotFound, TooManyQuestions))
async def make_golden_question(scope: Manager, db: Db, hints: LiveHints, wish: GoldenWish) -> GoldenRead:
    """A question, and what has to be found for it."""
    made = await service.make(db, scope, wish, now=clock.now())
    tell_after_commit(db, hints, HINT, made.id)
    return GoldenRead.model_validate(made)


@router.put("/{golden_question_id}", responses=problems(NotFound))
async def change_golden_question(
    golden_question_id: UUID, _: Manager, db: Db, hints: LiveHints, wish: GoldenChange
) -> GoldenRead:
    """Ask it otherwise, or expect something else."""
    changed = await service.change(db, golden_question_id, wish)
    tell_after_commit(db, hints, HINT, golden_question_id)
    return GoldenRead.model_validate(changed)


@router.delete("/{golden_question_id}", status_code=204, responses=problems(NotFound))
async def delete_golden_question(golden_question_id: UUID, _: Manager, db: Db, hints: LiveHints) -> None:
    """Forget it, with what runs found for it."""
    await service.delete(db, golden_question_id)
    tell_after_commit(db, hints, HINT, golden_question_id)
