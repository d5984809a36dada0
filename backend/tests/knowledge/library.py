"""A business with an agent, and everything its owner does with documents, over HTTP."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

import httpx
import pymupdf

from app.agents.tools import Tool, ToolContext, ToolResult
from app.knowledge.tools import search_knowledge
from app.knowledge.vectors import VectorStore
from app.platform.ids import new_id
from tests.support.app import Member, RunningApp

PRICES = "Haircut with wash and blow-dry costs 45 euros."
Found = TypeVar("Found")


def pdf(*pages: str, **save: Any) -> bytes:
    """A PDF with one heading and one line of text on each page; the same arguments make the same bytes."""
    document = pymupdf.open()
    for number, text in enumerate(pages, start=1):
        page = document.new_page()
        page.insert_text((72, 72), f"Page {number}", fontsize=20)
        page.insert_text((72, 120), text, fontsize=11)
    made: bytes = document.tobytes(no_new_id=True, **save)
    return made


@dataclass(frozen=True, slots=True)
class Library:
    """The owner's view of one agent's documents."""

    app: RunningApp
    owner: Member
    agent_id: str

    @property
    def agent(self) -> UUID:
        return UUID(self.agent_id)

    @property
    def vectors(self) -> VectorStore:
        store: VectorStore = self.app.app.state.vectors
        return store

    @property
    def path(self) -> str:
        return f"/api/agents/{self.agent_id}/documents"

    async def upload(self, content: bytes, filename: str = "prices.pdf") -> httpx.Response:
        return await self.owner.client.post(self.path, files={"file": (filename, content)})

    async def add(self, content: bytes, filename: str = "prices.pdf") -> dict[str, Any]:
        """Upload and wait until it is ready or failed."""
        answer = await self.upload(content, filename)
        assert answer.status_code == 202, answer.text
        return await self.settled(answer.json()["id"])

    async def documents(self) -> list[dict[str, Any]]:
        answer = await self.owner.client.get(self.path)
        assert answer.status_code == 200, answer.text
        items: list[dict[str, Any]] = answer.json()["items"]
        return items

    async def settled(self, document_id: str) -> dict[str, Any]:
        """The document, once it is ready or failed."""

        async def look() -> dict[str, Any] | None:
            (document,) = [each for each in await self.documents() if each["id"] == document_id]
            return document if document["status"] in ("ready", "failed") else None

        return await self.until(look)

    async def until(self, look: Callable[[], Awaitable[Found | None]]) -> Found:
        """What `look` finds: it looks now, and again after every hint of this workspace."""
        stream = self.app.app.state.hints.stream(self.owner.workspace_id)
        hint = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)  # lets the stream begin
        try:
            async with asyncio.timeout(30):
                while (found := await look()) is None:
                    await hint
                    hint = asyncio.ensure_future(anext(stream))
                return found
        finally:
            hint.cancel()
            await asyncio.gather(hint, return_exceptions=True)
            await stream.aclose()

    @property
    def tool(self) -> Tool:
        """What the agent searches with."""
        state = self.app.app.state
        return search_knowledge(state.database, state.embedder, state.vectors)

    @property
    def context(self) -> ToolContext:
        """A turn of the agent."""
        return ToolContext(self.owner.workspace_id, self.agent, new_id(), new_id(), new_id())

    async def search(self, query: str) -> ToolResult:
        """What the agent's tool finds."""
        return await self.tool.run(self.context, {"query": query})

    async def finds(self, query: str) -> list[str]:
        """The texts the agent's tool finds."""
        return [passage["text"] for passage in (await self.search(query)).content["passages"]]

    async def indexed(self) -> int:
        """How many vectors the agent has."""
        return await self.vectors.count(self.agent)

    async def rows(self, table: str) -> int:
        """How many rows this business has in a table."""
        query = f"select count(*) from {table} where workspace_id = $1"
        count: int = await self.app.database.crossing.fetchval(query, self.owner.workspace_id)
        return count

    async def jobs_done(self) -> None:
        """Wait until no job is queued or running."""
        open_jobs = "select count(*) from frontdesk_pgqueuer where status in ('queued', 'picked')"
        async with asyncio.timeout(30):
            while await self.app.database.crossing.fetchval(open_jobs):
                pass

    async def another_agent(self) -> "Library":
        """A second agent of the same business."""
        return Library(self.app, self.owner, await _new_agent(self.owner))


async def open_library(app: RunningApp) -> Library:
    """A new business with one agent."""
    owner = await app.new_member(f"owner-{new_id()}@example.com")
    return Library(app, owner, await _new_agent(owner))


async def _new_agent(owner: Member) -> str:
    answer = await owner.client.post("/api/agents", json={"name": "Luna"})
    assert answer.status_code == 201, answer.text
    agent_id: str = answer.json()["id"]
    return agent_id
