"""A Qdrant server (1.19 or later: word rarity within a filter), one collection for each embedding model.

The client is imported when it is first needed: it takes 1.7 s.
"""

import copy
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from app.knowledge.vectors.bm25 import SparseVector
from app.knowledge.vectors.fusion import Found, Hit, fuse
from app.knowledge.vectors.store import (
    ALL,
    CANDIDATES,
    COLLECTION_PREFIX,
    FETCHED,
    Documents,
    Point,
    collection_name,
    point_id,
)

if TYPE_CHECKING:
    from qdrant_client import AsyncQdrantClient

    from app.knowledge.embeddings import Vector

_LOT = 200
_TIMEOUT_SECONDS = 20
_INDEXED = ("agent_id", "document_id")


def connect(url: str | None, host: str | None, api_key: str | None) -> "AsyncQdrantClient":
    """A client for a server named by its URL or by its host; nothing is sent yet."""
    from qdrant_client import AsyncQdrantClient

    where = {"url": url} if url else {"host": host, "https": False}
    return AsyncQdrantClient(
        **where,
        api_key=api_key,
        timeout=_TIMEOUT_SECONDS,
        check_compatibility=False,
    )


class ServerStore:
    """A `VectorStore` on a Qdrant server. It owns the client and closes it."""

    def __init__(self, client: "AsyncQdrantClient") -> None:
        self._client = client
        self._current = ""

    async def ensure(self, model: str, dimensions: int) -> None:
        """Make this model's collection and its filter indexes if they are missing."""
        self._current = collection_name(model, dimensions)
        await self._make(self._current, dimensions)

    async def has(self, model: str, dimensions: int) -> bool:
        """Whether there is a collection of this model."""
        return await self._client.collection_exists(collection_name(model, dimensions))

    async def beside(self, model: str, dimensions: int) -> Self:
        """The same store at work on another collection."""
        name = collection_name(model, dimensions)
        await self._make(name, dimensions)
        other = self.pinned()
        other._current = name
        return other

    def pinned(self) -> Self:
        """The same store, at work on the collection of now."""
        return copy.copy(self)

    def turn_to(self, model: str, dimensions: int) -> None:
        """Work on another collection from now on."""
        self._current = collection_name(model, dimensions)

    async def drop(self, model: str, dimensions: int) -> None:
        """Delete a model's collection, unless it is the one at work."""
        name = collection_name(model, dimensions)
        if name != self._current:
            await self._client.delete_collection(name)

    async def _make(self, name: str, dimensions: int) -> None:
        from qdrant_client import models
        from qdrant_client.http.exceptions import UnexpectedResponse

        if not await self._client.collection_exists(name):
            try:
                await self._client.create_collection(
                    name,
                    vectors_config={
                        "dense": models.VectorParams(size=dimensions, distance=models.Distance.COSINE)
                    },
                    sparse_vectors_config={"bm25": models.SparseVectorParams(modifier=models.Modifier.IDF)},
                )
            except UnexpectedResponse as error:
                if error.status_code != 409:  # another replica made it in the same moment
                    raise
        for key in _INDEXED:  # outside the `if`: a replica may have died between the two
            await self._client.create_payload_index(name, key, models.PayloadSchemaType.KEYWORD, wait=True)

    async def put(self, points: Sequence[Point]) -> None:
        """Add points, replacing those of the same agent and chunk."""
        from qdrant_client import models

        for start in range(0, len(points), _LOT):
            made = [
                models.PointStruct(
                    id=point.id,
                    vector={"dense": point.dense.tolist(), "bm25": _sparse(point.sparse)},
                    payload=point.payload,
                )
                for point in points[start : start + _LOT]
            ]
            await self._client.upsert(self._current, made, wait=True)

    async def delete_document(self, agent_id: UUID, document_id: UUID) -> None:
        """Take one document away from one agent."""
        await self._delete(agent_id=agent_id, document_id=document_id)

    async def delete_chunks(self, agent_id: UUID, chunk_ids: Sequence[UUID]) -> None:
        """Take some chunks away from one agent."""
        from qdrant_client import models

        ids: list[Any] = [point_id(agent_id, each) for each in chunk_ids]
        await self._delete_selected(models.PointIdsList(points=ids))

    async def delete_agent(self, agent_id: UUID) -> None:
        """Take everything away from one agent."""
        await self._delete(agent_id=agent_id)

    async def search(
        self, agent_id: UUID, dense: "Vector", sparse: SparseVector, limit: int, among: Documents = ALL
    ) -> list[Hit]:
        """The agent's best chunks, best first."""
        from qdrant_client import models

        mine = _matching(agent_id=agent_id)
        here = _within(mine, among)
        among_mine = models.SearchParams(idf=models.IdfCorpusParams(corpus=mine))
        depth = max(CANDIDATES, limit)
        asked = {
            "dense": (dense.any(), dense.tolist(), None),
            "bm25": (sparse.indices, _sparse(sparse), among_mine),
        }
        rankings = {
            name: models.QueryRequest(
                query=query, using=name, filter=here, params=params, limit=depth, with_payload=list(FETCHED)
            )
            for name, (says_something, query, params) in asked.items()
            if says_something
        }
        if not rankings:
            return []
        responses = await self._client.query_batch_points(self._current, list(rankings.values()))
        answers = {name: answer.points for name, answer in zip(rankings, responses, strict=True)}
        return fuse(_found(answers.get("dense", [])), _found(answers.get("bm25", [])), limit)

    async def count(self, agent_id: UUID) -> int:
        """How many chunks the agent can find."""
        return (await self._client.count(self._current, _matching(agent_id=agent_id), exact=True)).count

    async def check(self) -> None:
        """Ask the server for our collection; raises when it does not answer or has lost it."""
        await self._client.get_collection(self._current)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._client.close()

    async def _delete(self, **which: UUID) -> None:
        from qdrant_client import models

        await self._delete_selected(models.FilterSelector(filter=_matching(**which)))

    async def _delete_selected(self, selector: Any) -> None:
        for collection in (await self._client.get_collections()).collections:
            if collection.name.startswith(COLLECTION_PREFIX):
                await self._client.delete(collection.name, selector, wait=True)


def _sparse(vector: SparseVector) -> Any:
    from qdrant_client import models

    return models.SparseVector(indices=list(vector.indices), values=list(vector.values))


def _matching(**which: UUID) -> Any:
    from qdrant_client import models

    return models.Filter(
        must=[
            models.FieldCondition(key=key, match=models.MatchValue(value=str(value)))
            for key, value in which.items()
        ]
    )


def _within(mine: Any, among: Documents) -> Any:
    from qdrant_client import models

    def of(ids: Collection[UUID]) -> Any:
        return models.FieldCondition(
            key="document_id", match=models.MatchAny(any=[str(each) for each in ids])
        )

    if among == ALL:
        return mine
    only = [mine] if among.only is None else [mine, of(among.only)]
    return models.Filter(must=only, must_not=[of(among.without)] if among.without else None)


def _found(points: Sequence[Any]) -> list[Found]:
    return [
        Found(point.payload["chunk_id"], point.score, bool(point.payload["opening"]))
        for point in points
        if point.payload
    ]
