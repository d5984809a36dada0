"""What somebody else's calendar says about busy times. Pure; the process around it has tests of its own."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from app.appointments.availability import merged, minute_of
from app.appointments.busy import expand as expand_process
from app.appointments.busy.expand import Refused, busy_times
from app.appointments.busy.expander import CalendarRefused, expand, pieces

MADRID = ZoneInfo("Europe/Madrid")
BEGIN, END = datetime(2027, 3, 1, tzinfo=UTC), datetime(2027, 5, 1, tzinfo=UTC)


def calendar(*events: str) -> bytes:
    """A file with these events; each is its lines but for the frame."""
    told = "".join(
        f"BEGIN:VEVENT\nUID:{number}@elsewhere\nDTSTAMP:20270101T000000Z\n{event}\nEND:VEVENT\n"
        for number, event in enumerate(events)
    )
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//x//y//EN\n{told}END:VCALENDAR\n"
    return text.replace("\n", "\r\n").encode()


def busy(*events: str) -> list[tuple[str, str]]:
    """In the business's own time."""
    found, _ = busy_times(calendar(*events), MADRID, BEGIN, END)
    return [tuple(_local(minute) for minute in span) for span in merged(found)]  # type: ignore[misc]


def _local(minute: int) -> str:
    return f"{datetime.fromtimestamp(minute * 60, MADRID):%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ("DTSTART:20270310T090000Z\nDTEND:20270310T100000Z", [("03-10 10:00", "03-10 11:00")]),
        (
            "DTSTART;TZID=America/New_York:20270310T090000\nDURATION:PT90M",
            [("03-10 15:00", "03-10 16:30")],
        ),
        ("DTSTART:20270310T090000\nDTEND:20270310T100000", [("03-10 09:00", "03-10 10:00")]),
        ("DTSTART;VALUE=DATE:20270310\nDTEND;VALUE=DATE:20270312", [("03-10 00:00", "03-12 00:00")]),
        ("DTSTART;VALUE=DATE:20270310", [("03-10 00:00", "03-11 00:00")]),
        # The night of the clock change has 23 hours in Madrid.
        ("DTSTART;VALUE=DATE:20270328", [("03-28 00:00", "03-29 00:00")]),
        ("DTSTART:20270310T090030Z\nDTEND:20270310T091530Z", [("03-10 10:00", "03-10 10:16")]),
        ("DTSTART:20270310T090000Z\nDTEND:20270310T100000Z\nTRANSP:TRANSPARENT", []),
        ("DTSTART:20270310T090000Z\nDTEND:20270310T100000Z\nSTATUS:CANCELLED", []),
        ("DTSTART:20260310T090000Z\nDTEND:20260310T100000Z", []),
    ],
    ids=["utc", "zone", "floating", "days", "a day", "short day", "seconds", "free", "called off", "past"],
)
def test_one_event(event: str, expected: list[tuple[str, str]]) -> None:
    assert busy(event) == expected


def test_repetitions_keep_their_hour_over_the_clock_change_and_know_exceptions() -> None:
    weekly = (
        "DTSTART;TZID=Europe/Madrid:20270315T090000\nDTEND;TZID=Europe/Madrid:20270315T100000\n"
        "RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE;TZID=Europe/Madrid:20270322T090000"
    )
    assert busy(weekly) == [
        ("03-15 09:00", "03-15 10:00"),
        ("03-29 09:00", "03-29 10:00"),
        ("04-05 09:00", "04-05 10:00"),
    ]


def test_what_overlaps_is_one_time() -> None:
    first, second = (
        "DTSTART:20270310T090000Z\nDTEND:20270310T100000Z",
        "DTSTART:20270310T093000Z\nDURATION:PT1H",
    )
    assert busy(first, second) == [("03-10 10:00", "03-10 11:30")]


def test_what_is_named_like_a_booking_of_ours_is_told_apart() -> None:
    booking = "01a20105-82a2-762f-ad06-42f0cb24def5"
    event = calendar("DTSTART:20270310T090000Z\nDURATION:PT1H")
    at = minute_of(datetime(2027, 3, 10, 9, tzinfo=UTC))
    ours = event.replace(b"0@elsewhere", f"{booking}@frontdesk".encode())
    assert busy_times(ours, MADRID, BEGIN, END) == ([], [(booking, at, at + 60)])
    no_id = event.replace(b"0@elsewhere", b"somebody@frontdesk")
    assert busy_times(no_id, MADRID, BEGIN, END) == ([(at, at + 60)], [])


@pytest.mark.parametrize("content", [b"", b"<html>Sign in</html>", b"\xff\xfe\x00", b"BEGIN:VEVENT\r\n"])
def test_what_is_no_calendar_is_refused(content: bytes) -> None:
    with pytest.raises(Refused, match="no_calendar"):
        busy_times(content, MADRID, BEGIN, END)


@pytest.mark.parametrize(
    "odd",
    [
        "SUMMARY:without a time",
        "DTSTART:00010101T000000Z\nDTEND:99991231T000000Z",
        "DTSTART:20270310T090000Z\nDURATION:P9999999D",
    ],
    ids=["no time", "eternal", "ages"],
)
def test_one_event_that_makes_no_sense_leaves_the_others(odd: str) -> None:
    good = "DTSTART:20270310T090000Z\nDURATION:PT1H"
    assert busy(odd, good) == [("03-10 10:00", "03-10 11:00")]


def test_what_lasts_for_years_counts_as_far_as_anybody_looks() -> None:
    found, _ = busy_times(
        calendar("DTSTART;VALUE=DATE:19000101\nDTEND;VALUE=DATE:29000101"), MADRID, BEGIN, END
    )
    assert found == [(minute_of(BEGIN), minute_of(END))] and len(pieces(found)) == 31


def test_too_many_repetitions_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expand_process, "MOST_TIMES", 100)
    with pytest.raises(Refused, match="too_many_events"):
        busy("DTSTART:20270301T000000Z\nDURATION:PT1M\nRRULE:FREQ=HOURLY")


def test_long_times_are_cut_into_pieces() -> None:
    assert pieces([(0, 60), (100, 100 + 5 * 1440)]) == [
        (0, 60), (100, 2980), (2980, 5860), (5860, 7300),
    ]  # fmt: skip


async def test_the_process_answers_and_says_what_is_wrong() -> None:
    event = calendar("DTSTART:20270310T090000Z\nDURATION:PT1H")
    [span] = (await expand(event, MADRID, BEGIN, END)).busy
    assert _local(span[0]) == "03-10 10:00"
    with pytest.raises(CalendarRefused) as refused:
        await expand(b"<html>", MADRID, BEGIN, END)
    assert "ends in .ics" in refused.value.text
