"""What the road keeps of a customer beside the rows that hang on their contact (promise T5).

`forget` belongs to the transaction that deletes the contact; `forget_bodies` looks through everything that ever arrived
and is later work. Both are harmless when they are done again.
"""

import asyncio
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from app.inbox import bodies
from app.inbox.bodies import Party
from app.platform.database import Connection, Database

_PARTIES = """
select a.channel, a.network_id as account, i.network_id as customer
from identities i join accounts a on a.id = i.account_id
where i.workspace_id = $1 and i.contact_id = $2 order by i.network_id
"""

# In the order in which unpacking takes threads, so that the two do not wait for each other.
_HOLD = """
select t.id from threads t join identities i on i.id = t.identity_id
where i.workspace_id = $1 and i.contact_id = $2 order by i.network_id for update of t
"""

# A send without an answer is settled after 20 s; what is older hangs and is not waited for.
_IS_LEAVING = """
select exists (select from send_parts where workspace_id = $1 and thread_id = any($2::uuid[]) and status = 'sending'
  and sending_at > clock_timestamp() - interval '20 seconds')
"""
_MOST_LOOKS = 50
_BETWEEN_LOOKS = 0.1

_WAITING = """
select arrival from raw_events where unpacked_at is null and position($1::bytea in body) > 0 order by arrival
"""

# The network tells us what we said; told so after the customer is gone, it is no person who wrote to somebody new.
_EXPECT_NO_ECHO = """
insert into events (id, arrival, channel, network_account_id, key, kind, outcome, because, workspace_id)
select gen_random_uuid(), 0, a.channel, a.network_id, 'echo:' || p.network_message_id, 'echo', 'ignored',
  'the customer was erased', p.workspace_id
from send_parts p join threads t on t.id = p.thread_id join accounts a on a.id = t.account_id
where p.workspace_id = $1 and p.thread_id = any($2::uuid[]) and p.network_message_id is not null
on conflict (channel, network_account_id, key) do nothing
"""

_COMMENTS = """
delete from comments c using identities i
where i.workspace_id = $1 and i.contact_id = $2 and c.workspace_id = i.workspace_id and c.account_id = i.account_id
  and c.author_network_id = i.network_id
"""

# The keys of messages stay, so that one which is delivered again is known. Those that name the customer go; of them,
# only a tap without an id of its own would count as new.
_KEYS = """
delete from events where channel = $1 and network_account_id = $2 and position(':' || $3 || ':' in key) > 0
"""


async def parties_of(connection: Connection, workspace_id: UUID, contact_id: UUID) -> list[Party]:
    """Under which names the networks know the contact."""
    return [Party(**row) for row in await connection.fetch(_PARTIES, workspace_id, contact_id)]


async def forget(
    connection: Connection, workspace_id: UUID, contact_id: UUID, parties: Sequence[Party]
) -> int:
    """Hold the contact's threads until the end of the transaction, and delete what the road keeps of the customer
    elsewhere; the newest arrival, up to which bodies are still to be looked through.

    Nothing may come back: not by a body that waits to be unpacked, not by the echo of an answer.
    """
    for party in parties:  # bodies before threads, as unpacking takes them
        for row in await connection.fetch(_WAITING, party.customer.encode()):
            await bodies.rewrite(connection, row["arrival"], partial(bodies.without, party=party))
    threads = await _hold_threads(connection, workspace_id, contact_id)
    await connection.execute(_EXPECT_NO_ECHO, workspace_id, threads)
    await connection.execute(_COMMENTS, workspace_id, contact_id)
    newest: int = await connection.fetchval("select coalesce(max(arrival), 0) from raw_events")
    return newest


async def forget_bodies(database: Database, party: Party, up_to: int) -> None:
    """Take the customer out of every body that arrived up to then, and out of the keys of events."""
    async for found in bodies.holding(database, party.customer, up_to):
        async with database.crossing.acquire() as connection, connection.transaction():
            for row in found:
                await bodies.rewrite(connection, row["arrival"], partial(bodies.without, party=party))
    await database.crossing.execute(_KEYS, party.channel, party.account, party.customer)


async def _hold_threads(connection: Connection, workspace_id: UUID, contact_id: UUID) -> list[UUID]:
    """Take the threads in a moment in which nothing leaves: the network's answer to a send needs its thread."""
    for _ in range(_MOST_LOOKS):
        look = connection.transaction()
        await look.start()
        threads = [row["id"] for row in await connection.fetch(_HOLD, workspace_id, contact_id)]
        if not await connection.fetchval(_IS_LEAVING, workspace_id, threads):
            await look.commit()
            return threads
        await look.rollback()
        await asyncio.sleep(_BETWEEN_LOOKS)
    return [row["id"] for row in await connection.fetch(_HOLD, workspace_id, contact_id)]
