"""HTTP of outgoing webhooks. Their addresses and answers are for owners and admins."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from app.people.access import Db, Manager
from app.platform import clock
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.crypto import Vault
from app.platform.database import Database, Scope, get_database
from app.platform.guarded_fetch import AddressRefused, GuardedFetch
from app.platform.limits import hit
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotAllowed, NotFound, TooManyRequests, problems
from app.webhooks import service
from app.webhooks.errors import TooManyWebhooks, WebhookOff
from app.webhooks.schemas import (
    DeliveryRead,
    Secret,
    WebhookChange,
    WebhookRead,
    WebhookShown,
    WebhookWish,
)

router = APIRouter(prefix="/api/webhooks", tags=["webhooks"], responses=problems(NotAllowed))

_BY_HAND, _WITHIN = 60, timedelta(hours=1)


async def _check(request: Request, url: str) -> None:
    """Before the route's first statement, so that no transaction waits for a name server."""
    fetch: GuardedFetch = request.app.state.fetch
    await fetch.check(url, https_only=request.app.state.settings.app_env != "development")


async def _count(scope: Manager, database: Annotated[Database, Depends(get_database)]) -> Scope:
    """What is told or looked up by hand is bounded: nobody's server is to be kept busy with it."""
    await hit(
        database, "webhook-by-hand", str(scope.workspace_id), most=_BY_HAND, within=_WITHIN, now=clock.now()
    )
    return scope


Counted = Annotated[Scope, Depends(_count)]


@router.get("", responses=problems(BadCursor))
async def list_webhooks(
    _: Manager, db: Db, limit: Limit = 50, cursor: CursorParam = None
) -> Page[WebhookRead]:
    """Where events are told, newest first."""
    rows = await service.page(db, after=read_cursor(cursor), limit=limit + 1)
    items = [WebhookRead.model_validate(row) for row in rows]
    return one_page(items, limit, lambda row: (row.created_at, row.id))


@router.post("", status_code=201, responses=problems(AddressRefused, TooManyWebhooks, TooManyRequests))
async def create_webhook(
    wish: WebhookWish, request: Request, scope: Counted, db: Db, hints: LiveHints
) -> WebhookShown:
    """Have events told to an address. The secret that proves they are ours is shown this once."""
    await _check(request, wish.url)
    vault: Vault = request.app.state.vault
    webhook, secret = await service.create(db, scope, vault, wish, now=clock.now())
    tell_after_commit(db, hints, "webhook.changed", webhook.id)
    return WebhookShown(**WebhookRead.model_validate(webhook).model_dump(), secret=secret)


@router.put("/{webhook_id}", responses=problems(NotFound, AddressRefused, TooManyRequests))
async def change_webhook(
    webhook_id: UUID, wish: WebhookChange, request: Request, _: Counted, db: Db, hints: LiveHints
) -> WebhookRead:
    """Change where or what, or switch it on or off. What waits is kept, and sent when it is on."""
    if wish.url is not None:
        await _check(request, wish.url)
    webhook = await service.change(db, webhook_id, wish, now=clock.now())
    tell_after_commit(db, hints, "webhook.changed", webhook_id)
    return WebhookRead.model_validate(webhook)


@router.delete("/{webhook_id}", status_code=204, responses=problems(NotFound))
async def delete_webhook(webhook_id: UUID, _: Manager, db: Db, hints: LiveHints) -> None:
    """Tell this address nothing any more; what was to be told it goes too."""
    await service.delete(db, webhook_id)
    tell_after_commit(db, hints, "webhook.changed", webhook_id)


@router.post("/{webhook_id}/rotate-secret", responses=problems(NotFound))
async def rotate_webhook_secret(
    webhook_id: UUID, request: Request, _: Manager, db: Db, hints: LiveHints
) -> Secret:
    """A new secret, shown this once. For a day both sign, so that nothing is refused meanwhile."""
    secret, until = await service.rotate_secret(db, request.app.state.vault, webhook_id, now=clock.now())
    tell_after_commit(db, hints, "webhook.changed", webhook_id)
    return Secret(secret=secret, old_secret_until=until)


@router.post("/{webhook_id}/test", status_code=202, responses=problems(NotFound, WebhookOff, TooManyRequests))
async def test_webhook(webhook_id: UUID, scope: Counted, db: Db, hints: LiveHints) -> DeliveryRead:
    """Have `webhook.test` told, once. The deliveries show how it went."""
    delivery = await service.test(db, scope, webhook_id, now=clock.now())
    tell_after_commit(db, hints, "webhook.changed", webhook_id)
    return DeliveryRead.model_validate(delivery)


@router.get("/{webhook_id}/deliveries", responses=problems(NotFound, BadCursor))
async def list_webhook_deliveries(
    webhook_id: UUID, _: Manager, db: Db, limit: Limit = 50, cursor: CursorParam = None
) -> Page[DeliveryRead]:
    """What was told or is to be told, newest first, of the last 30 days."""
    rows = await service.deliveries(db, webhook_id, after=read_cursor(cursor), limit=limit + 1)
    items = [DeliveryRead.model_validate(row) for row in rows]
    return one_page(items, limit, lambda row: (row.created_at, row.id))


@router.post(
    "/deliveries/{delivery_id}/replay", status_code=202,
    responses=problems(NotFound, WebhookOff, TooManyRequests),
)  # fmt: skip
async def replay_delivery(delivery_id: UUID, _: Counted, db: Db, hints: LiveHints) -> DeliveryRead:
    """Tell it again, under the same id."""
    delivery = await service.replay(db, delivery_id, now=clock.now())
    tell_after_commit(db, hints, "webhook.changed", delivery.webhook_id)
    return DeliveryRead.model_validate(delivery)
