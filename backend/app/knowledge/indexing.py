"""What a search needs of a document's chunks: their meaning, their words, and where they stand."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.knowledge.embeddings import LOT, Embedder
from app.knowledge.language import written_in
from app.knowledge.vectors import SparseVector, sparse_document

if TYPE_CHECKING:
    from app.knowledge.embeddings import Vector

_TELLING = 20  # chunks whose text tells the language of the whole


@dataclass(frozen=True, slots=True)
class Indexed:
    """One chunk as the vector store takes it."""

    dense: "Vector"
    sparse: SparseVector
    opening: bool


async def index_chunks(
    embedder: Embedder,
    title: str,
    chunks: Sequence[tuple[str, str]],
    on_progress: Callable[[float], Awaitable[None]] | None = None,
) -> list[Indexed]:
    """Every chunk of a document, given in order as (section, text). `on_progress` hears the share that is done."""
    texts = [searchable(title, section, text) for section, text in chunks]
    language = written_in("\n".join(texts[:_TELLING]))
    indexed: list[Indexed] = []
    for start in range(0, len(texts), LOT):
        lot = texts[start : start + LOT]
        meanings, words = await asyncio.gather(
            embedder.embed_documents(lot),
            asyncio.to_thread(_words, lot, language),
        )
        indexed += [
            Indexed(meaning, sparse, start + number == 0)
            for number, (meaning, sparse) in enumerate(zip(meanings, words, strict=True))
        ]
        if on_progress is not None:
            await on_progress(len(indexed) / len(texts))
    return indexed


def _words(texts: Sequence[str], language: str) -> list[SparseVector]:
    return [sparse_document(text, language) for text in texts]


def searchable(title: str, section: str, text: str) -> str:
    """What is embedded and indexed: the text under its titles, so that "45 min" knows of what.

    A title that the text or the section begins with is not said twice.
    """
    under_section = text if not section or text.startswith(section) else f"{section}\n{text}"
    return under_section if not title or under_section.startswith(title) else f"{title}\n{under_section}"
