"""Finding what answers a question among the documents an agent was given."""

from dataclasses import dataclass
from uuid import UUID

from app.knowledge.embeddings import Embedder
from app.knowledge.vectors import Hit, VectorStore, sparse_query
from app.platform.database import Database
from app.platform.text import storable

_LONGEST_QUERY = 1000

# Binds the workspace itself: a transaction for it would be three round trips, and a turn searches more than once.
# The vector store only proposes: what is not given to this agent, or not ready, is not in the answer.
_PASSAGES = "select * from passages_of($1, $2, $3)"


@dataclass(frozen=True, slots=True)
class Passage:
    """A chunk that was found. `score` orders the passages of one answer and means nothing beyond it."""

    chunk_id: UUID
    document_id: UUID
    document: str
    section: str
    page: int | None
    text: str
    score: float


async def search(
    database: Database,
    embedder: Embedder,
    vectors: VectorStore,
    workspace_id: UUID,
    agent_id: UUID,
    query: str,
    limit: int = 5,
) -> list[Passage]:
    """The passages that fit the question best, best first; none for a blank question."""
    hits = await find_chunks(embedder, vectors, agent_id, query, limit)
    if not hits:
        return []
    rows = await database.road.fetch(_PASSAGES, workspace_id, agent_id, [hit.chunk_id for hit in hits])
    found = {row["id"]: row for row in rows}
    return [
        Passage(
            chunk_id=hit.chunk_id,
            document_id=row["document_id"],
            document=row["filename"],
            section=row["section"],
            page=row["page_from"],
            text=row["text"],
            score=hit.score,
        )
        for hit in hits
        if (row := found.get(hit.chunk_id)) is not None
    ]


async def find_chunks(
    embedder: Embedder, vectors: VectorStore, agent_id: UUID, query: str, limit: int = 5
) -> list[Hit]:
    """The chunks that fit the question best, best first, as the vector store has them."""
    query = storable(query).strip()[:_LONGEST_QUERY]
    if not query:
        return []
    dense = await embedder.embed_query(query)
    return await vectors.search(agent_id, dense, sparse_query(query), limit)
