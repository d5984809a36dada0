"""HTTP of unanswered questions."""

from uuid import UUID

from fastapi import APIRouter

from app.knowledge.facts.router import HINT as FACT_HINT
from app.knowledge.facts.service import TooManyFacts
from app.knowledge.unanswered import service
from app.knowledge.unanswered.jobs import HINT
from app.knowledge.unanswered.models import Status
from app.knowledge.unanswered.schemas import Answer, QuestionAnsweredRead, QuestionRead
from app.knowledge.unanswered.service import AlreadyAnswered
from app.people.access import Db, Manager, Reader
from app.platform import clock
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotFound, problems

router = APIRouter(prefix="/api/unanswered", tags=["unanswered"])


@router.get("", responses=problems(BadCursor))
async def list_unanswered(
    _: Reader,
    db: Db,
    status: Status = "open",
    agent_id: UUID | None = None,
    limit: Limit = 50,
    cursor: CursorParam = None,
) -> Page[QuestionRead]:
    """What agents could not answer, alike questions together, the last asked first."""
    questions = await service.page(
        db, status=status, agent_id=agent_id, after=read_cursor(cursor), limit=limit + 1
    )
    return one_page(questions, limit, lambda question: (question.last_asked_at, question.id))


@router.post("/{question_id}/answer", responses=problems(NotFound, AlreadyAnswered, TooManyFacts))
async def answer_question(
    question_id: UUID, scope: Manager, db: Db, hints: LiveHints, wish: Answer
) -> QuestionAnsweredRead:
    """Answer it once, for the agent as an approved fact and, if you wish, for those who asked."""
    answered = await service.answer(db, scope, question_id, wish, now=clock.now())
    tell_after_commit(db, hints, HINT, question_id)
    tell_after_commit(db, hints, FACT_HINT, answered.fact.id)
    return answered


@router.post("/{question_id}/dismiss", responses=problems(NotFound, AlreadyAnswered))
async def dismiss_question(question_id: UUID, scope: Manager, db: Db, hints: LiveHints) -> QuestionRead:
    """Leave it unanswered; it is not shown again, however often it is asked."""
    dismissed = await service.dismiss(db, scope, question_id, now=clock.now())
    tell_after_commit(db, hints, HINT, question_id)
    return dismissed


@router.post("/{question_id}/reopen", responses=problems(NotFound))
async def reopen_question(question_id: UUID, scope: Manager, db: Db, hints: LiveHints) -> QuestionRead:
    """Undo: it is open again, and the fact it became is gone. What customers were told stays told."""
    opened = await service.reopen(db, scope, question_id)
    tell_after_commit(db, hints, HINT, question_id)
    tell_after_commit(db, hints, FACT_HINT, question_id)
    return opened
