"""Verbs of webhooks. An address is checked before the transaction begins: a look-up waits for the network."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.platform.crypto import Vault
from app.platform.database import Scope
from app.platform.ids import new_id
from app.platform.problems import NotFound
from app.webhooks.errors import TooManyWebhooks, WebhookOff
from app.webhooks.models import Delivery, Webhook
from app.webhooks.schemas import TEST, WebhookChange, WebhookWish
from app.webhooks.signing import new_secret

MOST = 20
RETRY_FOR = timedelta(days=3)
_BOTH_SECRETS_SIGN = timedelta(hours=24)


async def page(db: AsyncSession, *, after: tuple[datetime, UUID] | None, limit: int) -> list[Webhook]:
    """Targets, newest first, at most `limit`."""
    query = sa.select(Webhook).order_by(Webhook.created_at.desc(), Webhook.id.desc()).limit(limit)
    if after is not None:
        query = query.where(sa.tuple_(Webhook.created_at, Webhook.id) < sa.tuple_(*map(sa.literal, after)))
    return list((await db.execute(query)).scalars())


async def create(
    db: AsyncSession, scope: Scope, vault: Vault, wish: WebhookWish, *, now: datetime
) -> tuple[Webhook, str]:
    """A new target and its secret, which nobody can show again. Raises `TooManyWebhooks`."""
    if (await db.execute(sa.select(sa.func.count()).select_from(Webhook))).scalar_one() >= MOST:
        raise TooManyWebhooks("Remove one that is not needed any more first.")
    secret = new_secret()
    webhook = Webhook(
        id=new_id(),
        workspace_id=scope.workspace_id,
        url=wish.url,
        description=wish.description,
        events=list(wish.events),
        secret_encrypted=vault.seal(secret),
        is_active=True,
        created_at=now,
    )
    db.add(webhook)
    await db.flush()
    return webhook, secret


async def change(db: AsyncSession, webhook_id: UUID, wish: WebhookChange, *, now: datetime) -> Webhook:
    """Change a target; what the wish leaves out stays. What is to be told waits while it is off, and is due as soon as
    it is on again or has another address. Raises `NotFound`.
    """
    webhook = await _find(db, webhook_id)
    was_active, old_url = webhook.is_active, webhook.url
    for field, value in wish.model_dump(exclude_none=True).items():
        setattr(webhook, field, value)
    if not webhook.is_active:
        await db.execute(_undelivered(webhook_id).values(status="paused"))
    elif not was_active or webhook.url != old_url:
        webhook.failures, webhook.failing_since, webhook.retry_at, webhook.given_up_at = 0, None, None, None
        due = {"status": "waiting", "next_attempt_at": now, "retry_until": now + RETRY_FOR}
        await db.execute(_undelivered(webhook_id).values(**due))
    return webhook


def _undelivered(webhook_id: UUID) -> sa.Update:
    waits = Delivery.status.in_(("waiting", "paused"))
    return sa.update(Delivery).where(Delivery.webhook_id == webhook_id, waits)


async def delete(db: AsyncSession, webhook_id: UUID) -> None:
    """Remove a target and what was to be told it. Raises `NotFound`."""
    gone = await db.execute(sa.delete(Webhook).where(Webhook.id == webhook_id).returning(Webhook.id))
    if gone.scalar_one_or_none() is None:
        raise _no_webhook()


async def rotate_secret(
    db: AsyncSession, vault: Vault, webhook_id: UUID, *, now: datetime
) -> tuple[str, datetime]:
    """A new secret, and until when the old one signs as well. Raises `NotFound`."""
    webhook = await _find(db, webhook_id)
    secret, old_until = new_secret(), now + _BOTH_SECRETS_SIGN
    webhook.old_secret_encrypted, webhook.old_secret_until = webhook.secret_encrypted, old_until
    webhook.secret_encrypted = vault.seal(secret)
    return secret, old_until


async def test(db: AsyncSession, scope: Scope, webhook_id: UUID, *, now: datetime) -> Delivery:
    """Have something harmless told, once and now. Raises `NotFound` or `WebhookOff`."""
    webhook = await _find_active(db, webhook_id)
    webhook.retry_at = None
    delivery = Delivery(
        id=new_id(),
        workspace_id=scope.workspace_id,
        webhook_id=webhook_id,
        event_id=new_id(),
        type=TEST,
        data={"webhook_id": str(webhook_id)},
        status="waiting",
        holds_others=False,
        attempts=0,
        next_attempt_at=now,
        retry_until=now,
        created_at=now,
    )
    db.add(delivery)
    await db.flush()
    return delivery


async def deliveries(
    db: AsyncSession, webhook_id: UUID, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[Delivery]:
    """What was told or is to be told, newest first, at most `limit`. Raises `NotFound`."""
    await _find(db, webhook_id, lock=False)
    query = (
        sa.select(Delivery)
        .where(Delivery.webhook_id == webhook_id)
        .order_by(Delivery.created_at.desc(), Delivery.id.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(sa.tuple_(Delivery.created_at, Delivery.id) < sa.tuple_(*map(sa.literal, after)))
    return list((await db.execute(query)).scalars())


async def replay(db: AsyncSession, delivery_id: UUID, *, now: datetime) -> Delivery:
    """Tell it once more, now and outside the order, under the same id. Raises `NotFound` or `WebhookOff`."""
    delivery = await db.get(Delivery, delivery_id)
    if delivery is None:
        raise NotFound("There is no such delivery. They are kept for 30 days.")
    webhook = await _find_active(db, delivery.webhook_id)
    webhook.retry_at = None
    delivery.status, delivery.holds_others, delivery.attempts = "waiting", False, 0
    delivery.next_attempt_at, delivery.retry_until, delivery.finished_at = now, now + RETRY_FOR, None
    await db.flush()
    return delivery


async def _find(db: AsyncSession, webhook_id: UUID, *, lock: bool = True) -> Webhook:
    query = sa.select(Webhook).where(Webhook.id == webhook_id)
    webhook = (
        await db.execute(query.with_for_update(key_share=True) if lock else query)
    ).scalar_one_or_none()
    if webhook is None:
        raise _no_webhook()
    return webhook


async def _find_active(db: AsyncSession, webhook_id: UUID) -> Webhook:
    webhook = await _find(db, webhook_id)
    if not webhook.is_active:
        raise WebhookOff("Switch it on first.")
    return webhook


def _no_webhook() -> NotFound:
    return NotFound("There is no such webhook.")
