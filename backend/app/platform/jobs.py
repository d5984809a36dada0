"""Background jobs: slow work that survives a restart. Enqueued in the caller's transaction, payloads carry ids only."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from typing import TypeAlias
from uuid import UUID

os.environ["PGQUEUER_PREFIX"] = (
    "frontdesk_"  # read when pgqueuer is imported; a stray variable must not rename tables
)

import asyncpg
import orjson
from pgqueuer import PgQueuer
from pgqueuer.db import AsyncpgDriver
from pgqueuer.executors import DatabaseRetryEntrypointExecutor
from pgqueuer.models import Job
from pgqueuer.queries import Queries
from sqlalchemy.ext.asyncio import AsyncSession

from app.platform.database import SYSTEM_ROLE, Connection, plain_url, raw_connection
from app.platform.logs import get_logger

log = get_logger(__name__)

Ids: TypeAlias = dict[str, str]
Handler: TypeAlias = Callable[[Ids], Awaitable[None]]

_HEARTBEAT = timedelta(seconds=10)
_POLL = timedelta(seconds=5)


async def enqueue(
    db: AsyncSession | Connection, job: str, *, after: timedelta | None = None, **ids: UUID | str
) -> None:
    """Have `job` done later, if the caller's transaction commits. `ids` name rows; never put words or secrets here."""
    connection = await raw_connection(db) if isinstance(db, AsyncSession) else db
    payload = orjson.dumps({name: str(value) for name, value in ids.items()})
    queries = Queries(AsyncpgDriver(connection))  # type: ignore[arg-type]
    await queries.enqueue(job, payload, 0, execute_after=after)


class JobRunner:
    """Runs the jobs this process knows, on a connection of its own, and comes back when that connection is lost."""

    def __init__(self, database_url: str) -> None:
        self._url = plain_url(database_url)
        self._handlers: dict[str, tuple[Handler, int, int]] = {}
        self._crons: dict[str, tuple[str, Callable[[], Awaitable[None]]]] = {}
        self._task: asyncio.Task[None] | None = None
        self._queuer: PgQueuer | None = None
        self._stopping = False

    def on(self, job: str, handler: Handler, *, at_once: int = 4, attempts: int = 6) -> None:
        """`handler` does `job`; a failure is tried again with growing pauses, then kept aside for the operator."""
        self._handlers[job] = (handler, at_once, attempts)

    def every(self, name: str, cron: str, handler: Callable[[], Awaitable[None]]) -> None:
        """Run `handler` by the clock (five-field cron, UTC), once for all replicas."""
        self._crons[name] = (cron, handler)

    def start(self) -> None:
        """Begin in the background."""
        self._task = asyncio.create_task(self._keep_running(), name="jobs")

    async def stop(self) -> None:
        """Finish what runs (for at most ten seconds), then leave."""
        self._stopping = True
        if self._queuer is not None:
            self._queuer.shutdown.set()
        if self._task is not None:
            _, late = await asyncio.wait([self._task], timeout=10)
            for task in late:
                task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _keep_running(self) -> None:
        while not self._stopping:
            try:
                connection = await asyncpg.connect(
                    self._url,
                    timeout=10,
                    server_settings={"role": SYSTEM_ROLE, "application_name": "frontdesk-jobs"},
                )
                try:
                    await self._run(connection)
                finally:
                    await connection.close(timeout=5)
            except Exception as error:
                if not self._stopping:
                    log.warning("jobs_interrupted", error=type(error).__name__)
                    await asyncio.sleep(1)

    async def _run(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        queuer = self._queuer = PgQueuer.from_asyncpg_connection(connection)
        for name, (handler, at_once, attempts) in self._handlers.items():
            executor = partial(
                DatabaseRetryEntrypointExecutor, max_attempts=attempts, initial_delay=timedelta(seconds=2)
            )
            queuer.entrypoint(name, concurrency_limit=at_once, on_failure="hold", executor_factory=executor)(
                _with_ids(handler)
            )
        for name, (cron, cron_handler) in self._crons.items():
            queuer.schedule(name, cron)(_without_schedule(cron_handler))
        if not self._stopping:
            await queuer.run(
                dequeue_timeout=_POLL, heartbeat_timeout=_HEARTBEAT, shutdown_on_listener_failure=True
            )


def _with_ids(handler: Handler) -> Callable[[Job], Awaitable[None]]:
    async def do(job: Job) -> None:
        try:
            await handler(orjson.loads(job.payload or b"{}"))
        except Exception as error:
            log.warning("job_failed", job=job.entrypoint, attempt=job.attempts, exc_info=error)
            raise

    return do


def _without_schedule(handler: Callable[[], Awaitable[None]]) -> Callable[[object], Awaitable[None]]:
    async def do(_schedule: object) -> None:
        await handler()

    return do
