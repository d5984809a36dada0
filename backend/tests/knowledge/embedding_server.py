"""An embedding host over a real socket: vectors in which texts that share words stand near each other."""

import json
import zlib
from typing import Any

import numpy as np

from tests.support.model_server import Answer, ModelServer, Request


class EmbeddingServer(ModelServer):
    """Answers with vectors unless something else was planned. `is_down`: 503 to everyone. `refuses`: 400 to every
    request in which a text holds this word.
    """

    def __init__(self) -> None:
        super().__init__()
        self.is_down = False
        self.refuses: str | None = None
        self.counts = True
        """Whether the vectors are numbered, as most hosts do, from the last to the first."""

    @property
    def texts(self) -> list[str]:
        """Every text it was asked for, in order, answered or not."""
        return [text for request in self.requests for text in request.body["input"]]

    async def _answer(self, request: Request) -> Answer:
        async with self._changed:
            self.requests.append(request)
            self._changed.notify_all()
        if self._planned:
            return await self._planned.popleft()(request)
        if self.refuses and any(self.refuses in text for text in request.body["input"]):
            return Answer(400, b'{"error": {"message": "content policy"}}')
        return Answer(503, b'{"error": {"message": "down"}}') if self.is_down else self._vectors(request.body)

    def _vectors(self, body: Any) -> Answer:
        made = [_vector(text, body["dimensions"]) for text in body["input"]]
        rows = [{"object": "embedding", "embedding": each} for each in made]
        if self.counts:
            rows = [row | {"index": number} for number, row in enumerate(rows)][::-1]
        return Answer(200, json.dumps({"object": "list", "data": rows, "model": body["model"]}).encode())


def _vector(text: str, dimensions: int) -> list[float]:
    vector = np.zeros(dimensions)
    for word in text.lower().replace(".", " ").replace("?", " ").split():
        vector[zlib.crc32(word.encode()) % dimensions] += 3.0  # of no unit length, as Gemini's shortened ones
    found: list[float] = vector.tolist()
    return found
