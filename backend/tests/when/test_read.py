"""What people say about when, read as they mean it; and a question where they could mean two things."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from app.when import Language, Part, read

NOW = datetime(2026, 11, 18, 10)  # noqa: DTZ001 - the clock on the business's wall, a Wednesday


def day(text: str) -> date:
    return date.fromisoformat(text)


def clock(*texts: str) -> tuple[time, ...]:
    return tuple(time.fromisoformat(text) for text in texts)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "tomorrow", "2026-11-19"),
        ("en", "the day after tomorrow", "2026-11-20"),
        ("en", "Can I come on Friday?", "2026-11-20"),
        ("en", "next Tuesday half past 3", "2026-11-24"),
        ("en", "Tuesday of next week", "2026-11-24"),
        ("en", "in two weeks", "2026-12-02"),
        ("en", "Monday two weeks from now", "2026-11-30"),
        ("en", "three weeks from tomorrow", "2026-12-10"),
        ("en", "on the 24th", "2026-11-24"),
        ("en", "on the 31st", "2026-12-31"),
        ("en", "on the 5th", "2026-12-05"),
        ("en", "the 5th of next month", "2026-12-05"),
        ("en", "the first Monday of December", "2026-12-07"),
        ("en", "March 3rd", "2027-03-03"),
        ("en", "twenty second of January", "2027-01-22"),
        ("en", "Saturday, 5/12", "2026-12-05"),
        ("en", "24.12.", "2026-12-24"),
        ("en", "2026-12-01", "2026-12-01"),
        ("en", "Christmas Eve", "2026-12-24"),
        ("en", "29 February", "2028-02-29"),
        ("es", "mañana", "2026-11-19"),
        ("es", "pasado mañana", "2026-11-20"),
        ("es", "el viernes", "2026-11-20"),
        ("es", "el martes de la semana que viene", "2026-11-24"),
        ("es", "el próximo martes", "2026-11-24"),
        ("es", "dentro de dos semanas", "2026-12-02"),
        ("es", "el veintiocho de marzo", "2027-03-28"),
        ("es", "el 24", "2026-11-24"),
        ("es", "el 5 del mes que viene", "2026-12-05"),
        ("es", "el 12/05", "2027-05-12"),
        ("tr", "yarın", "2026-11-19"),
        ("tr", "yarin", "2026-11-19"),
        ("tr", "öbür gün", "2026-11-20"),
        ("tr", "cuma günü", "2026-11-20"),
        ("tr", "Cuma'ya", "2026-11-20"),
        ("tr", "haftaya salı", "2026-11-24"),
        ("tr", "gelecek haftanın salısı", "2026-11-24"),
        ("tr", "iki hafta sonra", "2026-12-02"),
        ("tr", "ayın 24'ünde", "2026-11-24"),
        ("tr", "gelecek ayın 5'inde", "2026-12-05"),
        ("tr", "24 Aralık'ta", "2026-12-24"),
        ("tr", "yirmi dokuz Mayıs", "2027-05-29"),
    ],
)
def test_a_day(language: Language, text: str, expected: str) -> None:
    said = read(text, language, NOW)
    assert said.day == day(expected)
    assert not said.past


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "tomorrow at 3pm", "15:00"),
        ("en", "at 15:00", "15:00"),
        ("en", "at noon", "12:00"),
        ("en", "quarter to five in the afternoon", "16:45"),
        ("en", "half past ten in the morning", "10:30"),
        ("en", "seven-thirty pm", "19:30"),
        ("en", "11 00 in the morning", "11:00"),
        ("en", "a quarter before 5 pm", "16:45"),
        ("en", "tonight at 8", "20:00"),
        ("es", "a las 5 y media de la tarde", "17:30"),
        ("es", "a las siete menos cuarto de la mañana", "06:45"),
        ("es", "a la una de la tarde", "13:00"),
        ("es", "a las 17h", "17:00"),
        ("es", "esta noche a las 8", "20:00"),
        ("tr", "yarın 15:00", "15:00"),
        ("tr", "saat on dörtte", "14:00"),
        ("tr", "sabah dokuz buçukta", "09:30"),
        ("tr", "öğleden sonra 3'te", "15:00"),
        ("tr", "akşam sekize çeyrek kala", "19:45"),
        ("tr", "bu akşam 8", "20:00"),
    ],
)
def test_a_time(language: Language, text: str, expected: str) -> None:
    assert read(text, language, NOW).time == time.fromisoformat(expected)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "tomorrow at 3", clock("03:00", "15:00")),
        ("en", "next Tuesday half past 3", clock("03:30", "15:30")),
        ("en", "Monday at 10 to 5", clock("04:50", "16:50")),
        ("es", "el próximo martes a las 5 y media", clock("05:30", "17:30")),
        ("es", "el jueves a la una", clock("01:00", "13:00")),
        ("tr", "haftaya salı saat üçte", clock("03:00", "15:00")),
        ("tr", "dokuzu yirmi geçe", clock("09:20", "21:20")),
    ],
)
def test_the_half_of_the_day_stays_open(language: Language, text: str, expected: tuple[time, ...]) -> None:
    said = read(text, language, NOW)
    assert said.times == expected
    assert said.unsure
    assert said.time is None


def test_of_today_only_what_is_ahead_is_left() -> None:
    assert read("today at 3", "en", NOW).time == time(15)
    assert read("Wednesday at 9am", "en", NOW).day == day("2026-11-25")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "12/05"),
        ("en", "Wednesday"),
        ("en", "next Friday"),
        ("en", "Tuesday or Thursday"),
        ("en", "Tuesday, 1 December or 2 December"),
        ("en", "Friday the 3rd of December"),
        ("en", "every Friday"),
        ("en", "after Friday"),
        ("en", "by the 24th"),
        ("en", "Friday at midnight"),
        ("en", "Friday night at one"),
        ("en", "ten to five pm"),
        ("en", "the second Monday"),
        ("en", "May the fifth, nineteen eighty six"),
        ("en", "move it from Friday to Monday"),
        ("es", "cámbialo del viernes al lunes"),
        ("es", "el próximo viernes"),
        ("es", "el lunes o el martes"),
        ("es", "a partir del lunes"),
        ("tr", "gelecek cuma"),
        ("tr", "salı ya da perşembe"),
        ("tr", "cumadan sonra"),
    ],
)
def test_it_asks_rather_than_guesses(language: Language, text: str) -> None:
    said = read(text, language, NOW)
    assert said.unsure
    assert said.day is None or said.time is None


def test_both_readings_of_a_day_are_told() -> None:
    assert read("12/05", "en", NOW).days == (day("2026-12-05"), day("2027-05-12"))
    assert read("next Friday", "en", NOW).days == (day("2026-11-20"), day("2026-11-27"))


def test_several_offers_stay_apart() -> None:
    tuesday, thursday = read("Tuesday at 9 am or Thursday at 1 pm", "en", NOW).choices
    assert (tuesday.day, tuesday.time) == (day("2026-11-24"), time(9))
    assert (thursday.day, thursday.time) == (day("2026-11-19"), time(13))


@pytest.mark.parametrize(
    ("language", "text", "first", "last", "part"),
    [
        ("en", "Friday afternoon", "12:00", "18:00", Part.AFTERNOON),
        ("en", "tomorrow after 3pm", "15:00", "23:59", None),
        ("en", "from 9 to 5 tomorrow", "09:00", "17:00", None),
        ("en", "between 3 and 5 in the afternoon", "15:00", "17:00", Part.AFTERNOON),
        ("es", "el viernes por la tarde", "12:00", "20:00", Part.AFTERNOON),
        ("es", "el sábado por la mañana", "06:00", "12:00", Part.MORNING),
        ("tr", "cuma öğleden sonra", "12:00", "18:00", Part.AFTERNOON),
        ("tr", "15:00'ten sonra", "15:00", "23:59", None),
    ],
)
def test_a_part_of_the_day(language: Language, text: str, first: str, last: str, part: Part | None) -> None:
    said = read(text, language, NOW)
    assert said.window == clock(first, last)
    assert said.part == part
    assert said.times == ()


@pytest.mark.parametrize(
    ("language", "text", "first", "last"),
    [
        ("en", "next week", "2026-11-23", "2026-11-29"),
        ("en", "this week", "2026-11-18", "2026-11-22"),
        ("en", "this weekend", "2026-11-21", "2026-11-22"),
        ("en", "in March", "2027-03-01", "2027-03-31"),
        ("en", "3 to 5 May", "2027-05-03", "2027-05-05"),
        ("es", "la semana que viene", "2026-11-23", "2026-11-29"),
        ("en", "mon-fri", "2026-11-23", "2026-11-27"),
        ("es", "de lunes a viernes", "2026-11-23", "2026-11-27"),
        ("tr", "haftaya", "2026-11-23", "2026-11-29"),
        ("tr", "hafta sonu", "2026-11-21", "2026-11-22"),
    ],
)
def test_several_days(language: Language, text: str, first: str, last: str) -> None:
    said = read(text, language, NOW)
    assert said.span == (day(first), day(last))
    assert said.days == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "31 February"),
        ("en", "Feb 30th at 3pm"),
        ("es", "31 de febrero"),
        ("tr", "31 şubat"),
        ("tr", "31.04.2027"),
    ],
)
def test_a_day_that_no_calendar_has(language: Language, text: str) -> None:
    said = read(text, language, NOW)
    assert said.no_such_day
    assert said.days == ()


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "yesterday"), ("en", "today at 9 am"), ("en", "3 March 2020"), ("en", "last Friday"),
        ("es", "ayer"), ("es", "el martes pasado"), ("tr", "dün"), ("tr", "geçen salı"),
    ],
)  # fmt: skip
def test_what_is_over_is_said_to_be(language: Language, text: str) -> None:
    assert read(text, language, NOW).past


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Do you do haircuts for two people?"),
        ("en", "May I ask something?"),
        ("en", "My number is 555-123-4567"),
        ("en", "It was $12.50, one of three"),
        ("en", "you are open 24/7, the second one sat in the sun"),
        ("en", "it takes 1.5 hours"),
        ("es", "somos 3 personas y cuesta 5,00 €"),
        ("tr", "ona söyle, 3 kişiyiz"),
        ("tr", "beni ara, 2.5 saat sürer"),
        ("en", ""),
    ],
)
def test_where_nothing_is_said_nothing_is_read(language: Language, text: str) -> None:
    assert not read(text, language, NOW).anything


def test_a_bare_number_is_what_was_asked_for() -> None:
    assert not read("3", "en", NOW).anything
    assert read("3", "en", NOW, asked="time").times == clock("03:00", "15:00")
    assert read("15", "en", NOW, asked="time").time == time(15)
    assert read("1915", "en", NOW, asked="time").time == time(19, 15)
    assert read("24", "en", NOW, asked="day").day == day("2026-11-24")
    assert not read("3 people", "en", NOW, asked="time").anything


@pytest.mark.parametrize(("language", "text"), [("en", "Yes, book it now"), ("es", "ahora"), ("tr", "şimdi")])
def test_now_is_told_apart_from_a_time(language: Language, text: str) -> None:
    said = read(text, language, NOW)
    assert said.now
    assert not said.anything


def test_hours_are_counted_through_a_change_of_the_clocks() -> None:
    """On 28 March 2027 Berlin's clock goes from 02:00 to 03:00."""
    before = datetime(2027, 3, 28, 1, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    said = read("in an hour", "en", before)
    assert (said.day, said.time) == (day("2027-03-28"), time(3, 30))


def test_the_places_of_the_words_are_told() -> None:
    text = "İyi günler, yarın saat 15:00'te gelebilir miyim?"
    said = read(text, "tr", NOW)
    assert [text[start:end] for start, end in said.day_words] == ["yarın"]
    assert [text[start:end] for start, end in said.time_words] == ["saat 15:00'te"]
