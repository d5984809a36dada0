"""Step 3 of the road: stored bytes become messages, once each (promise D2).

Everything about one batch happens in one transaction of the system role: the account decides the workspace, and the
composite keys keep every row inside it. Taking the raw rows and marking them unpacked is one statement, so a crash
leaves them waiting, and the unique event keys make doing it again harmless.
"""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import orjson

from app.channels import meta
from app.channels.events import (
    Comment,
    ControlMoved,
    CustomerMessage,
    Echo,
    Ignored,
    MessageDeleted,
    MessageEdited,
    PolicyEnforced,
    Reaction,
    Referral,
    Seen,
    Unreadable,
)
from app.contacts.jobs import ask_who_they_are
from app.inbox import echoes, places, postponed, revisions, signals
from app.inbox.arrived import Arrived, Changed, Pace
from app.platform import metrics
from app.platform.database import Connection, Database
from app.platform.hints import Hints
from app.platform.ids import new_id
from app.platform.logs import get_logger

__all__ = ["BATCH", "Pace", "unpack_some"]

log = get_logger(__name__)

Strangers: TypeAlias = defaultdict[UUID, list[UUID]]
"""Identities that were made, by workspace."""

BATCH = 50
_MOST_ATTEMPTS = 5

# The database's own trouble: it says nothing about the bodies, and costs none of them an attempt.
_NOBODYS_FAULT = (
    OSError, TimeoutError, asyncpg.InterfaceError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError,
    asyncpg.InsufficientResourcesError, asyncpg.TransactionRollbackError,
)  # fmt: skip

_WAITING = "unpacked_at is null and (not_before is null or not_before <= now())"

_TAKE = f"""
update raw_events set unpacked_at = now(), attempts = attempts + 1 where arrival in (
  select arrival from raw_events where {_WAITING} {{}} order by arrival limit $1 for update skip locked
) returning arrival, source, body, received_at
"""

_FAILED = """
update raw_events set attempts = attempts + 1, failure = $2,
  unpacked_at = case when attempts + 1 >= $3 then now() end
where arrival = $1 and unpacked_at is null
"""

_UNREADABLE = "update raw_events set failure = $2 where arrival = $1"

# The whole of the common case in one statement: is the event new, where does it belong, store it, say when an answer
# is due. The due time moves on with every line (quiet time) up to a hard maximum after the first (promise D4).
_STORE_MESSAGE = f"""
with spot as ({places.SPOT}),
fresh as ({places.KEEP_EVENT}),
stored as (
  insert into messages (id, workspace_id, conversation_id, thread_id, sender_type, content, status,
                        network_message_id, network_time, arrival, kind, parts, context, reason_code, reason_text)
  select $8, spot.workspace_id, spot.conversation_id, spot.thread_id, 'customer', $9,
    case when $18 then 'received' else 'silent' end, $10, $11, $5, $15, $16, $17, $19, $20
  from spot, fresh where spot.conversation_id is not null
  returning id
),
talked as (
  update conversations c set message_count = c.message_count + 1, last_message_at = greatest(c.last_message_at, $12)
  from spot, stored where c.id = spot.conversation_id
),
due as (
  update threads t set
    last_customer_at = greatest(t.last_customer_at, $11),
    arrivals = t.arrivals + $18::boolean::int,
    waiting_since = case when $18 then coalesce(t.waiting_since, $12) else t.waiting_since end,
    reply_due_at = case when $18 then least($12 + $13::interval, coalesce(t.waiting_since, $12) + $14::interval)
      else t.reply_due_at end
  from spot, stored where t.id = spot.thread_id
)
select spot.*, exists (select from fresh) as is_new, exists (select from stored) as is_stored
from (select) as always left join spot on true
"""


# Why a line is silent from the beginning.
_NOTHING_TO_ANSWER = ("nothing_to_answer", "A heart or a thumb needs no answer.")
_IN_STANDBY = (
    "another_app",
    "Another app of the business holds this conversation. The agent stays out of it.",
)


async def unpack_some(database: Database, hints: Hints, pace: Pace) -> int:
    """Unpack one batch; how many bodies it held. Zero: nothing is waiting.

    A batch that fails is taken apart: its bodies are unpacked one by one, and one that keeps failing is kept aside
    with its reason for the operator.
    """
    try:
        return await _unpack(database, hints, pace, BATCH)
    except _NOBODYS_FAULT:
        raise
    except Exception as error:
        log.warning("unpack_batch_failed", error=type(error).__name__)
    async with database.crossing.acquire() as connection:
        waiting = await connection.fetch(
            f"select arrival from raw_events where {_WAITING} order by arrival limit $1", BATCH
        )
    for row in waiting:
        try:
            await _unpack(database, hints, pace, 1, only=row["arrival"])
        except _NOBODYS_FAULT:
            raise
        except Exception as error:
            log.error("unpack_failed", arrival=row["arrival"], exc_info=error)
            reason = f"{type(error).__name__} ({getattr(error, 'sqlstate', None)})"
            await database.crossing.execute(_FAILED, row["arrival"], reason, _MOST_ATTEMPTS)
    return len(waiting)


async def _unpack(database: Database, hints: Hints, pace: Pace, limit: int, only: int | None = None) -> int:
    changed: set[Changed] = set()
    strangers: Strangers = defaultdict(list)
    async with database.crossing.acquire() as connection, connection.transaction():
        take = _TAKE.format("" if only is None else f"and arrival = {only:d}")
        rows = await connection.fetch(take, limit)
        for arrived in _in_lock_order(await _read(connection, rows)):
            change = await _store(connection, arrived, pace, strangers)
            if change:
                changed.add(change)
        for workspace_id, identity_ids in strangers.items():
            await ask_who_they_are(connection, workspace_id, identity_ids)
    for change in changed:
        hints.tell(change.workspace_id, change.hint, change.row_id)
        if change.question_id:
            hints.tell(change.workspace_id, "automatic_reply.changed", change.question_id)
    return len(rows)


async def _read(connection: Connection, rows: Sequence[asyncpg.Record]) -> list[Arrived]:
    found: list[Arrived] = []
    for row in rows:
        arrival, received_at = row["arrival"], row["received_at"]
        if row["source"] == postponed.SOURCE:
            found.append(await postponed.take(connection, row))
            continue
        try:
            events = meta.read(row["body"])
        except Unreadable as error:
            await connection.execute(_UNREADABLE, arrival, f"unreadable: {error}")
            log.warning("webhook_unreadable", arrival=arrival, because=str(error))
            continue
        found += [Arrived(arrival, received_at, event) for event in events]
    return found


def _in_lock_order(arrived: list[Arrived]) -> list[Arrived]:
    """By customer, then arrival: two replicas that unpack at once lock threads in the same order, so none deadlocks."""
    return sorted(
        arrived,
        key=lambda a: (
            a.event.channel,
            a.event.network_account_id,
            places.customer_of(a.event),
            a.arrival,
        ),
    )


async def _store(
    connection: Connection, arrived: Arrived, pace: Pace, strangers: Strangers
) -> Changed | None:
    """What a screen may show anew, if anything."""
    metrics.events.labels(type(arrived.event).__name__).inc()
    match arrived.event:
        case CustomerMessage() as message:
            return await _store_message(connection, arrived, message, pace, strangers)
        case Echo() as echo:
            return await echoes.settle_echo(connection, arrived, echo)
        case MessageEdited() as edited:
            return await revisions.edit(connection, arrived, edited, pace)
        case MessageDeleted() as deleted:
            return await revisions.delete(connection, arrived, deleted)
        case Seen() as seen:
            return await signals.seen(connection, arrived, seen)
        case Reaction() as reaction:
            return await signals.react(connection, arrived, reaction)
        case ControlMoved() as moved:
            return await signals.move_control(connection, arrived, moved)
        case PolicyEnforced() as policy:
            return await signals.enforce_policy(connection, arrived, policy)
        case Referral() as referral:
            await signals.refer(connection, arrived, referral)
        case Comment() as comment:
            await signals.comment(connection, arrived, comment)
        case Ignored() as ignored:
            await places.keep_ignored(connection, arrived.arrival, ignored)
    return None


async def _store_message(
    connection: Connection, arrived: Arrived, message: CustomerMessage, pace: Pace, strangers: Strangers
) -> Changed | None:
    arguments = _arguments(arrived, message, pace)
    row = await connection.fetchrow(_STORE_MESSAGE, *arguments)
    assert row is not None
    if row["is_new"] and not row["is_stored"] and row["workspace_id"] is not None:
        # A new customer, or the first line of a new conversation: make the place, then put the line there.
        identity_id = await places.make(connection, message)
        # Networks tell who somebody is to the app that holds the thread.
        if identity_id is not None and not message.in_standby:
            strangers[row["workspace_id"]].append(identity_id)
        await places.reopen_event(connection, message)
        row = await connection.fetchrow(_STORE_MESSAGE, *arguments)
        assert row is not None
    if not row["is_new"] or row["workspace_id"] is None:
        await revisions.forget_if_taken_back(connection, arrived, message)
    return Changed(row["workspace_id"], row["conversation_id"]) if row["is_stored"] else None


def _arguments(arrived: Arrived, message: CustomerMessage, pace: Pace) -> tuple[Any, ...]:
    wants_answer = message.wants_answer and not message.in_standby
    reason = (None, None) if wants_answer else _IN_STANDBY if message.in_standby else _NOTHING_TO_ANSWER
    return (
        message.channel, message.network_account_id, message.customer_id, new_id(), arrived.arrival, message.key,
        "message", new_id(), message.text, message.message_id or None, arrived.sent_at, arrived.received_at,
        pace.quiet, pace.longest, "text" if message.text.strip() else "media",
        echoes.parts_of(message.attachments) if message.attachments else "[]",
        orjson.dumps(dict(message.context)).decode() if message.context else None, wants_answer, *reason,
    )  # fmt: skip
