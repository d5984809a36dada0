"""Verbs of busy calendars. An address is checked before the transaction begins: a look-up waits for the network."""

from datetime import datetime
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.appointments.busy.models import BusyCalendar
from app.appointments.busy.schemas import BusyCalendarWish
from app.appointments.errors import TooManyBusyCalendars
from app.appointments.events import BusyCalendarChanged
from app.appointments.models import Resource
from app.platform.crypto import Vault
from app.platform.database import Scope
from app.platform.events import publish
from app.platform.ids import new_id
from app.platform.jobs import enqueue
from app.platform.problems import NotFound

READ_BUSY_CALENDAR: Final = "read_busy_calendar"
MOST = 50


async def page(db: AsyncSession, *, after: tuple[datetime, UUID] | None, limit: int) -> list[BusyCalendar]:
    """Busy calendars, the newest first, at most `limit`."""
    query = (
        sa.select(BusyCalendar).order_by(BusyCalendar.created_at.desc(), BusyCalendar.id.desc()).limit(limit)
    )
    if after is not None:
        place = sa.tuple_(BusyCalendar.created_at, BusyCalendar.id)
        query = query.where(place < sa.tuple_(*map(sa.literal, after)))
    return list((await db.execute(query)).scalars())


async def add(
    db: AsyncSession, scope: Scope, vault: Vault, wish: BusyCalendarWish, *, now: datetime
) -> BusyCalendar:
    """Have a calendar read, at once and then every quarter of an hour. Raises `NotFound` or `TooManyBusyCalendars`."""
    resource = await db.get(Resource, wish.resource_id)
    if resource is None or resource.removed_at is not None:
        raise NotFound("There is no such resource.")
    if (await db.execute(sa.select(sa.func.count()).select_from(BusyCalendar))).scalar_one() >= MOST:
        raise TooManyBusyCalendars("Take one away that is not needed any more first.")
    added = BusyCalendar(
        id=new_id(), workspace_id=scope.workspace_id, resource_id=wish.resource_id, name=wish.name,
        host=urlsplit(wish.url).hostname or "", url_encrypted=vault.seal(wish.url), created_at=now,
    )  # fmt: skip
    db.add(added)
    await db.flush()
    await read_soon(db, scope, added.id)
    await publish(
        db, BusyCalendarChanged(workspace_id=scope.workspace_id, calendar_id=added.id, change="added")
    )
    return added


async def read_soon(db: AsyncSession, scope: Scope, calendar_id: UUID) -> None:
    """Have it read now. Raises `NotFound`."""
    if await db.get(BusyCalendar, calendar_id) is None:
        raise _no_calendar()
    await enqueue(db, READ_BUSY_CALENDAR, workspace_id=scope.workspace_id, calendar_id=calendar_id)


async def remove(db: AsyncSession, scope: Scope, calendar_id: UUID) -> None:
    """It keeps nobody busy any more. Raises `NotFound`."""
    gone = sa.delete(BusyCalendar).where(BusyCalendar.id == calendar_id).returning(BusyCalendar.id)
    if (await db.execute(gone)).scalar_one_or_none() is None:
        raise _no_calendar()
    await publish(
        db, BusyCalendarChanged(workspace_id=scope.workspace_id, calendar_id=calendar_id, change="removed")
    )


def _no_calendar() -> NotFound:
    return NotFound("There is no such busy calendar.")
