"""What the tables say about a stretch of a calendar, in one statement, and how its answer is read."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

import asyncpg
import orjson

from app.appointments.availability import DaySpans, Hours, Interval, Need, minute_of
from app.platform.weekly_hours import DAYS, minutes_after_midnight

_WORKDAY = [["09:00", "17:00"]]
DEFAULTS: Final[Mapping[str, Any]] = {
    "hours": dict.fromkeys(DAYS[:5], _WORKDAY),
    "notice_minutes": 0,
    "horizon_days": 90,
    "step_minutes": 30,
    "hold_minutes": 10,
}
# `asked`: service_id, minutes (instead of the service's; half an hour without either), begins, ends (when a booking may
# begin), of_conversation (its own holds do not stand in its way) and moving (nor does the booking that is to be moved).
# Appointments of one resource never overlap, so that only the last one that began before can reach into the stretch.
# What touches is one stretch of busy time, so that a full week is a few rows. Days are taken wide: no zone is further
# than a day from UTC.
READ: Final = """
with asked as (
  select $2::uuid as service_id, $3::int as minutes, $4::timestamptz as begins, $5::timestamptz as ends,
    $6::uuid as of_conversation, $7::uuid as moving
),
setup as (
  select asked.*, w.timezone, w.calendar_version, s.hours, s.notice_minutes, s.horizon_days, s.step_minutes,
    s.hold_minutes, v.id as known_service_id, v.removed_at,
    make_interval(mins => coalesce(asked.minutes, v.duration_minutes, 30)) as lasts,
    make_interval(mins => coalesce(v.buffer_before_minutes, 0)) as before,
    make_interval(mins => coalesce(v.buffer_after_minutes, 0)) as after,
    exists (select from services x where x.workspace_id = $1 and x.removed_at is null) as has_services
  from asked join workspaces w on w.id = $1
  left join booking_settings s on s.workspace_id = $1
  left join services v on v.workspace_id = $1 and v.id = asked.service_id
),
able as (
  select r.id, r.hours, r.created_at from setup join resources r on r.workspace_id = $1 and r.removed_at is null
  where setup.service_id is null
    or not exists (select from service_resources s where s.workspace_id = $1 and s.service_id = setup.service_id)
    or exists (select from service_resources s
      where s.workspace_id = $1 and s.service_id = setup.service_id and s.resource_id = r.id)
),
busy as (
  select able.id as resource_id, there.busy_from, there.busy_until
  from setup cross join able cross join lateral (
    select a.busy_from, a.busy_until from (
      (select * from appointments a
        where a.workspace_id = $1 and a.resource_id = able.id and a.ended_as is distinct from 'cancelled'
          and a.busy_from < setup.begins - setup.before order by a.busy_from desc limit 1)
      union all
      (select * from appointments a
        where a.workspace_id = $1 and a.resource_id = able.id and a.ended_as is distinct from 'cancelled'
          and a.busy_from >= setup.begins - setup.before and a.busy_from < setup.ends + setup.lasts + setup.after)
    ) a
    where a.busy_until > setup.begins - setup.before and a.id is distinct from setup.moving
      and (a.status <> 'held'
        or (a.held_until > now() and a.conversation_id is distinct from setup.of_conversation))
    offset 0  -- resource by resource, however few rows the statistics know of
  ) there
  union all
  select able.id, t.busy_from, t.busy_until
  from setup cross join able join busy_calendars c on c.workspace_id = $1 and c.resource_id = able.id
  cross join lateral (
    select b.busy_from, b.busy_until from busy_times b
    where b.workspace_id = $1 and b.calendar_id = c.id
      and b.busy_from > setup.begins - setup.before - interval '48 hours'
      and b.busy_from < setup.ends + setup.lasts + setup.after and b.busy_until > setup.begins - setup.before
    offset 0
  ) t
),
stretches as (
  select resource_id, unnest(range_agg(tstzrange(busy_from, busy_until))) as taken from busy group by resource_id
)
select setup.*, who.*, special.*, busy_times.*
from setup
cross join lateral (
  select array_agg(id order by created_at, id) as resource_ids, array_agg(hours order by created_at, id) as their_hours
  from able
) who
cross join lateral (
  select array_agg(d.resource_id order by d.created_at, d.id) as special_of,
    array_agg(d.first_day order by d.created_at, d.id) as special_first,
    array_agg(d.last_day order by d.created_at, d.id) as special_last,
    array_agg(d.spans order by d.created_at, d.id) as special_spans
  from special_days d where d.workspace_id = $1
    and d.last_day >= (setup.begins at time zone 'UTC')::date - 2
    and d.first_day <= (setup.ends at time zone 'UTC')::date + 2
) special
cross join lateral (
  select array_agg(resource_id) as busy_of, array_agg(lower(taken)) as busy_from, array_agg(upper(taken)) as busy_until
  from stretches
) busy_times
"""


def rules_of(row: asyncpg.Record) -> dict[str, Any]:
    """How the business takes bookings: what it chose, or the defaults."""
    return {name: row[name] if row["hours"] is not None else value for name, value in DEFAULTS.items()}


def need_in(row: asyncpg.Record) -> Need:
    """What the booking takes."""
    minute = timedelta(minutes=1)
    return Need(row["lasts"] // minute, row["before"] // minute, row["after"] // minute)


def hours_in(row: asyncpg.Record, week: Sequence[DaySpans], days: tuple[date, date]) -> dict[UUID, Hours]:
    """By resource, in the order in which they are asked. Special days of a resource count more than those of the
    business, and those more than any weekly hours.
    """
    special: dict[UUID | None, dict[date, DaySpans]] = {None: {}}
    columns = ("special_of", "special_first", "special_last", "special_spans")
    for resource_id, first_day, last_day, spans in zip(*(row[name] or () for name in columns), strict=True):
        first, last = max(first_day, days[0]), min(last_day, days[1])
        of_day = day_spans(_read(spans))
        special.setdefault(resource_id, {}).update(
            {first + timedelta(days=n): of_day for n in range((last - first).days + 1)}
        )
    shared = Hours(week, special[None])
    return {
        resource_id: shared
        if hours is None and resource_id not in special
        else Hours(week_of(hours) if hours else week, special[None] | special.get(resource_id, {}))
        for resource_id, hours in zip(row["resource_ids"] or (), row["their_hours"] or (), strict=True)
    }


def busy_in(row: asyncpg.Record) -> dict[UUID, list[Interval]]:
    """By resource, what keeps it busy."""
    busy: dict[UUID, list[Interval]] = {}
    for resource_id, begins, ends in zip(
        *(row[name] or () for name in ("busy_of", "busy_from", "busy_until")), strict=True
    ):
        busy.setdefault(resource_id, []).append((minute_of(begins), minute_of(ends)))
    return busy


def week_of(hours: Any) -> list[DaySpans]:
    """Weekly hours as they are stored, Monday first."""
    by_day = _read(hours)
    return [day_spans(by_day.get(day, ())) for day in DAYS]


def day_spans(spans: Sequence[Sequence[str]]) -> DaySpans:
    """Spans such as [["09:00", "24:00"]] in minutes after midnight, in their order."""
    return sorted((minutes_after_midnight(begins), minutes_after_midnight(ends)) for begins, ends in spans)


def _read(stored: Any) -> Any:
    """A session's connection has read its JSON already, a bare one has not."""
    return orjson.loads(stored) if isinstance(stored, str) else stored
