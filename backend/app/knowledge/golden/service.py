"""Verbs of golden questions."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.agents import service as agents
from app.knowledge.golden import MOST_QUESTIONS
from app.knowledge.golden.judging import change as change_of
from app.knowledge.golden.models import GoldenQuestion, GoldenResult, GoldenRun
from app.knowledge.golden.schemas import (
    ExpectedRead,
    GoldenChange,
    GoldenWish,
    ResultRead,
    RunRead,
    RunResults,
)
from app.platform.database import Scope
from app.platform.ids import new_id
from app.platform.jobs import enqueue
from app.platform.problems import Conflict, NotFound

RUN = "run_golden_questions"


class TooManyQuestions(Conflict):
    code, title = "too_many_questions", "An agent cannot have more golden questions"


class NothingToRun(Conflict):
    code, title = "nothing_to_run", "This agent has no golden questions"


async def page(
    db: AsyncSession, agent_id: UUID, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[GoldenQuestion]:
    """The agent's questions, newest first, at most `limit`."""
    query = (
        sa.select(GoldenQuestion)
        .where(GoldenQuestion.agent_id == agent_id)
        .order_by(GoldenQuestion.created_at.desc(), GoldenQuestion.id.desc())
        .limit(limit)
    )
    if after is not None:
        place = sa.tuple_(GoldenQuestion.created_at, GoldenQuestion.id)
        query = query.where(place < sa.tuple_(*map(sa.literal, after)))
    return list((await db.execute(query)).scalars())


async def make(db: AsyncSession, scope: Scope, wish: GoldenWish, *, now: datetime) -> GoldenQuestion:
    """A new question. Raises `NotFound` for the agent, or `TooManyQuestions`."""
    await agents.find(db, wish.agent_id)
    if len(await page(db, wish.agent_id, after=None, limit=MOST_QUESTIONS)) >= MOST_QUESTIONS:
        raise TooManyQuestions(f"Delete some first: {MOST_QUESTIONS} are run at a time.")
    made = GoldenQuestion(
        id=new_id(), workspace_id=scope.workspace_id, agent_id=wish.agent_id, question=wish.question,
        expected=list(wish.expected), created_at=now,
    )  # fmt: skip
    db.add(made)
    await db.flush()
    return made


async def change(db: AsyncSession, question_id: UUID, wish: GoldenChange) -> GoldenQuestion:
    """Ask it otherwise, or expect something else. Raises `NotFound`."""
    found = await _find(db, question_id)
    found.question, found.expected = wish.question, list(wish.expected)
    await db.flush()
    return found


async def delete(db: AsyncSession, question_id: UUID) -> None:
    """Forget it, with what runs found for it. Raises `NotFound`."""
    await db.delete(await _find(db, question_id))


async def start(
    db: AsyncSession, scope: Scope, agent_id: UUID, *, with_answers: bool = False, now: datetime
) -> RunRead:
    """Have all questions of the agent searched for, and answered too if wished, unless that is under way. Raises
    `NotFound`, or `NothingToRun`.
    """
    await agents.find(db, agent_id)
    under_way = sa.select(GoldenRun).where(
        GoldenRun.agent_id == agent_id, GoldenRun.status.in_(("queued", "running"))
    )
    found = (await db.execute(under_way.limit(1))).scalar_one_or_none()
    if found is None:
        if not await page(db, agent_id, after=None, limit=1):
            raise NothingToRun("Write one first: a question, and what has to be found for it.")
        found = GoldenRun(
            id=new_id(), workspace_id=scope.workspace_id, agent_id=agent_id, with_answers=with_answers,
            status="queued", created_at=now, finished_at=None,
        )  # fmt: skip
        db.add(found)
        await db.flush()
        await enqueue(db, RUN, workspace_id=scope.workspace_id, run_id=found.id)
    return RunRead.model_validate(found)


async def runs(
    db: AsyncSession, agent_id: UUID, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[RunRead]:
    """The agent's runs, newest first, at most `limit`."""
    query = (
        sa.select(GoldenRun)
        .where(GoldenRun.agent_id == agent_id)
        .order_by(GoldenRun.created_at.desc(), GoldenRun.id.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(
            sa.tuple_(GoldenRun.created_at, GoldenRun.id) < sa.tuple_(*map(sa.literal, after))
        )
    return [RunRead.model_validate(run) for run in (await db.execute(query)).scalars()]


async def results(db: AsyncSession, run_id: UUID) -> RunResults:
    """What a run found, compared with the run before it. Raises `NotFound`."""
    run = (await db.execute(sa.select(GoldenRun).where(GoldenRun.id == run_id))).scalar_one_or_none()
    if run is None:
        raise NotFound("There is no such run.")
    before = (
        await db.execute(
            sa.select(GoldenRun.id)
            .where(
                GoldenRun.agent_id == run.agent_id,
                GoldenRun.status == "done",
                GoldenRun.created_at < run.created_at,
            )
            .order_by(GoldenRun.created_at.desc())
            .limit(1)
        )
    ).scalar_one_or_none()
    found = await _found(db, run.id)
    known = {result.question_id: result.found for result, _ in await _found(db, before)} if before else {}
    return RunResults(
        **RunRead.model_validate(run).model_dump(),
        results=[_shown(question, result, known.get(question.id)) for result, question in found],
        compared_with=before,
    )


async def _found(db: AsyncSession, run_id: UUID) -> Sequence[tuple[GoldenResult, GoldenQuestion]]:
    query = (
        sa.select(GoldenResult, GoldenQuestion)
        .join(GoldenQuestion, GoldenQuestion.id == GoldenResult.question_id)
        .where(GoldenResult.run_id == run_id)
        .order_by(GoldenQuestion.created_at.desc(), GoldenQuestion.id.desc())
    )
    return [(result, question) for result, question in await db.execute(query)]


def _shown(question: GoldenQuestion, result: GoldenResult, before: Sequence[bool] | None) -> ResultRead:
    # A question that expects something else since: only what can be told of both is shown.
    said = result.said or [None] * len(result.found)
    each = zip(question.expected, result.found, said, strict=False)
    return ResultRead(
        question_id=question.id,
        question=question.question,
        expected=[ExpectedRead(text=text, found=found, said=is_said) for text, found, is_said in each],
        confidence=result.confidence,
        answer=result.answer,
        change=change_of(result.found, before),
    )


async def _find(db: AsyncSession, question_id: UUID) -> GoldenQuestion:
    query = sa.select(GoldenQuestion).where(GoldenQuestion.id == question_id)
    found = (await db.execute(query)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such golden question.")
    return found
