"""Verbs of unanswered questions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.knowledge.facts import service as facts
from app.knowledge.facts.schemas import FactWish
from app.knowledge.unanswered import repository
from app.knowledge.unanswered.events import QuestionAnswered, QuestionDismissed
from app.knowledge.unanswered.models import Question, Status
from app.knowledge.unanswered.schemas import Answer, AskingRead, QuestionAnsweredRead, QuestionRead
from app.platform.database import Scope
from app.platform.events import publish
from app.platform.problems import Conflict, NotFound

_LONGEST_NAME = 200


class AlreadyAnswered(Conflict):
    code, title = "already_answered", "This question has its answer"


async def page(
    db: AsyncSession,
    *,
    status: Status,
    agent_id: UUID | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> Sequence[QuestionRead]:
    """Questions, the last asked first, at most `limit`."""
    questions = await repository.page(db, status=status, agent_id=agent_id, after=after, limit=limit)
    examples = await repository.examples(db, [question.id for question in questions])
    return [_shown(question, examples[question.id]) for question in questions]


async def answer(
    db: AsyncSession, scope: Scope, question_id: UUID, wish: Answer, *, now: datetime
) -> QuestionAnsweredRead:
    """Keep the answer as an approved fact and, if wished, have those told who asked. Raises `NotFound`,
    `AlreadyAnswered` or `TooManyFacts`.
    """
    question = await _find(db, question_id)
    if question.status == "answered":
        raise AlreadyAnswered("Change the fact it became, or open the question again.")
    asked = await _read(db, question)
    fact = await facts.make(
        db,
        scope,
        FactWish(
            kind=wish.kind,
            name=wish.question or " ".join(asked.question.split())[:_LONGEST_NAME],
            value=wish.text,
            agent_id=None if wish.for_all_agents else question.agent_id,
        ),
        now=now,
    )
    _decide(question, scope, "answered", now)
    question.fact_id = fact.id
    await db.flush()
    event = QuestionAnswered(
        workspace_id=scope.workspace_id, question_id=question_id, fact_id=fact.id, user_id=scope.user_id,
        tell_customers=wish.tell_customers,
    )  # fmt: skip
    await publish(db, event)
    return QuestionAnsweredRead(question=await _read(db, question), fact=fact)


async def dismiss(db: AsyncSession, scope: Scope, question_id: UUID, *, now: datetime) -> QuestionRead:
    """Nobody will answer it, and its like is not shown again. Raises `NotFound` or `AlreadyAnswered`."""
    question = await _find(db, question_id)
    if question.status == "answered":
        raise AlreadyAnswered("Open the question again first.")
    _decide(question, scope, "dismissed", now)
    await db.flush()
    event = QuestionDismissed(workspace_id=scope.workspace_id, question_id=question_id, user_id=scope.user_id)
    await publish(db, event)
    return await _read(db, question)


async def reopen(db: AsyncSession, scope: Scope, question_id: UUID) -> QuestionRead:
    """Undo what was decided: the fact it became goes too. What customers were told stays told. Raises `NotFound`."""
    question = await _find(db, question_id)
    fact_id = question.fact_id
    question.status, question.fact_id = "open", None
    question.decided_by = question.decided_at = None
    await db.flush()
    if fact_id is not None:
        await facts.delete(db, scope, fact_id)
    return await _read(db, question)


async def _find(db: AsyncSession, question_id: UUID) -> Question:
    question = await repository.find(db, question_id)
    if question is None:
        raise NotFound("There is no such question.")
    return question


def _decide(question: Question, scope: Scope, status: Status, now: datetime) -> None:
    question.status, question.decided_by, question.decided_at = status, scope.user_id, now


async def _read(db: AsyncSession, question: Question) -> QuestionRead:
    shown = _shown(question, (await repository.examples(db, [question.id]))[question.id])
    if not shown.examples:
        raise NotFound("Whoever asked this was forgotten.")
    return shown


def _shown(question: Question, examples: list[AskingRead]) -> QuestionRead:
    return QuestionRead(
        id=question.id,
        agent_id=question.agent_id,
        question=examples[0].text if examples else "",
        times=question.times,
        last_asked_at=question.last_asked_at,
        status=question.status,
        fact_id=question.fact_id,
        is_test=all(each.is_test for each in examples),
        examples=examples,
    )
