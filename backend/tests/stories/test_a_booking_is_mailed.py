"""A booking by DM is mailed to both sides, reminded of, confirmed in one word, and taken out of the calendar again."""

from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from app.brain.words import language_of
from app.notices import reminders
from app.notices.reminders import Means
from tests.stories.test_a_booking_by_dm import DAY, appointments, books
from tests.support.app import development_settings
from tests.support.shop import Shop, open_shop
from tests.support.smtp import Mailbox, text_of

OWNER, ANA = "owner@luna.example", "ana@example.com"


@pytest.fixture
async def shop(database_url: str, tmp_path: Path, mailbox: Mailbox) -> AsyncIterator[Shop]:
    """A shop whose people get mail."""
    smtp: dict[str, Any] = {"smtp_host": "127.0.0.1", "smtp_port": mailbox.port, "smtp_tls": "none"}
    async with open_shop(partial(development_settings, database_url, tmp_path, **smtp)) as opened:
        yield opened


def event_in(mail: EmailMessage) -> tuple[str, Any]:
    """Method and event of the file that a mail carries."""
    [ics] = [part for part in mail.walk() if part.get_filename() == "invite.ics"]
    calendar = Calendar.from_ical(ics.get_content())
    [event] = calendar.walk("VEVENT")
    return str(calendar["METHOD"]), event


async def test_from_the_booking_to_its_end(shop: Shop, mailbox: Mailbox) -> None:
    chosen = {"is_on": True, "hours_before": [24, 2], "quiet_from": "00:00", "quiet_until": "00:00"}
    assert (await shop.owner.client.put("/api/workspace/reminders", json=chosen)).status_code == 200
    look = {"accent": "#ffe000"}
    assert (await shop.owner.client.put("/api/workspace/branding", json=look)).status_code == 200
    shop.model.will_say("Thank you. Which day?")
    shop.writes(f"I would like to come in. My address is {ANA}. My number is +34 612 345 678.")
    await shop.answers()
    await shop.until_last(status="sent")
    made = await books(shop, "10:00")

    to_owner, to_ana = await mailbox.next_to(OWNER), await mailbox.next_to(ANA)
    assert to_owner["Subject"].startswith("Booked: Ana, Monday") and "10:00" in to_ana["Subject"]
    assert made["conversation_id"] in text_of(to_owner) and made["conversation_id"] not in text_of(to_ana)
    (method, event), (_, theirs) = event_in(to_ana), event_in(to_owner)
    assert method == "REQUEST" and event["UID"] == theirs["UID"]
    assert event["DTSTART"].dt == datetime.fromisoformat(f"{DAY}T10:00:00+00:00")
    html = to_ana.get_body(("html",))
    assert html is not None and "#ffe000" in html.get_content()
    shown = (await shop.owner.client.get("/api/emails")).json()["items"]
    assert "Telephone: +34 612 34 56 78" in text_of(to_owner) and "612" not in str(shown) + text_of(to_ana)
    read = (await shop.owner.client.get(f"/api/appointments/{made['id']}")).json()
    assert (read["customer_email"], read["customer_phone"]) == (ANA, "+34 612 34 56 78")
    assert {(mail["kind"], mail["to"]) for mail in shown} == {("booked", OWNER), ("customer_booked", ANA)}

    app = shop.running.app.state
    # Only the reminder's clock moves: the customer has just written, as far as the network knows.
    await shop.rows(
        "update threads set last_customer_at = $1", datetime.fromisoformat(f"{DAY}T07:00:00+00:00")
    )
    means = Means(
        shop.running.database, app.vault, app.hints, language_of, {"instagram": timedelta(hours=24)}
    )
    await reminders.look_after(means, datetime.fromisoformat(f"{DAY}T08:00:00+00:00"))
    reminder = (await shop.answers(4))[-1]
    assert reminder.startswith("Reminder: your appointment at") and f"{int(DAY[-2:])} " in reminder
    await shop.until_last(status="sent")
    asked = len(shop.model.requests)
    shop.writes("Yes!")
    assert (await shop.answers(5))[-1] == "Thank you, your appointment is confirmed. See you then!"
    assert len(shop.model.requests) == asked, "no model is needed for a yes"
    [row] = await appointments(shop)
    assert row["confirmed_at"] is not None

    await shop.until_last(status="sent")
    shop.model.will_call("manage_appointment", action="cancel", reason="ill")
    shop.model.will_say("It is cancelled.")
    shop.writes("Sorry, I am ill: cancel it")
    await shop.answers(6)
    told = [str(message["content"]) for message in (await shop.model.request(asked + 1)).body["messages"]]
    assert any(reminder in each for each in told), "the model sees what the customer was told"
    method, gone = event_in(await mailbox.next_to(ANA))
    assert (method, gone["UID"]) == ("CANCEL", event["UID"]) and gone["SEQUENCE"] > event["SEQUENCE"]
    assert "Reason: ill" in text_of(await mailbox.next_to(OWNER))


async def test_how_mails_look_is_chosen_seen_and_refused(shop: Shop) -> None:
    put, get = shop.owner.client.put, shop.owner.client.get
    assert (await get("/api/workspace/branding")).json() == {
        "accent": "#14594e", "logo": None, "language": "en",
    }  # fmt: skip
    assert (await put("/api/workspace/branding", json={"accent": "red"})).status_code == 422
    remote = {"accent": "#14594e", "logo": "https://example.com/logo.png"}
    assert (await put("/api/workspace/branding", json=remote)).status_code == 422
    await put("/api/workspace/branding", json={"accent": "#AA0000"})
    assert (
        await put("/api/workspace/branding", json={"accent": "#AA0000", "language": "fr"})
    ).status_code == 422
    spanish = await put("/api/workspace/branding", json={"accent": "#AA0000", "language": "es"})
    assert spanish.json()["language"] == "es"
    shown = await get("/api/workspace/branding/preview")
    assert shown.headers["content-type"].startswith("text/html") and "#aa0000" in shown.text
    assert "http" not in shown.text, "nothing is fetched from anywhere"

    assert (await get("/api/workspace/reminders")).json()["is_on"] is False
    for wrong in ({"hours_before": []}, {"hours_before": [0]}, {"quiet_from": "25:00"}, {"ways": ["fax"]}):
        assert (await put("/api/workspace/reminders", json=wrong)).status_code == 422, wrong
    saved = await put("/api/workspace/reminders", json={"hours_before": [2, 48, 2], "summary_hour": 7})
    assert (saved.json()["hours_before"], saved.json()["summary_hour"]) == ([48, 2], 7)
    assert (await get("/api/workspace/reminders")).json() == saved.json()
