"""A customer whom nobody came to is told the truth, and the team is told again (promise H2)."""

from app.brain import words
from app.escalations import jobs, repository
from app.escalations.repository import Overdue
from app.inbox import places
from app.inbox.notices import announce
from app.platform.database import Connection, Database
from app.platform.hints import Hints

_AT_ONCE = 20

_SAID = """
select content from messages where workspace_id = $1 and conversation_id = $2 and sender_type = 'customer'
order by created_at desc limit 5
"""


async def look_after(database: Database, hints: Hints) -> None:
    """Once for each escalation whose time is over. Any replica, as often as it likes."""
    while found := await _overdue(database):
        for each in found:
            async with database.crossing.acquire() as connection, connection.transaction():
                await places.hold(connection, each.thread_id)
                nobody_came = await repository.take_overdue(connection, each)
                if nobody_came:
                    await jobs.tell(connection, each.id, again=True)
                    await _tell_customer(connection, each)
            if nobody_came:
                hints.tell(each.workspace_id, "conversation.changed", each.conversation_id)


async def _overdue(database: Database) -> list[Overdue]:
    async with database.crossing.acquire() as connection:
        return await repository.overdue(connection, _AT_ONCE)


async def _tell_customer(connection: Connection, overdue: Overdue) -> None:
    said = await connection.fetch(_SAID, overdue.workspace_id, overdue.conversation_id)
    text = words.say("nobody_came", words.language_of([row["content"] for row in said]))
    await announce(connection, overdue.workspace_id, overdue.thread_id, overdue.conversation_id, text)
