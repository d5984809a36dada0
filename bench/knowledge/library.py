"""Documents in an embedded store, by the program's own steps: chunks, embeddings, words, search."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from uuid import UUID

from app.knowledge.chunks import chunk_blocks
from app.knowledge.embeddings import LocalEmbedder
from app.knowledge.indexing import index_chunks, searchable
from app.knowledge.ingestion import text_blocks
from app.knowledge.search import find_chunks
from app.knowledge.vectors import Point, VectorStore
from app.knowledge.vectors.edge import EdgeStore
from app.platform.ids import new_id
from bench.knowledge.sets import Document, Question

FOUND = 5


@dataclass(frozen=True, slots=True)
class Unit:
    """One chunk: what every contestant ranks. `place` is where it stands in its document, white space left out."""

    id: UUID
    document: str
    text: str
    searchable: str
    place: tuple[int, int] | None

    def answers(self, question: Question, texts: dict[str, str]) -> bool:
        """Whether it is of a gold document and overlaps a gold place in it, if places are named."""
        places = question.gold.get(self.document)
        if not places or self.place is None:
            return places is not None and not places
        start, end = self.place
        text = texts[self.document]
        return any(start < _solid(text[:last]) and _solid(text[:first]) < end for first, last in places)


@dataclass(frozen=True, slots=True)
class Library:
    """One agent's documents, searchable."""

    embedder: LocalEmbedder
    vectors: VectorStore
    agent: UUID
    units: list[Unit]

    async def find(self, question: str) -> list[UUID]:
        """The chunks that an agent's search proposes."""
        return [
            hit.chunk_id
            for hit in await find_chunks(self.embedder, self.vectors, self.agent, question, FOUND)
        ]


@asynccontextmanager
async def library(embedder: LocalEmbedder, documents: Sequence[Document]) -> AsyncIterator[Library]:
    """All documents, given to one agent."""
    with TemporaryDirectory() as folder:
        vectors = EdgeStore(Path(folder))
        await vectors.ensure(embedder.name, embedder.dimensions)
        agent, units = new_id(), []
        for document in documents:
            units += await _add(embedder, vectors, agent, document)
        try:
            yield Library(embedder, vectors, agent, units)
        finally:
            await vectors.aclose()


async def _add(embedder: LocalEmbedder, vectors: VectorStore, agent: UUID, document: Document) -> list[Unit]:
    chunks = chunk_blocks(text_blocks(document.title, document.text))
    indexed = await index_chunks(embedder, document.title, [(chunk.section, chunk.text) for chunk in chunks])
    ids, owner = [new_id() for _ in chunks], new_id()
    await vectors.put(
        [
            Point(agent, chunk_id, owner, owner, each.dense, each.sparse, each.opening)
            for chunk_id, each in zip(ids, indexed, strict=True)
        ]
    )
    solid, at = "".join(document.text.split()), 0
    units = []
    for chunk_id, chunk in zip(ids, chunks, strict=True):
        body = "".join(chunk.text.split())
        if chunk.ordinal == 0:  # it begins with the title
            body = body.removeprefix("".join(document.title.split()))
        start = solid.find(body, at)
        place = None if start < 0 else (start, start + len(body))
        at = max(at, start)
        whole = searchable(document.title, chunk.section, chunk.text)
        units.append(Unit(chunk_id, document.id, chunk.text, whole, place))
    return units


def _solid(text: str) -> int:
    return len("".join(text.split()))
