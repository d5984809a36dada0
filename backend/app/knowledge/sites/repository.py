"""Queries. Sessions are bound to a workspace, and the database lets them see no other."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.knowledge.sites.models import Site, SitePage
from app.knowledge.sites.schemas import Counts


async def add(db: AsyncSession, row: dict[str, Any]) -> bool:
    """Make a site; False when the agent has this address."""
    query = (
        insert(Site)
        .values(row)
        .on_conflict_do_nothing(index_elements=["workspace_id", "agent_id", "url"])
        .returning(Site.id)
    )
    return (await db.execute(query)).one_or_none() is not None


async def find(db: AsyncSession, agent_id: UUID, site_id: UUID, *, lock: bool = False) -> Site | None:
    """The agent's site; with `lock`, changes of it take turns."""
    query = sa.select(Site).where(Site.agent_id == agent_id, Site.id == site_id)
    return (await db.execute(query.with_for_update() if lock else query)).scalar_one_or_none()


async def find_by_url(db: AsyncSession, agent_id: UUID, url: str) -> Site:
    """The agent's site with this address, which it has."""
    return (await db.execute(sa.select(Site).where(Site.agent_id == agent_id, Site.url == url))).scalar_one()


async def count(db: AsyncSession, agent_id: UUID) -> int:
    """How many sites the agent has."""
    query = sa.select(sa.func.count()).select_from(Site).where(Site.agent_id == agent_id)
    return int((await db.execute(query)).scalar_one())


async def page(
    db: AsyncSession, agent_id: UUID, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[Site]:
    """The agent's sites, newest first, at most `limit`."""
    query = (
        sa.select(Site)
        .where(Site.agent_id == agent_id)
        .order_by(Site.created_at.desc(), Site.id.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(sa.tuple_(Site.created_at, Site.id) < sa.tuple_(*map(sa.literal, after)))
    return list((await db.execute(query)).scalars())


async def counts(db: AsyncSession, site_ids: Collection[UUID]) -> Mapping[UUID, Counts]:
    """The pages of each site's last visit, counted."""
    is_of = SitePage.status

    def those(which: sa.ColumnElement[bool]) -> sa.Function[int]:
        return sa.func.count().filter(which)  # type: ignore[return-value]

    query = (
        sa.select(
            SitePage.site_id,
            sa.func.count(),
            those(is_of == "waiting"),
            those(is_of == "read"),
            those(is_of == "skipped"),
            those(is_of == "failed"),
            those(SitePage.next_document_id.is_not(None)),
        )
        .join(Site, Site.id == SitePage.site_id)
        .where(SitePage.site_id.in_(site_ids), SitePage.found_in == Site.visit)
        .group_by(SitePage.site_id)
    )
    names = ("found", "waiting", "read", "skipped", "failed", "pending")
    return {
        row[0]: Counts(**dict(zip(names, row[1:], strict=True))) for row in (await db.execute(query)).all()
    }


async def pages_of(db: AsyncSession, site: Site) -> list[SitePage]:
    """The pages of the last visit and those the agent still knows, in the order in which they were found."""
    query = (
        sa.select(SitePage)
        .where(
            SitePage.site_id == site.id,
            sa.or_(SitePage.found_in == site.visit, SitePage.document_id.is_not(None)),
        )
        .order_by(SitePage.id)
    )
    return list((await db.execute(query)).scalars())


async def page_ids(db: AsyncSession, site_id: UUID) -> list[UUID]:
    """Every page of the site."""
    return list((await db.execute(sa.select(SitePage.id).where(SitePage.site_id == site_id))).scalars())
