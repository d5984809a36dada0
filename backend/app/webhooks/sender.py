"""Takes what is due from the outbox to its targets: at least once, and in order within a conversation.

Every process has one. A claim is a few seconds' right to try; no transaction is open while a target is awaited.
"""

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson
from cryptography.fernet import InvalidToken

from app.platform import clock
from app.platform.crypto import Vault
from app.platform.database import Database
from app.platform.guarded_fetch import AddressRefused, Bounds, FetchFailed, GuardedFetch
from app.platform.hints import Hints
from app.platform.logs import get_logger
from app.platform.text import storable
from app.webhooks.outcomes import DOWN_AFTER, Outcome, write_down
from app.webhooks.signing import body_of, headers_for

log = get_logger(__name__)

_POLL_SECONDS = 1.0
_BOUNDS = Bounds(seconds=10, bytes=4096)
_CLAIM_LASTS = timedelta(seconds=30)
_SHOWN_OF_ANSWER = 500
_TARGETS_AT_ONCE = 16
_EVENTS_AT_ONCE = 4
_FINISH_SECONDS = 5
_DATABASE_TROUBLE = (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, TimeoutError)

# Of each target that is not resting, the oldest events that are due and wait for no earlier one of their conversation;
# one only, to see whether a target that was down is back. Without a target this reads nothing.
_CLAIM = f"""
with due as (
  select d.id from webhooks w cross join lateral (
    select id from webhook_deliveries d
    where d.webhook_id = w.id and d.status = 'waiting' and d.next_attempt_at <= now()
      and (d.claimed_until is null or d.claimed_until < now())
      and (not d.holds_others or not exists (
        select from webhook_deliveries e where e.webhook_id = d.webhook_id and e.conversation_id = d.conversation_id
          and e.status = 'waiting' and e.holds_others and e.sequence < d.sequence))
    order by d.sequence limit case when w.failures >= {DOWN_AFTER} then 1 else $2 end
    for update skip locked
  ) d
  where w.is_active and (w.retry_at is null or w.retry_at <= now()) and w.id <> all($1::uuid[])
  limit $3
)
update webhook_deliveries d set attempts = attempts + 1, claimed_until = now() + $4::interval
from due, webhooks w
where d.id = due.id and w.workspace_id = d.workspace_id and w.id = d.webhook_id
returning d.id, d.workspace_id, d.webhook_id, d.event_id, d.type, d.data, d.attempts, d.created_at, w.url,
  array_remove(array[w.secret_encrypted, case when w.old_secret_until > now() then w.old_secret_encrypted end], null)
    as secrets
"""  # noqa: S608 - a number of our own


@dataclass(frozen=True, slots=True)
class _Claimed:
    id: UUID
    workspace_id: UUID
    webhook_id: UUID
    event_id: UUID
    type: str
    data: Any
    attempt: int
    happened_at: datetime
    url: str
    sealed_secrets: Sequence[bytes]


class Sender:
    """Starts and stops the work of this process."""

    def __init__(
        self, database: Database, vault: Vault, fetch: GuardedFetch, hints: Hints, *, https_only: bool
    ) -> None:
        self._database = database
        self._vault = vault
        self._fetch = fetch
        self._hints = hints
        self._https_only = https_only
        self._at_work: dict[UUID, asyncio.Task[None]] = {}
        """By target: a slow one keeps nobody but itself waiting."""
        self._loop: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin in the background."""
        self._loop = asyncio.create_task(self._run(), name="webhooks")

    async def stop(self) -> None:
        """Begin nothing more, and let what is under way end for a moment. What is cut off is tried again."""
        if self._loop is not None:
            self._loop.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._loop
        tasks = list(self._at_work.values())
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=_FINISH_SECONDS)
            for task in late:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self) -> None:
        while True:
            try:
                await self._begin_some()
            except _DATABASE_TROUBLE as error:
                log.warning("webhooks_interrupted", error=type(error).__name__)
            if self._at_work:
                await asyncio.wait(
                    self._at_work.values(), timeout=_POLL_SECONDS, return_when=asyncio.FIRST_COMPLETED
                )
            else:
                await asyncio.sleep(_POLL_SECONDS)

    async def _begin_some(self) -> None:
        free = _TARGETS_AT_ONCE - len(self._at_work)
        if free <= 0:
            return
        by_target: dict[UUID, list[_Claimed]] = defaultdict(list)
        for claimed in await self._claim(free):
            by_target[claimed.webhook_id].append(claimed)
        for webhook_id, events in by_target.items():
            self._at_work[webhook_id] = asyncio.create_task(self._tell(webhook_id, events), name="webhook")

    async def _claim(self, most_targets: int) -> list[_Claimed]:
        rows = await self._database.crossing.fetch(
            _CLAIM, list(self._at_work), _EVENTS_AT_ONCE, most_targets * _EVENTS_AT_ONCE, _CLAIM_LASTS
        )
        return [
            _Claimed(
                row["id"], row["workspace_id"], row["webhook_id"], row["event_id"], row["type"],
                orjson.loads(row["data"]), row["attempts"], row["created_at"], row["url"], row["secrets"],
            )
            for row in rows
        ]  # fmt: skip

    async def _tell(self, webhook_id: UUID, events: Sequence[_Claimed]) -> None:
        try:
            await asyncio.gather(*map(self._try, events))
        except _DATABASE_TROUBLE as error:
            log.warning("webhook_try_not_kept", error=type(error).__name__)  # the claim runs out
        except Exception as error:
            log.error("webhook_try_failed", webhook=str(webhook_id), exc_info=error)
        finally:
            del self._at_work[webhook_id]
        self._hints.tell(events[0].workspace_id, "webhook.changed", webhook_id)

    async def _try(self, claimed: _Claimed) -> None:
        outcome = await self._send(claimed)
        if not outcome.is_taken:
            log.info(
                "webhook_not_taken",
                webhook=str(claimed.webhook_id),
                attempt=claimed.attempt,
                code=outcome.code,
            )
        await write_down(
            self._database, claimed.webhook_id, claimed.id, claimed.attempt, outcome, now=clock.now()
        )

    async def _send(self, claimed: _Claimed) -> Outcome:
        try:
            keys = [self._vault.open(sealed) for sealed in claimed.sealed_secrets]
        except InvalidToken:
            return Outcome(error="The secret cannot be read any more. Rotate it.")
        body = body_of(claimed.type, claimed.happened_at, claimed.data)
        headers = headers_for(claimed.event_id, body, keys, clock.now())
        try:
            answer = await self._fetch.fetch(
                "POST", claimed.url, _BOUNDS, https_only=self._https_only, headers=headers, content=body
            )
        except (AddressRefused, FetchFailed) as failure:
            return Outcome(error=failure.detail)
        text = storable(answer.body.decode(errors="replace"))[:_SHOWN_OF_ANSWER]
        redirects = 300 <= answer.status < 400
        return Outcome(
            answer.status, text, "Redirects are not followed. Enter the final address." if redirects else None
        )
