"""HTTP of calendar feeds: their setting up for owners and admins, and the calendar for whoever has its address."""

import asyncio
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Header, Request, Response

from app.appointments.errors import TooManyFeeds
from app.appointments.feeds import service
from app.appointments.feeds.calendar import as_file, bookings, etag_of
from app.appointments.feeds.schemas import FeedMade, FeedRead, FeedWish
from app.people.access import Db, Manager
from app.platform import clock
from app.platform.database import Database, get_database
from app.platform.limits import hit
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotAllowed, NotFound, TooManyRequests, problems

router = APIRouter(tags=["appointments"])

_READS, _WITHIN = 240, timedelta(hours=1)


@router.get("/api/calendar-feeds", responses=problems(BadCursor, NotAllowed))
async def list_calendar_feeds(
    _: Manager, db: Db, limit: Limit = 50, cursor: CursorParam = None
) -> Page[FeedRead]:
    """Addresses that other calendars subscribe to, the newest first."""
    rows = await service.page(db, after=read_cursor(cursor), limit=limit + 1)
    return one_page(
        [FeedRead.model_validate(row) for row in rows], limit, lambda row: (row.created_at, row.id)
    )


@router.post("/api/calendar-feeds", status_code=201, responses=problems(NotFound, NotAllowed, TooManyFeeds))
async def create_calendar_feed(scope: Manager, db: Db, request: Request, wish: FeedWish) -> FeedMade:
    """A new address. It is shown this once."""
    feed, token = await service.make(db, scope, wish, now=clock.now())
    url = f"{request.app.state.settings.address}/calendar/{token}.ics"
    return FeedMade(**FeedRead.model_validate(feed).model_dump(), url=url)


@router.delete("/api/calendar-feeds/{feed_id}", status_code=204, responses=problems(NotFound, NotAllowed))
async def revoke_calendar_feed(scope: Manager, db: Db, feed_id: UUID) -> None:
    """Its address opens nothing any more."""
    await service.revoke(db, scope, feed_id)


@router.get("/calendar/{token}.ics", response_class=Response, responses=problems(NotFound, TooManyRequests))
async def read_calendar_feed(
    token: str,
    database: Annotated[Database, Depends(get_database)],
    if_none_match: Annotated[str | None, Header()] = None,
    if_modified_since: Annotated[str | None, Header()] = None,
) -> Response:
    """The bookings from a month ago to a year ahead, as an iCalendar file."""
    now = clock.now()
    feed = await service.opened_by(database, token)
    await hit(database, "calendar-feed", str(feed.id), most=_READS, within=_WITHIN, now=now)
    found, changed_at = await bookings(database, feed, now)
    etag = etag_of(feed.name, found)
    headers = {
        "ETag": etag,
        "Last-Modified": format_datetime(changed_at.astimezone(UTC), usegmt=True),
        "Cache-Control": "private, max-age=300",
    }
    if _is_known(etag, changed_at, if_none_match, if_modified_since):
        return Response(status_code=304, headers=headers)
    content = await asyncio.to_thread(as_file, feed.name, found)
    return Response(content, media_type="text/calendar; charset=utf-8", headers=headers)


def _is_known(etag: str, changed_at: datetime, none_match: str | None, modified_since: str | None) -> bool:
    if none_match is not None:
        return etag in (each.strip().removeprefix("W/") for each in none_match.split(","))
    try:
        since = parsedate_to_datetime(modified_since or "")
        return changed_at.replace(microsecond=0) <= since
    except (ValueError, TypeError):  # no date, or one without a zone
        return False
