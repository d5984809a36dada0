"""Step 6 of the road, first half: a turn hands back what it decided, and one transaction makes it so, or refuses.

The check and the writing are one statement: the lease number is still ours, nothing new arrived since we read, the
agent still handles the thread, no echo waits that may be a person's, the account may speak and the window is open. A
lost check ends the turn as `superseded`: what was read stays unanswered and the thread stays due.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

import orjson

from app.conversations import suggestions
from app.inbox.claim import Claim
from app.platform import metrics
from app.platform.database import Connection, Database, Effect
from app.platform.ids import new_id

# A margin, so that an answer planned inside the window does not reach the network outside it.
_WINDOW_MARGIN = timedelta(minutes=5)
# After this the network's silence about a send is settled (promise D5).
SETTLE_AFTER = timedelta(seconds=20)


@dataclass(slots=True)
class TurnRecord:
    """What a turn read and did, for its row."""

    conversation_id: UUID
    arrivals: int
    read_message_ids: Sequence[UUID]
    started_at: datetime
    agent_id: UUID | None = None
    agent_version: int | None = None
    provider: str | None = None
    model: str | None = None
    steps: list[dict[str, Any]] = field(default_factory=list)
    sources: list[dict[str, Any]] = field(default_factory=list)
    prompt_tokens: int = 0
    completion_tokens: int = 0
    machine_streak: int = 0
    """How many answers in a row, this one included, went to lines that a machine may have written (promise C2)."""
    confidence: float | None = None
    """From 0 to 1: how sure the searches of the turn were. None: nothing was searched."""


@dataclass(frozen=True, slots=True)
class Speech:
    """What is to be said, in parts that fit the network."""

    parts: Sequence[str]
    kind: Literal["text", "notice"] = "text"
    outcome: Literal["answered", "escalated"] = "answered"
    result: str = "answered"
    effects: Sequence[Effect] = ()
    hints: Sequence[tuple[str, UUID]] = ()
    """What screens are told of the effects once they are committed: the hint's type, and the id of what changed."""


@dataclass(frozen=True, slots=True)
class PlannedPart:
    """One piece that is stored and about to be sent."""

    id: UUID
    ordinal: int
    text: str


@dataclass(frozen=True, slots=True)
class Planned:
    """The stored message of a turn that may speak."""

    message_id: UUID
    parts: Sequence[PlannedPart]


_INSERT_TURN = """
  insert into turns (id, workspace_id, thread_id, conversation_id, agent_id, agent_version, provider, model,
    lease_number, read_message_ids, outcome, reason_code, reason_text, steps, sources, prompt_tokens,
    completion_tokens, started_at)
  select $3, $4, $1, $5, $6, $7, $8, $9, $2, $10, $11, $12, $13, $14, $15, $16, $17, $18
"""

_MAY_SPEAK = """
  select t.id from threads t join accounts a on a.id = t.account_id
  where t.id = $1 and t.lease_number = $2 and t.arrivals = {arrivals}
    and (t.handled_by = 'agent' or t.paused_until < now()) and t.stopped_at is null
    and a.is_active and a.health = 'ok' and t.last_customer_at > now() - {window}::interval
    and not echo_waits(t.id)
  for update of t
"""

# The first part is stored as `sending` at once: the call follows this commit, and a crash in between is settled like
# any send whose answer was lost.
_PLAN = f"""
with thread as ({_MAY_SPEAK.format(arrivals="$19", window="$20")}),
turn as ({_INSERT_TURN} from thread),
message as (
  insert into messages (id, workspace_id, conversation_id, thread_id, sender_type, kind, content, status, turn_id)
  select $21, $4, $5, $1, 'assistant', $22, $23, 'sending', $3 from thread
),
parts as (
  insert into send_parts (id, workspace_id, message_id, thread_id, ordinal, text, status, attempts, sending_at,
                          settle_after)
  select part.id, $4, $21, $1, part.ordinal, part.text,
    case part.ordinal when 1 then 'sending' else 'planned' end, case part.ordinal when 1 then 1 else 0 end,
    case part.ordinal when 1 then now() end, now() + $26::interval
  from thread, unnest($24::uuid[], $25::text[]) with ordinality as part (id, text, ordinal)
),
answered as (
  update messages set status = 'answered', turn_id = $3, reason_code = null, reason_text = null from thread
  where messages.id = any($10::uuid[])
),
handed_back as (
  update threads t set handled_by = 'agent', paused_until = null, failures = 0, machine_streak = $28 from thread
  where t.id = thread.id and (t.handled_by <> 'agent' or t.failures > 0 or t.machine_streak <> $28)
),
talked as (
  update conversations c set message_count = c.message_count + 1, last_message_at = now(), agent_id = $6,
    result = case when c.result is null or c.result = 'answered' then $27 else c.result end,
    confidence = coalesce($29, c.confidence)
  from thread where c.id = $5
)
select exists (select from thread)
"""

# At most one for a contact within an hour. It answers nothing: what was read stays unanswered, the turn goes on.
_PLAN_HOLDING = f"""
with thread as ({_MAY_SPEAK.format(arrivals="$3", window="$4")}),
contact as (
  update contacts set holding_at = now() from thread
  where contacts.id = $5 and (holding_at is null or holding_at < now() - interval '1 hour')
  returning contacts.id
),
message as (
  insert into messages (id, workspace_id, conversation_id, thread_id, sender_type, kind, content, status)
  select $6, $7, $8, $1, 'assistant', 'holding', $9, 'sending' from contact
),
part as (
  insert into send_parts (id, workspace_id, message_id, thread_id, ordinal, text, status, attempts, sending_at,
                          settle_after)
  select $10, $7, $6, $1, 1, $9, 'sending', 1, now(), now() + $11::interval from contact
),
talked as (
  update conversations c set message_count = c.message_count + 1, last_message_at = now() from contact where c.id = $8
)
select exists (select from contact)
"""

_WHY_NOT = """
select t.lease_number = $2 as is_ours, t.arrivals = $3 and not echo_waits(t.id) as is_newest,
  t.handled_by = 'people' and (t.paused_until is null or t.paused_until >= now()) as people_handle,
  t.stopped_at is not null as is_stopped, t.last_customer_at > now() - $4::interval as window_open,
  a.is_active and a.health = 'ok' as account_well
from threads t join accounts a on a.id = t.account_id where t.id = $1
"""

_SILENCE = f"""
with turn as ({_INSERT_TURN})
update messages m set status = 'silent', turn_id = $3, reason_code = $12, reason_text = $13
where m.id = any($10::uuid[]) and m.status in ('received', 'waiting')
"""

# Nothing new since we read: nothing is due any more. Otherwise the due time that the newcomer set stays.
RELEASE = """
update threads t set lease_until = null,
  reply_due_at = case when t.arrivals > $3 then t.reply_due_at end,
  waiting_since = case when t.arrivals > $3 then t.waiting_since end
where t.id = $1 and t.lease_number = $2
"""

# The thread stays as due as it is.
_LET_GO = "update threads set lease_until = null where id = $1 and lease_number = $2"

_HOLD = "select true from threads where id = $1 and lease_number = $2 for update"

_TRY_AGAIN = """
update threads set lease_until = null, failures = failures + 1, reply_due_at = now() + $3::interval
where id = $1 and lease_number = $2
"""

# Once an hour is enough to be told the same thing.
_NOTE = """
insert into messages (id, workspace_id, conversation_id, thread_id, sender_type, kind, content, status, reason_code)
select $1, $2, $3, $4, 'system', 'notice', $5, 'silent', $6
where not exists (
  select from messages where workspace_id = $2 and conversation_id = $3 and sender_type = 'system'
    and reason_code = $6 and created_at > now() - interval '1 hour')
"""

_DELAYED = """
update messages set status = 'waiting', reason_code = $2, reason_text = $3
where id = any($1::uuid[]) and status in ('received', 'waiting')
"""

REASONS = {
    "nothing_new": "Everything was dealt with already.",
    "superseded": "Something new arrived meanwhile, so the agent started again.",
    "people_handle": "A person of the team handles this conversation.",
    "customer_stopped": "The customer asked for no more automatic answers.",
    "window_closed": "The customer last wrote more than 24 hours ago, so no automatic answer may go out.",
    "too_many_messages": "This customer got as many automatic answers as one customer may get in an hour or a day.",
    "machine_writing": "A machine seems to be writing: its lines come at once or repeat each other.",
    "suggested": "The agent's draft waits for a person to send it.",
    "left_to_people": "A person was asked for; the agent only drafts here.",
    "account_unwell": "The account cannot send at the moment. Link it again.",
}


async def plan_answer(
    connection: Connection, claim: Claim, record: TurnRecord, speech: Speech, window: timedelta
) -> Planned | None:
    """Store turn and message, mark what was read as answered; None when the turn may not speak (any more).

    Runs inside the caller's tenant transaction, which must commit before anything is sent.
    """
    message_id = new_id()
    parts = [PlannedPart(new_id(), n, text) for n, text in enumerate(speech.parts, 1)]
    may_speak: bool = await connection.fetchval(
        _PLAN,
        *_turn_values(claim, record, speech.outcome, None, None),
        record.arrivals, window - _WINDOW_MARGIN, message_id, speech.kind, "\n\n".join(speech.parts),
        [part.id for part in parts], [part.text for part in parts], SETTLE_AFTER, speech.result,
        record.machine_streak, record.confidence,
    )  # fmt: skip
    if not may_speak:
        return None
    for effect in speech.effects:
        await effect(connection)
    metrics.turns.labels(speech.outcome).inc()
    return Planned(message_id, parts)


async def plan_holding(
    connection: Connection, claim: Claim, record: TurnRecord, contact_id: UUID, text: str, window: timedelta
) -> Planned | None:
    """Store the line that says we are at it; None when the turn may not speak, or this contact had one lately.

    Like `plan_answer` otherwise: the caller's transaction must commit before anything is sent.
    """
    message_id, part = new_id(), PlannedPart(new_id(), 1, text)
    may_speak: bool = await connection.fetchval(
        _PLAN_HOLDING, claim.thread_id, claim.lease_number, record.arrivals, window - _WINDOW_MARGIN, contact_id,
        message_id, claim.workspace_id, record.conversation_id, text, part.id, SETTLE_AFTER,
    )  # fmt: skip
    return Planned(message_id, [part]) if may_speak else None


async def note(connection: Connection, claim: Claim, record: TurnRecord, code: str, text: str) -> None:
    """A line of the system in the conversation, for people's eyes; at most one an hour with the same code."""
    await connection.execute(
        _NOTE, new_id(), claim.workspace_id, record.conversation_id, claim.thread_id, text, code
    )


async def why_not(connection: Connection, claim: Claim, record: TurnRecord, window: timedelta) -> str:
    """The code of what lost the check in `plan_answer`."""
    row = await connection.fetchrow(
        _WHY_NOT, claim.thread_id, claim.lease_number, record.arrivals, window - _WINDOW_MARGIN
    )
    # No row: the customer was erased meanwhile.
    if row is None or not (row["is_ours"] and row["is_newest"]):
        return "superseded"
    if row["people_handle"]:
        return "people_handle"
    if row["is_stopped"]:
        return "customer_stopped"
    if not row["account_well"]:
        return "account_unwell"
    # All is well: what stood in the way has gone since.
    return "superseded" if row["window_open"] else "window_closed"


async def end_silent(
    database: Database, claim: Claim, record: TurnRecord, code: str, text: str, effects: Sequence[Effect] = ()
) -> None:
    """The turn says nothing: what it read is `silent` with the reason, and the thread is given back.

    A superseded turn leaves what it read unanswered and its effects undone.
    """
    async with database.tenant_road(claim.workspace_id) as connection:
        # The thread is locked first, as everybody does who changes its messages, and only its holder may speak for it:
        # a worker that stood still and lost its lease marks nothing, another one has answered, or will.
        is_ours = await connection.fetchval(_HOLD, claim.thread_id, claim.lease_number)
        if code == "superseded" or not is_ours:
            metrics.turns.labels("superseded").inc()
            values = _turn_values(claim, record, "superseded", "superseded", REASONS["superseded"])
            await connection.execute(_INSERT_TURN, *values)
            await connection.execute(_LET_GO, claim.thread_id, claim.lease_number)
        else:
            metrics.turns.labels("silent").inc()
            await connection.execute(_SILENCE, *_turn_values(claim, record, "silent", code, text))
            for effect in effects:
                await effect(connection)
            await connection.execute(RELEASE, claim.thread_id, claim.lease_number, record.arrivals)


async def keep_suggestion(
    connection: Connection, claim: Claim, record: TurnRecord, text: str, because: str, window: timedelta
) -> bool:
    """The turn ends with a draft for a person instead of an answer; False when it may not even do that (any more).

    Under the same check as an answer, inside the caller's tenant transaction.
    """
    may = _MAY_SPEAK.format(arrivals="$3", window="$4")
    if not await connection.fetchval(
        may, claim.thread_id, claim.lease_number, record.arrivals, window - _WINDOW_MARGIN
    ):
        return False
    values = _turn_values(claim, record, "silent", "suggested", REASONS["suggested"])
    await connection.execute(_SILENCE, *values)
    await suggestions.keep(
        connection, claim.workspace_id, record.conversation_id, claim.thread_id, values[2], text, because
    )
    await connection.execute(RELEASE, claim.thread_id, claim.lease_number, record.arrivals)
    metrics.turns.labels("silent").inc()
    return True


async def release(database: Database, claim: Claim, arrivals: int) -> None:
    """Give the thread back; it stays due when something arrived after `arrivals`."""
    async with database.tenant_road(claim.workspace_id) as connection:
        await connection.execute(RELEASE, claim.thread_id, claim.lease_number, arrivals)


async def delay(
    database: Database, claim: Claim, record: TurnRecord, pause: timedelta, code: str, text: str
) -> None:
    """The turn could not be finished and is tried again after `pause`; what waits says why (promise D6, D7)."""
    async with database.tenant_road(claim.workspace_id) as connection:
        is_ours = await connection.fetchval(_HOLD, claim.thread_id, claim.lease_number)
        metrics.turns.labels("failed").inc()
        await connection.execute(_INSERT_TURN, *_turn_values(claim, record, "failed", code, text))
        if is_ours:
            await connection.execute(_DELAYED, list(record.read_message_ids), code, text)
        await connection.execute(_TRY_AGAIN, claim.thread_id, claim.lease_number, pause)


def _turn_values(
    claim: Claim, record: TurnRecord, outcome: str, reason_code: str | None, reason_text: str | None
) -> tuple[Any, ...]:
    return (
        claim.thread_id, claim.lease_number, new_id(), claim.workspace_id, record.conversation_id, record.agent_id,
        record.agent_version, record.provider, record.model, list(record.read_message_ids), outcome, reason_code,
        reason_text, _json(record.steps), _json(record.sources), record.prompt_tokens, record.completion_tokens,
        record.started_at,
    )  # fmt: skip


def _json(value: object) -> str:
    return orjson.dumps(value).decode()
