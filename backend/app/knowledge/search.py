"""Finding what answers a question among the documents an agent was given."""

from uuid import UUID

from app.knowledge.embeddings import Embedder
from app.knowledge.passages import Passage, Piece, joined
from app.knowledge.serving import pinned
from app.knowledge.vectors import Hit, VectorStore, sparse_query
from app.platform.database import Database
from app.platform.text import storable

_LONGEST_QUERY = 1000

# Binds the workspace itself: a transaction for it would be three round trips, and a turn searches more than once.
# The vector store only proposes: what is not given to this agent, or not ready, is not in the answer.
_PASSAGES = "select * from passages_of($1, $2, $3)"


async def search(
    database: Database,
    embedder: Embedder,
    vectors: VectorStore,
    workspace_id: UUID,
    agent_id: UUID,
    query: str,
    limit: int = 5,
) -> list[Passage]:
    """The passages around the `limit` chunks that fit the question best, best first; none for a blank question. Where
    an agent knows little, the rest of what it knows follows.
    """
    hits = await find_chunks(embedder, vectors, agent_id, query, limit)
    if not hits:
        return []
    rows = await database.road.fetch(_PASSAGES, workspace_id, agent_id, [hit.chunk_id for hit in hits])
    return joined([Piece(**row) for row in rows], {hit.chunk_id: hit.score for hit in hits})


async def find_chunks(
    embedder: Embedder, vectors: VectorStore, agent_id: UUID, query: str, limit: int = 5
) -> list[Hit]:
    """The chunks that fit the question best, best first, as the vector store has them."""
    query = storable(query).strip()[:_LONGEST_QUERY]
    if not query:
        return []
    here = pinned(embedder, vectors)
    dense = await here.embedder.embed_query(query)
    return await here.vectors.search(agent_id, dense, sparse_query(query), limit)
