"""Which embedding model is searched, and how another one takes its place.

The model in use is written down in the database. When the settings name another one, that one's vectors are made in
the background, beside those in use (`rebuild`); questions go on being answered from the old ones, with the old model
while it can be called and by words alone while it cannot. When the new ones are complete, all turn to them at once,
and a minute later the old ones are deleted. Changing the encoding of words makes a new collection as well; the old
one cannot be asked with the new words, so the new one serves at once and fills up.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from app.knowledge.embedding_hosts import embedder_called, make_embedder
from app.knowledge.embeddings import Embedder
from app.knowledge.errors import EmbeddingsDown
from app.knowledge.vectors import VectorStore, make_vector_store
from app.platform.database import Database
from app.platform.jobs import enqueue
from app.platform.logs import get_logger
from app.platform.settings import Settings

if TYPE_CHECKING:
    from app.knowledge.embeddings import Vector

log = get_logger(__name__)

DROP_VECTORS = "drop_vectors"
_DROP_AFTER = timedelta(minutes=1)
_LOOK_EVERY_SECONDS = 15  # replicas have turned long before the old vectors are deleted

_FIRST = """
insert into search_index (model, dimensions, since) values ($1, $2, '-infinity') on conflict do nothing
"""
_IN_USE = "select model, dimensions from search_index"
_TURN = "update search_index set model = $2, dimensions = $3, since = now() where model = $1 returning true"


class WordsOnly:
    """In the place of a model that cannot be called: no meaning, so words decide. Documents get on without it only
    where another model `is_next`; else they wait for a process that can call this one.
    """

    lot = 64

    def __init__(self, name: str, dimensions: int, *, is_next: bool) -> None:
        self.name = name
        self.dimensions = dimensions
        self._is_next = is_next

    async def embed_documents(self, texts: Sequence[str]) -> "list[Vector]":
        """A zero vector for each text. Raises `EmbeddingsDown`."""
        if not self._is_next:
            raise EmbeddingsDown(
                "The settings do not say how the embedding model in use is called. The operator has to look at it."
            )
        return [await self.embed_query(text) for text in texts]

    async def embed_query(self, text: str) -> "Vector":  # noqa: ARG002 - like all embedders
        """The zero vector."""
        import numpy as np

        return np.zeros(self.dimensions, dtype=np.float32)

    async def aclose(self) -> None:
        """There are no connections."""


class ServingEmbedder:
    """The embedder in use. Its model can change from one call to the next: work of several calls asks `pinned`."""

    def __init__(self, embedder: Embedder) -> None:
        self.now = embedder

    @property
    def name(self) -> str:
        """The name of the embedder in use."""
        return self.now.name

    @property
    def dimensions(self) -> int:
        """The length of its vectors."""
        return self.now.dimensions

    @property
    def lot(self) -> int:
        """How many texts it takes best."""
        return self.now.lot

    async def embed_documents(self, texts: Sequence[str]) -> "list[Vector]":
        """One vector for each text, in order. Raises `EmbeddingsDown`."""
        return await self.now.embed_documents(texts)

    async def embed_query(self, text: str) -> "Vector":
        """The vector of a question."""
        return await self.now.embed_query(text)

    async def aclose(self) -> None:
        """Let go of its connections."""
        await self.now.aclose()


@dataclass(frozen=True, slots=True)
class Shelf:
    """Vectors of one model, and what makes them."""

    embedder: Embedder
    vectors: VectorStore


def pinned(embedder: Embedder, vectors: VectorStore) -> Shelf:
    """Both as they are now: what is made with the one fits the other, also when all turn to another model."""
    return Shelf(embedder.now if isinstance(embedder, ServingEmbedder) else embedder, vectors.pinned())


class SearchIndex:
    """The vectors in use, and those that are being made to take their place."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        embedder: Embedder,
        vectors: VectorStore,
        building: Shelf | None,
    ) -> None:
        self.embedder = ServingEmbedder(embedder)
        self.vectors = vectors
        self.building = building
        self._database = database
        self._settings = settings

    @property
    def wanted(self) -> Shelf:
        """What is to be complete: what is being built, else what is in use."""
        return self.building or pinned(self.embedder, self.vectors)

    async def turn(self) -> bool:
        """All turn to what was built, which is complete; False when another process has turned already."""
        building = self.building
        assert building is not None
        new, old = building.embedder, self.embedder.now
        async with self._database.crossing.acquire() as connection, connection.transaction():
            turned = await connection.fetchval(_TURN, old.name, new.name, new.dimensions)
            if turned:
                size = str(old.dimensions)
                await enqueue(connection, DROP_VECTORS, after=_DROP_AFTER, model=old.name, dimensions=size)
        await self._turn_to(new)
        return bool(turned)

    async def follow(self) -> None:
        """Turn to what another process has turned to."""
        row = await self._database.crossing.fetchrow(_IN_USE)
        if row is None or row["model"] == self.embedder.name:
            return
        await self.vectors.beside(row["model"], row["dimensions"])
        wanted = self.wanted.embedder
        await self._turn_to(_called(row["model"], row["dimensions"], wanted, self._settings, is_next=False))

    async def keep_following(self) -> None:
        """`follow`, for as long as the process lives."""
        while True:
            await asyncio.sleep(_LOOK_EVERY_SECONDS)
            try:
                await self.follow()
            except Exception as error:
                log.warning("index_not_followed", exc_info=error)

    async def drop(self, model: str, dimensions: int) -> None:
        """Delete the vectors of a model that is no longer in use."""
        row = await self._database.crossing.fetchrow(_IN_USE)
        if row is not None and row["model"] != model and self.wanted.embedder.name != model:
            await self.vectors.drop(model, dimensions)
            await self._database.crossing.execute("delete from chunk_vectors where model = $1", model)
            log.info("vectors_dropped", model=model)

    async def aclose(self) -> None:
        """Let go of everything."""
        await self.embedder.aclose()
        if self.building is not None:
            await self.building.embedder.aclose()
        await self.vectors.aclose()

    async def _turn_to(self, embedder: Embedder) -> None:
        old = self.embedder.now
        if embedder is old:
            return  # who changed the row and who follows it came here in the same moment
        # In one step, between two awaits: nobody sees the one without the other.
        self.vectors.turn_to(embedder.name, embedder.dimensions)
        self.embedder.now = embedder
        if self.building is not None and self.building.embedder.name == embedder.name:
            self.building = None
        log.info("embedding_model_changed", model=embedder.name, before=old.name)
        await old.aclose()


async def open_index(settings: Settings, database: Database) -> SearchIndex:
    """The vectors in use, opened; beside them those of the model that the settings name, if it is another one.

    Raises `EmbeddingsUnavailable` and `VectorsUnavailable`.
    """
    wanted, vectors = make_embedder(settings), make_vector_store(settings)
    await database.crossing.execute(_FIRST, wanted.name, wanted.dimensions)
    row = await database.crossing.fetchrow(_IN_USE)
    assert row is not None
    in_use = (row["model"], row["dimensions"])
    if row["model"] != wanted.name and not await vectors.has(*in_use):
        await database.crossing.execute(
            _TURN, row["model"], wanted.name, wanted.dimensions
        )  # nothing to wait for
        in_use = (wanted.name, wanted.dimensions)
    await vectors.ensure(*in_use)
    if in_use[0] == wanted.name:
        return SearchIndex(database, settings, wanted, vectors, None)
    building = Shelf(wanted, await vectors.beside(wanted.name, wanted.dimensions))
    log.info("embedding_model_changes", model=wanted.name, before=in_use[0])
    old = _called(*in_use, wanted, settings, is_next=True)
    return SearchIndex(database, settings, old, vectors, building)


def _called(name: str, dimensions: int, wanted: Embedder, settings: Settings, *, is_next: bool) -> Embedder:
    """The embedder of this name, if it can be called. `is_next`: another one is about to take its place."""
    if wanted.name == name:
        return wanted
    return embedder_called(name, dimensions, settings) or WordsOnly(name, dimensions, is_next=is_next)
