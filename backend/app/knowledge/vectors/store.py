"""What a vector store promises.

A document may be given to several agents; the store then holds one point for each agent and chunk, not one point
with a list of agents. It costs about 1.5 kB a chunk and agent, and buys three things: taking an agent's knowledge
away is one delete by filter, atomic and blind to the other agents; no update ever reads a list, changes it and
writes it back; and the rarity of a word is counted among exactly the chunks that the agent can see.

Texts are not kept here. They are fetched from PostgreSQL by chunk id, under row-level security, and everything
here can be rebuilt from there.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, Self
from uuid import UUID, uuid5

from app.knowledge.vectors.bm25 import ENCODING, SparseVector
from app.knowledge.vectors.fusion import Hit
from app.platform.settings import Settings

if TYPE_CHECKING:
    from app.knowledge.embeddings import Vector

COLLECTION_PREFIX = "frontdesk_"
CANDIDATES = 30
"""How many of each ranking, by meaning and by words, go into the fusion."""
FETCHED = ("chunk_id", "opening")
"""What the fusion needs of a point's payload."""


@dataclass(frozen=True, slots=True)
class Point:
    """One chunk as one agent may find it."""

    agent_id: UUID
    chunk_id: UUID
    document_id: UUID
    workspace_id: UUID
    dense: "Vector"
    sparse: SparseVector
    opening: bool = False
    """Whether the chunk opens a document of several."""

    @property
    def id(self) -> str:
        """Made of agent and chunk: putting the same again replaces it."""
        return point_id(self.agent_id, self.chunk_id)

    @property
    def payload(self) -> dict[str, str | bool]:
        """What can be filtered by, and the way back to the text."""
        return {
            "agent_id": str(self.agent_id),
            "chunk_id": str(self.chunk_id),
            "document_id": str(self.document_id),
            "workspace_id": str(self.workspace_id),
            "opening": self.opening,
        }


@dataclass(frozen=True, slots=True)
class Documents:
    """Which documents are searched: `only` these (None: all) `without` those."""

    only: Collection[UUID] | None = None
    without: Collection[UUID] = ()


ALL = Documents()


def point_id(agent_id: UUID, chunk_id: UUID) -> str:
    """What a chunk is called where an agent may find it."""
    return str(uuid5(agent_id, str(chunk_id)))


class VectorStore(Protocol):
    """Every operation is durable when it returns. One model's vectors are searched, counted and added to; deletes
    reach the vectors of every model, so that changing the model leaves nothing behind that an erasure would miss.
    """

    async def ensure(self, model: str, dimensions: int) -> None:
        """Open what holds this model's vectors, making it if it is missing, and work on it. Call it before anything
        else.
        """
        ...

    async def has(self, model: str, dimensions: int) -> bool:
        """Whether there is something that holds this model's vectors."""
        ...

    async def beside(self, model: str, dimensions: int) -> Self:
        """The same store at work on another model's vectors, opened or made. It is closed with this one."""
        ...

    def pinned(self) -> Self:
        """The same store, which goes on with the model it works on now when this one turns to another."""
        ...

    def turn_to(self, model: str, dimensions: int) -> None:
        """Work on another model's vectors, which `beside` has opened, from now on."""
        ...

    async def drop(self, model: str, dimensions: int) -> None:
        """Delete all of a model's vectors. Not those at work."""
        ...

    async def put(self, points: Sequence[Point]) -> None:
        """Add points, replacing those of the same agent and chunk."""
        ...

    async def delete_document(self, agent_id: UUID, document_id: UUID) -> None:
        """Take one document away from one agent."""
        ...

    async def delete_chunks(self, agent_id: UUID, chunk_ids: Sequence[UUID]) -> None:
        """Take some chunks away from one agent."""
        ...

    async def delete_agent(self, agent_id: UUID) -> None:
        """Take everything away from one agent. Others keep what they share with it."""
        ...

    async def search(
        self,
        agent_id: UUID,
        dense: "Vector",
        sparse: SparseVector,
        limit: int,
        among: Documents = ALL,
    ) -> list[Hit]:
        """The agent's best chunks, best first: ranked by meaning and by words, both rankings fused. How rare a word is
        counts among all that the agent has.

        A zero vector or a question without words leaves its ranking out; without both nothing is found.
        """
        ...

    async def count(self, agent_id: UUID) -> int:
        """How many chunks the agent can find."""
        ...

    async def check(self) -> None:
        """Cheap; raises when the store cannot be used at this moment."""
        ...

    async def aclose(self) -> None:
        """Finish what is being written and let go. Nothing may be called afterwards."""
        ...


def collection_name(model: str, dimensions: int) -> str:
    """One collection per embedding model and encoding of words: vectors of two cannot be compared."""
    plain = re.sub(r"[^a-z0-9]+", "_", model.lower()).strip("_")
    return f"{COLLECTION_PREFIX}{plain}_{dimensions}_{ENCODING}"


def make_vector_store(settings: Settings) -> VectorStore:
    """A server where one is configured, else the engine inside this process with its files in `DATA_DIR`."""
    address = settings.qdrant_url or settings.qdrant_host
    if not address:
        from app.knowledge.vectors.edge import EdgeStore

        return EdgeStore(settings.data_dir / "vectors")
    from app.knowledge.vectors.server import ServerStore, connect

    key = settings.qdrant_api_key.get_secret_value() if settings.qdrant_api_key else None
    return ServerStore(connect(settings.qdrant_url, settings.qdrant_host, key))
