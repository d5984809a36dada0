"""Verbs of facts. What a person writes or changes is approved by that; a proposal waits for a word of theirs."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.agents import service as agents
from app.knowledge.facts import MOST_APPROVED, repository
from app.knowledge.facts.events import Change, FactChanged
from app.knowledge.facts.models import Fact
from app.knowledge.facts.schemas import FactRead, FactWish, shown
from app.platform.database import Scope
from app.platform.events import publish
from app.platform.ids import new_id
from app.platform.problems import Conflict, NotFound


class TooManyFacts(Conflict):
    code, title = "too_many_facts", "An agent cannot know more facts"


async def make(db: AsyncSession, scope: Scope, wish: FactWish, *, now: datetime) -> FactRead:
    """A new fact, approved by whoever wrote it. Raises `NotFound` for the agent, or `TooManyFacts`."""
    fact = Fact(id=new_id(), workspace_id=scope.workspace_id, source="", created_at=now)
    await _approve(db, scope, fact, wish, now)
    db.add(fact)
    return await _keep(db, scope, fact, "made")


async def change(db: AsyncSession, scope: Scope, fact_id: UUID, wish: FactWish, *, now: datetime) -> FactRead:
    """Have it say something else, which approves it. Raises `NotFound`, or `TooManyFacts`."""
    fact = await _find(db, fact_id)
    await _approve(db, scope, fact, wish, now)
    return await _keep(db, scope, fact, "changed")


async def approve(db: AsyncSession, scope: Scope, fact_id: UUID, *, now: datetime) -> FactRead:
    """Agents may say it from now on. Raises `NotFound`, or `TooManyFacts`."""
    fact = await _find(db, fact_id)
    if fact.approved_at is None:
        await _check_room(db, fact)
        fact.approved_by, fact.approved_at, fact.rejected_at = scope.user_id, now, None
        return await _keep(db, scope, fact, "approved")
    return shown(fact)


async def reject(db: AsyncSession, scope: Scope, fact_id: UUID, *, now: datetime) -> FactRead:
    """Agents may not say it, and it is not proposed again. Raises `NotFound`."""
    fact = await _find(db, fact_id)
    fact.approved_by, fact.approved_at, fact.rejected_at = None, None, now
    return await _keep(db, scope, fact, "rejected")


async def delete(db: AsyncSession, scope: Scope, fact_id: UUID) -> None:
    """It is gone; the same document may propose it anew. Raises `NotFound`."""
    fact = await _find(db, fact_id)
    await db.delete(fact)
    await db.flush()
    await _tell(db, scope, fact_id, "deleted")


async def _find(db: AsyncSession, fact_id: UUID) -> Fact:
    fact = await repository.find(db, fact_id)
    if fact is None:
        raise NotFound("There is no such fact.")
    return fact


async def _approve(db: AsyncSession, scope: Scope, fact: Fact, wish: FactWish, now: datetime) -> None:
    if wish.agent_id is not None:
        await agents.find(db, wish.agent_id)
    for column, value in wish.columns().items():
        setattr(fact, column, value)
    await _check_room(db, fact)
    fact.approved_by, fact.approved_at, fact.rejected_at = scope.user_id, now, None


async def _check_room(db: AsyncSession, fact: Fact) -> None:
    with db.no_autoflush:
        if await repository.is_full(db, fact.agent_id, besides=fact.id):
            raise TooManyFacts(
                f"At most {MOST_APPROVED} facts count for one agent. Delete some, or put long lists into a document."
            )


async def _keep(db: AsyncSession, scope: Scope, fact: Fact, change: Change) -> FactRead:
    await db.flush()
    await db.refresh(fact, ["status"])
    await _tell(db, scope, fact.id, change)
    return shown(fact)


async def _tell(db: AsyncSession, scope: Scope, fact_id: UUID, change: Change) -> None:
    event = FactChanged(
        workspace_id=scope.workspace_id, fact_id=fact_id, change=change, user_id=scope.user_id
    )
    await publish(db, event)
