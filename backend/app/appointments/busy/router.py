"""HTTP of busy calendars. Their addresses are for owners and admins."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from app.appointments.busy import service
from app.appointments.busy.schemas import BusyCalendarRead, BusyCalendarWish
from app.appointments.errors import TooManyBusyCalendars
from app.contacts.router import OurVault
from app.people.access import Db, Manager
from app.platform import clock
from app.platform.database import Database, Scope, get_database
from app.platform.guarded_fetch import AddressRefused, GuardedFetch
from app.platform.limits import hit
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotAllowed, NotFound, TooManyRequests, problems

router = APIRouter(prefix="/api/busy-calendars", tags=["appointments"], responses=problems(NotAllowed))

_BY_HAND, _WITHIN = 60, timedelta(hours=1)


async def _check(request: Request, wish: BusyCalendarWish) -> None:
    """Before the route's first statement, so that no transaction waits for a name server."""
    fetch: GuardedFetch = request.app.state.fetch
    await fetch.check(wish.url, https_only=request.app.state.settings.app_env != "development")


async def _count(scope: Manager, database: Annotated[Database, Depends(get_database)]) -> Scope:
    """What is looked up by hand is bounded: nobody's server is to be kept busy with it."""
    await hit(
        database, "busy-calendar-by-hand", str(scope.workspace_id), most=_BY_HAND, within=_WITHIN,
        now=clock.now(),
    )  # fmt: skip
    return scope


Counted = Annotated[Scope, Depends(_count)]


@router.get("", responses=problems(BadCursor))
async def list_busy_calendars(
    _: Manager, db: Db, limit: Limit = 50, cursor: CursorParam = None
) -> Page[BusyCalendarRead]:
    """Calendars that keep somebody busy, the newest first."""
    rows = await service.page(db, after=read_cursor(cursor), limit=limit + 1)
    items = [BusyCalendarRead.model_validate(row) for row in rows]
    return one_page(items, limit, lambda row: (row.created_at, row.id))


@router.post(
    "",
    status_code=201,
    dependencies=[Depends(_check)],
    responses=problems(NotFound, AddressRefused, TooManyBusyCalendars, TooManyRequests),
)
async def add_busy_calendar(
    scope: Counted, db: Db, vault: OurVault, wish: BusyCalendarWish
) -> BusyCalendarRead:
    """Have a calendar read by its address, now and every quarter of an hour."""
    return BusyCalendarRead.model_validate(await service.add(db, scope, vault, wish, now=clock.now()))


@router.post("/{calendar_id}/read", status_code=202, responses=problems(NotFound, TooManyRequests))
async def read_busy_calendar(scope: Counted, db: Db, calendar_id: UUID) -> None:
    """Read it now."""
    await service.read_soon(db, scope, calendar_id)


@router.delete("/{calendar_id}", status_code=204, responses=problems(NotFound))
async def remove_busy_calendar(scope: Manager, db: Db, calendar_id: UUID) -> None:
    """It keeps nobody busy any more."""
    await service.remove(db, scope, calendar_id)
