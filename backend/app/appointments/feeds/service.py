"""Verbs of feeds, and how one is found by its token."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.appointments.errors import TooManyFeeds
from app.appointments.events import CalendarFeedChanged
from app.appointments.feeds.models import CalendarFeed
from app.appointments.feeds.schemas import FeedWish
from app.appointments.models import Resource
from app.platform.database import Database, Scope
from app.platform.events import publish
from app.platform.ids import new_id
from app.platform.problems import NotFound

MOST = 50
_LONGEST_TOKEN = 100

# A token names its workspace, so this crosses them, as sign-in does.
_FIND = """
select f.id, f.workspace_id, f.resource_id, f.name, f.shows_names
from calendar_feeds f join workspaces w on w.id = f.workspace_id where f.token_hash = $1 and w.leaves_at is null
"""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a token opens."""

    id: UUID
    workspace_id: UUID
    resource_id: UUID | None
    name: str
    shows_names: bool


async def page(db: AsyncSession, *, after: tuple[datetime, UUID] | None, limit: int) -> list[CalendarFeed]:
    """Feeds, the newest first, at most `limit`."""
    query = (
        sa.select(CalendarFeed).order_by(CalendarFeed.created_at.desc(), CalendarFeed.id.desc()).limit(limit)
    )
    if after is not None:
        place = sa.tuple_(CalendarFeed.created_at, CalendarFeed.id)
        query = query.where(place < sa.tuple_(*map(sa.literal, after)))
    return list((await db.execute(query)).scalars())


async def make(db: AsyncSession, scope: Scope, wish: FeedWish, *, now: datetime) -> tuple[CalendarFeed, str]:
    """A new feed and its token, which nobody can show again. Raises `NotFound` or `TooManyFeeds`."""
    if wish.resource_id is not None:
        resource = await db.get(Resource, wish.resource_id)
        if resource is None or resource.removed_at is not None:
            raise NotFound("There is no such resource.")
    if (await db.execute(sa.select(sa.func.count()).select_from(CalendarFeed))).scalar_one() >= MOST:
        raise TooManyFeeds("Take one away that is not needed any more first.")
    token = secrets.token_urlsafe(32)
    feed = CalendarFeed(
        id=new_id(), workspace_id=scope.workspace_id, resource_id=wish.resource_id, name=wish.name,
        token_hash=_hash(token), shows_names=wish.shows_names, created_at=now,
    )  # fmt: skip
    db.add(feed)
    await db.flush()
    await publish(db, CalendarFeedChanged(workspace_id=scope.workspace_id, feed_id=feed.id, change="made"))
    return feed, token


async def revoke(db: AsyncSession, scope: Scope, feed_id: UUID) -> None:
    """Its address opens nothing any more. Raises `NotFound`."""
    gone = sa.delete(CalendarFeed).where(CalendarFeed.id == feed_id).returning(CalendarFeed.id)
    if (await db.execute(gone)).scalar_one_or_none() is None:
        raise NotFound("There is no such feed.")
    await publish(db, CalendarFeedChanged(workspace_id=scope.workspace_id, feed_id=feed_id, change="revoked"))


async def opened_by(database: Database, token: str) -> Feed:
    """What the token opens. Raises `NotFound`."""
    row = None
    if len(token) <= _LONGEST_TOKEN:
        row = await database.crossing.fetchrow(_FIND, _hash(token))
    if row is None:
        raise NotFound("There is no such calendar. Its address may have been taken back.")
    return Feed(**dict(row))


def _hash(token: str) -> bytes:
    """256 random bits need no salt and no slow hash."""
    return hashlib.sha256(token.encode()).digest()
