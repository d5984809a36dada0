"""Statements about escalations; the caller's transaction binds the workspace."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import orjson

from app.escalations.hours import due_at
from app.people.events import MemberRemoved
from app.platform.database import Connection
from app.platform.ids import new_id
from app.platform.jobs import enqueue

Kind: TypeAlias = Literal[
    "asked_for_person", "agent_asked", "unproven_answer", "blocked_answer", "model_down", "too_many_messages",
    "late_answer",
]  # fmt: skip

NOTIFY = "escalation_opened"

_ESCALATE = """
with opened as (
  insert into escalations (id, workspace_id, conversation_id, thread_id, kind, reason, summary)
  values ($1, $2, $3, $4, $5, $6, $7) on conflict (conversation_id) where status = 'open' do nothing
  returning id
),
marked as (update conversations set status = 'escalated', result = 'escalated' where id = $3),
given as (update threads set handled_by = 'people', paused_until = null where id = $4)
select id from opened
"""

_READ = """
select e.id, e.workspace_id, e.conversation_id, e.kind, e.reason, e.summary, e.created_at, e.due_at, e.assignee_id,
  w.name as business, w.timezone, coalesce(ct.name, i.username, 'a customer') as customer,
  coalesce(b.language, 'en') as language,
  coalesce(s.hours, '{}') as hours, coalesce(s.minutes, 60) as minutes, coalesce(s.recipients, '[]') as recipients
from escalations e
join workspaces w on w.id = e.workspace_id
join conversations c on c.id = e.conversation_id
join contacts ct on ct.id = c.contact_id
join threads t on t.id = e.thread_id
join identities i on i.id = t.identity_id
left join escalation_settings s on s.workspace_id = e.workspace_id
left join workspace_branding b on b.workspace_id = e.workspace_id
where e.id = $1 and e.status = 'open'
"""

# Whoever it is assigned to; else those the workspace chose and who still belong to it; else its owners and admins.
_RECIPIENTS = """
with members as (
  select u.id, u.email, m.role from memberships m join users u on u.id = m.user_id
  where m.workspace_id = $1 and u.email_verified_at is not null
),
chosen as (select * from members where id = any($2::uuid[]))
select id, email from members
where id in (select id from chosen) or (not exists (select from chosen) and role in ('owner', 'admin'))
"""

# The time for it is over.
_OVERDUE = """
select id, workspace_id, conversation_id, thread_id from escalations
where status = 'open' and reminded_at is null and due_at <= now() order by due_at limit $1
"""
# Whether nobody of the team has spoken since it was opened.
_TAKE_OVERDUE = """
update escalations e set reminded_at = now()
where e.workspace_id = $1 and e.id = $2 and e.status = 'open' and e.reminded_at is null and e.due_at <= now()
returning not exists (
  select from messages m where m.workspace_id = e.workspace_id and m.conversation_id = e.conversation_id
    and m.sender_type = 'human' and m.created_at > e.created_at)
"""


_FORGET_MEMBER = "update escalation_settings set recipients = recipients - $2::text where workspace_id = $1"


@dataclass(frozen=True, slots=True)
class Opened:
    """An open escalation with what its letters say."""

    id: UUID
    workspace_id: UUID
    conversation_id: UUID
    kind: Kind
    reason: str
    summary: str
    created_at: datetime
    due_at: datetime | None
    business: str
    customer: str
    zone: ZoneInfo
    language: str
    """In which the business's people read."""
    due: datetime
    """When somebody should have come, by the business's hours."""
    recipients: list[UUID]
    """Whom the workspace, or the one who assigned it, has named."""


@dataclass(frozen=True, slots=True)
class Overdue:
    """An escalation to which nobody has come in time."""

    id: UUID
    workspace_id: UUID
    conversation_id: UUID
    thread_id: UUID


async def escalate(
    connection: Connection, workspace_id: UUID, thread_id: UUID, conversation_id: UUID, kind: Kind, reason: str,
    summary: str,
) -> None:  # fmt: skip
    """Open an escalation (one at a time per conversation), let people handle the thread until it is handed back, and
    have them told.
    """
    opened = await connection.fetchval(
        _ESCALATE, new_id(), workspace_id, conversation_id, thread_id, kind, reason, summary
    )
    if opened is not None:
        await enqueue(connection, NOTIFY, escalation_id=opened)


async def find_open(connection: Connection, escalation_id: UUID) -> Opened | None:
    """The escalation, while it is open."""
    row = await connection.fetchrow(_READ, escalation_id)
    if row is None:
        return None
    zone = ZoneInfo(row["timezone"])
    due = due_at(row["created_at"], timedelta(minutes=row["minutes"]), orjson.loads(row["hours"]), zone)
    named = [row["assignee_id"]] if row["assignee_id"] else [UUID(u) for u in orjson.loads(row["recipients"])]
    return Opened(
        id=row["id"], workspace_id=row["workspace_id"], conversation_id=row["conversation_id"], kind=row["kind"],
        reason=row["reason"], summary=row["summary"], created_at=row["created_at"], due_at=row["due_at"],
        business=row["business"], customer=row["customer"], zone=zone, language=row["language"],
        due=due, recipients=named,
    )  # fmt: skip


async def recipients(connection: Connection, opened: Opened) -> list[asyncpg.Record]:
    """Who is told: rows of id and e-mail address."""
    return await connection.fetch(_RECIPIENTS, opened.workspace_id, opened.recipients)


async def set_due(connection: Connection, opened: Opened) -> None:
    """Write down when somebody should have come."""
    await connection.execute("update escalations set due_at = $2 where id = $1", opened.id, opened.due)


async def overdue(connection: Connection, most: int) -> list[Overdue]:
    """Escalations whose time is over, the longest first."""
    return [Overdue(**row) for row in await connection.fetch(_OVERDUE, most)]


async def take_overdue(connection: Connection, each: Overdue) -> bool:
    """Whether nobody has come to it. True once only, whoever asks. Whoever takes its thread too takes that first."""
    return bool(await connection.fetchval(_TAKE_OVERDUE, each.workspace_id, each.id))


async def forget_member(connection: Connection, event: MemberRemoved) -> None:
    """Whoever has left is not sent for; what was assigned to them, the database gives back to nobody in particular."""
    await connection.execute(_FORGET_MEMBER, event.workspace_id, str(event.member_id))
