"""A1: two bookings never overlap on one resource, however many ask at once. Real commits on real connections."""

import asyncio
from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest

from app.appointments import booking
from app.appointments.availability import Need
from app.appointments.booking import Actor, For, When
from app.appointments.diary import Asked, read_diary
from app.appointments.errors import SlotTaken
from app.appointments.schemas import AppointmentCreate
from app.appointments.service import book
from app.platform import clock
from app.platform.database import Database
from app.platform.ids import new_id
from app.platform.settings import Settings
from tests.appointments.conftest import ZONE, Salon, monday

RACERS = 200


@pytest.fixture
async def crowd(salon: Salon) -> Any:
    """Many connections of their own, to the program's database."""
    settings: Settings = salon.running.app.state.settings
    assert settings.database_url is not None
    database = Database(settings.database_url.get_secret_value(), pool_size=30)
    await database.open()
    yield database
    await database.close()


async def test_of_200_at_once_one_gets_the_slot_and_the_others_the_nearest_times(
    salon: Salon, crowd: Database
) -> None:
    vault = salon.running.app.state.vault
    wish = AppointmentCreate(customer_name="Ana", starts_at=monday("10:00"))
    ready = asyncio.Barrier(RACERS)

    async def race() -> str | list[str]:
        await ready.wait()
        try:
            async with crowd.tenant(salon.owner.scope) as db:
                made = await book(db, salon.owner.scope, vault, wish, now=clock.now())
                return str(made.id)
        except SlotTaken as refused:
            return [near["appointment_time"] for near in refused.facts["nearest"]]

    ends = await asyncio.gather(*(race() for _ in range(RACERS)))

    won = [end for end in ends if isinstance(end, str)]
    assert len(won) == 1
    others = [end for end in ends if not isinstance(end, str)]
    assert others == [["09:00", "09:30", "10:30", "11:00", "11:30"]] * (RACERS - 1)
    assert [str(row["id"]) for row in await salon.rows("select id from appointments")] == won
    assert len(await salon.rows("select from resources")) == 1  # and nobody made a second calendar to get in


async def test_a_crowd_fills_a_day_without_a_clash(salon: Salon, crowd: Database) -> None:
    """Bookings, moves and holds of many lengths, all at once, and the rows say afterwards that none overlap."""
    async with crowd.tenant_road(salon.owner.workspace_id) as connection:
        diary = await read_diary(connection, salon.owner.workspace_id, Asked.at(monday()))
    [resource_id] = diary.calendars
    workspace_id, actor = salon.owner.workspace_id, Actor(salon.owner.user_id)

    async def one(number: int) -> str:
        at = monday("08:00") + timedelta(minutes=number * 7 % 600)
        when = When.of(at, Need(20 + number % 3 * 20, number % 2 * 10, number % 2 * 10))
        held = clock.now() + timedelta(minutes=5) if number % 5 == 0 else None
        async with crowd.tenant_road(workspace_id) as connection:
            made = await booking.take(
                connection, workspace_id, [resource_id], when, For(name="Ana"), actor, held_until=held
            )
        if made is None or held is not None:
            return "held" if made else "refused"
        later = When.of(at + timedelta(minutes=15), Need(30))
        async with crowd.tenant_road(workspace_id) as connection:
            moved = await booking.move(connection, workspace_id, made, resource_id, later, actor, was=at)
        return "moved" if moved else "stayed"

    ends = Counter(await asyncio.gather(*(one(number) for number in range(RACERS))))

    assert set(ends) == {"held", "refused", "moved", "stayed"}, ends
    overlaps = await salon.rows(
        "select a.id from appointments a join appointments b on a.id < b.id and a.resource_id = b.resource_id"
        " and a.busy_from < b.busy_until and b.busy_from < a.busy_until"
    )
    assert overlaps == []


async def test_the_database_itself_refuses(salon: Salon) -> None:
    made = await salon.book(monday("10:00"))
    with pytest.raises(asyncpg.ExclusionViolationError, match="appointments_never_overlap"):
        await salon.rows(
            """
            insert into appointments (id, workspace_id, resource_id, starts_at, ends_at, busy_from, busy_until, status,
              customer_name, created_via)
            select $1, workspace_id, resource_id, starts_at + interval '29 minutes', ends_at + interval '29 minutes',
              busy_from + interval '29 minutes', busy_until + interval '29 minutes', 'completed', 'Eve', 'manual'
            from appointments where id = $2
            """,
            new_id(), UUID(made["id"]),
        )  # fmt: skip


async def test_a_hold_stands_in_the_way_until_its_time_is_over(salon: Salon) -> None:
    workspace_id = salon.owner.workspace_id
    database = salon.running.database
    when = When.of(monday("10:00"), Need(30))
    async with database.tenant_road(workspace_id) as connection:
        diary = await read_diary(connection, workspace_id, Asked.at(monday()))
        until = clock.now() + timedelta(minutes=5)
        held = await booking.take(
            connection, workspace_id, list(diary.calendars), when, For(), Actor(), held_until=until
        )
    assert held is not None
    assert (await salon.book(monday("10:00"), 409))["code"] == "slot_taken"
    assert (await salon.call("GET", "appointments"))["items"] == []
    await salon.call("GET", f"appointments/{held}", 404)
    await salon.rows("update appointments set held_until = now() - interval '1 second'")
    day = f"{monday():%Y-%m-%d}"
    free = await salon.call("GET", f"availability?date_from={day}&date_to={day}")
    assert "10:00" in [each["appointment_time"] for each in free["items"]]
    made = await salon.book(monday("10:00"))
    assert [row["id"] for row in await salon.rows("select id from appointments")] == [UUID(made["id"])]
    assert datetime.fromisoformat(made["starts_at"]).astimezone(ZONE) == monday("10:00")
