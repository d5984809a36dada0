"""The workers of the road in this process: unpack, claim, settle, keep leases. Any replica may run them."""

import asyncio
import contextlib
from collections import deque
from collections.abc import Awaitable, Callable
from typing import TypeAlias

import asyncpg

from app.inbox.backlog import Backlog
from app.inbox.claim import RENEW_SECONDS, Claim, claim_due, give_back, postpone, renew
from app.inbox.outgoing import Routes
from app.inbox.settle import settle_some
from app.inbox.unpack import BATCH, Pace, unpack_some
from app.platform import metrics
from app.platform.database import Database
from app.platform.hints import Hints
from app.platform.logs import get_logger

log = get_logger(__name__)

Answer: TypeAlias = Callable[[Claim], Awaitable[None]]

MOST_TURNS_AT_ONCE = 64
_POLL_SECONDS = 0.2
_LULL_SECONDS = 0.05
_LONGEST_LULL_SECONDS = 1.5
_SETTLE_SECONDS = 1.0
# A network that hangs on one account's sends must not keep the others waiting.
_SETTLERS = 3
_AFTER_AN_ERROR = 1.0
_FINISH_SECONDS = 10.0
_DATABASE_TROUBLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)


class Road:
    """Starts and stops the workers. `answer` runs one turn; it is the brain's."""

    def __init__(
        self,
        database: Database,
        hints: Hints,
        routes: Routes,
        pace: Pace,
        backlog: Backlog,
        answer: Answer,
    ) -> None:
        self._database = database
        self._hints = hints
        self._routes = routes
        self._pace = pace
        self._backlog = backlog
        self._answer = answer
        self._turns: dict[Claim, asyncio.Task[None]] = {}
        self._tasks: list[asyncio.Task[None]] = []
        self._bodies_wait = asyncio.Event()
        self._last_body = 0.0
        self._due: deque[float] = (
            deque()
        )  # when threads that were unpacked here fall due, by the loop's clock

    def wake(self, bodies: int) -> None:
        """So many new bodies are stored in this process: do not wait for the next poll."""
        self._last_body = asyncio.get_running_loop().time()
        self._backlog.grew(bodies)
        self._bodies_wait.set()

    def start(self) -> None:
        """Begin in the background."""
        loops = (self._claim, *[self._settle] * _SETTLERS, self._unpack, self._keep_leases)
        self._tasks = [asyncio.create_task(self._forever(loop), name=loop.__name__) for loop in loops]

    async def stop(self) -> None:
        """Claim nothing more, let turns finish for a moment, give back the threads of those that did not."""
        for task in self._tasks[: 1 + _SETTLERS]:
            task.cancel()
        turns = dict(self._turns)
        if turns:
            await asyncio.wait(turns.values(), timeout=_FINISH_SECONDS)
        late = [claim for claim, task in turns.items() if not task.done()]
        for claim in late:
            turns[claim].cancel()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*turns.values(), *self._tasks, return_exceptions=True)
        with contextlib.suppress(*_DATABASE_TROUBLE):
            await give_back(self._database, late)

    async def _forever(self, step: Callable[[], Awaitable[None]]) -> None:
        while True:
            try:
                await step()
            except _DATABASE_TROUBLE as error:
                log.warning("road_interrupted", step=step.__name__, error=type(error).__name__)
                await asyncio.sleep(_AFTER_AN_ERROR)
            except Exception as error:
                log.error("road_failed", step=step.__name__, exc_info=error)
                await asyncio.sleep(_AFTER_AN_ERROR)

    async def _unpack(self) -> None:
        with contextlib.suppress(TimeoutError):
            # Not `wait_for`: with Python 3.11 it forgets a stop that comes in the same moment as a body.
            async with asyncio.timeout(_POLL_SECONDS):
                await self._bodies_wait.wait()
        self._bodies_wait.clear()
        await self._let_arrivals_pass()
        # Once begun, all that arrived meanwhile: a steady stream must not put the work off for ever.
        count = BATCH
        while count >= BATCH:
            stored = self._backlog.stored
            count = await unpack_some(self._database, self._hints, self._pace)
            if count:
                self._due.append(self._last_body + self._pace.quiet.total_seconds())
                self._backlog.shrank(count)
        self._backlog.ended(stored)

    async def _let_arrivals_pass(self) -> None:
        """While webhooks keep coming, acknowledging them comes first, for a while. Costs no customer anything: a thread
        is due when it has been quiet, counted from the arrival, and a turn that is about to speak is not kept waiting.
        """
        now = asyncio.get_running_loop().time
        latest = now() + min(self._pace.quiet.total_seconds() / 2, _LONGEST_LULL_SECONDS)
        while (lull := self._last_body + _LULL_SECONDS - now()) > 0 and now() < latest:
            if await self._backlog.is_awaited(lull):
                return

    async def _claim(self) -> None:
        free = MOST_TURNS_AT_ONCE - len(self._turns)
        claims = await claim_due(self._database, free) if free else []
        for claim in claims:
            self._turns[claim] = asyncio.create_task(self._turn(claim), name="turn")
        if not claims:
            await self._rest()

    async def _rest(self) -> None:
        """Until the next thread unpacked here is due, or the next poll."""
        now = asyncio.get_running_loop().time()
        while self._due and self._due[0] <= now:
            self._due.popleft()
        await asyncio.sleep(min(_POLL_SECONDS, self._due[0] - now) if self._due else _POLL_SECONDS)

    async def _turn(self, claim: Claim) -> None:
        try:
            with metrics.turn_seconds.time():
                await self._answer(claim)
        except asyncpg.TransactionRollbackError as error:
            # The database is well, and undid this one for another's sake: somebody begins it again at once.
            log.warning("turn_undone", thread=str(claim.thread_id), error=type(error).__name__)
            with contextlib.suppress(*_DATABASE_TROUBLE):
                await give_back(self._database, [claim])
        except _DATABASE_TROUBLE as error:
            # The lease runs out and another worker takes over.
            log.warning("turn_interrupted", thread=str(claim.thread_id), error=type(error).__name__)
        except Exception as error:
            log.error("turn_failed", thread=str(claim.thread_id), exc_info=error)
            with contextlib.suppress(*_DATABASE_TROUBLE):
                await postpone(self._database, claim)
        finally:
            del self._turns[claim]

    async def _settle(self) -> None:
        if not await settle_some(self._database, self._routes, self._hints):
            await asyncio.sleep(_SETTLE_SECONDS)

    async def _keep_leases(self) -> None:
        await asyncio.sleep(RENEW_SECONDS)
        await renew(self._database, self._turns)
