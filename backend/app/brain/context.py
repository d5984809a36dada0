"""Everything a turn needs to know, read in one statement as the tenant role."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast
from uuid import UUID

import orjson

from app.agents.house_rules import HouseRules
from app.agents.models import Mode
from app.agents.tools import Permission
from app.brain.media import words_of
from app.inbox.claim import Claim
from app.knowledge.facts import MOST_APPROVED
from app.platform.database import Database

HISTORY = 10
_MOST_UNANSWERED = 50

# A line and what it needs to be put in words; the line it answers is looked up only where it answers one.
_WORDS = """content, nullif(parts, '[]') as parts, context, case when context ? 'reply_to' then (
       select o.content from messages o where o.workspace_id = m.workspace_id and o.thread_id = m.thread_id
         and o.network_message_id = m.context ->> 'reply_to' limit 1) end as answered"""

_TIMES = "extract(epoch from created_at)::float8 as stored_at, extract(epoch from network_time)::float8 as written_at"

# Turns that cost something, of all conversations this contact had lately.
_TURNS = """
  select count(*) filter (where finished_at > now() - interval '1 hour') as last_hour, count(*) as last_day
  from turns where workspace_id = t.workspace_id
    and (outcome in ('answered', 'escalated', 'superseded') or reason_code = 'suggested')
    and finished_at > now() - interval '1 day' and conversation_id in (
      select id from conversations where workspace_id = t.workspace_id and contact_id = i.contact_id
        and last_message_at > now() - interval '1 day')
"""

# When the first turn began that has not answered what waits: from then on it is the model that keeps the customer
# waiting. A turn that a restart of ours ended has left no row.
_TRIED_SINCE = """
  select min(started_at) from turns
  where workspace_id = t.workspace_id and conversation_id = c.id and finished_at > t.waiting_since
"""

# Of an agent `g`, and the house rules `h` of its workspace.
AGENT_COLUMNS = """
  g.id as agent_id, g.name as agent_name, g.is_active as agent_active, g.version, g.system_context, g.tone,
  g.may_read, g.may_write, g.may_email, g.may_appointments,
  g.llm_provider, g.llm_model, g.llm_temperature, g.llm_max_tokens, g.llm_base_url, g.llm_api_key_encrypted,
  g.mode, g.top_k, h.banned_words, h.topics,
  g.second_provider, g.second_model, g.second_base_url, g.second_api_key_encrypted
"""

# What an agent `g` says word for word, bounded.
FACTS = f"""
  select json_agg(f) from (
    select name, value from facts
    where workspace_id = g.workspace_id and approved_at is not null and (agent_id is null or agent_id = g.id)
    order by kind, name limit {MOST_APPROVED}) f
"""

_READ = f"""
select t.arrivals, t.stopped_at, t.last_customer_at, t.waiting_since, t.failures, t.machine_streak, now() as now,
  turns.last_hour as turns_last_hour, turns.last_day as turns_last_day,
  t.handled_by = 'people' and (t.paused_until is null or t.paused_until >= now()) as people_handle,
  a.channel, a.network_id as network_account_id, a.token_encrypted, a.is_active and a.health = 'ok' as account_well,
  i.network_id as customer_id, i.contact_id,
  w.name as business, w.timezone,
  {AGENT_COLUMNS},
  c.id as conversation_id, ({_TRIED_SINCE}) as tried_since,
  ({FACTS}) as facts,
  (select json_agg(m) from (
     select id, kind, {_TIMES}, {_WORDS} from messages m
     where workspace_id = t.workspace_id and thread_id = t.id and status in ('received', 'waiting')
     order by network_time desc, arrival desc limit {_MOST_UNANSWERED}) m) as unanswered,
  (select array_agg(id) from messages
   where workspace_id = t.workspace_id and thread_id = t.id and status in ('received', 'waiting')) as unanswered_ids,
  (select json_agg(m) from (
     select sender_type, {_TIMES}, {_WORDS} from messages m
     where workspace_id = t.workspace_id and conversation_id = c.id and status not in ('received', 'waiting')
       and sender_type <> 'system' and kind <> 'holding' and deleted_at is null
     order by created_at desc, id desc limit {HISTORY}) m) as history
from threads t
join accounts a on a.id = t.account_id
join identities i on i.id = t.identity_id
join workspaces w on w.id = t.workspace_id
left join agent_accounts aa on aa.workspace_id = t.workspace_id and aa.account_id = t.account_id
left join agents g on g.id = aa.agent_id
left join house_rules h on h.workspace_id = t.workspace_id
left join lateral (
  select id from conversations where workspace_id = t.workspace_id and thread_id = t.id
  order by (status <> 'resolved') desc, created_at desc limit 1
) c on true
cross join lateral ({_TURNS}) turns
where t.id = $1
"""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model as an agent names it."""

    provider: str | None
    """None: the installation's default."""
    model: str | None
    base_url: str | None
    api_key_encrypted: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True)
class AgentSettings:
    """The agent as it is configured at the moment of the turn."""

    id: UUID
    name: str
    is_active: bool
    version: int
    system_context: str
    tone: str
    permissions: frozenset[Permission]
    model: ModelChoice
    second_model: ModelChoice | None
    """Asked where the first is down."""
    llm_temperature: float | None
    llm_max_tokens: int | None
    mode: Mode
    top_k: int
    house_rules: HouseRules


@dataclass(frozen=True, slots=True)
class Line:
    """One earlier message, in words. `content` is what was written, without notes about anything else."""

    sender_type: str
    words: str
    content: str
    stored_at: float
    """Seconds since 1970."""


@dataclass(frozen=True, slots=True)
class Unanswered:
    """One message of the customer that waits for an answer."""

    id: UUID
    kind: str
    """`text` or `media`."""
    words: str
    content: str
    stored_at: float
    written_at: float
    """By the network's clock; like `stored_at` in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class TurnContext:
    """What is known when a turn begins."""

    claim: Claim
    now: datetime
    arrivals: int
    waiting_since: datetime | None
    tried_since: datetime | None
    """When the first turn began that left these lines unanswered."""
    failures: int
    machine_streak: int
    """Answers in a row that went to lines a machine may have written."""
    turns_last_hour: int
    turns_last_day: int
    """Of this contact."""
    people_handle: bool
    is_stopped: bool
    account_well: bool
    last_customer_at: datetime | None
    channel: str
    network_account_id: str
    token_encrypted: bytes | None
    customer_id: str
    contact_id: UUID
    conversation_id: UUID
    business: str
    timezone: str
    agent: AgentSettings | None
    facts: list[tuple[str, str]]
    """Name and value of all that are approved for the agent."""
    unanswered: list[Unanswered]
    """The newest ones, oldest first."""
    unanswered_ids: list[UUID]
    """All of them, however many."""
    history: list[Line]
    """Oldest first."""


async def read_context(database: Database, claim: Claim) -> TurnContext:
    """Read it all; one statement, one short transaction."""
    async with database.tenant_road(claim.workspace_id) as connection:
        row = await connection.fetchrow(_READ, claim.thread_id)
    assert row is not None, "a claimed thread exists"
    return TurnContext(
        claim=claim,
        now=row["now"],
        arrivals=row["arrivals"],
        waiting_since=row["waiting_since"],
        tried_since=row["tried_since"],
        failures=row["failures"],
        machine_streak=row["machine_streak"],
        turns_last_hour=row["turns_last_hour"],
        turns_last_day=row["turns_last_day"],
        people_handle=row["people_handle"],
        is_stopped=row["stopped_at"] is not None,
        account_well=row["account_well"],
        last_customer_at=row["last_customer_at"],
        channel=row["channel"],
        network_account_id=row["network_account_id"],
        token_encrypted=row["token_encrypted"],
        customer_id=row["customer_id"],
        contact_id=row["contact_id"],
        conversation_id=row["conversation_id"],
        business=row["business"],
        timezone=row["timezone"],
        agent=agent_of(row) if row["agent_id"] else None,
        facts=facts_of(row["facts"]),
        unanswered=[_unanswered(message) for message in reversed(_rows(row["unanswered"]))],
        unanswered_ids=row["unanswered_ids"] or [],
        history=[
            Line(line["sender_type"], _words(line), line["content"], line["stored_at"])
            for line in reversed(_rows(row["history"]))
        ],
    )


def facts_of(aggregated: str | None) -> list[tuple[str, str]]:
    """Name and value of each, from what `FACTS` selects."""
    return [(fact["name"], fact["value"]) for fact in _rows(aggregated)]


def _rows(aggregated: str | None) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = orjson.loads(aggregated) if aggregated else []
    return rows


def _unanswered(message: dict[str, Any]) -> Unanswered:
    stored_at: float = message["stored_at"]
    return Unanswered(
        id=UUID(message["id"]),
        kind=message["kind"],
        words=_words(message),
        content=message["content"],
        stored_at=stored_at,
        written_at=message["written_at"] or stored_at,
    )


def _words(line: dict[str, Any]) -> str:
    return words_of(line["content"], line["parts"] or (), line["context"] or {}, line["answered"])


def agent_of(row: Any) -> AgentSettings:
    """The agent in a row of `AGENT_COLUMNS`."""
    permissions = {name for name in ("read", "write", "email", "appointments") if row[f"may_{name}"]}
    return AgentSettings(
        id=row["agent_id"],
        name=row["agent_name"],
        is_active=row["agent_active"],
        version=row["version"],
        system_context=row["system_context"],
        tone=row["tone"],
        permissions=frozenset(cast("set[Permission]", permissions)),
        model=_choice(row, "llm"),
        second_model=_choice(row, "second") if row["second_provider"] else None,
        llm_temperature=row["llm_temperature"],
        llm_max_tokens=row["llm_max_tokens"],
        mode=row["mode"],
        top_k=row["top_k"],
        house_rules=HouseRules.read(row["banned_words"], row["topics"]),
    )


def _choice(row: Any, which: str) -> ModelChoice:
    return ModelChoice(
        provider=row[f"{which}_provider"],
        model=row[f"{which}_model"],
        base_url=row[f"{which}_base_url"],
        api_key_encrypted=row[f"{which}_api_key_encrypted"],
    )
