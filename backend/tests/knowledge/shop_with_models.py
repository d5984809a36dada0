"""A business whose embedding model changes, without a program around it: its jobs are done by the test, one by one."""

from pathlib import Path
from uuid import UUID

import orjson

from app.knowledge import jobs, rebuild
from app.knowledge.ingestion import Parts
from app.knowledge.originals import ORIGINALS
from app.knowledge.rebuild import reindex_document
from app.knowledge.search import find_chunks
from app.knowledge.serving import SearchIndex, open_index
from app.platform.database import Database, Scope
from app.platform.hints import Hints
from app.platform.ids import new_id
from app.platform.settings import Settings
from tests.knowledge.embedding_server import EmbeddingServer


class Shop:
    """A business with one agent and its documents, in a database and a folder."""

    def __init__(self, database: Database, server: EmbeddingServer, folder: Path, url: str) -> None:
        self.database = database
        self.server = server
        self.folder = folder
        self.workspace_id, self.agent_id = new_id(), new_id()
        self.hints = Hints(url)

    def settings(self, provider: str) -> Settings:
        return Settings(
            embedding_provider=provider,  # type: ignore[arg-type]
            embedding_dimensions=64,
            openai_api_key="of the test",  # type: ignore[arg-type]
            openai_base_url=self.server.base_url,
            data_dir=self.folder,
        )

    async def open(self, provider: str) -> SearchIndex:
        index = await open_index(self.settings(provider), self.database)
        for embedder in (index.embedder.now, index.building and index.building.embedder):
            if embedder is not None and hasattr(embedder, "_pauses"):
                embedder._pauses = ()
        return index

    async def settle(self) -> None:
        async with self.database.crossing.acquire() as connection:
            await connection.execute(
                "insert into workspaces (id, slug, name) values ($1, 'shop', 'Shop')", self.workspace_id
            )
            await connection.execute(
                "insert into agents (id, workspace_id, name) values ($1, $2, 'Luna')",
                self.agent_id,
                self.workspace_id,
            )

    async def hand_in(self, text: str) -> UUID:
        """A document that waits to be indexed."""
        document_id = new_id()
        async with self.database.crossing.acquire() as connection:
            await connection.execute(
                "insert into documents (id, workspace_id, filename, title, media_type, sha256, byte_size, status)"
                " values ($1, $2, 'a.txt', 'Prices', 'text/plain', $3, 1, 'queued')",
                document_id, self.workspace_id, document_id.bytes,
            )  # fmt: skip
            await connection.execute(
                "insert into agent_documents (workspace_id, agent_id, document_id) values ($1, $2, $3)",
                self.workspace_id, self.agent_id, document_id,
            )  # fmt: skip
        scope = Scope(self.workspace_id)
        async with self.database.tenant(scope) as db:
            await ORIGINALS.keep(db, scope, document_id, text.encode())
        return document_id

    async def ingest(self, index: SearchIndex, document_id: UUID) -> None:
        parts = Parts(self.database, index.embedder, index.vectors, self.hints)
        ids = {"workspace_id": str(self.workspace_id), "document_id": str(document_id)}
        await jobs.ingest_document(parts, ids)

    async def add(self, index: SearchIndex, text: str) -> UUID:
        document_id = await self.hand_in(text)
        await self.ingest(index, document_id)
        assert (await self.document(document_id))["status"] == "ready"
        return document_id

    async def document(self, document_id: UUID) -> dict[str, object]:
        row = await self.database.crossing.fetchrow("select * from documents where id = $1", document_id)
        assert row is not None
        return dict(row)

    async def queued(self, job: str) -> list[dict[str, str]]:
        """Take what is queued, as the runner would."""
        rows = await self.database.crossing.fetch(
            "delete from frontdesk_pgqueuer where entrypoint = $1 returning payload", job
        )
        return [orjson.loads(row["payload"]) for row in rows]

    async def reindex(self, index: SearchIndex) -> int:
        """Do the jobs that make vectors anew; how many there were."""
        found = await self.queued(rebuild.REINDEX)
        for ids in found:
            await reindex_document(self.database, index, ids)
        return len(found)

    async def finds(self, index: SearchIndex, question: str) -> list[str]:
        hits = await find_chunks(index.embedder, index.vectors, self.agent_id, question)
        rows = await self.database.crossing.fetch(
            "select id, text from chunks where id = any($1)", [hit.chunk_id for hit in hits]
        )
        texts = {row["id"]: row["text"] for row in rows}
        return [texts[hit.chunk_id] for hit in hits]

    async def in_use(self) -> str:
        name: str = await self.database.crossing.fetchval("select model from search_index")
        return name
