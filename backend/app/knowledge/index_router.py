"""HTTP of the search index: which embedding model answers, and whether another one is about to."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from app.knowledge.embeddings import LocalEmbedder
from app.knowledge.rebuild import left_out, share_built
from app.knowledge.serving import SearchIndex
from app.people.access import Reader
from app.platform.database import Database, get_database

router = APIRouter(tags=["documents"])


class IndexRead(BaseModel):
    """What the agents' knowledge is searched with."""

    model: str = Field(description="Provider, model and size, for example local/wordllama-256")
    is_english_first: bool = Field(
        description="The model knows English best: check answers in other languages"
    )
    next_model: str | None = Field(
        description="What is being made to take its place; until then the old one answers"
    )
    progress: float | None = Field(description="From 0 to 1, how much of it this workspace has")
    left_out: int = Field(
        description="Documents that could not be indexed anew; read one again (`reindex`) to try once more"
    )


@router.get("/api/knowledge/index")
async def get_search_index(
    request: Request, scope: Reader, database: Annotated[Database, Depends(get_database)]
) -> IndexRead:
    """Which embedding model is used, and how far a change of it is."""
    index: SearchIndex = request.app.state.index
    building = index.building
    return IndexRead(
        model=index.embedder.name,
        is_english_first=index.embedder.name == LocalEmbedder.name,
        next_model=building.embedder.name if building else None,
        progress=await share_built(database, building.vectors, scope.workspace_id) if building else None,
        left_out=await left_out(database, scope.workspace_id),
    )
