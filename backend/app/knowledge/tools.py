"""What an agent may do with the business's documents."""

from collections.abc import Sequence
from typing import Any

from app.agents.tools import Tool, ToolContext, ToolResult, text_argument, text_parameters
from app.knowledge.confidence import LOW, confidence
from app.knowledge.embeddings import Embedder, LocalEmbedder
from app.knowledge.facts.choosing import Known, as_line, fitting
from app.knowledge.follow_up import stand_alone
from app.knowledge.passages import Passage
from app.knowledge.search import search
from app.knowledge.vectors import VectorStore
from app.knowledge.word_vectors import WordVectors
from app.platform.database import Database

_LONGEST_QUERY = 500
_FACTS = "Exact facts"

_DESCRIPTION = """\
Search the business's own documents: services, prices, opening hours, address, policies and whatever else it wrote \
down. Call it before you state anything about the business. Ask for one thing at a time, in the customer's words, and \
as a question that stands alone: after "how much is a haircut?" the line "and for kids?" is looked up as "price of a \
haircut for kids". No passages means that the documents say nothing about it: then say so and do not guess. \
`confidence`, from 0 to 1, tells how likely it is that the passages hold the answer; `advice` says what to do when \
that is unlikely."""

_ADVICE = (
    "The answer is probably not in these passages. Unless they say it plainly, tell the customer that you do not know, "
    "and offer to fetch a person."
)


def search_knowledge(database: Database, embedder: Embedder, vectors: VectorStore) -> Tool:
    """The tool that finds passages in the documents given to the agent of the turn, and its approved facts."""

    local = embedder if isinstance(embedder, LocalEmbedder) else LocalEmbedder()
    word_vectors = WordVectors(local.embed_words)

    async def run(context: ToolContext, arguments: dict[str, Any]) -> ToolResult:
        query = stand_alone(text_argument(arguments, "query", _LONGEST_QUERY), context.said)
        passages = await search(
            database, embedder, vectors, context.workspace_id, context.agent_id, query, context.top_k
        )
        facts = fitting(context.facts, query)
        sure = max(
            confidence(query, [text for each in passages for text in each.found], word_vectors),
            confidence(query, [as_line(fact) for fact in facts], word_vectors),
        )
        told: dict[str, Any] = {
            "passages": [*map(_told_fact, facts), *map(_told, passages)],
            "confidence": round(sure, 2),
        }
        if sure < LOW:
            told["advice"] = _ADVICE
        return ToolResult(told, sources=[*map(_source_of, facts), *_sources(passages)], confidence=sure)

    return Tool(
        name="search_knowledge",
        description=_DESCRIPTION,
        parameters=text_parameters(query="What to look for, for example: price of a haircut"),
        run=run,
        permission="read",
    )


def _told_fact(fact: Known) -> dict[str, Any]:
    name, value = fact
    is_question = name.endswith("?")
    return {
        "document": _FACTS,
        "section": name if is_question else "",
        "page": None,
        "text": value if is_question else as_line(fact),
    }


def _source_of(fact: Known) -> dict[str, Any]:
    return {"document": _FACTS, "document_id": None, "section": fact[0], "page": None}


def _told(passage: Passage) -> dict[str, Any]:
    return {
        "document": passage.document,
        "section": passage.section,
        "page": passage.page,
        "text": passage.text,
    }


def _sources(passages: Sequence[Passage]) -> list[dict[str, Any]]:
    """Where what was found stands, each place once; of a web page also its address and when it was read."""
    places: dict[tuple[object, ...], dict[str, Any]] = {}
    for passage in passages:
        if not passage.found:
            continue
        place: dict[str, Any] = {
            "document": passage.document,
            "document_id": str(passage.document_id),
            "section": passage.section,
            "page": passage.page,
        }
        if passage.source_url:
            place |= {"url": passage.source_url, "read_at": passage.read_at and passage.read_at.isoformat()}
        places.setdefault(tuple(place.values()), place)
    return list(places.values())
