"""An account works (again): what came while it could not is not lost."""

from functools import partial
from uuid import UUID

from app.accounts.events import AccountLinked
from app.inbox.replay import replay_account
from app.platform.database import Connection, Database
from app.platform.jobs import Ids, JobRunner, enqueue
from app.platform.logs import get_logger

log = get_logger(__name__)

RESUME_ACCOUNT = "resume_account"

# In the order in which unpacking takes threads, so that the two do not wait for each other. A conversation that was
# resolved, or in which somebody has spoken since, needs no answer any more.
_HOLD = """
select t.id from threads t join identities i on i.id = t.identity_id
where t.account_id = $1 and exists (
  select from messages m join conversations c on c.id = m.conversation_id
  where m.workspace_id = t.workspace_id and m.thread_id = t.id and c.status <> 'resolved'
    and m.status = 'silent' and m.reason_code = 'account_unwell'
    and m.network_time > now() - interval '1 day'
    and not exists (select from messages s where s.conversation_id = m.conversation_id
      and s.sender_type in ('assistant', 'human') and s.status in ('sent', 'delivered', 'read')
      and s.created_at > m.created_at))
order by i.network_id for update of t
"""

_RECEIVED_AGAIN = """
update messages m set status = 'received', reason_code = null, reason_text = null, turn_id = null
from threads t where t.id = any($1::uuid[]) and m.workspace_id = t.workspace_id and m.thread_id = t.id
  and m.status = 'silent' and m.reason_code = 'account_unwell' and m.network_time > now() - interval '1 day'
"""

# It counts as an arrival: a turn that is under way has not read it, and must not take the thread's due time away.
_DUE = """
update threads set arrivals = arrivals + 1, reply_due_at = coalesce(reply_due_at, now()),
  waiting_since = coalesce(waiting_since, now())
where id = any($1::uuid[])
"""


def register(jobs: JobRunner, database: Database) -> None:
    """Teach the runner to resume accounts."""
    jobs.on(RESUME_ACCOUNT, partial(_resume, database))


async def on_linked(connection: Connection, event: AccountLinked) -> None:
    """Resume the account, in a job: the one who links it shall not wait, and may not read what nobody owned."""
    await enqueue(connection, RESUME_ACCOUNT, account_id=event.account_id)


async def resume_account(connection: Connection, account_id: UUID) -> int:
    """Messages of the last day that got no answer because the account could not send are received again, and their
    threads are due; how many threads. Runs inside the caller's transaction, in any role that sees the account.
    """
    threads = [row["id"] for row in await connection.fetch(_HOLD, account_id)]
    if threads:
        await connection.execute(_RECEIVED_AGAIN, threads)
        await connection.execute(_DUE, threads)
    return len(threads)


async def _resume(database: Database, ids: Ids) -> None:
    account_id = UUID(ids["account_id"])
    async with database.crossing.acquire() as connection, connection.transaction():
        bodies = await replay_account(connection, account_id)
    async with database.crossing.acquire() as connection, connection.transaction():
        threads = await resume_account(connection, account_id)
    log.info("account_resumed", account_id=str(account_id), bodies=bodies, threads=threads)
