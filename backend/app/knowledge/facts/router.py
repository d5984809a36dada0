"""HTTP of facts."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from app.knowledge.facts import repository, service
from app.knowledge.facts.models import Kind, Status
from app.knowledge.facts.repository import Filters
from app.knowledge.facts.schemas import FactRead, FactWish, shown
from app.knowledge.facts.service import TooManyFacts
from app.people.access import Db, Manager, Reader
from app.platform import clock
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotFound, problems

router = APIRouter(prefix="/api/facts", tags=["facts"])

HINT = "fact.changed"


@router.get("", responses=problems(BadCursor))
async def list_facts(
    _: Reader,
    db: Db,
    status: Status | None = None,
    kind: Kind | None = None,
    agent_id: Annotated[UUID | None, Query(description="What counts for this agent")] = None,
    document_id: Annotated[UUID | None, Query(description="What was read in this document")] = None,
    limit: Limit = 50,
    cursor: CursorParam = None,
) -> Page[FactRead]:
    """What agents say word for word, and what is proposed for it, newest first."""
    filters = Filters(status, kind, agent_id, document_id)
    facts = await repository.page(db, filters, after=read_cursor(cursor), limit=limit + 1)
    return one_page([shown(fact) for fact in facts], limit, lambda fact: (fact.created_at, fact.id))


@router.post("", status_code=201, responses=problems(NotFound, TooManyFacts))
async def make_fact(scope: Manager, db: Db, hints: LiveHints, wish: FactWish) -> FactRead:
    """Write a fact. It is approved by that."""
    made = await service.make(db, scope, wish, now=clock.now())
    tell_after_commit(db, hints, HINT, made.id)
    return made


@router.put("/{fact_id}", responses=problems(NotFound, TooManyFacts))
async def change_fact(fact_id: UUID, scope: Manager, db: Db, hints: LiveHints, wish: FactWish) -> FactRead:
    """Write it otherwise. It is approved by that."""
    changed = await service.change(db, scope, fact_id, wish, now=clock.now())
    tell_after_commit(db, hints, HINT, fact_id)
    return changed


@router.post("/{fact_id}/approve", responses=problems(NotFound, TooManyFacts))
async def approve_fact(fact_id: UUID, scope: Manager, db: Db, hints: LiveHints) -> FactRead:
    """Agents may say it from now on."""
    approved = await service.approve(db, scope, fact_id, now=clock.now())
    tell_after_commit(db, hints, HINT, fact_id)
    return approved


@router.post("/{fact_id}/reject", responses=problems(NotFound))
async def reject_fact(fact_id: UUID, scope: Manager, db: Db, hints: LiveHints) -> FactRead:
    """Agents may not say it (any more), and it is not proposed again."""
    rejected = await service.reject(db, scope, fact_id, now=clock.now())
    tell_after_commit(db, hints, HINT, fact_id)
    return rejected


@router.delete("/{fact_id}", status_code=204, responses=problems(NotFound))
async def delete_fact(fact_id: UUID, scope: Manager, db: Db, hints: LiveHints) -> None:
    """Forget it."""
    await service.delete(db, scope, fact_id)
    tell_after_commit(db, hints, HINT, fact_id)
