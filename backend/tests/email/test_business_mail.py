"""Mails in a business's name: its colour, its logo, its calendar entries; and nothing that anybody smuggles in."""

import struct
from base64 import b64encode
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Any

import pytest
from icalendar import Calendar
from pydantic import ValidationError

from app.email.colours import contrast, ink_on
from app.email.customer_words import LANGUAGES, LETTERS
from app.email.invite import Invite
from app.email.letters import fill_in
from app.email.mailer import Mailer
from app.people.branding import Brand, BrandingBody
from app.people.images import MOST_BYTES, type_of
from app.platform.settings import Settings
from tests.support.smtp import Mailbox, text_of

ANA = "ana@example.com"
PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + struct.pack(">II", 40, 40) + b"\x08\x02\0\0\0"
LUNA = Brand("Luna\r\nBcc: spy@example.com", "#ffe000", PNG, "png")
INVITE = Invite(
    uid="7@frontdesk",
    sequence=2,
    method="REQUEST",
    starts_at=datetime(2026, 3, 2, 9, tzinfo=UTC),
    ends_at=datetime(2026, 3, 2, 9, 30, tzinfo=UTC),
    summary="Cut\r\nATTENDEE:mailto:spy@example.com",
    changed_at=datetime(2026, 3, 1, tzinfo=UTC),
)


def booked(
    letter: str = "customer_booked", language: str = "en", brand: Brand = LUNA, **more: Any
) -> dict[str, Any]:
    return {
        "letter": letter, "brand": brand, "language": language, "when": "Monday, 10:00", "was": None, "service": "Cut",
        **more,
    }  # fmt: skip


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with Mailbox() as mailbox:
        yield mailbox


async def test_a_business_mail_carries_name_logo_and_calendar_entry(mailbox: Mailbox) -> None:
    settings = Settings(
        smtp_host="127.0.0.1",
        smtp_port=mailbox.port,
        smtp_tls="none",
        smtp_from="Desk <desk@luna.example.com>",
    )
    facts = booked()
    await Mailer(settings).send_letter(ANA, facts.pop("letter"), invite=INVITE, **facts)
    mail = await mailbox.next_to(ANA)
    [sender] = mail["From"].addresses
    assert (sender.display_name, sender.addr_spec) == ("Luna Bcc: spy@example.com", "desk@luna.example.com")
    assert mail["Bcc"] is None and "\n" not in mail["Subject"] and mail["Subject"].endswith("Monday, 10:00")
    assert "Your appointment is booked." in text_of(mail)

    parts: dict[str, EmailMessage] = {part.get_content_type(): part for part in mail.walk()}
    assert parts["image/png"].get_content() == PNG and parts["image/png"]["Content-ID"] == "<logo@frontdesk>"
    assert 'src="cid:logo@frontdesk"' in parts["text/html"].get_content()
    assert parts["application/ics"].get_filename() == "invite.ics"
    assert parts["text/calendar"].get_param("method") == "REQUEST"
    [event] = Calendar.from_ical(parts["application/ics"].get_content()).walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"], event["DTSTART"].dt) == ("7@frontdesk", 2, INVITE.starts_at)
    assert event["ATTENDEE"] == f"mailto:{ANA}" and event["ORGANIZER"] == "mailto:desk@luna.example.com"
    assert event["ORGANIZER"].params["CN"] == "Luna Bcc: spy@example.com"
    assert event["SUMMARY"] == "Cut ATTENDEE:mailto:spy@example.com"


def test_a_cancelled_event_is_taken_out_of_the_calendar() -> None:
    kept = Invite.read({**INVITE.facts, "method": "CANCEL", "sequence": 3})
    calendar = Calendar.from_ical(
        kept.as_ics(organizer="d@l.example", organizer_name='Luna "Hair"', attendee=ANA)
    )
    [event] = calendar.walk("VEVENT")
    assert (calendar["METHOD"], event["STATUS"], event["SEQUENCE"]) == ("CANCEL", "CANCELLED", 3)
    assert event["DTEND"].dt == INVITE.ends_at


def test_a_customer_s_control_characters_spoil_neither_calendar_nor_subject() -> None:
    invite = replace(INVITE, summary="Ana\x07 \x7fCut")
    calendar = Calendar.from_ical(
        invite.as_ics(organizer="d@l.example", organizer_name="Luna\x07", attendee=ANA)
    )
    [event] = calendar.walk("VEVENT")
    assert (event["SUMMARY"], event["ORGANIZER"].params["CN"], event.errors) == ("Ana Cut", "Luna", [])
    facts: dict[str, Any] = {"subject": "Ana\x07 calls", "body": "", "link": "https://d"}
    assert fill_in("from_agent", Brand("Luna"), **facts).subject == "Luna: Ana calls"


def test_nobody_is_asked_whether_they_come_to_what_they_booked() -> None:
    """No answer of a calendar is read: who pressed No would think that it is off."""
    [event] = Calendar.from_ical(INVITE.as_ics(organizer="d@l.e", organizer_name="L", attendee=ANA)).walk(
        "VEVENT"
    )
    assert event["ATTENDEE"].params["PARTSTAT"] == "ACCEPTED"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("letter", LETTERS)
def test_customers_read_the_facts_in_their_language(letter: str, language: str) -> None:
    filled = fill_in(
        **booked(letter, language, Brand("Luna & <Co>"), was="Sunday, 9:00", service="<b>Cut</b>")
    )
    assert "Luna & <Co>" in filled.subject and "{" not in filled.text + filled.subject
    assert f'lang="{language}"' in filled.html and "<b>Cut" not in filled.html and "<Co>" not in filled.html
    assert "?." not in filled.text
    assert all(fact in filled.text for fact in ("Monday, 10:00", "Sunday, 9:00", "<b>Cut</b>"))
    if language != "en":
        assert (
            filled.subject
            != fill_in(**booked(letter, "en", Brand("Luna & <Co>"), was="Sunday, 9:00")).subject
        )


def test_a_subject_is_one_line_whatever_is_in_it() -> None:
    facts = dict.fromkeys(("was", "service", "resource", "about", "reason"))
    facts |= {"what": "Booked", "by": "", "link_text": "Open", "link": "https://d", "when": "now"}
    letter = fill_in("booked", LUNA, customer="Ana\r\nBcc: spy@example.com", **facts)
    assert letter.subject == "Booked: Ana Bcc: spy@example.com, now"


def test_whatever_the_colour_its_letters_can_be_read() -> None:
    steps = range(0, 256, 51)
    colours = [f"#{red:02x}{green:02x}{blue:02x}" for red in steps for green in steps for blue in steps]
    assert min(contrast(ink_on(each), each) for each in colours) >= 4.5
    html = fill_in(**booked()).html
    assert ".button { background: #ffe000; color: #000000; }" in html
    assert "data:" not in html


def data(image: bytes, kind: str = "png") -> str:
    return f"data:image/{kind};base64,{b64encode(image).decode()}"


@pytest.mark.parametrize(
    ("accent", "logo"),
    [
        ("red", None), ("#fff", None), ("#14594e;}", None),
        ("#14594e", "https://example.com/logo.png"),
        ("#14594e", data(b"<svg xmlns='http://www.w3.org/2000/svg'/>", "svg+xml")),
        ("#14594e", "data:image/png;base64,not base64"),
        ("#14594e", data(PNG + bytes(MOST_BYTES))),
        ("#14594e", data(PNG[:16] + struct.pack(">II", 20_000, 20_000) + PNG[24:])),
    ],
)  # fmt: skip
def test_colours_and_logos_that_are_none_are_refused(accent: str, logo: str | None) -> None:
    with pytest.raises(ValidationError):
        BrandingBody(accent=accent, logo=logo)


def test_what_a_picture_is_is_read_from_its_bytes() -> None:
    jpeg = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xc0\x00\x0b\x08" + struct.pack(">HH", 30, 60) + b"\x01\x01\x11\0"
    assert (type_of(PNG), type_of(jpeg), type_of(b"GIF89a"), type_of(jpeg[:12])) == (
        "png",
        "jpeg",
        None,
        None,
    )
    assert type_of(jpeg.replace(struct.pack(">HH", 30, 60), struct.pack(">HH", 30, 6000))) is None
    assert BrandingBody(accent="#14594e", logo=data(PNG)).logo == data(PNG)
