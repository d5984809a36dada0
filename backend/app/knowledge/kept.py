"""Vectors that were paid for, kept beside their chunks: whatever fails afterwards, nobody pays for them again."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from app.knowledge.embedding_hosts import HostEmbedder
from app.knowledge.embeddings import Embedder
from app.platform.database import Database

if TYPE_CHECKING:
    from app.knowledge.embeddings import Vector

_KNOWN = (
    "select chunk_id, vector from chunk_vectors where workspace_id = $1 and chunk_id = any($2) and model = $3"
)
# A chunk that was deleted meanwhile needs no vector.
_KEEP = """
insert into chunk_vectors (workspace_id, chunk_id, model, vector)
select $1, new.chunk_id, $2, new.vector from unnest($3::uuid[], $4::bytea[]) as new (chunk_id, vector)
join chunks c on c.workspace_id = $1 and c.id = new.chunk_id
on conflict do nothing
"""


class Kept:
    """The vectors of one document's chunks, which are given in order."""

    def __init__(self, database: Database, workspace_id: UUID, model: str, chunk_ids: Sequence[UUID]) -> None:
        self._database = database
        self._workspace_id = workspace_id
        self._model = model
        self._chunk_ids = chunk_ids

    async def known(self, numbers: range) -> "dict[int, Vector]":
        """Those that are there, by the number of their chunk."""
        import numpy as np

        ids = {self._chunk_ids[number]: number for number in numbers}
        async with self._database.tenant_road(self._workspace_id) as connection:
            rows = await connection.fetch(_KNOWN, self._workspace_id, list(ids), self._model)
        return {ids[row["chunk_id"]]: np.frombuffer(row["vector"], dtype=np.float32) for row in rows}

    async def keep(self, vectors: "Mapping[int, Vector]") -> None:
        """Keep vectors, by the number of their chunk."""
        ids = [self._chunk_ids[number] for number in vectors]
        content = [vector.tobytes() for vector in vectors.values()]
        async with self._database.tenant_road(self._workspace_id) as connection:
            await connection.execute(_KEEP, self._workspace_id, self._model, ids, content)


def kept_for(
    embedder: Embedder, database: Database, workspace_id: UUID, chunk_ids: Sequence[UUID]
) -> Kept | None:
    """Where this embedder's vectors are kept; None: making them costs nothing."""
    if not isinstance(embedder, HostEmbedder):
        return None
    return Kept(database, workspace_id, embedder.name, chunk_ids)
