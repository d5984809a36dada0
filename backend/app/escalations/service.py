"""What people do with escalations."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.contacts.models import Contact, Identity
from app.conversations.models import Conversation, Thread
from app.escalations.jobs import tell_one
from app.escalations.models import Escalation, EscalationSettings
from app.escalations.schemas import EscalationRead, EscalationSettingsBody, EscalationStatus
from app.people.models import Membership, User
from app.platform.database import Scope
from app.platform.problems import Invalid, NotFound
from app.platform.weekly_hours import OpenSpan

_DEFAULT_MINUTES = 60


async def page(
    db: AsyncSession, scope: Scope, status: EscalationStatus | None, assignee: UUID | Literal["nobody"] | None,
    after: tuple[datetime, UUID] | None, limit: int, now: datetime,
) -> list[EscalationRead]:  # fmt: skip
    """Escalations, the newest first, at most `limit`."""
    query = _rows(scope).order_by(Escalation.created_at.desc(), Escalation.id.desc()).limit(limit)
    if after is not None:
        query = query.where(
            sa.tuple_(Escalation.created_at, Escalation.id) < sa.tuple_(*map(sa.literal, after))
        )
    if status is not None:
        query = query.where(Escalation.status == status)
    if assignee == "nobody":
        query = query.where(Escalation.assignee_id.is_(None))
    elif assignee is not None:
        query = query.where(Escalation.assignee_id == assignee)
    names = await _names(db)
    return [_read(*row, names=names, now=now) for row in (await db.execute(query)).all()]


async def find(db: AsyncSession, scope: Scope, escalation_id: UUID, now: datetime) -> EscalationRead:
    """One escalation of this workspace. Raises `NotFound`."""
    row = (await db.execute(_rows(scope).where(Escalation.id == escalation_id))).one_or_none()
    if row is None:
        raise NotFound("There is no such escalation.")
    return _read(*row, names=await _names(db), now=now)


async def assign(db: AsyncSession, scope: Scope, escalation_id: UUID, user_id: UUID | None) -> None:
    """Have a member look after it, or nobody in particular. Raises `NotFound`, or `Invalid` for who is no member."""
    found = await db.get(Escalation, escalation_id)
    if found is None or found.workspace_id != scope.workspace_id:
        raise NotFound("There is no such escalation.")
    if user_id is not None and user_id not in await _names(db):
        raise Invalid("Choose a member of this workspace.")
    found.assignee_id = user_id
    if user_id is not None and user_id != scope.user_id and found.status == "open":
        await tell_one(db, found.id, user_id, again=False)


async def read_settings(db: AsyncSession, scope: Scope) -> EscalationSettingsBody:
    """What the workspace chose, or what holds until it does."""
    found = await db.get(EscalationSettings, scope.workspace_id)
    if found is None:
        return EscalationSettingsBody(recipients=[], hours={}, minutes=_DEFAULT_MINUTES)
    hours: Any = {
        day: [OpenSpan(begins=begins, ends=ends) for begins, ends in spans]
        for day, spans in found.hours.items()
    }
    recipients = [UUID(user_id) for user_id in found.recipients]
    return EscalationSettingsBody(recipients=recipients, hours=hours, minutes=found.minutes)


async def change_settings(db: AsyncSession, scope: Scope, wanted: EscalationSettingsBody) -> None:
    """Keep what the workspace chooses. Raises `Invalid` for who is no member."""
    if not set(wanted.recipients) <= (await _names(db)).keys():
        raise Invalid("Choose members of this workspace.")
    values = {
        "recipients": [str(user_id) for user_id in dict.fromkeys(wanted.recipients)],
        "hours": {day: [(s.begins, s.ends) for s in spans] for day, spans in wanted.hours.items() if spans},
        "minutes": wanted.minutes,
    }
    made = insert(EscalationSettings).values(workspace_id=scope.workspace_id, **values)
    await db.execute(made.on_conflict_do_update(index_elements=["workspace_id"], set_=values))


async def _names(db: AsyncSession) -> dict[UUID, str]:
    members = sa.select(User.id, User.full_name).join(Membership, Membership.user_id == User.id)
    return {row.id: row.full_name for row in await db.execute(members)}


def _rows(scope: Scope) -> sa.Select[Escalation, str | None, str | None]:
    return (
        sa.select(Escalation, Contact.name, Identity.username)
        .join(Conversation, Conversation.id == Escalation.conversation_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Thread, Thread.id == Escalation.thread_id)
        .join(Identity, Identity.id == Thread.identity_id)
        .where(Escalation.workspace_id == scope.workspace_id)
    )


def _read(
    escalation: Escalation, name: str | None, username: str | None, *, names: dict[UUID, str], now: datetime
) -> EscalationRead:
    is_open = escalation.status == "open"
    return EscalationRead(
        id=escalation.id, conversation_id=escalation.conversation_id, kind=escalation.kind,
        reason=escalation.reason, summary=escalation.summary, status=escalation.status,
        customer_name=name or username, assignee_id=escalation.assignee_id,
        assignee_name=names.get(escalation.assignee_id) if escalation.assignee_id else None,
        due_at=escalation.due_at,
        is_overdue=is_open and escalation.due_at is not None and escalation.due_at <= now,
        created_at=escalation.created_at, resolved_at=escalation.resolved_at,
    )  # fmt: skip
