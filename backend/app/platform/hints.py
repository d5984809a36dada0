"""Live hints for open dashboards: `{type, id}`, after which the dashboard asks again.

A hint is told after the commit, to this process's streams at once and to other replicas in one NOTIFY for all hints
of a quarter second: a NOTIFY inside a message's transaction would serialise every commit. A hint may be lost in a
crash; the dashboard asks again whenever its stream comes back, so nothing depends on it.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from typing import Any, TypeAlias
from uuid import UUID

import asyncpg
import orjson

from app.platform.database import plain_url
from app.platform.ids import new_id
from app.platform.logs import get_logger

log = get_logger(__name__)

Hint: TypeAlias = tuple[str, str]  # type, id
RESYNC: Hint = ("resync", "")
_CHANNEL = "frontdesk_hints"
_GATHER_SECONDS = 0.25
_LONGEST_PAYLOAD = 7000
_CHECK_SECONDS = 15
# Another replica's hub, by the name of its connection.
_ARE_THERE_OTHERS = (
    "select count(*) > 1 from pg_stat_activity where application_name = $1 and datname = current_database()"
)


class Hints:
    """The hub of one process."""

    def __init__(self, database_url: str) -> None:
        self._url = plain_url(database_url)
        self._me = str(new_id())
        self._streams: dict[str, set[asyncio.Queue[Hint]]] = defaultdict(set)
        self._gathered: dict[tuple[str, str, str], None] = {}
        self._something = asyncio.Event()
        self._others = False
        self._task: asyncio.Task[None] | None = None
        self._closed = asyncio.Event()

    def tell(self, workspace_id: UUID, kind: str, row_id: UUID | str) -> None:
        """Something a screen may show has changed, and is committed."""
        workspace = str(workspace_id)
        self._deliver(workspace, (kind, str(row_id)))
        self._gathered[workspace, kind, str(row_id)] = None
        self._something.set()

    async def stream(self, workspace_id: UUID) -> AsyncIterator[Hint]:
        """Hints of one workspace until the process stops. A slow reader is told to ask for everything again."""
        queue: asyncio.Queue[Hint] = asyncio.Queue(maxsize=100)
        streams = self._streams[str(workspace_id)]
        streams.add(queue)
        closed = asyncio.ensure_future(self._closed.wait())
        getter: asyncio.Future[Hint] | None = None
        try:
            while not self._closed.is_set():
                getter = asyncio.ensure_future(queue.get())
                await asyncio.wait({getter, closed}, return_when=asyncio.FIRST_COMPLETED)
                if getter.done():
                    yield getter.result()
        finally:
            for pending in (closed, getter):
                if pending is not None:
                    pending.cancel()
            streams.discard(queue)

    def start(self) -> None:
        """Begin to listen to other replicas."""
        self._task = asyncio.create_task(self._keep_connected(), name="hints")

    async def stop(self) -> None:
        """End every stream."""
        self._closed.set()
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    def _deliver(self, workspace: str, hint: Hint) -> None:
        for queue in self._streams.get(workspace, ()):
            if queue.full():
                while not queue.empty():
                    queue.get_nowait()
                hint = RESYNC
            queue.put_nowait(hint)

    async def _keep_connected(self) -> None:
        while True:
            try:
                connection = await asyncpg.connect(
                    self._url, timeout=10, command_timeout=10, server_settings={"application_name": _CHANNEL}
                )
                try:
                    await connection.add_listener(_CHANNEL, self._hear)
                    await connection.execute("select pg_notify($1, $2)", _CHANNEL, _payload(self._me, []))
                    self._others = await connection.fetchval(_ARE_THERE_OTHERS, _CHANNEL)
                    await self._pass_on(connection)
                finally:
                    connection.terminate()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError) as error:
                log.warning("hints_interrupted", error=type(error).__name__)
            for workspace in self._streams:
                self._deliver(workspace, RESYNC)
            await asyncio.sleep(1)

    async def _pass_on(self, connection: "asyncpg.Connection[asyncpg.Record]") -> None:
        while True:
            try:
                # Not `wait_for`, which may forget a cancellation with Python 3.11.
                async with asyncio.timeout(_CHECK_SECONDS):
                    await self._something.wait()
            except TimeoutError:
                # Whether it is worth telling; and a dead peer is silent, which this finds out.
                self._others = await connection.fetchval(_ARE_THERE_OTHERS, _CHANNEL)
                continue
            await asyncio.sleep(_GATHER_SECONDS)
            self._something.clear()
            gathered, self._gathered = list(self._gathered), {}
            for payload in _payloads(self._me, gathered) if self._others else ():
                await connection.execute("select pg_notify($1, $2)", _CHANNEL, payload)

    def _hear(self, _connection: Any, _pid: int, _channel: str, payload: Any) -> None:
        sender, hints = orjson.loads(payload)
        if sender != self._me:
            self._others = True
            for workspace, kind, row_id in hints:
                self._deliver(workspace, (kind, row_id))


def _payloads(sender: str, hints: list[tuple[str, str, str]]) -> Iterator[str]:
    per_payload = _LONGEST_PAYLOAD // 120
    for start in range(0, len(hints), per_payload):
        yield _payload(sender, hints[start : start + per_payload])


def _payload(sender: str, hints: list[tuple[str, str, str]]) -> str:
    return orjson.dumps([sender, hints]).decode()
