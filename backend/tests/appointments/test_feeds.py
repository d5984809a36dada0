"""A business's calendar under an address: who knows it reads busy or free, and no more unless the owner ticks it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import icalendar
import pytest

from app.appointments.feeds import calendar, router
from app.appointments.feeds.calendar import Booking, as_file
from app.appointments.feeds.service import Feed
from app.appointments.feeds.uids import booking_in, uid_of
from app.platform import clock
from app.platform.ids import new_id
from tests.appointments.conftest import Salon, monday

AT = datetime(2027, 3, 10, 9, tzinfo=UTC)


def events(content: bytes) -> list[icalendar.Event]:
    return list(icalendar.Calendar.from_ical(content).walk("VEVENT"))  # type: ignore[arg-type]


def test_a_booking_says_when_and_nothing_else() -> None:
    booking = Booking(new_id(), AT, AT + timedelta(hours=1), AT)
    content = as_file("Luna", [booking])
    [event] = events(content)
    assert (event["SUMMARY"], event["UID"]) == ("Busy", uid_of(booking.id))
    assert (event["DTSTART"].dt, event["DTEND"].dt) == (AT, AT + timedelta(hours=1))
    assert booking_in(event["UID"]) == booking.id and content == as_file("Luna", [booking])


def test_a_name_cannot_write_lines_of_its_own() -> None:
    name = "Ana\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:Mine"
    [event] = events(
        as_file("Luna\r\nX-EVIL:1", [Booking(new_id(), AT, AT + timedelta(hours=1), AT, name, "Cut")])
    )
    assert event["SUMMARY"].startswith("Ana") and event["SUMMARY"].endswith("· Cut")


def test_control_characters_of_a_customer_spoil_no_calendar() -> None:
    [event] = events(
        as_file("Luna\x07", [Booking(new_id(), AT, AT + timedelta(hours=1), AT, "Ana\x07\x7f", "Cut")])
    )
    assert event["SUMMARY"] == "Ana · Cut"


async def test_of_very_many_bookings_the_nearest_are_told(
    salon: Salon, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Last month's must not leave next week's out: it would look free."""
    monkeypatch.setattr(calendar, "_MOST", 2)
    ids = [(await salon.book(at))["id"] for at in (monday("10:00"), monday("11:00"), monday("12:00"))]
    for before, booked in zip((20, 0, 5), ids, strict=True):
        await salon.rows(
            "update appointments set starts_at = starts_at - $2::interval, ends_at = ends_at - $2::interval,"
            " busy_from = busy_from - $2::interval, busy_until = busy_until - $2::interval where id = $1",
            UUID(booked), timedelta(days=before),
        )  # fmt: skip
    feed = Feed(new_id(), salon.owner.workspace_id, None, "Luna", False)
    found, _ = await calendar.bookings(salon.running.database, feed, clock.now())
    assert [str(each.id) for each in found] == [ids[2], ids[1]]


async def test_an_address_is_shown_once_read_by_anybody_and_taken_back(
    salon: Salon, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = await salon.book(monday("10:00"), customer_name="Ana", customer_surname="Ruiz")
    chair = await salon.call("POST", "resources", 201, name="Chair", kind="chair")
    wish = {"name": "Luna", "shows_names": True}
    with_names = await salon.call("POST", "calendar-feeds", 201, **wish)
    plain = await salon.call("POST", "calendar-feeds", 201, name="Luna")
    empty = await salon.call("POST", "calendar-feeds", 201, name="Chair", resource_id=chair["id"])
    listed = (await salon.call("GET", "calendar-feeds"))["items"]
    assert [row["id"] for row in listed] == [each["id"] for each in (empty, plain, with_names)]
    assert all("url" not in row for row in listed)
    client = salon.running.client

    async def read(feed: dict[str, str], **headers: str) -> tuple[int, list[icalendar.Event], str]:
        answer = await client.get("/calendar/" + feed["url"].rsplit("/", 1)[1], headers=headers)
        found = events(answer.content) if answer.status_code == 200 else []
        return answer.status_code, found, answer.headers.get("etag", "")

    _, [named], _ = await read(with_names)
    status, [event], etag = await read(plain)
    assert (status, named["SUMMARY"], event["SUMMARY"]) == (200, "Ana Ruiz", "Busy")
    assert event["DTSTART"].dt == monday("10:00").astimezone(UTC)
    assert (await read(empty))[1] == []
    with monkeypatch.context() as without:
        without.setattr(router, "as_file", None)  # what is known is not written once more
        assert (await read(plain, **{"If-None-Match": etag}))[0] == 304
    await salon.call("PUT", f"appointments/{made['id']}", starts_at=monday("11:00").isoformat())
    status, [moved], _ = await read(plain, **{"If-None-Match": etag})
    assert (status, moved["UID"]) == (200, event["UID"]) and moved["DTSTART"].dt > event["DTSTART"].dt
    await salon.call("PUT", f"appointments/{made['id']}/cancel")
    assert (await read(plain))[1] == []

    [row] = await salon.rows("select * from calendar_feeds where id = $1", UUID(plain["id"]))
    assert plain["url"].rsplit("/", 1)[1].encode() not in row["token_hash"]
    await salon.call("DELETE", f"calendar-feeds/{plain['id']}", 204)
    assert (await read(plain))[0] == 404
    assert (await client.get("/calendar/made-up.ics")).status_code == 404
    entries = (await salon.call("GET", "audit?what=workspace"))["items"]
    assert [each["facts"]["change"] for each in entries if each["action"] == "workspace.calendar_feed_changed"] == [
        "revoked", "made", "made", "made",
    ]  # fmt: skip
