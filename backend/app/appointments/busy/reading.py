"""Reads busy calendars. No transaction is open while their servers are awaited; what goes wrong stands in the row in
plain words, and what was read before still counts.
"""

import asyncio
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg
from cryptography.fernet import InvalidToken

from app.appointments.availability import merged, moment_of
from app.appointments.busy.expander import MOST_BYTES, CalendarRefused, Expanded, expand, pieces
from app.appointments.busy.service import READ_BUSY_CALENDAR
from app.platform import clock
from app.platform.crypto import Vault
from app.platform.database import Database
from app.platform.guarded_fetch import AddressRefused, Bounds, Fetched, FetchFailed, GuardedFetch
from app.platform.hints import Hints
from app.platform.jobs import Ids, JobRunner

_EVERY = timedelta(minutes=15)
_BOUNDS = Bounds(seconds=30, bytes=MOST_BYTES, redirects=4)
_AT_ONCE = 4
_DUE_AT_ONCE = 40
_BACK = timedelta(days=1)
# So many days beyond the horizon are known, so that a calendar that never changes is expanded again only then.
_SPARE = timedelta(days=14)

# What a claim reads; whoever reads it next has to wait for the next quarter of an hour.
_CLAIMED = """
update busy_calendars b set due_at = now() + $1::interval
from workspaces w left join booking_settings s on s.workspace_id = w.id
where w.id = b.workspace_id and b.id in ({which})
returning b.id, b.workspace_id, b.url_encrypted, b.etag, b.last_modified, b.expanded_until, w.timezone,
  coalesce(s.horizon_days, 90) as horizon_days
"""
_DUE = """
select c.id from busy_calendars c join resources r on r.workspace_id = c.workspace_id and r.id = c.resource_id
join workspaces o on o.id = c.workspace_id and o.leaves_at is null
where c.due_at <= now() and r.removed_at is null order by c.due_at limit $2 for update of c skip locked
"""
_CLAIM_DUE, _CLAIM_ONE = _CLAIMED.format(which=_DUE), _CLAIMED.format(which="$2")
_READ = "update busy_calendars set read_at = $3, error = null where workspace_id = $1 and id = $2"
# What has failed for hours is asked less often, at least four times a day: it costs others their turn.
_FAILED = """
update busy_calendars set error = $3, due_at = now() + least(interval '6 hours',
  greatest(interval '15 minutes', (now() - coalesce(read_at, created_at)) / 4))
where workspace_id = $1 and id = $2
"""
_KEPT = """
update busy_calendars set read_at = $3, error = null, etag = $4, last_modified = $5, expanded_until = $6
where workspace_id = $1 and id = $2 returning true
"""
_OUR_OWN = "select id from appointments where workspace_id = $1 and id = any($2::uuid[])"
_FORGET = "delete from busy_times where workspace_id = $1 and calendar_id = $2"
_WRITE = """
insert into busy_times (workspace_id, calendar_id, busy_from, busy_until)
select $1, $2, busy_from, busy_until from unnest($3::timestamptz[], $4::timestamptz[]) as t (busy_from, busy_until)
"""


class Reader:
    """One for the process."""

    def __init__(
        self, database: Database, vault: Vault, fetch: GuardedFetch, hints: Hints, *, https_only: bool
    ) -> None:
        self._database = database
        self._vault = vault
        self._fetch = fetch
        self._hints = hints
        self._https_only = https_only

    async def read_due(self) -> None:
        """Read those whose pause is over. Any replica, as often as it likes."""
        rows = await self._database.crossing.fetch(_CLAIM_DUE, _EVERY, _DUE_AT_ONCE)
        free = asyncio.Semaphore(_AT_ONCE)

        async def one(row: asyncpg.Record) -> None:
            async with free:
                await self._read(row)

        await asyncio.gather(*map(one, rows))

    async def read_one(self, calendar_id: UUID) -> None:
        """Read this one now."""
        row = await self._database.crossing.fetchrow(_CLAIM_ONE, _EVERY, calendar_id)
        if row is not None:
            await self._read(row)

    async def _read(self, row: asyncpg.Record) -> None:
        now = clock.now()
        horizon = timedelta(days=row["horizon_days"])
        known_until: datetime | None = row["expanded_until"]
        is_known = known_until is not None and known_until >= now + horizon
        try:
            answer = await self._ask(row, changed_only=is_known)
            if answer.status == 304 and is_known:
                await self._write(row, _READ, now)
                return
            if answer.status != 200:
                raise _Unread(_why(answer.status))
            if not answer.is_whole:
                raise CalendarRefused("too_large")
            until = now + horizon + _SPARE
            found = await expand(answer.body, ZoneInfo(row["timezone"]), now - _BACK, until)
        except (AddressRefused, FetchFailed) as failure:
            await self._write(row, _FAILED, failure.detail)
        except (CalendarRefused, _Unread) as refusal:
            await self._write(row, _FAILED, refusal.text)
        else:
            await self._keep(row, answer, found, until, now)

    async def _ask(self, row: asyncpg.Record, *, changed_only: bool) -> Fetched:
        try:
            url = self._vault.open(row["url_encrypted"])
        except InvalidToken:
            raise _Unread("Its address cannot be read any more. Take it away and add it again.") from None
        headers = {"Accept": "text/calendar", "Accept-Encoding": "gzip"}
        if changed_only:
            kept = {"If-None-Match": row["etag"], "If-Modified-Since": row["last_modified"]}
            headers |= {name: value for name, value in kept.items() if value}
        return await self._fetch.fetch("GET", url, _BOUNDS, https_only=self._https_only, headers=headers)

    async def _keep(
        self, row: asyncpg.Record, answer: Fetched, found: Expanded, until: datetime, now: datetime
    ) -> None:
        here = row["workspace_id"], row["id"]
        kept = [_short(answer.headers.get(name)) for name in ("etag", "last-modified")]
        async with self._database.tenant_road(row["workspace_id"]) as connection:
            if await connection.fetchval(_KEPT, *here, now, *kept, until):  # else it was taken away meanwhile
                # Bookings of this business that came back are known as they are now; those of another one count.
                own = await connection.fetch(_OUR_OWN, row["workspace_id"], list(found.bookings))
                others = found.bookings.keys() - {each["id"] for each in own}
                rows = pieces(
                    merged([*found.busy, *(span for each in others for span in found.bookings[each])])
                )
                begins, ends = [moment_of(each[0]) for each in rows], [moment_of(each[1]) for each in rows]
                await connection.execute(_FORGET, *here)
                await connection.execute(_WRITE, *here, begins, ends)
        self._hints.tell(row["workspace_id"], "busy_calendar.changed", row["id"])

    async def _write(self, row: asyncpg.Record, statement: str, value: Any) -> None:
        async with self._database.tenant_road(row["workspace_id"]) as connection:
            await connection.execute(statement, row["workspace_id"], row["id"], value)
        self._hints.tell(row["workspace_id"], "busy_calendar.changed", row["id"])


class _Unread(Exception):
    """The server gave no calendar; the text says why."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


def register(jobs: JobRunner, reader: Reader) -> None:
    """Have them read by the clock, and at once when somebody adds one."""

    async def read(reader: Reader, ids: Ids) -> None:
        await reader.read_one(UUID(ids["calendar_id"]))

    jobs.on(READ_BUSY_CALENDAR, partial(read, reader), at_once=2, attempts=1)
    jobs.every("read_busy_calendars", "* * * * *", reader.read_due)


def _why(status: int) -> str:
    if status in (401, 403):
        return "The server does not let us read it. Copy its secret iCal address, which needs no sign-in."
    if status in (404, 410):
        return "There is no calendar at this address any more. Take it away and add its new address."
    if status == 429 or status >= 500:
        return f"The server answered with {status}. It is asked again by itself."
    return f"The server answered with {status} and no calendar. Check the address."


def _short(header: str | None) -> str | None:
    return header if header and len(header) <= 200 else None
