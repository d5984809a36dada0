"""Customers whose question was answered later hear the answer, in the name of the person who gave it."""

from collections.abc import Mapping
from functools import partial
from uuid import UUID

from app.channels.adapter import ChannelAdapter
from app.inbox import by_hand
from app.knowledge.unanswered.events import QuestionAnswered
from app.platform import clock
from app.platform.database import Connection, Database, Scope, raw_connection
from app.platform.hints import Hints
from app.platform.jobs import Ids, JobRunner, enqueue
from app.platform.logs import get_logger
from app.platform.problems import Problem

log = get_logger(__name__)

TELL = "tell_answer"

_WHO_ASKED = """
select distinct a.conversation_id from unanswered_askings a
join messages m on m.workspace_id = a.workspace_id and m.id = a.message_id and m.deleted_at is null
where a.workspace_id = $1 and a.question_id = $2 and a.told_at is null
"""
# Marked in the transaction that plans the message: a job that is done again says nothing twice.
_TOLD = """
with told as (
  update unanswered_askings set told_at = now()
  where workspace_id = $1 and question_id = $2 and conversation_id = $3 and told_at is null
  returning id
)
select f.value from unanswered_questions q join facts f on f.workspace_id = q.workspace_id and f.id = q.fact_id
where q.workspace_id = $1 and q.id = $2 and exists (select from told)
"""


def register(
    jobs: JobRunner, database: Database, adapters: Mapping[str, ChannelAdapter], hints: Hints
) -> None:
    """Teach the runner to tell."""
    jobs.on(TELL, partial(tell, database, adapters, hints), at_once=1)


async def on_answered(connection: Connection, event: QuestionAnswered) -> None:
    """Each conversation by itself: one that may not be written to keeps no other from its answer."""
    if not event.tell_customers or event.user_id is None:
        return
    for row in await connection.fetch(_WHO_ASKED, event.workspace_id, event.question_id):
        await enqueue(
            connection, TELL, workspace_id=event.workspace_id, question_id=event.question_id,
            conversation_id=row["conversation_id"], user_id=event.user_id,
        )  # fmt: skip


async def tell(database: Database, adapters: Mapping[str, ChannelAdapter], hints: Hints, ids: Ids) -> None:
    """Plan the answer as a person's message; nothing where it was undone, or the customer may not be written to."""
    scope = Scope(UUID(ids["workspace_id"]), user_id=UUID(ids["user_id"]))
    question_id, conversation_id = UUID(ids["question_id"]), UUID(ids["conversation_id"])
    try:
        async with database.tenant(scope) as db:
            connection = await raw_connection(db)
            answer = await connection.fetchval(_TOLD, scope.workspace_id, question_id, conversation_id)
            if answer is None:
                return
            await by_hand.follow_up(db, scope, adapters, conversation_id, answer, clock.now())
    except Problem as refusal:
        log.info("answer_not_told", conversation=str(conversation_id), code=refusal.code)
        return
    hints.tell(scope.workspace_id, "conversation.changed", conversation_id)
    hints.tell(scope.workspace_id, "unanswered.changed", question_id)
