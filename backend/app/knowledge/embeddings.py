"""Texts become vectors. One protocol; the local model ships inside its package and needs no network. Those of other
hosts: `embedding_hosts`.
"""

import asyncio
import logging
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeAlias

if TYPE_CHECKING:  # importing this package stays cheap
    import numpy as np
    from numpy.typing import NDArray

Vector: TypeAlias = "NDArray[np.float32]"

LOT = 64  # in larger lots the local model holds on to hundreds of megabytes


class Embedder(Protocol):
    """Vectors of unit length. A blank text gets the zero vector, which stands near nothing, and costs no call."""

    @property
    def name(self) -> str:
        """Provider, model and size, for example "local/wordllama-256": vectors of two names never mix."""
        ...

    @property
    def dimensions(self) -> int:
        """The length of every vector."""
        ...

    @property
    def lot(self) -> int:
        """How many texts are best given at once: what is made is kept lot by lot."""
        ...

    async def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        """One vector for each text, in order. Raises `EmbeddingsDown`."""
        ...

    async def embed_query(self, text: str) -> Vector:
        """The vector of a question; the zero vector when it cannot be had now, so that words alone decide."""
        ...

    async def aclose(self) -> None:
        """Let go of connections."""
        ...


class LocalEmbedder:
    """Static word vectors averaged (wordllama, 256 dimensions): fast, small, and at its best in English.

    The model loads at first use, once in a process, in a thread (0.5 s and about 80 MB); `warm` does it beforehand.
    """

    name = "local/wordllama-256"
    dimensions = 256
    lot = LOT

    _model: ClassVar[Any] = None
    _loading: ClassVar = threading.Lock()

    async def warm(self) -> None:
        """Load the model now, so that the first question does not wait for it."""
        await asyncio.to_thread(self._load)

    def embed_words(self, words: Sequence[str]) -> Vector:
        """A row for each word, of any length: the sum over the word's tokens. Loads the model if it must."""
        import numpy as np

        model = self._load()
        tokens = model.tokenizer.encode_batch(list(words), add_special_tokens=False)
        # All are padded to the longest: what the mask leaves out is no token.
        return np.stack(
            [
                model.embedding[np.array(each.ids)[np.array(each.attention_mask) > 0]].sum(axis=0)
                for each in tokens
            ]
        )

    async def embed_documents(self, texts: Sequence[str]) -> list[Vector]:
        """One vector for each text, in order."""
        vectors: list[Vector] = []
        for start in range(0, len(texts), LOT):
            vectors += await asyncio.to_thread(self._embed, texts[start : start + LOT])
        return vectors

    async def embed_query(self, text: str) -> Vector:
        """The vector of a question."""
        if self._model is None:
            await self.warm()
        return self._embed([text])[0]  # 0.1 ms: a thread would cost more than that

    async def aclose(self) -> None:
        """There are no connections."""

    def _embed(self, texts: Sequence[str]) -> list[Vector]:
        import numpy as np

        worded = [i for i, text in enumerate(texts) if text.strip()]  # a blank would come back as NaN
        vectors = np.zeros((len(texts), self.dimensions), dtype=np.float32)
        if worded:
            raw = self._load().embed([texts[i] for i in worded])
            length = np.linalg.norm(raw, axis=1, keepdims=True)
            vectors[worded] = raw / np.where(length > 0, length, 1)
        return list(vectors)

    def _load(self) -> Any:
        with self._loading:
            if self._model is None:
                root, guard = logging.getLogger(), logging.NullHandler()
                root.addHandler(
                    guard
                )  # the package configures the root logger on import unless it has a handler
                try:
                    import wordllama

                    LocalEmbedder._model = wordllama.WordLlama.load(
                        cache_dir=Path(wordllama.__file__).parent, disable_download=True
                    )
                finally:
                    root.removeHandler(guard)
            return self._model
