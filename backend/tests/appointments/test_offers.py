"""An offered time by DM: it holds as long as the rules it was made by, and counts for whoever is first. A1, A2, T1."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import asyncpg
import pytest

from app.appointments.booking import For
from app.appointments.order import hold_offered
from app.platform import clock
from app.platform.ids import new_id
from app.platform.weekly_hours import DAYS
from tests.appointments.conftest import DAY, Customer, Salon, customer_of, monday
from tests.support.postgres import until_one_waits

CROWD = 40
_SOMEBODY = For(name="Ana")


async def test_of_a_crowd_by_dm_each_chair_takes_one_and_the_others_hear_of_other_times(salon: Salon) -> None:
    await salon.call("POST", "resources", 201, name="Second chair", kind="chair")
    crowd = [await customer_of(salon) for _ in range(CROWD)]
    slots = []
    for one in crowd:
        told = (await one.ask("check_availability", date=DAY)).content
        slots.append(next(each["slot_id"] for each in told["slots"] if each["time"] == "10:00"))
    made = await asyncio.gather(
        *(one.ask("create", slot_id=slot, name="Ana") for one, slot in zip(crowd, slots, strict=True))
    )
    won = [result for result in made if result.content["status"] == "booked"]
    late = [result for result in made if result.content["status"] == "slot_taken"]
    assert (len(won), len(late)) == (2, CROWD - 2)
    assert all("10:00" not in [near["time"] for near in result.content["nearest"]] for result in late)
    rows = await salon.rows("select distinct resource_id from appointments where status = 'held'")
    assert len(rows) == 2


async def closed_that_day(salon: Salon) -> None:
    await salon.call("POST", "special-days", 201, first_day=DAY, last_day=DAY, spans=[], note="Holiday")


async def closed_in_the_morning(salon: Salon) -> None:
    hours = {day: [{"begins": "14:00", "ends": "18:00"}] for day in DAYS[:5]}
    settings = await salon.call("GET", "booking-settings")
    await salon.call("PUT", "booking-settings", **settings | {"hours": hours})


async def moved_to_another_zone(salon: Salon) -> None:
    await salon.call("PUT", "workspace", timezone="America/New_York")


@pytest.mark.parametrize("change", [closed_that_day, closed_in_the_morning, moved_to_another_zone])
async def test_an_offer_ends_with_the_hours_it_was_made_by(
    ana: Customer, salon: Salon, change: Callable[[Salon], Awaitable[Any]]
) -> None:
    slot = await ana.slot("10:00")
    await change(salon)
    told = (await ana.ask("create", slot_id=slot, name="Ana")).content
    assert told["status"] == "slot_taken"
    assert told["nearest"]
    assert await salon.rows("select from appointments where status = 'booked'") == []


async def test_an_offer_of_a_service_that_takes_longer_now_is_booked_as_it_is_now(
    ana: Customer, salon: Salon
) -> None:
    cut = await salon.call("POST", "services", 201, name="Cut", duration_minutes=30)
    slot = await ana.slot("10:00", service="Cut")
    await salon.call("PUT", f"services/{cut['id']}", name="Cut", duration_minutes=45, buffer_after_minutes=15)
    await ana.say(await ana.ask("create", slot_id=slot, name="Ana"))
    [row] = await salon.rows(
        "select ends_at - starts_at as lasts, busy_until - ends_at as after from appointments"
    )
    assert row == {"lasts": timedelta(minutes=45), "after": timedelta(minutes=15)}


async def test_an_offer_of_a_service_that_is_gone_is_refused(ana: Customer, salon: Salon) -> None:
    cut = await salon.call("POST", "services", 201, name="Cut", duration_minutes=30)
    slot = await ana.slot("10:00", service="Cut")
    await salon.call("DELETE", f"services/{cut['id']}", 204)
    assert await ana.refused("create", slot_id=slot, name="Ana") == "There is no such service."


async def test_whoever_left_is_booked_no_more_and_the_other_one_is(ana: Customer, salon: Salon) -> None:
    made = await salon.call("POST", "resources", 201, name="Second chair", kind="chair")
    told = (await ana.ask("check_availability", date=DAY)).content
    slot = told["slots"][0]["slot_id"]
    [first] = await salon.rows("select id from resources where is_first")
    await salon.call("DELETE", f"resources/{first['id']}", 204)
    await ana.say(await ana.ask("create", slot_id=slot, name="Ana"))
    [row] = await salon.rows("select resource_id from appointments")
    assert str(row["resource_id"]) == made["id"]


async def test_a_time_looked_up_for_a_move_is_looked_at_again_for_a_new_booking(
    ana: Customer, salon: Salon
) -> None:
    booked = await ana.booked("10:00")
    await salon.call("PUT", f"appointments/{booked}", duration_minutes=90)
    slot = await ana.slot("15:00", appointment_id=booked)
    await ana.slot("12:00", appointment_id=booked)
    await ana.say(await ana.ask("create", slot_id=slot, name="Ana"))
    rows = await salon.rows(
        "select ends_at - starts_at as lasts from appointments where status = 'booked' order by starts_at"
    )
    assert [row["lasts"] for row in rows] == [timedelta(minutes=90), timedelta(minutes=30)]


async def test_a_hold_whose_time_is_over_goes_when_somebody_books_its_time(
    ana: Customer, bea: Customer, salon: Salon
) -> None:
    slot = await ana.slot("10:00")
    await salon.rows("update appointments set held_until = now() - interval '1 second'")
    other = await bea.slot("10:00")
    await ana.slot("11:00")  # lets her own go
    await bea.ask("check_availability", date=DAY, time="12:00")
    held = await ana.ask("create", slot_id=slot, name="Ana")
    assert held.content["status"] == "booked"
    await salon.rows("update appointments set held_until = now() - interval '1 second'")
    made = await bea.ask("create", slot_id=other, name="Bea")
    await bea.say(made)
    assert made.content["status"] == "booked"
    [row] = await salon.rows("select customer_name from appointments")
    assert row["customer_name"] == "Bea"


@pytest.mark.parametrize("action", ["create", "check_availability"])
async def test_a_thread_is_taken_before_its_customers_bookings(
    ana: Customer, salon: Salon, action: str
) -> None:
    """Whoever erases a customer does so too; else each could wait for the other."""
    slot = await ana.slot("10:00")
    wish = {"slot_id": slot, "name": "Ana"} if action == "create" else {"date": DAY, "time": "11:00"}
    crossing = salon.running.database.crossing
    async with crossing.acquire() as erasing, erasing.transaction():
        await erasing.execute("select from threads for update")
        asked = asyncio.create_task(ana.ask(action, **wish))
        await until_one_waits(erasing)
        await erasing.execute("select from appointments for update nowait")
    assert (await asked).content["status"] in ("booked", "free")


async def test_what_an_imported_calendar_says_since_counts(ana: Customer, salon: Salon) -> None:
    told = (await ana.ask("check_availability", date=DAY)).content
    slot = next(each["slot_id"] for each in told["slots"] if each["time"] == "10:00")
    await salon.rows(
        """
        with calendar as (
          insert into busy_calendars (id, workspace_id, resource_id, name, host, url_encrypted)
          select $1, workspace_id, id, 'Mine', 'example.com', 'x' from resources where workspace_id = $2 returning id)
        insert into busy_times (workspace_id, calendar_id, busy_from, busy_until)
        select $2, id, $3::timestamptz, $3::timestamptz + interval '1 hour' from calendar
        """,
        new_id(), salon.owner.workspace_id, monday("09:45"),
    )  # fmt: skip
    assert (await ana.ask("create", slot_id=slot, name="Ana")).content["status"] == "slot_taken"


async def test_holding_a_time_stays_inside_one_workspace_and_leaves_nothing_bound(
    ana: Customer, salon: Salon
) -> None:
    """T1: the function takes the workspace as an argument, and the policies still decide."""
    database, stranger = salon.running.database, await salon.running.new_member("eve@example.com")
    slot = await ana.slot("10:00")
    whom = replace(_SOMEBODY, contact_id=ana.context.contact_id, conversation_id=ana.context.conversation_id)
    async with database.road.acquire() as connection:
        assert await hold_offered(connection, stranger.workspace_id, slot, whom, clock.now()) is None
        assert await hold_offered(connection, ana.context.workspace_id, slot, whom, clock.now()) is not None
        assert await connection.fetchval("select count(*) from appointments") == 0
    with pytest.raises(asyncpg.InsufficientPrivilegeError, match="bound to another workspace"):
        async with database.tenant_road(stranger.workspace_id) as connection:
            await hold_offered(connection, ana.context.workspace_id, slot, whom, clock.now())
    [function] = await salon.rows(
        "select prosecdef, proacl::text[] as rights from pg_proc where proname = 'hold_offered'"
    )
    assert not function["prosecdef"]
    assert sorted(right.partition("=")[0] for right in function["rights"]) == [
        "frontdesk_owner",
        "frontdesk_tenant",
    ]
