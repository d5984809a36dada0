"""Whoever waits is offered the first fitting time that comes free: nobody gets two, and no time goes to two people."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest

from app.agents.tools import ToolContext
from app.appointments import booking, waiting
from app.appointments.availability import Need
from app.appointments.booking import Actor, For, When
from app.appointments.diary import ensure_resource
from app.appointments.errors import TooManyWaiting
from app.appointments.events import AppointmentChanged
from app.appointments.tools import manage_appointment
from app.appointments.waiting import KEPT_FOR, Waiting
from app.email.post import Wanted
from app.notices import waiting_offers
from app.notices.reminders import Means
from app.platform import clock
from app.platform.crypto import Vault
from app.platform.database import Connection, Database
from app.platform.hints import Hints
from app.platform.ids import new_id
from tests.appointments.conftest import Salon, monday

VAULT = Vault("c3RhZ2Utc3RhZ2Utc3RhZ2Utc3RhZ2Utc3RhZ2UtMTI=")  # pragma: allowlist secret
# Where it is about noon now: nobody is written to at night.
_HOURS = 12 - datetime.now(UTC).hour
ZONE = ZoneInfo(f"Etc/GMT{-_HOURS:+d}")
DAY = datetime.now(ZONE).date() + timedelta(days=7 - datetime.now(ZONE).weekday())

_CUSTOMER = """
with contact as (insert into contacts (id, workspace_id, name) values ($1, $2, null)),
account as (insert into accounts (id, workspace_id, channel, network_id) values ($1, $2, 'instagram', $3)),
identity as (insert into identities (id, workspace_id, contact_id, account_id, network_id) values ($1, $2, $1, $1, $3)),
thread as (
  insert into threads (id, workspace_id, account_id, identity_id, last_customer_at) values ($1, $2, $1, $1, $4))
insert into conversations (id, workspace_id, thread_id, account_id, contact_id) values ($1, $2, $1, $1, $1)
"""


@dataclass(slots=True)
class Mails:
    """An outbox that keeps."""

    sent: list[Wanted] = field(default_factory=list)

    async def send(self, connection: Connection, workspace_id: UUID, wanted: Wanted) -> None:
        self.sent.append(wanted)


@dataclass(slots=True)
class Desk:
    """A full Monday, and what becomes of the waiting list."""

    database: Database
    workspace_id: UUID
    blocking: UUID
    means: Means
    mails: Mails

    async def rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        return [dict(row) for row in await self.database.crossing.fetch(statement, *values)]

    async def waits(self, name: str, *, last_line: datetime | None = None, **more: Any) -> UUID:
        """Somebody joins; with `last_line` they wrote to us at that time."""
        if last_line is not None:
            thing = new_id()
            await self.rows(_CUSTOMER, thing, self.workspace_id, str(thing), last_line)
            more |= {"contact_id": thing, "conversation_id": thing}
        async with self.database.tenant_road(self.workspace_id) as connection:
            return await waiting.join(connection, self.workspace_id, Waiting(name, DAY, DAY, **more))

    async def cancels(self) -> None:
        """An hour, nine to ten, comes free."""
        async with self.database.tenant_road(self.workspace_id) as connection:
            await booking.cancel(connection, self.workspace_id, self.blocking, None, Actor())

    async def serve(self, times: int = 1) -> None:
        now = clock.now()
        serve = [waiting_offers.serve(self.means, self.mails, self.workspace_id, now) for _ in range(times)]
        await asyncio.gather(*serve)

    async def list(self) -> dict[str, tuple[str, str | None]]:
        rows = await self.rows("select customer_name, status, offered_starts_at from waiting_list")
        return {
            row["customer_name"]: (
                row["status"], row["offered_starts_at"] and f"{row['offered_starts_at'].astimezone(ZONE):%H:%M}"
            )
            for row in rows
        }  # fmt: skip


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    database = Database(database_url, pool_size=4)
    await database.open()
    workspace_id, user_id = new_id(), new_id()
    await database.crossing.execute(
        "insert into workspaces (id, slug, name, timezone) values ($1, 'w', 'W', $2)", workspace_id, ZONE.key
    )
    await database.crossing.execute(
        "with u as (insert into users (id, email, full_name, password_hash, email_verified_at)"
        " values ($1, 'o@w.example', 'O', '!', now()))"
        " insert into memberships (workspace_id, user_id, role) values ($2, $1, 'owner')",
        user_id, workspace_id,
    )  # fmt: skip

    def at(hour: int) -> datetime:
        return datetime.combine(DAY, time(hour), ZONE)

    async with database.tenant_road(workspace_id) as connection:
        await ensure_resource(connection, workspace_id)
        resource_id = await connection.fetchval("select id from resources")
        made = [
            await booking.take(
                connection,
                workspace_id,
                [resource_id],
                When.of(at(hour), Need(minutes)),
                For(name="X"),
                Actor(),
            )
            for hour, minutes in ((9, 60), (10, 420))
        ]
    assert made[0] is not None
    means = Means(database, VAULT, Hints(database_url), lambda said: "en", {"instagram": timedelta(hours=24)})
    yield Desk(database, workspace_id, made[0], means, Mails())
    await database.close()


async def test_two_freed_times_go_to_the_first_two_however_many_serve(desk: Desk) -> None:
    for name in ("Ana", "Bea", "Cem"):
        await desk.waits(name)
    await desk.serve()
    assert set((await desk.list()).values()) == {("waiting", None)}
    await desk.cancels()
    await desk.serve(4)
    assert await desk.list() == {
        "Ana": ("offered", "09:00"), "Bea": ("offered", "09:30"), "Cem": ("waiting", None),
    }  # fmt: skip
    held = await desk.rows("select distinct starts_at from appointments where status = 'held'")
    assert len(held) == 2


async def test_one_who_waits_gets_one_time_however_many_serve(desk: Desk) -> None:
    await desk.waits("Ana")
    await desk.cancels()
    await desk.serve(4)
    assert await desk.list() == {"Ana": ("offered", "09:00")}
    assert len(await desk.rows("select from appointments where status = 'held'")) == 1


async def test_who_does_not_answer_makes_room_for_the_next(desk: Desk) -> None:
    for name in ("Ana", "Bea", "Cem"):
        await desk.waits(name)
    await desk.cancels()
    await desk.serve()
    await desk.rows(
        "with h as (update appointments set held_until = now() where status = 'held')"
        " update waiting_list set offered_until = now() where customer_name = 'Ana'"
    )
    await desk.serve()
    assert await desk.list() == {
        "Ana": ("lapsed", "09:00"), "Bea": ("offered", "09:30"), "Cem": ("offered", "09:00"),
    }  # fmt: skip


async def test_who_writes_to_us_is_told_there_and_the_owner_tells_the_others(desk: Desk) -> None:
    now = clock.now()
    await desk.waits("Ana", last_line=now - timedelta(hours=1))
    await desk.waits("Bea", last_line=now - timedelta(hours=24) + KEPT_FOR / 2)
    await desk.cancels()
    await desk.serve()
    [told] = await desk.rows("select content, kind, status, conversation_id from messages")
    assert (told["kind"], told["status"]) == ("notice", "planned") and ", 09:00. I keep it" in told["content"]
    [mail] = desk.mails.sent
    assert (mail.to, mail.facts["customer"], mail.letter) == ("o@w.example", "Bea", "waiting_offer")
    assert mail.facts["when"].endswith("09:30")
    [held] = await desk.rows("select 1 from appointments where conversation_id = $1", told["conversation_id"])
    assert held
    assert await desk.rows("select told_by from waiting_list order by created_at") == [
        {"told_by": "message"}, {"told_by": "mail"},
    ]  # fmt: skip


async def test_what_was_typed_for_them_reaches_the_owner_and_the_booking(desk: Desk) -> None:
    """The owner is asked to tell them, and needs the number for it; their mails go where they asked for."""
    ways = {"email_encrypted": VAULT.seal("ana@example.com"), "phone_encrypted": VAULT.seal("+34612345678")}
    await desk.waits("Ana", **ways)
    await desk.cancels()
    await desk.serve()
    [mail] = desk.mails.sent
    assert mail.sealed is not None and "612" not in str(mail.facts)
    assert "+34 612 34 56 78" in VAULT.open(mail.sealed)
    [offered] = await desk.rows("select offered_until from waiting_list")
    assert mail.of_use_until == offered["offered_until"]
    assert await desk.rows(
        "select email_encrypted, phone_encrypted from appointments where status = 'held'"
    ) == [ways]


async def test_who_waits_is_asked_for_a_way_to_be_reached(desk: Desk) -> None:
    await desk.rows(
        "insert into reminder_settings (workspace_id, is_on, hours_before, quiet_from, quiet_until, ways,"
        " summary_when_empty) values ($1, true, '{24}', '21:00', '08:00', '{dm,mail}', false)",
        desk.workspace_id,
    )  # fmt: skip
    thing, agent_id = new_id(), new_id()
    await desk.rows(_CUSTOMER, thing, desk.workspace_id, str(thing), clock.now())
    await desk.rows(
        "insert into agents (id, workspace_id, name) values ($1, $2, 'L')", agent_id, desk.workspace_id
    )
    context = ToolContext(desk.workspace_id, agent_id, thing, thing, thing)
    told = await manage_appointment(desk.database).run(
        context, {"action": "wait", "name": "Ana", "date": f"{DAY}"}
    )
    assert told.content["status"] == "waiting" and "e-mail address" in told.content["ask_for"]


async def test_who_says_yes_has_the_time_that_was_kept(desk: Desk) -> None:
    ana = await desk.waits("Ana", last_line=clock.now())
    await desk.waits("Bea")
    await desk.cancels()
    await desk.serve()
    [row] = await desk.rows("select contact_id from waiting_list where id = $1", ana)
    agent_id, contact_id = new_id(), row["contact_id"]
    await desk.rows(
        "insert into agents (id, workspace_id, name) values ($1, $2, 'L')", agent_id, desk.workspace_id
    )
    context = ToolContext(desk.workspace_id, agent_id, contact_id, contact_id, contact_id)
    tool = manage_appointment(desk.database)
    asked = await tool.run(context, {"action": "check_availability", "date": f"{DAY}", "time": "09:00"})
    slot_id = asked.content["slot"]["slot_id"]
    made = await tool.run(context, {"action": "create", "slot_id": slot_id, "name": "Ana"})
    assert made.content["status"] == "booked" and made.effect is not None
    async with desk.database.tenant_road(desk.workspace_id) as connection:
        await made.effect(connection)
    await desk.rows("update waiting_list set offered_until = now()")
    await desk.serve()
    assert await desk.list() == {"Ana": ("booked", "09:00"), "Bea": ("lapsed", "09:30")}


async def test_the_part_of_the_day_counts_and_so_does_the_night(desk: Desk) -> None:
    await desk.waits("Ana", part_of_day="afternoon")
    await desk.waits("Bea", part_of_day="morning")
    await desk.cancels()
    night = datetime.combine(clock.now().astimezone(ZONE).date(), time(3), ZONE)
    async with desk.database.tenant_road(desk.workspace_id) as connection:
        assert await waiting.serve(connection, desk.workspace_id, ZONE, night) == []
    await desk.serve()
    assert await desk.list() == {"Ana": ("waiting", None), "Bea": ("offered", "09:00")}


async def test_who_booked_meanwhile_waits_no_longer_and_one_waits_a_few_times_only(desk: Desk) -> None:
    await desk.waits("Ana", last_line=clock.now())
    [row] = await desk.rows("select contact_id from waiting_list")
    await desk.rows("update appointments set contact_id = $1 where id = $2", row["contact_id"], desk.blocking)
    await desk.serve()
    assert (await desk.list())["Ana"][0] == "booked"
    for _ in range(5):
        await desk.waits("Ana", contact_id=row["contact_id"])
    with pytest.raises(TooManyWaiting):
        await desk.waits("Ana", contact_id=row["contact_id"])


async def test_only_what_frees_a_time_has_somebody_look(desk: Desk) -> None:
    async def jobs_after(change: Any) -> int:
        event = AppointmentChanged(
            workspace_id=desk.workspace_id, appointment_id=desk.blocking, change=change, user_id=None, agent_id=None
        )  # fmt: skip
        async with desk.database.tenant_road(desk.workspace_id) as connection:
            await waiting.on_appointment(connection, event)
        found = await desk.rows(
            "delete from frontdesk_pgqueuer where entrypoint = 'serve_waiting_list' returning 1"
        )
        return len(found)

    assert await jobs_after("cancelled") == 0  # nobody waits
    await desk.waits("Ana")
    assert [await jobs_after(change) for change in ("cancelled", "moved", "booked")] == [2, 1, 0]


async def test_people_keep_the_list_by_hand(salon: Salon) -> None:
    day = f"{monday() + timedelta(days=5):%Y-%m-%d}"  # a Saturday: nothing comes free by itself
    await salon.call("GET", "resources")
    wish = {"customer_name": "Ana", "first_day": day, "last_day": day}
    entry = await salon.call("POST", "waiting-list", 201, **wish)
    assert (entry["status"], entry["part_of_day"], entry["told_by"]) == ("waiting", "any", None)
    await salon.call("POST", "waiting-list", 422, **wish | {"last_day": "2020-01-01"})
    gone = {"first_day": "2020-01-01", "last_day": "2020-01-01"}
    assert (await salon.call("POST", "waiting-list", 422, **wish | gone))["code"] == "in_the_past"
    await salon.call("POST", "waiting-list", 404, **wish | {"service_id": str(new_id())})
    await salon.call("POST", f"waiting-list/{entry['id']}/book", 409)
    [row] = await salon.rows(
        "with kept as (insert into appointments (id, workspace_id, resource_id, starts_at, ends_at, busy_from,"
        " busy_until, status, held_until, created_via)"
        " select $1, $2, id, $3, $4, $3, $4, 'held', $4, 'manual' from resources limit 1 returning id)"
        " select id from kept",
        new_id(), salon.owner.workspace_id, monday("10:00"), monday("10:30"),
    )  # fmt: skip
    await salon.rows(
        "update waiting_list set status = 'offered', held_id = $1, offered_until = now(), offered_starts_at = now()",
        row["id"],
    )
    made = await salon.call("POST", f"waiting-list/{entry['id']}/book", 201)
    assert (made["id"], made["customer_name"], made["appointment_time"]) == (str(row["id"]), "Ana", "10:00")
    assert [each["status"] for each in (await salon.call("GET", "waiting-list"))["items"]] == ["booked"]
    other = await salon.call("POST", "waiting-list", 201, **wish | {"customer_phone": "+34600000000"})
    await salon.call("DELETE", f"waiting-list/{other['id']}", 204)
    await salon.call("DELETE", f"waiting-list/{new_id()}", 404)
