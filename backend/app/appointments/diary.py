"""What the calendar of a business says about a stretch of time, read from the database."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from app.appointments import availability
from app.appointments.availability import Calendar, Need, Rules, minute_of, moment_of
from app.appointments.diary_rows import (
    READ,
    busy_in,
    hours_in,
    need_in,
    rules_of,
    week_of,
)
from app.appointments.local_time import day_of
from app.platform.database import Connection
from app.platform.ids import new_id
from app.platform.problems import Invalid, NotFound

_DAY = timedelta(days=1)
_MOST_NEAR = 5
# How far around a wish other times are looked for: near by, and further away only where there is none.
_AROUND = (timedelta(days=2), timedelta(days=14))

_FIRST_RESOURCE = """
insert into resources (id, workspace_id, name, kind, is_first) values ($1, $2, 'Calendar', 'chair', true)
on conflict do nothing
"""


@dataclass(frozen=True, slots=True)
class Diary:
    """Opening times and bookings around some days, of those who can do what is wanted."""

    zone: ZoneInfo
    need: Need
    calendars: Mapping[UUID, Calendar]
    """By resource, in the order in which they are asked."""
    hold: timedelta
    has_services: bool
    step: int
    notice: timedelta
    horizon: timedelta
    version: int | None
    """The number of the rules it was read by (migration 0024); None where it was read for a booking that moves, whose
    length need not be its service's.
    """

    def slots(
        self, begin: datetime, end: datetime, now: datetime, *, for_agent: bool
    ) -> dict[datetime, list[UUID]]:
        """When something is free, and whose time it is. People are bound by neither notice nor horizon."""
        return {
            moment_of(start): takers
            for start, takers in self.starts(begin, end, now, for_agent=for_agent).items()
        }

    def starts(
        self, begin: datetime, end: datetime, now: datetime, *, for_agent: bool
    ) -> dict[availability.Minute, list[UUID]]:
        """The same, in minutes."""
        rules = Rules(self.zone, self.step)
        if for_agent:
            rules = replace(rules, notice=self.notice, horizon=self.horizon)
        return availability.slots(self.calendars, self.need, rules, begin, end, now)

    def is_open(self, start: datetime, end: datetime) -> list[UUID]:
        """Those whose opening times hold the whole time, busy or not."""
        known: dict[int, bool] = {}
        for calendar in self.calendars.values():
            if id(calendar.hours) not in known:  # most share the hours of the business
                fits = availability.fits(calendar.hours, self.zone, minute_of(start), minute_of(end))
                known[id(calendar.hours)] = fits
        return [each for each, calendar in self.calendars.items() if known[id(calendar.hours)]]

    def takers(self, start: datetime) -> list[UUID]:
        """Those who are open and free for the need, from this time on."""
        is_open = self.is_open(start, start + timedelta(minutes=self.need.duration))
        return [each for each in is_open if self.is_free(each, start)]

    def is_free(self, resource_id: UUID, start: datetime) -> bool:
        """Whether nothing else keeps it busy then."""
        begin = minute_of(start) - self.need.before
        end = minute_of(start) + self.need.duration + self.need.after
        return not any(a < end and begin < b for a, b in self.calendars[resource_id].busy)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a diary is read for."""

    begin: datetime
    end: datetime
    service_id: UUID | None = None
    resource_id: UUID | None = None
    minutes: int | None = None
    """Instead of the service's duration."""
    of_conversation: UUID | None = None
    """Its own holds do not stand in its way."""
    moving: UUID | None = None
    """Nor does the appointment that is to be moved; its service may have been taken away since."""

    @classmethod
    def at(cls, wanted: datetime, **more: Any) -> "Asked":
        """For a booking at this time, however long."""
        return cls(wanted - _DAY, wanted + 2 * _DAY, **more)


async def read_diary(connection: Connection, workspace_id: UUID, asked: Asked) -> Diary:
    """Read it. Raises `NotFound` for a service or resource that is not this workspace's, `Invalid` where the resource
    cannot do the service.
    """
    row = await _row(connection, workspace_id, asked)
    is_gone = row["known_service_id"] is None or (row["removed_at"] is not None and asked.moving is None)
    if asked.service_id is not None and is_gone:
        raise NotFound("There is no such service.")
    if not row["resource_ids"]:
        await ensure_resource(connection, workspace_id)
        row = await _row(connection, workspace_id, asked)
    diary = diary_of(row)
    if asked.resource_id is None:
        return diary
    if asked.resource_id not in diary.calendars:
        is_here = "select true from resources where workspace_id = $1 and id = $2 and removed_at is null"
        if not await connection.fetchval(is_here, workspace_id, asked.resource_id):
            raise NotFound("There is no such resource.")
        raise Invalid("This resource cannot do this service. Choose another one.")
    return replace(diary, calendars={asked.resource_id: diary.calendars[asked.resource_id]})


def diary_of(row: asyncpg.Record) -> Diary:
    """The diary in an answer with the columns of `diary_rows`."""
    zone = ZoneInfo(row["timezone"])
    rules = rules_of(row)
    days = day_of(row["begins"], zone) - _DAY, day_of(row["ends"], zone) + _DAY + row["lasts"]
    hours = hours_in(row, week_of(rules["hours"]), days)
    busy = busy_in(row)
    return Diary(
        zone=zone,
        need=need_in(row),
        calendars={each: Calendar(hours[each], busy.get(each, ())) for each in hours},
        hold=timedelta(minutes=rules["hold_minutes"]),
        has_services=row["has_services"],
        step=rules["step_minutes"],
        notice=timedelta(minutes=rules["notice_minutes"]),
        horizon=timedelta(days=rules["horizon_days"]),
        version=row["calendar_version"] if row["moving"] is None else None,
    )


async def nearest_free(
    connection: Connection,
    workspace_id: UUID,
    asked: Asked,
    wanted: datetime,
    now: datetime,
    *,
    for_agent: bool,
) -> tuple[Diary, dict[datetime, list[UUID]]]:
    """Free times close to the wanted one and whose they are, the earliest first, and the diary they come from."""
    for around in _AROUND:
        wide = replace(asked, begin=wanted - around - _DAY, end=wanted + around + 2 * _DAY)
        diary = await read_diary(connection, workspace_id, wide)
        found = diary.starts(wanted - around, wanted + around, now, for_agent=for_agent)
        if found:
            break
    near = availability.nearest(list(found), wanted, _MOST_NEAR)
    return diary, {moment_of(start): found[start] for start in near}


async def ensure_resource(connection: Connection, workspace_id: UUID) -> None:
    """A business begins with one resource. However many ask at once, it is one."""
    await connection.execute(_FIRST_RESOURCE, new_id(), workspace_id)


async def _row(connection: Connection, workspace_id: UUID, asked: Asked) -> asyncpg.Record:
    found = await connection.fetchrow(
        READ, workspace_id, asked.service_id, asked.minutes, asked.begin, asked.end, asked.of_conversation,
        asked.moving,
    )  # fmt: skip
    assert found is not None, "a bound workspace exists"
    return found
