"""Verbs of web sites. Reading them is later work: see `crawl`."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.agents import service as agents
from app.knowledge.events import SiteGiven, SiteTakenAway
from app.knowledge.sites import repository, visits
from app.knowledge.sites.models import Site
from app.knowledge.sites.schemas import (
    Counts,
    SiteChange,
    SiteDetail,
    SiteRead,
    SiteWish,
    shown_page,
    site_fields,
)
from app.platform.database import Scope, raw_connection
from app.platform.events import publish
from app.platform.ids import new_id
from app.platform.jobs import enqueue
from app.platform.problems import Conflict, NotFound

READ_SITE = "read_site"
MOST_SITES = 20
TO_BEGIN = timedelta(minutes=10)
"""After so long without anybody who reads it, a site is queued once more."""
_PERIODS = {"never": None, "daily": timedelta(days=1), "weekly": timedelta(days=7)}


class TooManySites(Conflict):
    code, title = "too_many_sites", "The agent has as many sites as it can have"


async def add(
    db: AsyncSession, scope: Scope, agent_id: UUID, wish: SiteWish, *, now: datetime
) -> tuple[SiteRead, bool]:
    """Give the agent a site, and whether it is new to it. Raises `NotFound` for the agent, or `TooManySites`."""
    await agents.find(db, agent_id)
    site_id = new_id()
    row = {
        "id": site_id,
        "workspace_id": scope.workspace_id,
        "agent_id": agent_id,
        "url": wish.url,
        "whole_site": wish.whole_site,
        "refresh": wish.refresh,
        "status": "queued",
        "visit": 1,
        "bytes_read": 0,
        "reader_until": now + TO_BEGIN,
        "created_at": now,
    }
    try:
        is_new = await repository.add(db, row)
    except IntegrityError:  # somebody deleted the agent in this moment
        raise NotFound("There is no such agent.") from None
    if is_new:
        if await repository.count(db, agent_id) > MOST_SITES:
            raise TooManySites(f"An agent can have {MOST_SITES} sites. Delete one that is not needed.")
        await _enqueue(db, scope, site_id)
        await publish(db, SiteGiven(workspace_id=scope.workspace_id, agent_id=agent_id, site_id=site_id))
    return await _shown(db, await repository.find_by_url(db, agent_id, wish.url)), is_new


async def page(
    db: AsyncSession, agent_id: UUID, *, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[SiteRead]:
    """The agent's sites, newest first, at most `limit`. Raises `NotFound` for the agent."""
    await agents.find(db, agent_id)
    sites = await repository.page(db, agent_id, after=after, limit=limit)
    counts = await repository.counts(db, [site.id for site in sites])
    return [SiteRead.model_validate(site_fields(site, counts.get(site.id, Counts()))) for site in sites]


async def find(db: AsyncSession, agent_id: UUID, site_id: UUID) -> SiteDetail:
    """The site with its pages. Raises `NotFound`."""
    site = await _find(db, agent_id, site_id)
    counts = await repository.counts(db, [site.id])
    pages = [shown_page(each) for each in await repository.pages_of(db, site)]
    return SiteDetail.model_validate(site_fields(site, counts.get(site.id, Counts())) | {"pages": pages})


async def read_again(
    db: AsyncSession, scope: Scope, agent_id: UUID, site_id: UUID, *, now: datetime
) -> SiteRead:
    """Have the site read anew, unless that is under way. Raises `NotFound`."""
    site = await _find(db, agent_id, site_id, lock=True)
    if site.status not in ("queued", "reading"):
        site.status, site.visit = "queued", site.visit + 1
        site.reason_code = site.reason_text = None
        site.begun_at, site.bytes_read, site.reader_until = None, 0, now + TO_BEGIN
        await db.flush()
        await _enqueue(db, scope, site.id)
    return await _shown(db, site)


async def change(db: AsyncSession, agent_id: UUID, site_id: UUID, wish: SiteChange) -> SiteRead:
    """Choose when it is read anew, and how much of it. Raises `NotFound`."""
    site = await _find(db, agent_id, site_id, lock=True)
    if wish.whole_site is not None:
        site.whole_site = wish.whole_site
    if wish.refresh is not None:
        site.refresh = wish.refresh
        period = _PERIODS[wish.refresh]
        site.next_read_at = site.last_read_at + period if period and site.last_read_at else None
    await db.flush()
    return await _shown(db, site)


async def remove(db: AsyncSession, scope: Scope, agent_id: UUID, site_id: UUID) -> None:
    """Take the site from the agent, with all that it knows of it. Raises `NotFound`."""
    site = await _find(db, agent_id, site_id, lock=True)
    pages = await repository.page_ids(db, site.id)
    await visits.forget_pages(await raw_connection(db), scope.workspace_id, agent_id, pages)
    await db.delete(site)
    event = SiteTakenAway(workspace_id=scope.workspace_id, agent_id=agent_id, site_id=site_id)
    await publish(db, event)


async def _find(db: AsyncSession, agent_id: UUID, site_id: UUID, *, lock: bool = False) -> Site:
    site = await repository.find(db, agent_id, site_id, lock=lock)
    if site is None:
        raise NotFound("This agent has no such site.")
    return site


async def _shown(db: AsyncSession, site: Site) -> SiteRead:
    counts = await repository.counts(db, [site.id])
    return SiteRead.model_validate(site_fields(site, counts.get(site.id, Counts())))


async def _enqueue(db: AsyncSession, scope: Scope, site_id: UUID) -> None:
    await enqueue(db, READ_SITE, workspace_id=scope.workspace_id, site_id=site_id)
