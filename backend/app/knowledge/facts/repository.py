"""Queries. Sessions are bound to a workspace, and the database lets them see no other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.knowledge.facts import MOST_APPROVED
from app.knowledge.facts.models import Fact, Kind, Status


@dataclass(frozen=True, slots=True)
class Filters:
    """Which facts are listed. `agent_id`: what counts for this agent, its own and everybody's."""

    status: Status | None = None
    kind: Kind | None = None
    agent_id: UUID | None = None
    document_id: UUID | None = None


async def page(
    db: AsyncSession, filters: Filters, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[Fact]:
    """Facts, newest first, at most `limit`."""
    query = sa.select(Fact).order_by(Fact.created_at.desc(), Fact.id.desc()).limit(limit)
    if filters.status is not None:
        query = query.where(Fact.status == filters.status)
    if filters.kind is not None:
        query = query.where(Fact.kind == filters.kind)
    if filters.agent_id is not None:
        query = query.where(_counts_for(filters.agent_id))
    if filters.document_id is not None:
        query = query.where(Fact.document_id == filters.document_id)
    if after is not None:
        query = query.where(sa.tuple_(Fact.created_at, Fact.id) < sa.tuple_(*map(sa.literal, after)))
    return list((await db.execute(query)).scalars())


async def find(db: AsyncSession, fact_id: UUID) -> Fact | None:
    """The fact, if it is this workspace's, locked."""
    return (
        await db.execute(sa.select(Fact).where(Fact.id == fact_id).with_for_update())
    ).scalar_one_or_none()


async def is_full(db: AsyncSession, agent_id: UUID | None, besides: UUID) -> bool:
    """Whether no other fact can be approved for this agent (None: for all of them)."""
    query = sa.select(Fact.id).where(Fact.approved_at.is_not(None), Fact.id != besides).limit(MOST_APPROVED)
    if agent_id is not None:
        query = query.where(_counts_for(agent_id))
    return len((await db.execute(query)).all()) >= MOST_APPROVED


async def known_of(db: AsyncSession, agent_id: UUID | None) -> list[tuple[str, str, str]]:
    """Kind, name and value of every fact, whatever was decided about it, that a proposal could repeat."""
    query = sa.select(Fact.kind, Fact.name, Fact.value).order_by(Fact.created_at.desc()).limit(5_000)
    if agent_id is not None:
        query = query.where(_counts_for(agent_id))
    return [(kind, name, value) for kind, name, value in await db.execute(query)]


async def count_of_document(db: AsyncSession, document_id: UUID) -> int:
    """How many facts were read in it."""
    query = sa.select(sa.func.count()).select_from(Fact).where(Fact.document_id == document_id)
    return int((await db.execute(query)).scalar_one())


async def count_proposed(db: AsyncSession) -> int:
    """How many proposals nobody has decided about."""
    query = sa.select(sa.func.count()).select_from(Fact).where(Fact.status == "proposed")
    return int((await db.execute(query)).scalar_one())


async def propose(db: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Keep proposals."""
    if rows:
        await db.execute(sa.insert(Fact), rows)


def _counts_for(agent_id: UUID) -> sa.ColumnElement[bool]:
    return sa.or_(Fact.agent_id.is_(None), Fact.agent_id == agent_id)
