"""Finding what answers a question among the documents an agent was given."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING
from uuid import UUID

from app.knowledge.embeddings import Embedder
from app.knowledge.filters import not_used_today
from app.knowledge.passages import Passage, Piece, joined
from app.knowledge.serving import pinned
from app.knowledge.vectors import ALL, Documents, Hit, SparseVector, VectorStore, sparse_query
from app.platform.database import Database
from app.platform.text import storable

if TYPE_CHECKING:
    from app.knowledge.embeddings import Vector

_LONGEST_QUERY = 1000
_DEEPER = 4

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
    among: Documents = ALL,
) -> list[Passage]:
    """The passages around the `limit` chunks that fit the question best, best first; none for a blank question. Where
    an agent knows little, the rest of what it knows follows. Documents that do not hold today are left out.
    """
    here = pinned(embedder, vectors)
    question = await _read(here.embedder, query)
    if question is None:
        return []

    async def look(limit: int, among: Documents) -> tuple[list[Hit], list[Piece]]:
        hits = await here.vectors.search(agent_id, *question, limit, among)
        if not hits:
            return [], []
        rows = await database.road.fetch(_PASSAGES, workspace_id, agent_id, [hit.chunk_id for hit in hits])
        pieces = (Piece(**row) for row in rows)
        return hits, [each for each in pieces if among.only is None or each.document_id in among.only]

    hits, pieces = await look(limit, among)
    # Only a hit that may not be used shows that there are more like it: most agents have none, and ask nobody. It is of
    # a document that does not hold today, or else of a reading that is just taking another one's place.
    if len(_usable(hits, pieces)) < len(hits):
        without = await not_used_today(database, workspace_id, agent_id)
        hits, pieces = await look(limit * _DEEPER, replace(among, without=without))
    return joined(pieces, {hit.chunk_id: hit.score for hit in _usable(hits, pieces)[:limit]})


def _usable(hits: Sequence[Hit], pieces: Sequence[Piece]) -> list[Hit]:
    known = {piece.id for piece in pieces}
    return [hit for hit in hits if hit.chunk_id in known]


async def find_chunks(
    embedder: Embedder, vectors: VectorStore, agent_id: UUID, query: str, limit: int = 5
) -> list[Hit]:
    """The chunks that fit the question best, best first, as the vector store has them."""
    here = pinned(embedder, vectors)
    question = await _read(here.embedder, query)
    return [] if question is None else await here.vectors.search(agent_id, *question, limit)


async def _read(embedder: Embedder, query: str) -> "tuple[Vector, SparseVector] | None":
    """The meaning and the words of a question; None: it is blank."""
    query = storable(query).strip()[:_LONGEST_QUERY]
    return (await embedder.embed_query(query), sparse_query(query)) if query else None
