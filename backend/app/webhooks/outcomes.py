"""How a try went, written down: delivered, tried again later, given up; and what that says about the target.

Whoever changes a target and its deliveries takes the target's row first, so that none of them deadlock.
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.people.repository import confirmed_owners
from app.platform.database import Database
from app.platform.jobs import enqueue
from app.platform.logs import get_logger
from app.webhooks.models import Delivery, Webhook

log = get_logger(__name__)

WARN_OWNER = "warn_of_webhook"

# From the first try to the last, three days.
PAUSES = (
    timedelta(seconds=5), timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30), timedelta(hours=2),
    timedelta(hours=5), timedelta(hours=8), timedelta(hours=14), timedelta(hours=18), timedelta(hours=24),
)  # fmt: skip
_JITTER = 0.1
# So many failures in a row: the target is down, and is left alone for a while, half as long as it has been down.
DOWN_AFTER = 3
_SHORTEST_REST, _LONGEST_REST = timedelta(seconds=5), timedelta(hours=1)
# So many tries of one event while the target took others: it is this event that it cannot take.
_STUCK_AFTER = 4
# An event was given up, and nothing else was taken for so long and in so many tries: the target is switched off.
_GIVE_UP_AFTER, _GIVE_UP_FAILURES = timedelta(days=2), 10


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came back: a status and the beginning of the answer, or why nothing did."""

    code: int | None = None
    text: str | None = None
    error: str | None = None

    @property
    def is_taken(self) -> bool:
        """The target has it."""
        return self.code is not None and 200 <= self.code < 300


async def write_down(
    database: Database, webhook_id: UUID, delivery_id: UUID, attempt: int, outcome: Outcome, *, now: datetime
) -> None:
    """The end of one try. Too late, because somebody else has tried since, it changes nothing."""
    async with database.system() as db:
        webhook = await db.get(Webhook, webhook_id, with_for_update={"key_share": True})
        delivery = await db.get(Delivery, delivery_id)
        if webhook is None or delivery is None or delivery.attempts != attempt or delivery.finished_at:
            return
        delivery.claimed_until = None
        delivery.response_code, delivery.response_text = outcome.code, outcome.text
        delivery.error = outcome.error
        if outcome.is_taken:
            await _taken(db, webhook, delivery, now)
        else:
            await _not_taken(db, webhook, delivery, now)


async def _taken(db: AsyncSession, webhook: Webhook, delivery: Delivery, now: datetime) -> None:
    delivery.status, delivery.finished_at = "delivered", now
    was_down = webhook.failures >= DOWN_AFTER
    webhook.failures, webhook.failing_since, webhook.retry_at = 0, None, None
    if was_down:  # it is back: nothing waits for the end of its pause
        waits = sa.and_(Delivery.webhook_id == webhook.id, Delivery.status == "waiting")
        await db.execute(sa.update(Delivery).where(waits).values(next_attempt_at=now))


async def _not_taken(db: AsyncSession, webhook: Webhook, delivery: Delivery, now: datetime) -> None:
    if delivery.attempts >= _STUCK_AFTER and webhook.failures == 0:
        delivery.holds_others = False
    webhook.failures += 1
    webhook.failing_since = webhook.failing_since or now
    if webhook.failures >= DOWN_AFTER:
        rest = (now - webhook.failing_since) / 2
        webhook.retry_at = now + _spread(min(max(rest, _SHORTEST_REST), _LONGEST_REST))
    if now < delivery.retry_until:
        pause = _spread(PAUSES[min(delivery.attempts, len(PAUSES)) - 1])
        delivery.next_attempt_at = min(now + pause, delivery.retry_until)
        return
    delivery.status, delivery.finished_at = "failed", now
    if webhook.failures >= _GIVE_UP_FAILURES and now - webhook.failing_since >= _GIVE_UP_AFTER:
        await _give_up(db, webhook, now)


async def _give_up(db: AsyncSession, webhook: Webhook, now: datetime) -> None:
    """Switch the target off and have its owners told, once."""
    if not webhook.is_active:
        return
    webhook.is_active, webhook.given_up_at = False, now
    waits = sa.and_(Delivery.webhook_id == webhook.id, Delivery.status == "waiting")
    await db.execute(sa.update(Delivery).where(waits).values(status="paused"))
    for owner in await confirmed_owners(db, webhook.workspace_id):
        # One job a person, so that a mail server's refusal of one does not repeat the mail to another.
        await enqueue(db, WARN_OWNER, webhook_id=webhook.id, user_id=owner.id)
    log.warning("webhook_given_up", webhook=str(webhook.id), failures=webhook.failures)


def _spread(pause: timedelta) -> timedelta:
    return pause * (1 + random.uniform(-_JITTER, _JITTER))  # noqa: S311 - so that not all come back at once
