"""`/api/automatic-replies`: what an account seems to say by itself, and what the owner says about it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter

from app.conversations import automatic_replies
from app.conversations.schemas import AutomaticReplyRow, Decision
from app.people.access import Db, Reader, Teammate
from app.platform import clock
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotFound, problems

router = APIRouter(prefix="/api/automatic-replies", tags=["Conversations"])


@router.get("", response_model=Page[AutomaticReplyRow], responses=problems(BadCursor))
async def list_automatic_replies(scope: Reader, db: Db, limit: Limit = 50, cursor: CursorParam = None) -> Any:
    """Texts that an account seems to say by itself; those you have not decided about come first."""
    rows = await automatic_replies.page(db, scope, read_cursor(cursor), limit + 1)
    return one_page(rows, limit, automatic_replies.place_of)


@router.put("/{reply_id}", response_model=AutomaticReplyRow, responses=problems(NotFound))
async def decide_automatic_reply(
    scope: Teammate, db: Db, hints: LiveHints, reply_id: UUID, decision: Decision
) -> Any:
    """Say what this text is: `automatic`, and the agent goes on when it is sent again; or `person`, and whoever sends
    it again takes that conversation over. You may change it later.
    """
    decided = await automatic_replies.decide(db, scope, reply_id, decision.verdict, clock.now())
    tell_after_commit(db, hints, "automatic_reply.changed", reply_id)
    return decided
