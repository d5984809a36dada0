"""From the bytes of a document to something an agent can find. The steps of one job:

1. read: original -> blocks -> chunks, stored all at once. Skipped when the chunks are there.
2. index: chunks -> vectors, for every agent the document is given to.
3. ready: only now can it be found, because `chunk_count` is what the search looks at.

A step that is interrupted is done again. Chunks get their ids when they are stored, and a vector is named after its
chunk and agent, so indexing twice leaves one vector; vectors of chunks that are no more go before new ones come.
No transaction is open while a parser, an embedder or a vector store works.
"""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from app.knowledge import repository, service
from app.knowledge.chunks import Chunk, chunk_blocks
from app.knowledge.embeddings import Embedder
from app.knowledge.errors import DocumentRefused
from app.knowledge.indexing import index_chunks
from app.knowledge.models import PDF, Document
from app.knowledge.originals import ORIGINALS
from app.knowledge.parsing import Block, parse_pdf
from app.knowledge.vectors import Point, VectorStore
from app.platform.database import Database, Scope
from app.platform.hints import Hints
from app.platform.ids import new_id

_TELL_EVERY_SECONDS = 1.0
_READING_SHARE = 0.6  # of the progress a person sees
_PARAGRAPHS = re.compile(r"\n\s*\n")


class DocumentGone(Exception):
    """It was deleted meanwhile: there is nothing left to do."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What ingestion works with."""

    database: Database
    embedder: Embedder
    vectors: VectorStore
    hints: Hints


class Ingestion:
    """The work on one document."""

    def __init__(self, parts: Parts, scope: Scope, document_id: UUID) -> None:
        self._database = parts.database
        self._embedder = parts.embedder
        self._vectors = parts.vectors
        self._hints = parts.hints
        self._scope = scope
        self._id = document_id
        self._told_at = 0.0

    async def run(self) -> None:
        """Make the document findable for every agent that has it. Raises `DocumentRefused` or `DocumentGone`."""
        document, is_read = await self._begin()
        if not is_read:
            await self._read(document)
        await self._index()

    async def fail(self, code: str, text: str) -> None:
        """Note why it cannot be indexed; nothing of it can be found any more."""
        async with self._database.tenant(self._scope) as db:
            document = await repository.find(db, self._id, lock=True)
            if document is None or document.status in ("ready", "failed"):
                return
            document.status, document.error_code, document.error_text = "failed", code, text
            document.chunk_count = 0
            await repository.delete_chunks(db, self._id)
            for agent_id in await repository.agents_of(db, self._id):
                await service.enqueue_unindexing(db, self._scope, agent_id, self._id)
        self._tell()

    async def _begin(self) -> tuple[Document, bool]:
        async with self._database.tenant(self._scope) as db:
            document = await repository.find(db, self._id, lock=True)
            if document is None or document.status in ("ready", "failed"):
                raise DocumentGone  # or settled by another job for the same document
            document.status = "processing"
            is_read = await repository.has_chunks(db, self._id)
        self._tell()
        return document, is_read

    async def _read(self, document: Document) -> None:
        async with self._database.tenant(self._scope) as db:
            content = await ORIGINALS.fetch(db, self._id)
            agent_ids = await repository.agents_of(db, self._id)
        if content is None:
            raise DocumentGone
        page_count: int | None = None
        blocks: Sequence[Block]
        if document.media_type == PDF:
            parsed = await parse_pdf(content, on_progress=self._pages_read)
            page_count, blocks = parsed.page_count, parsed.blocks
        else:
            blocks = text_blocks(document.title, content.decode())
        chunks = await asyncio.to_thread(chunk_blocks, blocks)
        if not chunks:
            raise DocumentRefused("no_text")
        for agent_id in agent_ids:  # of an earlier try that failed
            await self._vectors.delete_document(agent_id, self._id)
        await self._store(chunks, page_count)

    async def _store(self, chunks: Sequence[Chunk], page_count: int | None) -> None:
        async with self._database.tenant(self._scope) as db:
            document = await repository.find(db, self._id, lock=True)
            if document is None:
                raise DocumentGone
            if await repository.has_chunks(db, self._id):
                return  # another job was faster
            document.page_count = page_count
            await repository.add_chunks(db, [self._row(chunk, page_count) for chunk in chunks])

    def _row(self, chunk: Chunk, page_count: int | None) -> dict[str, Any]:
        has_pages = page_count is not None
        return {
            "id": new_id(),
            "workspace_id": self._scope.workspace_id,
            "document_id": self._id,
            "ordinal": chunk.ordinal,
            "text": chunk.text,
            "section": chunk.section,
            "page_from": chunk.page_from if has_pages else None,
            "page_to": chunk.page_to if has_pages else None,
            "token_count": chunk.token_count,
        }

    async def _index(self) -> None:
        async with self._database.tenant(self._scope) as db:
            document = await repository.find(db, self._id)
            chunks = await repository.chunks_of(db, self._id)
        if document is None:
            raise DocumentGone
        encoded = await index_chunks(
            self._embedder,
            document.title,
            [(chunk.section, chunk.text) for chunk in chunks],
            self._chunks_indexed,
        )
        indexed: set[UUID] = set()
        while not (given := await self._finish(indexed, len(chunks))) <= indexed:
            for agent_id in given - indexed:
                await self._vectors.put(
                    [
                        Point(
                            agent_id,
                            chunk.id,
                            self._id,
                            self._scope.workspace_id,
                            each.dense,
                            each.sparse,
                            each.opening,
                        )
                        for chunk, each in zip(chunks, encoded, strict=True)
                    ]
                )
            indexed |= given

    async def _finish(self, indexed: set[UUID], chunk_count: int) -> set[UUID]:
        """Whom the document is given to now; it is ready when all of them can find it. Empty when it is gone."""
        async with self._database.tenant(self._scope) as db:
            document = await repository.find(db, self._id, lock=True)
            given = await repository.agents_of(db, self._id)
            if not given <= indexed:
                return given
            if document is not None:
                document.status, document.progress, document.chunk_count = "ready", 1.0, chunk_count
            for agent_id in indexed - given:  # taken away while we worked
                await service.enqueue_unindexing(db, self._scope, agent_id, self._id)
        self._tell()
        return given

    async def _pages_read(self, pages: int, page_count: int) -> None:
        await self._progress(_READING_SHARE * pages / max(page_count, 1))

    async def _chunks_indexed(self, share: float) -> None:
        await self._progress(_READING_SHARE + (1 - _READING_SHARE) * share)

    async def _progress(self, fraction: float) -> None:
        """Tell how far it is, about once a second."""
        if time.monotonic() - self._told_at < _TELL_EVERY_SECONDS:
            return
        async with self._database.tenant(self._scope) as db:
            if not await repository.set_progress(db, self._id, min(fraction, 0.99)):
                raise DocumentGone
        self._tell()

    def _tell(self) -> None:
        self._told_at = time.monotonic()
        self._hints.tell(self._scope.workspace_id, "document.changed", self._id)


def text_blocks(title: str, text: str) -> list[Block]:
    """A plain text under its title, one block for each paragraph."""
    paragraphs = [part.strip() for part in _PARAGRAPHS.split(text)]
    return [Block("heading", title, 1), *(Block("text", part, 1) for part in paragraphs if part)]
