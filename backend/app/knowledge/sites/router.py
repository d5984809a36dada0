"""HTTP of an agent's web sites."""

from datetime import timedelta
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from app.agents import service as agents
from app.knowledge.sites import service
from app.knowledge.sites.schemas import SiteChange, SiteDetail, SiteRead, SiteWish
from app.knowledge.sites.service import TooManySites
from app.people.access import Db, Manager, Reader
from app.platform import clock
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.database import Database, Scope, get_database
from app.platform.guarded_fetch import AddressRefused, GuardedFetch
from app.platform.limits import hit
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotFound, TooManyRequests, problems

router = APIRouter(prefix="/api/agents/{agent_id}/sites", tags=["sites"])

_BY_HAND, _WITHIN = 60, timedelta(hours=1)
_KNOWN: dict[int | str, dict[str, Any]] = {
    200: {"model": SiteRead, "description": "The agent has this address already"}
}


async def _count(scope: Manager, database: Annotated[Database, Depends(get_database)]) -> Scope:
    """What is read by hand is bounded: nobody's server is to be kept busy with it."""
    await hit(
        database, "site-by-hand", str(scope.workspace_id), most=_BY_HAND, within=_WITHIN, now=clock.now()
    )
    return scope


Counted = Annotated[Scope, Depends(_count)]


@router.post(
    "",
    status_code=202,
    responses=_KNOWN | problems(NotFound, TooManySites, AddressRefused, TooManyRequests),
)
async def add_site(
    agent_id: UUID,
    wish: SiteWish,
    request: Request,
    response: Response,
    scope: Counted,
    database: Annotated[Database, Depends(get_database)],
    db: Db,
    hints: LiveHints,
) -> SiteRead:
    """Give the agent a web page, or a whole site (at most 100 pages of one host). It is read in the background."""
    async with database.tenant(scope) as before:
        await agents.find(before, agent_id)
    # Before the route's own transaction, so that it does not wait for a name server.
    fetch: GuardedFetch = request.app.state.fetch
    await fetch.check(wish.url, https_only=False)
    site, is_new = await service.add(db, scope, agent_id, wish, now=clock.now())
    if is_new:
        tell_after_commit(db, hints, "site.changed", site.id)
    else:
        response.status_code = 200
    return site


@router.get("", responses=problems(NotFound, BadCursor))
async def list_sites(
    agent_id: UUID, _: Reader, db: Db, limit: Limit = 50, cursor: CursorParam = None
) -> Page[SiteRead]:
    """The agent's web sites, newest first."""
    rows = await service.page(db, agent_id, after=read_cursor(cursor), limit=limit + 1)
    return one_page(rows, limit, lambda row: (row.created_at, row.id))


@router.get("/{site_id}", responses=problems(NotFound))
async def get_site(agent_id: UUID, site_id: UUID, _: Reader, db: Db) -> SiteDetail:
    """One site with its pages, and why some were not read."""
    return await service.find(db, agent_id, site_id)


@router.put("/{site_id}", responses=problems(NotFound))
async def change_site(
    agent_id: UUID, site_id: UUID, wish: SiteChange, _: Manager, db: Db, hints: LiveHints
) -> SiteRead:
    """Choose how often it is read anew, and whether all of it is."""
    site = await service.change(db, agent_id, site_id, wish)
    tell_after_commit(db, hints, "site.changed", site_id)
    return site


@router.post("/{site_id}/read", status_code=202, responses=problems(NotFound, TooManyRequests))
async def read_site_again(
    agent_id: UUID, site_id: UUID, scope: Counted, db: Db, hints: LiveHints
) -> SiteRead:
    """Read it anew now. Pages that have not changed are left as they are."""
    site = await service.read_again(db, scope, agent_id, site_id, now=clock.now())
    tell_after_commit(db, hints, "site.changed", site_id)
    return site


@router.delete("/{site_id}", status_code=204, responses=problems(NotFound))
async def delete_site(agent_id: UUID, site_id: UUID, scope: Manager, db: Db, hints: LiveHints) -> None:
    """Take the site from the agent, with everything it knows of it."""
    await service.remove(db, scope, agent_id, site_id)
    tell_after_commit(db, hints, "site.changed", site_id)
