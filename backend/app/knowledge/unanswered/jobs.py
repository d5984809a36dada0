"""An asking finds its question, or makes one."""

from functools import partial
from uuid import UUID

from app.knowledge.embeddings import Embedder, LocalEmbedder
from app.knowledge.unanswered.askings import GROUP
from app.knowledge.unanswered.likeness import nearest, packed
from app.platform.database import Database
from app.platform.hints import Hints
from app.platform.ids import new_id
from app.platform.jobs import Ids, JobRunner

HINT = "unanswered.changed"
_EXAMPLES = 20
_MOST_COMPARED = 500

# An erased or taken back message leaves nothing to group.
_READ = """
select a.agent_id, coalesce(nullif(a.looked_for, ''), m.content) as asked, a.asked_at
from unanswered_askings a join messages m on m.workspace_id = a.workspace_id and m.id = a.message_id
where a.workspace_id = $1 and a.id = $2 and a.question_id is null and m.deleted_at is null
"""
_ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended('unanswered:' || $1::text, 0))"
_QUESTIONS = """
select id, meaning from unanswered_questions
where workspace_id = $1 and agent_id = $2 and status <> 'answered'
order by last_asked_at desc limit $3
"""
_MAKE = """
insert into unanswered_questions (id, workspace_id, agent_id, meaning, times, last_asked_at)
values ($1, $2, $3, $4, 0, $5)
"""
_JOIN = """
with joined as (
  update unanswered_askings set question_id = $3 where workspace_id = $1 and id = $2 and question_id is null
  returning asked_at
)
update unanswered_questions q set times = times + 1, last_asked_at = greatest(q.last_asked_at, joined.asked_at)
from joined where q.workspace_id = $1 and q.id = $3
"""
_KEEP_THE_NEWEST = """
delete from unanswered_askings where workspace_id = $1 and id in (
  select id from unanswered_askings where workspace_id = $1 and question_id = $2
  order by asked_at desc offset $3)
"""


def register(jobs: JobRunner, database: Database, embedder: Embedder, hints: Hints) -> None:
    """Teach the runner to group. Likeness is the local model's, whichever embedder searches."""
    local = embedder if isinstance(embedder, LocalEmbedder) else LocalEmbedder()
    jobs.on(GROUP, partial(group_asking, database, local, hints), at_once=1)


async def group_asking(database: Database, embedder: LocalEmbedder, hints: Hints, ids: Ids) -> None:
    """Put the asking under the most alike question that nobody has answered, or under a new one.

    A dismissed question takes its like in silence. Questions of one agent only are compared.
    """
    workspace_id, asking_id = UUID(ids["workspace_id"]), UUID(ids["asking_id"])
    async with database.tenant_road(workspace_id) as connection:
        asking = await connection.fetchrow(_READ, workspace_id, asking_id)
    if asking is None:
        return
    meaning = await embedder.embed_query(asking["asked"])
    async with database.tenant_road(workspace_id) as connection:
        await connection.execute(_ONE_AT_A_TIME, str(workspace_id))
        rows = await connection.fetch(_QUESTIONS, workspace_id, asking["agent_id"], _MOST_COMPARED)
        question_id = nearest(meaning, [(row["id"], row["meaning"]) for row in rows])
        if question_id is None:
            question_id = new_id()
            await connection.execute(
                _MAKE, question_id, workspace_id, asking["agent_id"], packed(meaning), asking["asked_at"]
            )
        await connection.execute(_JOIN, workspace_id, asking_id, question_id)
        await connection.execute(_KEEP_THE_NEWEST, workspace_id, question_id, _EXAMPLES)
    hints.tell(workspace_id, HINT, question_id)
