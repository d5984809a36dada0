"""Statements that make, move and end bookings. The database decides whether a time is free (promise A1): whoever comes
second is refused by it, however many come at once. The caller's transaction binds the workspace.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.appointments.availability import Need
from app.appointments.errors import HoldLost
from app.appointments.events import AppointmentChanged, Change
from app.platform.database import Connection
from app.platform.events import publish
from app.platform.ids import new_id

# A hold whose time is over stands in nobody's way; until somebody needs its time it may still become a booking. How it
# ended is asked for the index, which has that condition.
_OLD_HOLDS = """
workspace_id = $1 and resource_id = $2 and status = 'held' and held_until <= now()
  and ended_as is distinct from 'cancelled'
  and busy_from > $3::timestamptz - interval '48 hours' and busy_from < $4 and busy_until > $3
"""
_FORGET_OLD_HOLDS = f"delete from appointments where {_OLD_HOLDS}"  # noqa: S608 - a text of our own
# One round trip. The insert reads what the delete gave back, so that it comes after it.
_TAKE = f"""
with forgotten as (delete from appointments where {_OLD_HOLDS} returning true),
taken as (
  insert into appointments (id, workspace_id, resource_id, service_id, agent_id, user_id, contact_id, conversation_id,
    customer_name, customer_surname, subject, starts_at, ends_at, busy_from, busy_until, status, held_until,
    created_via, moving_id)
  select $5, $1, $2, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $3, $4, $16, $17, $18, $19
  from (select count(*) from forgotten) first
  on conflict do nothing returning id, status
),
noted as (
  insert into appointment_changes (id, workspace_id, appointment_id, change, actor, user_id, agent_id)
  select $20, $1, id, 'booked', $21, $8, $22 from taken where status = 'booked'
)
select id from taken
"""  # noqa: S608 - a text of our own
_MOVE = """
update appointments set resource_id = $3, starts_at = $4, ends_at = $5, busy_from = $6, busy_until = $7
where workspace_id = $1 and id = $2 and status = 'booked' returning true
"""
_CONFIRM = """
with confirmed as (
  update appointments set status = 'booked', held_until = null
  where workspace_id = $1 and id = $2 and status = 'held' returning id
),
noted as (
  insert into appointment_changes (id, workspace_id, appointment_id, change, actor, user_id, agent_id)
  select $3, $1, id, 'booked', $4, $5, $6 from confirmed
)
select exists (select from confirmed)
"""
_IS_BOOKED = "select status = 'booked' from appointments where workspace_id = $1 and id = $2"
_CANCEL = """
update appointments set status = 'cancelled', cancellation_reason = $3
where workspace_id = $1 and id = $2 and status = 'booked' returning true
"""
_LET_GO = "delete from appointments where workspace_id = $1 and id = any($2::uuid[]) and status = 'held'"
# The thread first, as whoever erases its customer does (docs/states.md).
_LET_GO_UNDECIDED = """
with thread as (
  select t.id from conversations c join threads t on t.workspace_id = $1 and t.id = c.thread_id
  where c.workspace_id = $1 and c.id = $2 for key share of t
)
delete from appointments where workspace_id = $1 and conversation_id = $2 and status = 'held'
  and customer_name is null and (moving_id is null or moving_id = $3) and exists (select from thread)
"""
_NOTE = """
insert into appointment_changes (id, workspace_id, appointment_id, change, actor, user_id, agent_id, facts)
values ($1, $2, $3, $4, $5, $6, $7, $8)
"""


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did something: a person, a program with a key, or an agent."""

    user_id: UUID | None = None
    agent_id: UUID | None = None

    @property
    def kind(self) -> str:
        if self.agent_id is not None:
            return "agent"
        return "person" if self.user_id is not None else "key"


@dataclass(frozen=True, slots=True)
class When:
    """A time and what it keeps busy around it."""

    starts_at: datetime
    ends_at: datetime
    busy_from: datetime
    busy_until: datetime

    @classmethod
    def of(cls, starts_at: datetime, need: Need) -> "When":
        """What the need takes from this time on."""
        ends_at = starts_at + timedelta(minutes=need.duration)
        before, after = timedelta(minutes=need.before), timedelta(minutes=need.after)
        return cls(starts_at, ends_at, starts_at - before, ends_at + after)


@dataclass(frozen=True, slots=True)
class For:
    """Whom it is for, and how it came about. All empty: nobody has decided yet."""

    service_id: UUID | None = None
    agent_id: UUID | None = None
    contact_id: UUID | None = None
    conversation_id: UUID | None = None
    name: str | None = None
    surname: str | None = None
    subject: str | None = None
    moving_id: UUID | None = None
    """A booking that is to be moved to the held time."""


async def take(
    connection: Connection, workspace_id: UUID, resource_ids: Sequence[UUID], when: When, whom: For, actor: Actor,
    *, held_until: datetime | None = None,
) -> UUID | None:  # fmt: skip
    """Book the time with the first of the resources that has it, or hold it; None: none has."""
    for resource_id in resource_ids:
        taken: UUID | None = await connection.fetchval(
            _TAKE, workspace_id, resource_id, when.busy_from, when.busy_until, new_id(), whom.service_id,
            whom.agent_id, actor.user_id, whom.contact_id, whom.conversation_id, whom.name, whom.surname, whom.subject,
            when.starts_at, when.ends_at, "held" if held_until else "booked", held_until,
            "chatbot" if actor.agent_id else "manual", whom.moving_id, new_id(), actor.kind, actor.agent_id,
        )  # fmt: skip
        if taken is not None:
            if held_until is None:
                await _tell(connection, workspace_id, taken, "booked", actor)
            return taken
    return None


async def confirm(connection: Connection, workspace_id: UUID, held_id: UUID, actor: Actor) -> None:
    """A held time becomes a booking; again is harmless. Raises `HoldLost`."""
    if await connection.fetchval(
        _CONFIRM, workspace_id, held_id, new_id(), actor.kind, actor.user_id, actor.agent_id
    ):
        await _tell(connection, workspace_id, held_id, "booked", actor)
    elif not await connection.fetchval(_IS_BOOKED, workspace_id, held_id):
        raise HoldLost(str(held_id))


async def move(
    connection: Connection, workspace_id: UUID, appointment_id: UUID, resource_id: UUID, when: When, actor: Actor,
    *, was: datetime,
) -> bool:  # fmt: skip
    """Move a booking; False: the time is taken. Raises `HoldLost` where it is no booking any more."""
    await connection.execute(_FORGET_OLD_HOLDS, workspace_id, resource_id, when.busy_from, when.busy_until)
    await connection.execute("savepoint move")  # the caller goes on after a refusal
    try:
        moved = await connection.fetchval(
            _MOVE, workspace_id, appointment_id, resource_id, when.starts_at, when.ends_at, when.busy_from,
            when.busy_until,
        )  # fmt: skip
    except asyncpg.ExclusionViolationError:
        await connection.execute("rollback to savepoint move")
        return False
    if not moved:
        raise HoldLost(str(appointment_id))
    facts = {"from": was.isoformat(), "to": when.starts_at.isoformat()}
    await note(connection, workspace_id, appointment_id, "moved", actor, facts)
    return True


async def cancel(
    connection: Connection, workspace_id: UUID, appointment_id: UUID, reason: str | None, actor: Actor
) -> None:
    """End a booking and free its time; of what is no booking any more, nothing changes."""
    if await connection.fetchval(_CANCEL, workspace_id, appointment_id, reason):
        await note(connection, workspace_id, appointment_id, "cancelled", actor)


async def let_go(connection: Connection, workspace_id: UUID, held_ids: Sequence[UUID]) -> None:
    """Free these held times."""
    await connection.execute(_LET_GO, workspace_id, list(held_ids))


async def let_go_undecided(
    connection: Connection, workspace_id: UUID, conversation_id: UUID, moving_id: UUID | None = None
) -> None:
    """Free the time that this conversation held while the customer decided, and what an earlier try to move this
    booking held.
    """
    await connection.execute(_LET_GO_UNDECIDED, workspace_id, conversation_id, moving_id)


async def note(
    connection: Connection, workspace_id: UUID, appointment_id: UUID, change: Change, actor: Actor,
    facts: dict[str, Any] | None = None,
) -> None:  # fmt: skip
    """Write down what became of an appointment and who did it, and tell others."""
    await connection.execute(
        _NOTE, new_id(), workspace_id, appointment_id, change, actor.kind, actor.user_id, actor.agent_id,
        orjson.dumps(facts or {}).decode(),
    )  # fmt: skip
    await _tell(connection, workspace_id, appointment_id, change, actor)


async def _tell(
    connection: Connection, workspace_id: UUID, appointment_id: UUID, change: Change, actor: Actor
) -> None:
    event = AppointmentChanged(
        workspace_id=workspace_id, appointment_id=appointment_id, change=change, user_id=actor.user_id,
        agent_id=actor.agent_id,
    )  # fmt: skip
    await publish(connection, event)
