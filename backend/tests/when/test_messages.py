"""Days and times as people type them on a telephone. Read on Wednesday 18 November 2026 at ten."""

from datetime import datetime

import pytest

from app.when import Language, read

NOW = datetime(2026, 11, 18, 10)  # noqa: DTZ001 - the clock on the business's wall


def shown(language: Language, text: str) -> str:
    """What was read, in short: the days of the month, the times, the window; "?" where it is a doubt."""
    said = read(text, language, NOW)
    window = [f"{said.window[0]:%H:%M}-{said.window[1]:%H:%M}"] if said.window else []
    parts = [
        ",".join(f"{each:%m-%d}" for each in said.days),
        ",".join(f"{each:%H:%M}" for each in said.times),
        *window,
    ]
    return " ".join(filter(None, [*parts, "?" if said.doubt else ""]))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2moro at 5pm", "11-19 17:00"),
        ("day after tmrw", "11-20"),
        ("wendesday 3pm", "11-18,11-25 15:00"),
        ("thurday 10am", "11-19 10:00"),
        ("tomoz at half 3", "11-19 03:30,15:30"),
        ("friday week", "11-27"),
        ("a week on tuesday", "12-01"),
        ("a week today", "11-25"),
        ("in a fortnight", "12-02"),
        ("last friday of the month", "11-27"),
        ("monday first thing", "11-23 06:00-12:00"),
        ("saturday first available", "11-21"),
        ("tomorrow pm", "11-19 12:00-18:00"),
        ("between 2 and 4 tomorrow", "11-19 14:00-16:00"),
        ("monday 9 to 11", "11-23 09:00-11:00"),
        ("any time after 4 today", "11-18 16:00-23:59"),
        ("not before 3pm", "15:00-23:59"),
        ("thursday 12 noon", "11-19 12:00"),
        ("sat 11", "11-21 11:00,23:00"),
        ("same time tomorrow", "11-19"),
        ("not monday, tuesday", "11-24"),
        ("monday doesn't work, tuesday?", "11-24"),
        ("why not friday", "11-20"),
        ("not on friday", "?"),
        ("anything but monday", "?"),
        ("monday not tuesday", "11-23,11-24 ?"),
        ("every other tuesday", "?"),
        ("monday onwards", "11-23 ?"),
        ("on sundays", ""),
        ("sundry items, 2 mins", ""),
    ],
)
def test_english(text: str, expected: str) -> None:
    assert shown("en", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mñn a las 3", "11-19 03:00,15:00"),
        ("viernez a las 5", "11-20 05:00,17:00"),
        ("3 de diciembr", "12-03"),
        ("cuarto para las 6", "05:45,17:45"),
        ("diez para las seis", "?"),
        ("el viernes entre las 2 y las 4", "11-20 14:00-16:00"),
        ("de 2 a 4 el jueves", "11-19 14:00-16:00"),
        ("mañana a las 12 del mediodía", "11-19 12:00"),
        ("a las 15 horas", "15:00"),
        ("lunes 8 de la mañana", "11-23 08:00"),
        ("mañana a última hora", "11-19 17:00-22:00"),
        ("el viernes, cualquier mañana", "11-20 06:00-12:00"),
        ("de hoy en ocho", "?"),
        ("no el lunes, el martes", "11-24"),
        ("el lunes no, mejor el martes", "11-24"),
        ("mañana a las 3 no?", "11-19 03:00,15:00"),
        ("no a las 4", "04:00,16:00"),
        ("no puedo mañana", "?"),
        ("una cita para dos", ""),
        ("el segundo molar", ""),
    ],
)
def test_spanish(text: str, expected: str) -> None:
    assert shown("es", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("yarın 3 gibi", "11-19 03:00,15:00"),
        ("yrn 3 te", "11-19 03:00,15:00"),
        ("pazartsi 10 da", "11-23 10:00,22:00"),
        ("cuma 2 ye", "11-20 02:00,14:00"),
        ("cmt 11", "11-21 11:00,23:00"),
        ("haftaya yarın", "11-26"),
        ("yarın dördü çeyrek geçe", "11-19 04:15,16:15"),
        ("yarın on birde", "11-19 11:00,23:00"),
        ("2 ile 4 arası", "14:00-16:00"),
        ("herhangi bir sabah", "06:00-12:00"),
        ("pazartesi değil salı", "11-24"),
        ("pazartesi olmaz", "?"),
        ("pazartesi olmaz mı", "11-23"),
        ("iki de çocuk", ""),
    ],
)
def test_turkish(text: str, expected: str) -> None:
    assert shown("tr", text) == expected


def test_a_short_name_answers_the_question_for_a_day_and_half_past_is_no_hour() -> None:
    assert [each.day for each in read("wed", "en", NOW, asked="day").days] == [18, 25]
    assert not read("quarter past", "en", NOW, asked="time").times
