"""HTTP of escalations: what waits for a person, who looks after it, and how the workspace wants to be told."""

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Query

from app.escalations import service
from app.escalations.schemas import Assignment, EscalationRead, EscalationSettingsBody, EscalationStatus
from app.people.access import Db, Manager, Reader, Teammate
from app.platform import clock
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import Invalid, NotFound, problems

router = APIRouter(prefix="/api/escalations", tags=["Escalations"])


@router.get("", responses=problems(BadCursor))
async def list_escalations(
    scope: Reader,
    db: Db,
    status: EscalationStatus | None = None,
    assignee: Annotated[
        UUID | Literal["me", "nobody"] | None, Query(description="A member, `me`, or `nobody`")
    ] = None,
    limit: Limit = 50,
    cursor: CursorParam = None,
) -> Page[EscalationRead]:
    """What asked for a person, the newest first."""
    who = scope.user_id if assignee == "me" else assignee
    rows = await service.page(db, scope, status, who, read_cursor(cursor), limit + 1, clock.now())
    return one_page(rows, limit, lambda row: (row.created_at, row.id))


@router.get("/settings")
async def read_escalation_settings(scope: Reader, db: Db) -> EscalationSettingsBody:
    """Whom the workspace sends for, and how soon they come."""
    return await service.read_settings(db, scope)


@router.put("/settings", responses=problems(Invalid))
async def change_escalation_settings(
    scope: Manager, db: Db, wanted: EscalationSettingsBody
) -> EscalationSettingsBody:
    """Choose them. What is open already keeps the time it was given."""
    await service.change_settings(db, scope, wanted)
    return wanted


@router.get("/{escalation_id}", responses=problems(NotFound))
async def read_escalation(scope: Reader, db: Db, escalation_id: UUID) -> EscalationRead:
    """One escalation; its transcript is the conversation."""
    return await service.find(db, scope, escalation_id, clock.now())


@router.put("/{escalation_id}/assignee", responses=problems(NotFound, Invalid))
async def assign_escalation(
    scope: Teammate, db: Db, hints: LiveHints, escalation_id: UUID, wanted: Assignment
) -> EscalationRead:
    """Say who looks after it. They are told."""
    await service.assign(db, scope, escalation_id, wanted.user_id)
    await db.flush()
    changed = await service.find(db, scope, escalation_id, clock.now())
    tell_after_commit(db, hints, "conversation.changed", changed.conversation_id)
    return changed
