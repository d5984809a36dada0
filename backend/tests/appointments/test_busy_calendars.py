"""A busy calendar is read from a real server: what it says is in the way, and what goes wrong stands in words."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from app.appointments.busy.reading import Reader
from app.appointments.diary import Asked, read_diary
from app.platform import clock
from app.platform.crypto import Vault
from app.platform.database import Database
from app.platform.guarded_fetch import GuardedFetch
from app.platform.hints import Hints
from app.platform.ids import new_id
from tests.appointments.conftest import Salon, monday
from tests.appointments.test_busy_times import calendar
from tests.support.receiver import Answer, Receiver

VAULT = Vault("c3RhZ2Utc3RhZ2Utc3RhZ2Utc3RhZ2Utc3RhZ2UtMTI=")  # pragma: allowlist secret


def event(at: datetime) -> bytes:
    return calendar(f"DTSTART:{at.astimezone(clock.now().tzinfo):%Y%m%dT%H%M%SZ}\nDURATION:PT1H")


@dataclass(slots=True)
class Read:
    """One busy calendar and whoever reads it."""

    database: Database
    server: Receiver
    reader: Reader
    workspace_id: UUID
    calendar_id: UUID

    async def now(self) -> tuple[list[str], str | None]:
        """Read it; the busy hours of the Monday to come, and what the row says is wrong."""
        await self.database.crossing.execute("update busy_calendars set due_at = now()")
        await self.reader.read_due()
        error = await self.database.crossing.fetchval("select error from busy_calendars")
        async with self.database.tenant_road(self.workspace_id) as connection:
            diary = await read_diary(connection, self.workspace_id, Asked.at(monday()))
        [calendar_] = diary.calendars.values()
        begin = int(monday("00:00").timestamp() // 60)
        return [f"{(since - begin) // 60}-{(until - begin) // 60}" for since, until in calendar_.busy], error


@pytest.fixture
async def read(database_url: str) -> AsyncIterator[Read]:
    database = Database(database_url, pool_size=2)
    await database.open()
    workspace_id, resource_id, calendar_id = new_id(), new_id(), new_id()
    async with Receiver() as server:
        fetch = GuardedFetch([f"127.0.0.1:{server.port}"])
        crossing = database.crossing
        await crossing.execute(
            "insert into workspaces (id, slug, name, timezone) values ($1, 'w', 'W', 'Europe/Madrid')",
            workspace_id,
        )
        await crossing.execute(
            "insert into resources (id, workspace_id, name, kind) values ($1, $2, 'Chair', 'chair')",
            resource_id, workspace_id,
        )  # fmt: skip
        await crossing.execute(
            "insert into busy_calendars (id, workspace_id, resource_id, name, host, url_encrypted)"
            " values ($1, $2, $3, 'Mine', 'h', $4)",
            calendar_id, workspace_id, resource_id, VAULT.seal(f"http://127.0.0.1:{server.port}/mine.ics"),
        )  # fmt: skip
        reader = Reader(database, VAULT, fetch, Hints(database_url), https_only=True)
        yield Read(database, server, reader, workspace_id, calendar_id)
        await fetch.aclose()
    await database.close()


async def test_what_is_read_is_in_the_way_and_stays_when_the_server_is_down(read: Read) -> None:
    read.server.usual = Answer(200, (event(monday("10:00")),), {"ETag": '"one"'})
    assert await read.now() == (["10-11"], None)
    read.server.usual = Answer(304)
    assert await read.now() == (["10-11"], None)
    assert read.server.requests[-1].headers["if-none-match"] == '"one"'
    read.server.usual = Answer(500)
    assert await read.now() == (
        ["10-11"],
        "The server answered with 500. It is asked again by itself.",
    )
    read.server.usual = Answer(200, (b"<html>Sign in</html>",))
    busy, error = await read.now()
    assert busy == ["10-11"] and error is not None and "ends in .ics" in error
    read.server.usual = Answer(200, (event(monday("12:00")),))
    assert await read.now() == (["12-13"], None)
    asked = len(read.server.requests)
    await read.reader.read_due()  # it was read a moment ago
    assert len(read.server.requests) == asked


async def test_bookings_of_another_business_count_and_our_own_that_come_back_do_not(read: Read) -> None:
    ours, others = new_id(), new_id()
    await read.database.crossing.execute(
        "insert into appointments (id, workspace_id, resource_id, starts_at, ends_at, busy_from, busy_until, status,"
        " customer_name, created_via) select $1, workspace_id, id, $2, $3, $2, $3, 'cancelled', 'Ana', 'manual'"
        " from resources",
        ours, monday("10:00"), monday("11:00"),
    )  # fmt: skip
    both = [
        event(at).replace(b"0@elsewhere", f"{each}@frontdesk".encode())
        for at, each in ((monday("10:00"), ours), (monday("12:00"), others))
    ]
    read.server.usual = Answer(200, tuple(both))
    assert await read.now() == (["12-13"], None)


async def test_what_has_failed_for_long_is_asked_less_often(read: Read) -> None:
    read.server.usual = Answer(500)
    crossing = read.database.crossing
    for since, pause in {"now": 15, "2 hours ago": 30, "1 week ago": 360}.items():
        await crossing.execute(
            "update busy_calendars set created_at = case when $1 = 'now' then now()"
            " else now() - replace($1, ' ago', '')::interval end", since,
        )  # fmt: skip
        await read.now()
        minutes = await crossing.fetchval(
            "select extract(epoch from due_at - now()) / 60 from busy_calendars"
        )
        assert pause - 1 < minutes <= pause
    read.server.usual = Answer(200, (event(monday("10:00")),))
    await read.now()
    assert await crossing.fetchval("select due_at - now() < interval '16 minutes' from busy_calendars")


async def test_the_calendars_of_a_business_that_leaves_are_left_alone(read: Read) -> None:
    await read.database.crossing.execute("update workspaces set leaves_at = now() + interval '9 days'")
    assert await read.now() == ([], None)
    assert read.server.requests == []


async def test_a_private_address_is_not_asked(read: Read) -> None:
    sealed = VAULT.seal(f"http://localhost:{read.server.port}/mine.ics")
    await read.database.crossing.execute("update busy_calendars set url_encrypted = $1", sealed)
    busy, error = await read.now()
    assert busy == [] and error and read.server.requests == []


async def test_a_calendar_is_added_by_its_address_which_is_not_shown_again(salon: Salon) -> None:
    [chair] = (await salon.call("GET", "resources"))["items"]
    wish = {"resource_id": chair["id"], "name": "Mine", "url": "webcal://93.184.216.34/secret.ics"}
    added = await salon.call("POST", "busy-calendars", 201, **wish)
    assert added["host"] == "93.184.216.34" and "secret" not in str(added)
    for address in ("http://127.0.0.1/", "https://10.0.0.1/x.ics", "ftp://example.com/x"):
        assert (await salon.call("POST", "busy-calendars", 422, **wish | {"url": address}))["code"]
    async with salon.running.database.tenant_road(salon.owner.workspace_id) as connection:
        await connection.execute(
            "insert into busy_times values ($1, $2, $3, $4)",
            salon.owner.workspace_id, UUID(added["id"]), monday("10:00"), monday("10:00") + timedelta(hours=1),
        )  # fmt: skip
    assert (await salon.book(monday("10:30"), 409))["code"] == "slot_taken"
    await salon.call("DELETE", f"busy-calendars/{added['id']}", 204)
    await salon.book(monday("10:30"))
