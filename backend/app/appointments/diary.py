"""What the calendar of a business says about a stretch of time, read from the database."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
import orjson

from app.appointments import availability
from app.appointments.availability import Calendar, DaySpans, Hours, Need, Rules, minute_of, moment_of
from app.appointments.local_time import day_of
from app.platform.database import Connection
from app.platform.ids import new_id
from app.platform.problems import Invalid, NotFound

DAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_WORKDAY = [["09:00", "17:00"]]
DEFAULTS: Final[Mapping[str, Any]] = {
    "hours": dict.fromkeys(DAYS[:5], _WORKDAY),
    "notice_minutes": 0,
    "horizon_days": 90,
    "step_minutes": 30,
    "hold_minutes": 10,
}
WITHOUT_SERVICE: Final = Need(30)
_DAY = timedelta(days=1)
_MOST_NEAR = 5
# How far around a wish other times are looked for: near by, and only then further away.
_AROUND = (timedelta(days=2), timedelta(days=14))

_SETTINGS = """
select w.timezone, s.hours, s.notice_minutes, s.horizon_days, s.step_minutes, s.hold_minutes,
  v.id as service_id, v.removed_at, v.duration_minutes, v.buffer_before_minutes, v.buffer_after_minutes,
  exists (select from services x where x.workspace_id = w.id and x.removed_at is null) as has_services
from workspaces w
left join booking_settings s on s.workspace_id = w.id
left join services v on v.workspace_id = w.id and v.id = $2
where w.id = $1
"""
_RESOURCES = """
select r.id, r.hours from resources r
where r.workspace_id = $1 and r.removed_at is null and ($2::uuid is null
  or not exists (select from service_resources s where s.workspace_id = $1 and s.service_id = $2)
  or exists (select from service_resources s where s.workspace_id = $1 and s.service_id = $2 and s.resource_id = r.id))
order by r.created_at, r.id
"""
_FIRST_RESOURCE = """
insert into resources (id, workspace_id, name, kind, is_first) values ($1, $2, 'Calendar', 'chair', true)
on conflict do nothing
"""
_SPECIAL = """
select resource_id, first_day, last_day, spans from special_days
where workspace_id = $1 and last_day >= $2 and first_day <= $3 order by created_at, id
"""
_BUSY = """
select resource_id, busy_from, busy_until from appointments
where workspace_id = $1 and resource_id = any($2::uuid[]) and status <> 'cancelled'
  and busy_from > $3::timestamptz - interval '48 hours' and busy_from < $4 and busy_until > $3
  and (status <> 'held' or (held_until > now() and conversation_id is distinct from $5))
  and id is distinct from $6
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
        return [
            resource_id
            for resource_id, calendar in self.calendars.items()
            if availability.fits(calendar.hours, self.zone, minute_of(start), minute_of(end))
        ]

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
    found = await connection.fetchrow(_SETTINGS, workspace_id, asked.service_id)
    assert found is not None, "a bound workspace exists"
    is_gone = found["service_id"] is None or (found["removed_at"] is not None and asked.moving is None)
    if asked.service_id is not None and is_gone:
        raise NotFound("There is no such service.")
    zone = ZoneInfo(found["timezone"])
    chosen = {name: found[name] if found["hours"] is not None else value for name, value in DEFAULTS.items()}
    resources = await _resources(connection, workspace_id, asked)
    days = day_of(asked.begin, zone) - timedelta(days=1), day_of(asked.end, zone) + timedelta(days=1)
    hours = await _hours(connection, workspace_id, resources, days, week_of(chosen["hours"]))
    busy: dict[UUID, list[availability.Interval]] = {resource_id: [] for resource_id in hours}
    for row in await connection.fetch(
        _BUSY, workspace_id, list(hours), asked.begin, asked.end, asked.of_conversation, asked.moving
    ):
        busy[row["resource_id"]].append((minute_of(row["busy_from"]), minute_of(row["busy_until"])))
    return Diary(
        zone=zone,
        need=_need(found, asked.minutes),
        calendars={resource_id: Calendar(hours[resource_id], busy[resource_id]) for resource_id in hours},
        hold=timedelta(minutes=chosen["hold_minutes"]),
        has_services=found["has_services"],
        step=chosen["step_minutes"],
        notice=timedelta(minutes=chosen["notice_minutes"]),
        horizon=timedelta(days=chosen["horizon_days"]),
    )


async def nearest_free(
    connection: Connection,
    workspace_id: UUID,
    asked: Asked,
    wanted: datetime,
    now: datetime,
    *,
    for_agent: bool,
) -> list[datetime]:
    """Free times close to the wanted one, the earliest first."""
    found: list[availability.Minute] = []
    for around in _AROUND:
        wide = replace(asked, begin=wanted - around - _DAY, end=wanted + around + 2 * _DAY)
        diary = await read_diary(connection, workspace_id, wide)
        found = list(diary.starts(wanted - around, wanted + around, now, for_agent=for_agent))
        if len(found) >= _MOST_NEAR:
            break
    return [moment_of(start) for start in availability.nearest(found, wanted, _MOST_NEAR)]


async def ensure_resource(connection: Connection, workspace_id: UUID) -> None:
    """A business begins with one resource. However many ask at once, it is one."""
    await connection.execute(_FIRST_RESOURCE, new_id(), workspace_id)


def week_of(hours: Any) -> list[DaySpans]:
    """Weekly hours as they are stored, Monday first."""
    by_day = _read(hours)
    return [day_spans(by_day.get(day, ())) for day in DAYS]


def day_spans(spans: Sequence[Sequence[str]]) -> DaySpans:
    """Spans such as [["09:00", "24:00"]] in minutes after midnight, in their order."""
    return sorted((_minutes(begins), _minutes(ends)) for begins, ends in spans)


def _read(stored: Any) -> Any:
    """A session's connection has read its JSON already, a bare one has not."""
    return orjson.loads(stored) if isinstance(stored, str) else stored


def _minutes(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def _need(found: asyncpg.Record, minutes: int | None) -> Need:
    if found["service_id"] is None:
        return Need(minutes or WITHOUT_SERVICE.duration)
    return Need(
        minutes or found["duration_minutes"], found["buffer_before_minutes"], found["buffer_after_minutes"]
    )


async def _resources(connection: Connection, workspace_id: UUID, asked: Asked) -> list[asyncpg.Record]:
    found = await connection.fetch(_RESOURCES, workspace_id, asked.service_id)
    if not found:
        await ensure_resource(connection, workspace_id)
        found = await connection.fetch(_RESOURCES, workspace_id, asked.service_id)
    if asked.resource_id is None:
        return found
    named = [row for row in found if row["id"] == asked.resource_id]
    if not named:
        is_here = "select true from resources where workspace_id = $1 and id = $2 and removed_at is null"
        if not await connection.fetchval(is_here, workspace_id, asked.resource_id):
            raise NotFound("There is no such resource.")
        raise Invalid("This resource cannot do this service. Choose another one.")
    return named


async def _hours(
    connection: Connection, workspace_id: UUID, resources: Sequence[asyncpg.Record], days: tuple[date, date],
    week: Sequence[DaySpans],
) -> dict[UUID, Hours]:  # fmt: skip
    """Special days of a resource count more than those of the business, and those more than any weekly hours."""
    special: dict[UUID | None, dict[date, DaySpans]] = {None: {}}
    for row in await connection.fetch(_SPECIAL, workspace_id, *days):
        of_one = special.setdefault(row["resource_id"], {})
        spans = day_spans(_read(row["spans"]))
        first, last = max(row["first_day"], days[0]), min(row["last_day"], days[1])
        of_one |= {first + timedelta(days=n): spans for n in range((last - first).days + 1)}
    shared = Hours(week, special[None])
    return {
        row["id"]: shared
        if row["hours"] is None and row["id"] not in special
        else Hours(
            week_of(row["hours"]) if row["hours"] else week, special[None] | special.get(row["id"], {})
        )
        for row in resources
    }
