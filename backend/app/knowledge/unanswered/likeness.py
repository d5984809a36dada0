"""Which question an asking belongs to. Pure."""

from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

if TYPE_CHECKING:
    from app.knowledge.embeddings import Vector

ALIKE = 0.8
"""The least cosine of two askings of one question, as the local model has it."""


def packed(meaning: "Vector") -> bytes:
    """The vector as a row keeps it."""
    import numpy as np

    return np.asarray(meaning, dtype="<f4").tobytes()


def nearest(meaning: "Vector", questions: Sequence[tuple[UUID, bytes]]) -> UUID | None:
    """The question that is most alike, the first of equals; None where none is alike enough."""
    import numpy as np

    known = [(question_id, vector) for question_id, vector in questions if len(vector) == meaning.size * 4]
    if not known:
        return None
    vectors = np.frombuffer(b"".join(vector for _, vector in known), dtype="<f4").reshape(len(known), -1)
    cosines = vectors @ meaning
    best = int(np.argmax(cosines))
    return known[best][0] if cosines[best] >= ALIKE else None
