"""`/api/canned-replies`: texts that the team has at hand, and what they are in a conversation."""

from uuid import UUID

from fastapi import APIRouter

from app.conversations import canned_replies
from app.conversations.canned_replies import ShortcutTaken, UnknownVariable
from app.conversations.canned_replies_schemas import CannedReplyRead, CannedReplyWish, RenderedReply
from app.people.access import Db, Reader, Teammate
from app.platform import clock
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotFound, problems

router = APIRouter(tags=["Conversations"])


@router.get("/api/canned-replies", responses=problems(BadCursor))
async def list_canned_replies(
    _: Reader, db: Db, limit: Limit = 50, cursor: CursorParam = None
) -> Page[CannedReplyRead]:
    """The texts the team has at hand, newest first."""
    rows = await canned_replies.page(db, after=read_cursor(cursor), limit=limit + 1)
    items = [CannedReplyRead.model_validate(row) for row in rows]
    return one_page(items, limit, lambda row: (row.created_at, row.id))


@router.post("/api/canned-replies", status_code=201, responses=problems(UnknownVariable, ShortcutTaken))
async def make_canned_reply(
    scope: Teammate, db: Db, hints: LiveHints, wish: CannedReplyWish
) -> CannedReplyRead:
    """Keep a text. It may hold variables: {customer_name}, {business}, {agent} and {my_name}."""
    made = await canned_replies.make(db, scope, wish, now=clock.now())
    tell_after_commit(db, hints, "canned_reply.changed", made.id)
    return CannedReplyRead.model_validate(made)


@router.put(
    "/api/canned-replies/{canned_reply_id}", responses=problems(NotFound, UnknownVariable, ShortcutTaken)
)
async def change_canned_reply(
    canned_reply_id: UUID, scope: Teammate, db: Db, hints: LiveHints, wish: CannedReplyWish
) -> CannedReplyRead:
    """Keep it otherwise. No shortcut given: it has none any more."""
    changed = await canned_replies.change(db, scope, canned_reply_id, wish)
    tell_after_commit(db, hints, "canned_reply.changed", canned_reply_id)
    return CannedReplyRead.model_validate(changed)


@router.delete("/api/canned-replies/{canned_reply_id}", status_code=204, responses=problems(NotFound))
async def delete_canned_reply(canned_reply_id: UUID, scope: Teammate, db: Db, hints: LiveHints) -> None:
    """The team has it at hand no more. What was said with it stays said."""
    await canned_replies.delete(db, scope, canned_reply_id)
    tell_after_commit(db, hints, "canned_reply.changed", canned_reply_id)


@router.get(
    "/api/chat-history/{conversation_id}/canned-replies/{canned_reply_id}", responses=problems(NotFound)
)
async def render_canned_reply(
    conversation_id: UUID, canned_reply_id: UUID, scope: Reader, db: Db
) -> RenderedReply:
    """The text for this conversation, its variables filled in; nothing is sent. Where there is no name, the comma and
    space before it are left out too.
    """
    return RenderedReply(text=await canned_replies.render(db, scope, conversation_id, canned_reply_id))
