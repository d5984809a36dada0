"""Golden questions at a terminal: the running program searches, what came of it is printed."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

from app.knowledge.golden import service
from app.knowledge.golden.schemas import RunResults
from app.platform import clock
from app.platform.database import Database, Scope

_LOOK_EVERY_SECONDS = 0.5
_AGENTS = """
select distinct g.workspace_id, g.agent_id, w.name as business, a.name as agent from golden_questions g
join workspaces w on w.id = g.workspace_id join agents a on a.workspace_id = g.workspace_id and a.id = g.agent_id
order by business, agent
"""


class NobodyRan(Exception):
    """The run did not end in time: probably no program is running that does it."""


async def run_all(database: Database, patience: timedelta) -> AsyncIterator[str]:
    """Run every agent's golden questions, one agent after the other, and tell what was found and what changed. Raises
    `NobodyRan`.
    """
    for row in await database.crossing.fetch(_AGENTS):
        scope = Scope(row["workspace_id"])
        async with database.tenant(scope) as db:
            run = await service.start(db, scope, row["agent_id"], now=clock.now())
        try:
            async with asyncio.timeout(patience.total_seconds()):
                async for line in _lines(database, scope, run.id):
                    yield f"{row['business']}, {row['agent']}: {line}"
        except TimeoutError:
            raise NobodyRan from None


async def _lines(database: Database, scope: Scope, run_id: UUID) -> AsyncIterator[str]:
    while True:
        async with database.tenant(scope) as db:
            results = await service.results(db, run_id)
        if results.status in ("done", "failed"):
            break
        await asyncio.sleep(_LOOK_EVERY_SECONDS)
    if results.status == "failed":
        yield "the run did not work"
        return
    yield _sum(results)
    for each in results.results:
        missing = ", ".join(expected.text for expected in each.expected if not expected.found)
        if missing or each.change in ("better", "worse"):
            yield f"  {each.change}: {each.question}" + (f" (not found: {missing})" if missing else "")


def _sum(results: RunResults) -> str:
    expected = [expected for each in results.results for expected in each.expected]
    changes = [each.change for each in results.results]
    return (
        f"{sum(each.found for each in expected)} of {len(expected)} texts found, "
        f"{changes.count('better')} better, {changes.count('worse')} worse than before"
    )
