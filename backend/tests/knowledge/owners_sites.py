"""One agent's sites as their owner sees them."""

from typing import Any
from uuid import UUID

from app.knowledge.sites.crawl import Means, visit
from app.knowledge.sites.limits import Limits
from app.platform.guarded_fetch import GuardedFetch
from tests.knowledge.library import Library
from tests.knowledge.web import Web

LIMITS = Limits(pages=6, page_bytes=100_000, page_seconds=2, pause=0)


class Sites:
    """The owner's view of one agent's sites; reading happens when the test says so."""

    def __init__(self, library: Library, web: Web) -> None:
        self.library = library
        self.web = web
        self.path = f"/api/agents/{library.agent_id}/sites"
        state = library.app.app.state
        self.means = Means(state.database, GuardedFetch([web.host]), state.hints)

    async def add(self, path: str = "/", *, whole_site: bool = True, refresh: str = "never") -> str:
        """A site that is queued."""
        wish = {"url": self.web.url(path), "whole_site": whole_site, "refresh": refresh}
        answer = await self.library.owner.client.post(self.path, json=wish)
        assert answer.status_code in (200, 202), answer.text
        return str(answer.json()["id"])

    async def read(self, site_id: str, limits: Limits = LIMITS) -> dict[str, Any]:
        """Read a queued site, wait until its pages are indexed, and show it."""
        await visit(self.means, self.library.owner.workspace_id, UUID(site_id), limits)
        await self.library.jobs_done()
        return await self.show(site_id)

    async def read_again(self, site_id: str, limits: Limits = LIMITS) -> dict[str, Any]:
        answer = await self.library.owner.client.post(f"{self.path}/{site_id}/read")
        assert answer.status_code == 202, answer.text
        return await self.read(site_id, limits)

    async def show(self, site_id: str) -> dict[str, Any]:
        answer = await self.library.owner.client.get(f"{self.path}/{site_id}")
        assert answer.status_code == 200, answer.text
        shown: dict[str, Any] = answer.json()
        return shown
