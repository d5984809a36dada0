"""A job that is not urgent wakes nobody: a NOTIFY makes the commits of many wait for each other."""

import asyncio

import asyncpg
import orjson

from app.platform.database import Database
from app.platform.ids import new_id
from app.platform.jobs import enqueue

# As triggers ask for a job (migration 0023).
_QUIET = "insert into frontdesk_pgqueuer (priority, entrypoint, status) values (-1, 'quiet', 'queued')"


async def test_a_quiet_job_is_in_the_queue_and_wakes_nobody(database_url: str) -> None:
    database = Database(database_url, pool_size=1)
    await database.open()
    heard: asyncio.Queue[str] = asyncio.Queue()
    listener = await asyncpg.connect(database_url)
    try:
        await listener.add_listener("frontdesk_ch_pgqueuer", lambda *told: heard.put_nowait(str(told[-1])))
        async with database.tenant_road(new_id()) as connection:
            await connection.execute(_QUIET)
        async with database.tenant_road(new_id()) as connection:
            await enqueue(connection, "loud")
        async with database.tenant_road(new_id()) as connection:
            await connection.execute(_QUIET)
        first = orjson.loads(await asyncio.wait_for(heard.get(), 10))
        await listener.execute("select 1")  # whatever else was told has arrived with the answer
        assert first["operation"] == "insert" and heard.empty()
        queued = await database.crossing.fetch(
            "select entrypoint from frontdesk_pgqueuer order by priority desc, id"
        )
        assert [row["entrypoint"] for row in queued] == ["loud", "quiet", "quiet"]
    finally:
        await listener.close()
        await database.close()
