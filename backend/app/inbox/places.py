"""Where an event belongs: account -> identity -> thread -> open conversation. Made when a customer is new."""

from uuid import UUID

import asyncpg

from app.channels.events import ChannelEvent, CustomerMessage, Echo, Ignored
from app.platform.database import Connection
from app.platform.ids import new_id

# A conversation ends when it is resolved or after this much silence.
_SILENCE = "interval '72 hours'"

# $1 channel, $2 the account's network id, $3 the customer's network id.
SPOT = f"""
  select a.workspace_id, a.id as account_id, i.id as identity_id, i.contact_id, t.id as thread_id,
         c.id as conversation_id
  from accounts a
  left join identities i on i.account_id = a.id and i.network_id = $3
  left join threads t on t.identity_id = i.id
  left join conversations c on c.thread_id = t.id and c.status <> 'resolved'
    and c.last_message_at > now() - {_SILENCE}
  where a.channel = $1 and a.network_id = $2 and a.is_active
"""

# Needs `spot` beside it; $4 row id, $5 arrival, $6 key, $7 kind. Returns a row only for an event never seen before
# (or seen while its account was unknown, and known now).
KEEP_EVENT = """
  insert into events (id, arrival, channel, network_account_id, key, kind, outcome, workspace_id)
  select $4, $5, $1, $2, $6, $7, case when spot.workspace_id is null then 'unknown_account' else 'stored' end,
         spot.workspace_id
  from (select) as always left join spot on true
  on conflict (channel, network_account_id, key) do update
    set arrival = excluded.arrival, outcome = excluded.outcome, workspace_id = excluded.workspace_id,
      repeats = events.repeats || array_remove(array[events.arrival], excluded.arrival)
    where events.outcome = 'unknown_account' and excluded.outcome = 'stored'
  returning id
"""

_KEEP_ALONE = f"""
with spot as ({SPOT}), fresh as ({KEEP_EVENT})
select spot.* from spot, fresh
"""

_KEEP_IGNORED = """
insert into events (id, arrival, channel, network_account_id, key, kind, outcome, because)
values ($1, $2, $3, $4, $5, $6, 'ignored', $7)
on conflict (channel, network_account_id, key) do nothing
returning id
"""

_REOPEN_EVENT = """
update events set outcome = 'unknown_account' where channel = $1 and network_account_id = $2 and key = $3
"""

_FORGET_EVENT = "delete from events where channel = $1 and network_account_id = $2 and key = $3"

_MAKE_IDENTITY = """
with contact as (insert into contacts (id, workspace_id) values ($1, $2)),
identity as (
  insert into identities (id, workspace_id, contact_id, account_id, network_id) values ($3, $2, $1, $4, $5)
)
insert into threads (id, workspace_id, account_id, identity_id) values ($6, $2, $4, $3)
"""

_END_SILENT = f"""
update conversations set status = 'resolved'
where thread_id = $1 and status <> 'resolved' and last_message_at <= now() - {_SILENCE}
"""

# Open from now on, however long ago the line was written: a body may come days late, or be read anew.
_MAKE_CONVERSATION = """
insert into conversations (id, workspace_id, thread_id, account_id, contact_id, agent_id, last_message_at)
select $1, $3, $2, $4, $5, (select agent_id from agent_accounts where account_id = $4), now()
"""


def customer_of(event: ChannelEvent) -> str:
    """The customer an event is about; empty where it is about the account only."""
    customer: str = getattr(event, "customer_id", "")
    return customer


async def keep_event(
    connection: Connection, arrival: int, event: ChannelEvent, kind: str
) -> asyncpg.Record | None:
    """Record that the event was seen. Where it belongs when it is new and its account is linked, else None."""
    return await connection.fetchrow(
        _KEEP_ALONE, event.channel, event.network_account_id, customer_of(event), new_id(), arrival, event.key,
        kind,
    )  # fmt: skip


async def keep_ignored(connection: Connection, arrival: int, event: Ignored) -> None:
    """Record an event that nothing is done about, with the reason."""
    await _ignore(connection, arrival, event, event.key, "ignored", event.because)


async def take_place(
    connection: Connection, arrival: int, event: ChannelEvent, key: str, because: str
) -> None:
    """Let the event of this key be a repetition when it comes, with the reason why it will not be used."""
    await _ignore(connection, arrival, event, key, key.partition(":")[0], because)


async def _ignore(
    connection: Connection, arrival: int, event: ChannelEvent, key: str, kind: str, because: str
) -> None:
    await connection.execute(
        _KEEP_IGNORED, new_id(), arrival, event.channel, event.network_account_id, key, kind, because
    )


async def explain(connection: Connection, event: ChannelEvent, because: str) -> None:
    """The event was kept and came to nothing: say why."""
    await connection.execute(
        "update events set because = $4 where channel = $1 and network_account_id = $2 and key = $3",
        event.channel, event.network_account_id, event.key, because,
    )  # fmt: skip


async def reopen_event(connection: Connection, event: ChannelEvent) -> None:
    """As if its account had been unknown: it will be stored in this transaction."""
    await connection.execute(_REOPEN_EVENT, event.channel, event.network_account_id, event.key)


async def forget_event(connection: Connection, event: ChannelEvent) -> None:
    """As if the event had not been seen: it will be looked at again later."""
    await connection.execute(_FORGET_EVENT, event.channel, event.network_account_id, event.key)


async def hold(connection: Connection, thread_id: UUID) -> None:
    """Take the thread's row until the end of the transaction, so that no turn plans an answer meanwhile."""
    await connection.execute("select from threads where id = $1 for update", thread_id)


async def make(connection: Connection, event: CustomerMessage | Echo) -> UUID | None:
    """Make what is missing of contact, identity, thread and open conversation for this event's customer; the identity,
    where it was made.

    The account must be linked. Two replicas that meet a new customer at once take turns here.
    """
    who = (event.channel, event.network_account_id, event.customer_id)
    await connection.execute("select pg_advisory_xact_lock(hashtextextended($1, 0))", "\x1f".join(who))
    spot = await connection.fetchrow(SPOT, *who)
    if spot is None:
        return None
    thread_id: UUID = spot["thread_id"] or new_id()
    contact_id: UUID = spot["contact_id"] or new_id()
    identity_id: UUID | None = None
    if spot["thread_id"] is None:
        identity_id = new_id()
        await connection.execute(
            _MAKE_IDENTITY, contact_id, spot["workspace_id"], identity_id, spot["account_id"], event.customer_id,
            thread_id,
        )  # fmt: skip
    elif spot["conversation_id"] is None:
        await connection.execute(_END_SILENT, thread_id)
    if spot["conversation_id"] is None:
        await connection.execute(
            _MAKE_CONVERSATION, new_id(), thread_id, spot["workspace_id"], spot["account_id"], contact_id
        )
    return identity_id
