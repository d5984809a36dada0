"""What an agent may do with the business's documents."""

from collections.abc import Iterable, Iterator
from typing import Any

from app.agents.tools import Tool, ToolContext, ToolResult, text_argument, text_parameters
from app.knowledge.confidence import confidence
from app.knowledge.embeddings import Embedder, LocalEmbedder
from app.knowledge.search import Passage, search
from app.knowledge.vectors import VectorStore
from app.knowledge.word_vectors import WordVectors
from app.platform.database import Database

_LONGEST_QUERY = 500
_MOST_CHARACTERS = 6000  # of all passages together: they stand in the prompt of every later round

_DESCRIPTION = """\
Search the business's own documents: services, prices, opening hours, address, policies and whatever else it wrote \
down. Call it before you state anything about the business. Ask for one thing at a time, in the customer's words. \
No passages means that the documents say nothing about it: then say so and do not guess. `confidence`, from 0 to 1, \
tells how likely it is that the passages hold the answer: when it is low and they do not say it plainly, say that you \
do not know."""


def search_knowledge(database: Database, embedder: Embedder, vectors: VectorStore) -> Tool:
    """The tool that finds passages in the documents given to the agent of the turn."""

    local = embedder if isinstance(embedder, LocalEmbedder) else LocalEmbedder()
    word_vectors = WordVectors(local.embed_words)

    async def run(context: ToolContext, arguments: dict[str, Any]) -> ToolResult:
        query = text_argument(arguments, "query", _LONGEST_QUERY)
        found = await search(database, embedder, vectors, context.workspace_id, context.agent_id, query)
        passages = list(_bounded(found))
        told = {
            "passages": [_told(each) for each in passages],
            "confidence": round(confidence(query, [each.text for each in passages], word_vectors), 2),
        }
        return ToolResult(told, sources=_sources(passages))

    return Tool(
        name="search_knowledge",
        description=_DESCRIPTION,
        parameters=text_parameters(query="What to look for, for example: price of a haircut"),
        run=run,
        permission="read",
    )


def _bounded(passages: Iterable[Passage]) -> Iterator[Passage]:
    room = _MOST_CHARACTERS
    for passage in passages:
        room -= len(passage.text)
        if room < 0:
            return
        yield passage


def _told(passage: Passage) -> dict[str, Any]:
    return {
        "document": passage.document,
        "section": passage.section,
        "page": passage.page,
        "text": passage.text,
    }


def _sources(passages: Iterable[Passage]) -> list[dict[str, Any]]:
    """Where the passages stand, each place once."""
    places = dict.fromkeys((p.document, str(p.document_id), p.section, p.page) for p in passages)
    return [dict(zip(("document", "document_id", "section", "page"), place, strict=True)) for place in places]
