"""From the bytes of a document to something an agent can find. The steps of one job:

1. read: original -> blocks -> chunks, stored all at once. Skipped when the chunks are there.
2. index: chunks -> vectors, for every agent the document is given to.
3. ready: only now can it be found, because `chunk_count` and `reading` are what the search looks at. What it replaces
   goes in the same transaction.

Of a document that is read again the old chunks answer until the third step; then they and their vectors are deleted.

A step that is interrupted is done again. Chunks get their ids when they are stored, and a vector is named after its
chunk and agent, so indexing twice leaves one vector. No transaction is open while a parser, an embedder or a vector
store works.
"""

import asyncio
import re
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.knowledge import repository, service
from app.knowledge.answers import read_answers
from app.knowledge.chunks import Chunk, Chunker
from app.knowledge.embeddings import Embedder
from app.knowledge.events import DocumentFailed, DocumentReady
from app.knowledge.indexing import index_chunks
from app.knowledge.kept import kept_for
from app.knowledge.models import Document
from app.knowledge.originals import ORIGINALS
from app.knowledge.parsing.blocks import Block, ParsedDocument
from app.knowledge.parsing.kinds import ANSWERS, PLAIN_TEXT
from app.knowledge.parsing.parse import parse_document
from app.knowledge.parsing.reading import MAX_CHARACTERS
from app.knowledge.parsing.refusals import DocumentRefused
from app.knowledge.rebuild import NOT_INDEXED, NOT_INDEXED_TEXT, REINDEX
from app.knowledge.vectors import Point, VectorStore
from app.platform.database import Database, Scope
from app.platform.events import publish
from app.platform.hints import Hints
from app.platform.ids import new_id
from app.platform.jobs import enqueue
from app.platform.text import storable

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
        """Note why it cannot be indexed. What answered before answers still, and is indexed for those who were given it
        meanwhile; else nothing of it can be found any more.
        """
        async with self._database.tenant(self._scope) as db:
            document = await repository.find(db, self._id, lock=True)
            if document is None or document.status in ("ready", "failed"):
                return
            document.error_code, document.error_text = code, text
            if document.chunk_count:
                if not document.reread:
                    document.error_code, document.error_text = NOT_INDEXED, NOT_INDEXED_TEXT
                document.status, document.progress, document.reread = "ready", 1.0, False
                await service.enqueue_deletion_of_past(db, self._scope, self._id)
                await enqueue(db, REINDEX, workspace_id=self._scope.workspace_id, document_id=self._id)
            else:
                document.status, document.chunk_count, document.reread = "failed", 0, False
                await self._forget(db)
                workspace_id = self._scope.workspace_id
                await publish(
                    db, DocumentFailed(workspace_id=workspace_id, document_id=self._id, code=code, text=text)
                )
        self._tell()

    async def _forget(self, db: AsyncSession) -> None:
        await repository.delete_chunks(db, self._id)
        for agent_id in await repository.agents_of(db, self._id):
            await service.enqueue_unindexing(db, self._scope, agent_id, self._id)

    async def wait(self, text: str) -> None:
        """Note what it waits for; it stays as far as it is."""
        async with self._database.tenant(self._scope) as db:
            document = await repository.find(db, self._id, lock=True)
            if document is not None and document.status == "processing":
                document.error_code, document.error_text = "waiting", text
        self._tell()

    async def _begin(self) -> tuple[Document, bool]:
        async with self._database.tenant(self._scope) as db:
            document = await repository.find(db, self._id, lock=True)
            if document is None or document.status in ("ready", "failed"):
                raise DocumentGone  # or settled by another job for the same document
            document.status = "processing"
            is_read = await repository.has_chunks(db, self._id, document.reading_to_index)
        self._tell()
        return document, is_read

    async def _read(self, document: Document) -> None:
        async with self._database.tenant(self._scope) as db:
            content = await ORIGINALS.fetch(db, self._id)
            agent_ids = await repository.agents_of(db, self._id)
        if content is None:
            raise DocumentGone
        chunker = Chunker()
        parsed = await self._parsed(document, content, chunker)
        chunks = await asyncio.to_thread(chunker.done)
        if not chunks:
            raise DocumentRefused("no_text")
        if not document.chunk_count:
            for agent_id in agent_ids:  # of an earlier try that failed
                await self._vectors.delete_document(agent_id, self._id)
        await self._store(chunks, parsed)

    async def _parsed(self, document: Document, content: bytes, chunker: Chunker) -> ParsedDocument:
        """What was read; the chunker has all of it. A process of its own for everything but what is plain."""

        async def cut(blocks: Sequence[Block]) -> None:
            await asyncio.to_thread(chunker.add, blocks)

        if document.media_type == ANSWERS:
            parsed = read_answers(content)
        elif document.media_type == PLAIN_TEXT and (text := _utf8(content)) is not None:
            parsed = ParsedDocument(None, tuple(text_blocks(document.title, text)))
        else:
            return await parse_document(
                content, document.media_type, on_progress=self._pages_read, on_blocks=cut
            )
        await cut(parsed.blocks)
        return parsed

    async def _store(self, chunks: Sequence[Chunk], parsed: ParsedDocument) -> None:
        async with self._database.tenant(self._scope) as db:
            document = await repository.find(db, self._id, lock=True)
            if document is None:
                raise DocumentGone
            reading = document.reading_to_index
            if await repository.has_chunks(db, self._id, reading):
                return  # another job was faster
            document.page_count = parsed.page_count
            document.title = parsed.title or document.title
            has_pages = parsed.page_count is not None
            await repository.add_chunks(db, [self._row(chunk, reading, has_pages) for chunk in chunks])

    def _row(self, chunk: Chunk, reading: int, has_pages: bool) -> dict[str, Any]:
        return {
            "id": new_id(),
            "workspace_id": self._scope.workspace_id,
            "document_id": self._id,
            "reading": reading,
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
            if document is None:
                raise DocumentGone
            reading = document.reading_to_index
            chunks = await repository.chunks_of(db, self._id, reading)
        encoded = await index_chunks(
            self._embedder,
            document.title,
            [(chunk.section, chunk.text) for chunk in chunks],
            self._chunks_indexed,
            kept_for(
                self._embedder, self._database, self._scope.workspace_id, [chunk.id for chunk in chunks]
            ),
        )
        indexed: set[UUID] = set()
        while not (given := await self._finish(indexed, reading, len(chunks))) <= indexed:
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

    async def _finish(self, indexed: set[UUID], reading: int, chunk_count: int) -> set[UUID]:
        """Whom the document is given to now; it is ready when all of them can find it. Empty when it is gone, or when
        the owner has it read anew since.
        """
        async with self._database.tenant(self._scope) as db:
            document = await repository.find(db, self._id, lock=True)
            given = await repository.agents_of(db, self._id)
            if document is not None and document.reading_to_index != reading:
                return set()  # to another job
            if not given <= indexed:
                return given
            if document is not None:
                if document.reading != reading:
                    document.reading = reading
                    await service.enqueue_deletion_of_past(db, self._scope, self._id)
                document.reread = False
                document.status, document.progress, document.chunk_count = "ready", 1.0, chunk_count
                document.error_code = document.error_text = None
                for agent_id, replaced in (await repository.replaced_by(db, self._id)).items():
                    await service.take_away(db, self._scope, agent_id, replaced)
                await publish(db, DocumentReady(workspace_id=self._scope.workspace_id, document_id=self._id))
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


def _utf8(content: bytes) -> str | None:
    try:
        text = storable(content.decode("utf-8"))
    except UnicodeDecodeError:
        return None
    if len(text) > MAX_CHARACTERS:
        raise DocumentRefused("too_much_text")
    return text
