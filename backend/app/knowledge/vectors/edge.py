"""The Qdrant engine inside this process: one folder (a shard) for each embedding model.

One process opens the folder at a time (flock: free after `kill -9`). In it, writes go through one thread, so that
they never meet; searches go through others.

No write-ahead log: it is never cut shorter and makes opening slow. Every write is flushed instead before it is
acknowledged, which survives `kill -9` and costs about 10 ms. No graph index either: comparing with all of one
agent's vectors is exact, takes 2 ms at 10,000 chunks, and keeps compaction below a second.
"""

import asyncio
import copy
import fcntl
import shutil
from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self, TextIO, TypeVar
from uuid import UUID

from app.knowledge.errors import VectorsUnavailable
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
    from app.knowledge.embeddings import Vector

Result = TypeVar("Result")

_LOT = 100  # points in one write: the engine holds the whole process for that long (5 ms)
_SEARCH_THREADS = 2
_INDEXED = ("agent_id", "document_id")
_NOBODY = UUID(int=0)
_DROPPED = ".gone"


class EdgeStore:
    """A `VectorStore` in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._shards: dict[str, Any] = {}
        self._current = ""
        self._lock: TextIO | None = None
        self._writer = ThreadPoolExecutor(1, "vectors-write")
        self._readers = ThreadPoolExecutor(_SEARCH_THREADS, "vectors-search")

    async def ensure(self, model: str, dimensions: int) -> None:
        """Open every model's folder, making this model's if it is missing."""
        self._current = collection_name(model, dimensions)
        await self._write(lambda: self._open_all(self._current, dimensions))

    async def has(self, model: str, dimensions: int) -> bool:
        """Whether there is a folder of this model."""
        return await asyncio.to_thread((self._folder / collection_name(model, dimensions)).is_dir)

    async def beside(self, model: str, dimensions: int) -> Self:
        """The same store at work on another folder."""
        name = collection_name(model, dimensions)
        await self._write(lambda: self._open_all(name, dimensions))
        other = self.pinned()
        other._current = name
        return other

    def pinned(self) -> Self:
        """The same store, at work on the folder of now."""
        return copy.copy(self)  # engine, threads and lock are shared

    def turn_to(self, model: str, dimensions: int) -> None:
        """Work on another folder from now on."""
        self._current = collection_name(model, dimensions)

    async def drop(self, model: str, dimensions: int) -> None:
        """Delete a model's folder, unless it is the one at work."""
        name = collection_name(model, dimensions)
        if name != self._current:
            await self._write(lambda: self._drop(name))

    async def put(self, points: Sequence[Point]) -> None:
        """Add points, replacing those of the same agent and chunk."""
        if not points:
            return
        for start in range(0, len(points), _LOT):
            await self._write(partial(self._put, points[start : start + _LOT]))
        await self._write(self._flush)

    async def delete_document(self, agent_id: UUID, document_id: UUID) -> None:
        """Take one document away from one agent."""
        await self._write(lambda: self._delete(agent_id=agent_id, document_id=document_id))

    async def delete_chunks(self, agent_id: UUID, chunk_ids: Sequence[UUID]) -> None:
        """Take some chunks away from one agent."""
        await self._write(lambda: self._delete_points([point_id(agent_id, each) for each in chunk_ids]))

    async def delete_agent(self, agent_id: UUID) -> None:
        """Take everything away from one agent."""
        await self._write(lambda: self._delete(agent_id=agent_id))

    async def search(
        self, agent_id: UUID, dense: "Vector", sparse: SparseVector, limit: int, among: Documents = ALL
    ) -> list[Hit]:
        """The agent's best chunks, best first."""
        return await self._read(lambda: self._search(agent_id, dense, sparse, limit, among))

    async def count(self, agent_id: UUID) -> int:
        """How many chunks the agent can find."""
        return await self._read(lambda: self._count(agent_id))

    async def check(self) -> None:
        """Ask the engine one cheap question."""
        await self.count(_NOBODY)

    async def aclose(self) -> None:
        """Finish what is being written and let the folder go."""
        await asyncio.to_thread(self._close)

    async def _write(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._writer, work)

    async def _read(self, work: Callable[[], Result]) -> Result:
        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    def _open_all(self, name: str, dimensions: int) -> None:
        if self._lock is None:
            self._lock = self._held()
        for dropped in self._folder.glob(f"{COLLECTION_PREFIX}*{_DROPPED}"):  # and not quite gone
            shutil.rmtree(dropped, ignore_errors=True)
        if not (self._folder / name).exists():
            self._make(name, dimensions)
        for path in sorted(self._folder.glob(COLLECTION_PREFIX + "*")):
            if path.is_dir() and not path.suffix and path.name not in self._shards:
                self._shards[path.name] = self._open(path)

    def _held(self) -> TextIO:
        self._folder.mkdir(parents=True, exist_ok=True)
        lock = (self._folder / "lock").open("a")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.close()
            raise VectorsUnavailable(
                f"Another process has the vectors in {self._folder} open. Stop it first."
            ) from None
        return lock

    def _open(self, path: Path) -> Any:
        import qdrant_edge as edge

        shutil.rmtree(path / "temp_segments", ignore_errors=True)  # of a compaction that a kill interrupted
        try:
            shard = edge.EdgeShard.load(str(path))
        except Exception as error:  # the engine raises nothing more specific
            raise VectorsUnavailable(
                f"The vectors in {path} cannot be opened ({error}). "
                "Move that folder away and index the documents again."
            ) from None
        # Gives back the room of what was deleted. Here, because the engine holds the whole process while it does so.
        if shard.optimize():
            shard.flush()
        return shard

    def _drop(self, name: str) -> None:
        """Moved before it is deleted: a process killed half-way leaves nothing that looks whole."""
        shard = self._shards.pop(name, None)
        if shard is not None:
            shard.close()
        folder = self._folder / name
        if folder.exists():
            gone = folder.rename(folder.with_name(name + _DROPPED))
            shutil.rmtree(gone, ignore_errors=True)

    def _make(self, name: str, dimensions: int) -> None:
        """Made under another name and moved: a process killed half-way leaves nothing that looks finished."""
        import qdrant_edge as edge

        unfinished = self._folder / f"{name}.new"
        shutil.rmtree(unfinished, ignore_errors=True)
        config = edge.EdgeConfig(
            vectors={"dense": edge.EdgeVectorParams(size=dimensions, distance=edge.Distance.Cosine)},
            sparse_vectors={"bm25": edge.EdgeSparseVectorParams(modifier=edge.Modifier.Idf)},
            max_search_threads=1,  # more would take the cores away from the web server
            hnsw_config=edge.HnswIndexConfig(
                m=0, ef_construct=100, full_scan_threshold=10_000, max_indexing_threads=1
            ),
            wal_enabled=False,
        )
        shard = edge.EdgeShard.create(str(unfinished), config)
        for key in _INDEXED:
            shard.update(edge.UpdateOperation.create_field_index(key, edge.PayloadSchemaType.Keyword))
        shard.flush()
        shard.close()
        unfinished.rename(self._folder / name)

    def _put(self, points: Sequence[Point]) -> None:
        import qdrant_edge as edge

        made = [
            edge.Point(
                point.id,
                {
                    "dense": point.dense.tolist(),
                    "bm25": edge.SparseVector(list(point.sparse.indices), list(point.sparse.values)),
                },
                point.payload,
            )
            for point in points
        ]
        self._shards[self._current].update(edge.UpdateOperation.upsert_points(made))

    def _flush(self) -> None:
        self._shards[self._current].flush()

    def _delete(self, **which: UUID) -> None:
        import qdrant_edge as edge

        self._everywhere(edge.UpdateOperation.delete_points_by_filter(_matching(**which)))

    def _delete_points(self, ids: list[str]) -> None:
        import qdrant_edge as edge

        self._everywhere(edge.UpdateOperation.delete_points([*ids]))

    def _everywhere(self, operation: Any) -> None:
        for shard in self._shards.values():
            shard.update(operation)
            shard.flush()

    def _search(
        self, agent_id: UUID, dense: "Vector", sparse: SparseVector, limit: int, among: Documents
    ) -> list[Hit]:
        import qdrant_edge as edge

        mine = _matching(agent_id=agent_id)
        here = _within(mine, among)
        among_mine = edge.SearchParams(idf=edge.IdfParams(corpus=mine))
        words = edge.SparseVector(list(sparse.indices), list(sparse.values))
        depth = max(CANDIDATES, limit)
        asked = {
            "dense": (dense.any(), edge.Query.Nearest(dense.tolist(), using="dense"), None),
            "bm25": (sparse.indices, edge.Query.Nearest(words, using="bm25"), among_mine),
        }
        rankings = {
            name: edge.QueryRequest(
                limit=depth, query=query, filter=here, params=params, with_payload=list(FETCHED)
            )
            for name, (says_something, query, params) in asked.items()
            if says_something
        }
        if not rankings:
            return []
        batch = edge.QueryBatchRequest(list(rankings.values()))
        answers = dict(zip(rankings, self._shards[self._current].query_batch(batch), strict=True))
        return fuse(_found(answers.get("dense", [])), _found(answers.get("bm25", [])), limit)

    def _count(self, agent_id: UUID) -> int:
        import qdrant_edge as edge

        request = edge.CountRequest(exact=True, filter=_matching(agent_id=agent_id))
        return int(self._shards[self._current].count(request))

    def _close(self) -> None:
        self._readers.shutdown()
        self._writer.shutdown()
        for shard in self._shards.values():
            shard.close()
        self._shards.clear()
        if self._lock is not None:
            self._lock.close()


def _matching(**which: UUID) -> Any:
    import qdrant_edge as edge

    return edge.Filter(
        must=[edge.FieldCondition(key=key, match=edge.MatchValue(str(value))) for key, value in which.items()]
    )


def _within(mine: Any, among: Documents) -> Any:
    import qdrant_edge as edge

    def of(ids: Collection[UUID]) -> Any:
        return edge.FieldCondition(key="document_id", match=edge.MatchAny([str(each) for each in ids]))

    if among == ALL:
        return mine
    only = [mine] if among.only is None else [mine, of(among.only)]
    return edge.Filter(must=only, must_not=[of(among.without)] if among.without else None)


def _found(points: Sequence[Any]) -> list[Found]:
    return [Found(point.payload["chunk_id"], point.score, bool(point.payload["opening"])) for point in points]
