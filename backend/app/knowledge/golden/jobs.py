"""A run: every question is searched for as in a turn, with the same tool."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias
from uuid import UUID

import asyncpg
import orjson

from app.agents.tools import Tool, ToolContext
from app.knowledge.golden import MOST_QUESTIONS
from app.knowledge.golden.judging import found_in
from app.knowledge.golden.service import RUN
from app.platform.database import Database
from app.platform.hints import Hints
from app.platform.ids import new_id
from app.platform.jobs import Ids, JobRunner
from app.platform.logs import get_logger

log = get_logger(__name__)

HINT = "golden.changed"

_BEGIN = """
update golden_runs r set status = 'running' from agents a
where r.workspace_id = $1 and r.id = $2 and r.status in ('queued', 'running')
  and a.workspace_id = $1 and a.id = r.agent_id
returning r.agent_id, r.with_answers, a.top_k, (
  select coalesce(json_agg(f), '[]') from (
    select name, value from facts where workspace_id = $1 and approved_at is not null
      and (agent_id is null or agent_id = r.agent_id)) f) as facts
"""
_QUESTIONS = """
select id, question, expected from golden_questions where workspace_id = $1 and agent_id = $2
order by created_at desc, id desc limit $3
"""
_KEEP = """
insert into golden_results (workspace_id, run_id, question_id, found, confidence, said, answer)
select $1, $2, id, $4, $5, $6, $7 from golden_questions where workspace_id = $1 and id = $3
on conflict (workspace_id, run_id, question_id) do nothing
"""
_END = "update golden_runs set status = $3, finished_at = now() where workspace_id = $1 and id = $2"


Answer: TypeAlias = Callable[[UUID, UUID, str], Awaitable[str | None]]
"""What an agent (workspace, agent) says to a question; None: nothing, because there is no model that answers."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a run works with."""

    database: Database
    search: Tool
    answer: Answer
    hints: Hints


def register(jobs: JobRunner, parts: Parts) -> None:
    """Teach the runner to run golden questions."""
    jobs.on(RUN, partial(run_golden_questions, parts), at_once=1)


async def run_golden_questions(parts: Parts, ids: Ids) -> None:
    """Search for all of them. Begun again after a crash, it asks again and keeps what it had. A run whose search does
    not work ends as failed.
    """
    workspace_id, run_id = UUID(ids["workspace_id"]), UUID(ids["run_id"])
    async with parts.database.tenant_road(workspace_id) as connection:
        run = await connection.fetchrow(_BEGIN, workspace_id, run_id)
        if run is None:
            return
        questions = await connection.fetch(_QUESTIONS, workspace_id, run["agent_id"], MOST_QUESTIONS)
    status = "done"
    try:
        for question in questions:
            await _ask(parts, workspace_id, run_id, run, question)
    except Exception as error:
        log.warning("golden_run_failed", run=str(run_id), exc_info=error)
        status = "failed"
    async with parts.database.tenant_road(workspace_id) as connection:
        await connection.execute(_END, workspace_id, run_id, status)
    parts.hints.tell(workspace_id, HINT, run_id)


async def _ask(
    parts: Parts, workspace_id: UUID, run_id: UUID, run: asyncpg.Record, question: asyncpg.Record
) -> None:
    agent_id, asked, expected = run["agent_id"], question["question"], orjson.loads(question["expected"])
    nobody = new_id()  # nobody asks: a search looks at the agent alone
    context = ToolContext(
        workspace_id, agent_id, nobody, nobody, nobody, top_k=run["top_k"],
        facts=[(fact["name"], fact["value"]) for fact in orjson.loads(run["facts"])],
    )  # fmt: skip
    result = await parts.search.run(context, {"query": asked})
    texts = [f"{each['section']} {each['text']}" for each in result.content["passages"]]
    answer = await parts.answer(workspace_id, agent_id, asked) if run["with_answers"] else None
    said = None if answer is None else _json(found_in(expected, [answer]))
    async with parts.database.tenant_road(workspace_id) as connection:
        await connection.execute(
            _KEEP, workspace_id, run_id, question["id"], _json(found_in(expected, texts)), result.confidence, said,
            answer,
        )  # fmt: skip


def _json(values: list[bool]) -> str:
    return orjson.dumps(values).decode()
