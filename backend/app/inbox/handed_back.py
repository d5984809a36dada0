"""The agent answers again where people handled a thread: it begins with what nobody has answered (promise H1)."""

import asyncpg

from app.conversations.events import HandedBack
from app.platform.database import Connection, Database
from app.platform.events import publish
from app.platform.hints import Hints

_AT_ONCE = 100

# What the customer wrote since somebody last spoke for the account, and as long as an answer may still go out. It
# counts as an arrival, so that a turn under way does not take the due time away.
_DUE_AGAIN = """
with open_lines as (
  update messages m set status = 'received', reason_code = null, reason_text = null, turn_id = null
  where m.workspace_id = $1 and m.thread_id = $2 and m.conversation_id = $3 and m.sender_type = 'customer'
    and m.status = 'silent' and m.reason_code in ('people_handle', 'person_replied') and m.deleted_at is null
    and m.network_time > now() - interval '1 day'
    and not exists (
      select from messages s where s.workspace_id = m.workspace_id and s.conversation_id = m.conversation_id
        and s.sender_type in ('assistant', 'human') and s.status not in ('failed', 'silent')
        and s.created_at > m.created_at)
  returning m.id
)
update threads set arrivals = arrivals + 1, reply_due_at = now(), waiting_since = now()
where id = $2 and exists (select from open_lines)
"""

# A person's time is over. An escalation that nobody has answered has no timer.
_TIME_IS_OVER = """
with over as (
  select id from threads where paused_until < now() and handled_by = 'people'
  order by paused_until limit $1 for update skip locked
),
agents_again as (
  update threads t set handled_by = 'agent', paused_until = null from over where t.id = over.id
  returning t.id, t.workspace_id
)
select a.id as thread_id, a.workspace_id, c.id as conversation_id
from agents_again a join conversations c on c.workspace_id = a.workspace_id and c.thread_id = a.id
  and c.status <> 'resolved'
"""

_ACTIVE_AGAIN = """
with closed as (
  update escalations set status = 'resolved', resolved_at = now()
  where workspace_id = $1 and conversation_id = $2 and status = 'open'
)
update conversations set status = 'active' where id = $2 and status = 'escalated'
"""


async def on_handed_back(connection: Connection, event: HandedBack) -> None:
    """What waits is due at once."""
    await connection.execute(_DUE_AGAIN, event.workspace_id, event.thread_id, event.conversation_id)


async def end_take_overs(database: Database, hints: Hints) -> None:
    """Hand back the threads whose timer has ended. Any replica, as often as it likes."""
    while len(over := await _end_some(database)) == _AT_ONCE:
        _tell(hints, over)
    _tell(hints, over)


async def _end_some(database: Database) -> list[asyncpg.Record]:
    async with database.crossing.acquire() as connection, connection.transaction():
        over = await connection.fetch(_TIME_IS_OVER, _AT_ONCE)
        for row in over:
            await connection.execute(_ACTIVE_AGAIN, row["workspace_id"], row["conversation_id"])
            await publish(connection, HandedBack(
                workspace_id=row["workspace_id"], conversation_id=row["conversation_id"],
                thread_id=row["thread_id"], user_id=None,
            ))  # fmt: skip
    return over


def _tell(hints: Hints, over: list[asyncpg.Record]) -> None:
    for row in over:
        hints.tell(row["workspace_id"], "conversation.changed", row["conversation_id"])
