"""People are told when they are needed, and again when nobody came (promise H2)."""

from functools import partial
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.email.owner_words import due, words_of
from app.email.post import Post, Wanted
from app.escalations import repository
from app.escalations.repository import NOTIFY, Opened
from app.people.push import Notice, Push
from app.platform.database import Connection, Database
from app.platform.ids import new_id
from app.platform.jobs import Ids, JobRunner, enqueue

SEND_LETTER = "escalation_letter"
SEND_NOTICE = "escalation_notice"


def register(jobs: JobRunner, database: Database, post: Post, push: Push) -> None:
    """Teach the runner the jobs of escalations."""
    jobs.on(NOTIFY, partial(_opened, database))
    jobs.on(SEND_LETTER, partial(_send_letter, database, post))
    jobs.on(SEND_NOTICE, partial(_send_notice, database, push))


async def tell(connection: Connection, escalation_id: UUID, *, again: bool) -> None:
    """Have everybody who should know told by mail and on their devices; `again`: nobody has come so far."""
    opened = await repository.find_open(connection, escalation_id)
    if opened is not None:
        for person in await repository.recipients(connection, opened):
            await tell_one(connection, opened.id, person["id"], again=again)


async def tell_one(db: AsyncSession | Connection, escalation_id: UUID, user_id: UUID, *, again: bool) -> None:
    """Have one person told. A job each, so that what fails for one is not repeated for another."""
    for job in (SEND_LETTER, SEND_NOTICE):
        await enqueue(
            db, job, escalation_id=escalation_id, user_id=user_id, again="yes" if again else "", told_id=new_id()
        )  # fmt: skip


async def _opened(database: Database, ids: Ids) -> None:
    async with database.crossing.acquire() as connection, connection.transaction():
        opened = await repository.find_open(connection, UUID(ids["escalation_id"]))
        if opened is None or opened.due_at is not None:
            return
        await repository.set_due(connection, opened)
        await tell(connection, opened.id, again=False)


async def _send_letter(database: Database, post: Post, ids: Ids) -> None:
    async with database.crossing.acquire() as connection, connection.transaction():
        opened = await repository.find_open(connection, UUID(ids["escalation_id"]))
        people = await repository.recipients(connection, opened) if opened else []
        to = next((person["email"] for person in people if str(person["id"]) == ids["user_id"]), None)
        if opened is None or to is None:
            return
        facts = {
            "customer": opened.customer, "what": _what(opened, ids), "reason": opened.reason,
            "summary": opened.summary, "due": _due(opened),
        }  # fmt: skip
        wanted = Wanted(
            letter="escalation", key=f"escalation:{ids['told_id']}", to=to,
            user_id=UUID(ids["user_id"]), facts=facts, conversation_id=opened.conversation_id,
        )  # fmt: skip
        await post.send(connection, opened.workspace_id, wanted)


async def _send_notice(database: Database, push: Push, ids: Ids) -> None:
    async with database.crossing.acquire() as connection:
        opened = await repository.find_open(connection, UUID(ids["escalation_id"]))
    if opened is not None:
        notice = Notice(
            title=f"{opened.customer} {_what(opened, ids)}",
            body=f"{opened.reason} {words_of(opened.language)['answer_by'].format(due=_due(opened))}",
            path=f"/conversations/{opened.conversation_id}",
            tag=str(opened.id),
        )
        await push.tell(UUID(ids["user_id"]), notice)


def _what(opened: Opened, ids: Ids) -> str:
    return words_of(opened.language)["again" if ids["again"] else opened.kind]


def _due(opened: Opened) -> str:
    return due(opened.due, opened.zone, opened.language)
