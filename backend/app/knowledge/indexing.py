"""What a search needs of a document's chunks: their meaning, their words, and where they stand."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from app.knowledge.embeddings import Embedder
from app.knowledge.language import written_in
from app.knowledge.vectors import SparseVector, sparse_document

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.knowledge.embeddings import Vector

_TELLING = 20  # chunks whose text tells the language of the whole


@dataclass(frozen=True, slots=True)
class Indexed:
    """One chunk as the vector store takes it."""

    dense: "Vector"
    sparse: SparseVector
    opening: bool


class Keeper(Protocol):
    """Keeps vectors by the number of their chunk, so that none is made twice."""

    async def known(self, numbers: range) -> "dict[int, Vector]":
        """Those that are kept."""
        ...

    async def keep(self, vectors: "Mapping[int, Vector]") -> None:
        """Keep these too."""
        ...


async def index_chunks(
    embedder: Embedder,
    title: str,
    chunks: Sequence[tuple[str, str]],
    on_progress: Callable[[float], Awaitable[None]] | None = None,
    keeper: Keeper | None = None,
) -> list[Indexed]:
    """Every chunk of a document, given in order as (section, text). `on_progress` hears the share that is done."""
    texts = [searchable(title, section, text) for section, text in chunks]
    language = written_in("\n".join(texts[:_TELLING]))
    indexed: list[Indexed] = []
    for start in range(0, len(texts), embedder.lot):
        lot = texts[start : start + embedder.lot]
        meanings, words = await asyncio.gather(
            _meanings(embedder, lot, range(start, start + len(lot)), keeper),
            asyncio.to_thread(_words, lot, language),
        )
        indexed += [
            Indexed(meaning, sparse, start + number == 0)
            for number, (meaning, sparse) in enumerate(zip(meanings, words, strict=True))
        ]
        if on_progress is not None:
            await on_progress(len(indexed) / len(texts))
    return indexed


async def _meanings(
    embedder: Embedder, texts: Sequence[str], numbers: range, keeper: Keeper | None
) -> "list[Vector]":
    if keeper is None:
        return await embedder.embed_documents(texts)
    known = await keeper.known(numbers)
    missing = [number for number in numbers if number not in known]
    if missing:
        made = await embedder.embed_documents([texts[number - numbers.start] for number in missing])
        new = dict(zip(missing, made, strict=True))
        await keeper.keep(new)
        known |= new
    return [known[number] for number in numbers]


def _words(texts: Sequence[str], language: str) -> list[SparseVector]:
    return [sparse_document(text, language) for text in texts]


def searchable(title: str, section: str, text: str) -> str:
    """What is embedded and indexed: the text under its titles, so that "45 min" knows of what.

    A title that the text or the section begins with is not said twice.
    """
    under_section = text if not section or text.startswith(section) else f"{section}\n{text}"
    return under_section if not title or under_section.startswith(title) else f"{title}\n{under_section}"
