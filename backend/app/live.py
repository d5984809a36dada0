"""`GET /api/events`: live hints for an open dashboard."""

import json
from collections.abc import AsyncIterator

from fastapi import APIRouter
from sse_starlette import EventSourceResponse, ServerSentEvent

from app.people.access import Reader
from app.platform.after_commit import LiveHints
from app.platform.database import Scope
from app.platform.hints import Hints

router = APIRouter(tags=["Live"])

_PING_SECONDS = 15


@router.get("/api/events", response_class=EventSourceResponse)
async def stream_events(scope: Reader, hints: LiveHints) -> EventSourceResponse:
    """Server-sent hints `{type, id}`: something changed, ask again. `?workspace_id=` chooses the workspace."""
    return EventSourceResponse(_events(hints, scope), ping=_PING_SECONDS, headers={"X-Accel-Buffering": "no"})


async def _events(hints: Hints, scope: Scope) -> AsyncIterator[ServerSentEvent]:
    yield ServerSentEvent(json.dumps({"type": "resync", "id": ""}))
    async for kind, row_id in hints.stream(scope.workspace_id):
        if (kind, row_id) == ("member.removed", str(scope.user_id)):
            return  # the next request finds that they are no member any more
        yield ServerSentEvent(json.dumps({"type": kind, "id": row_id}))
