"""The built-in responder and customers as they write: short, with slips, changing their minds."""

import pytest

from tests.llm.diary import PRICES, Calendar, Chat

SERVICES = {
    "en": ("Women's haircut", "Men's haircut", "Full colour"),
    "es": ("Corte de mujer", "Corte de hombre", "Tinte"),
    "tr": ("Kadın kesim", "Erkek kesim", "Boya"),
}


@pytest.mark.parametrize(
    ("language", "lines", "booked", "name"),
    [
        ("en", ["mens haircut tomorrow at 3pm", "Lee van der Berg", "yes pls"], "19T15:00", "Lee van der Berg"),
        ("en", ["hairct for a man tmw 4pm", "joe de la cruz", "y"], "19T16:00", "Joe de la Cruz"),
        ("en", ["hi\nmens haircut\ntomorrow\n4ish", "bob", "ye"], "19T16:00", "Bob"),
        ("en", ["can i book a womens cut for tmrw at 3? its for Lucy Bo", "go on then"], "19T15:00", "Lucy Bo"),
        ("en", ["its Tom", "id like a mens cut", "friday", "2ish", "yep"], "20T14:00", "Tom"),
        ("en", ["Can I get a full colour on friday at 11?", "actually make it 2", "Sarah", "no, make it 4", "cool"],
         "20T16:00", "Sarah"),
        ("en", ["mens haircut friday between 2 and 4", "3", "Ali Khan\n12 High Street", "Ali", "k"], "20T15:00", "Ali"),
        ("en", ["mens haircut tomorrow at 10", "Joe", "no, my name is Max", "could we do half an hour later", "yes"],
         "19T10:30", "Max"),
        ("en", ["womens haircut fri 10am", "wrong, monday", "Ana", "yes sorry"], "23T10:00", "Ana"),
        ("es", ["corte de hombre mañana a las 3, soy Joel", "media hora más tarde mejor", "dale"], "19T15:30", "Joel"),
        ("es", ["hola queria sacar turno para cortarme el pelo", "hombre", "jueves 16hs", "martín", "va"],
         "19T16:00", "Martín"),
        ("es", ["tienen algo el finde?", "y el lunes por la tarde?", "corte de mujer", "la ultima", "Zoe", "vale, sí"],
         "23T16:30", "Zoe"),
        ("tr", ["yarın 15:00 erkek kesim", "ibrahim", "tmm"], "19T15:00", "İbrahim"),
        ("tr", ["cuma 11de boya için yer var mı", "yok 2 olsun", "Ece", "hayır 4 olsun", "ok"], "20T16:00", "Ece"),
        ("tr", ["ben Cem", "yarın 10:00 erkek kesim", "yarım saat sonra olsun", "olur"], "19T10:30", "Cem"),
    ],
)  # fmt: skip
def test_it_books_what_was_agreed_to(language: str, lines: list[str], booked: str, name: str) -> None:
    calendar = Calendar(SERVICES[language])
    chat = Chat(calendar, [PRICES])
    for line in lines:
        assert calendar.made == []
        chat.hears(line)
    [made] = calendar.made
    assert made["slot_id"] == f"2026-11-{booked}:00"
    assert " ".join(filter(None, (made["name"], made.get("surname")))) == name


@pytest.mark.parametrize(
    ("lines", "moved"),
    [
        (["hi can we do an hour later?", "yes"], "24 14:30"),
        (["could you move my appt half an hour earlier", "yes please"], "24 13:00"),
        (["when's my appointment?", "can you make it 4 instead?", "yes"], "24 16:00"),
        (["cant make tuesday, can you do thursday at 2 instead?", "yes"], "19 14:00"),
        (["cancel my appointment", "actually can we do friday at 10?", "yes"], "20 10:00"),
        (["move my appointment to friday same time", "yes"], "20 13:30"),
        (["podemos hacerlo una hora más tarde?", "si"], "24 14:30"),
        (
            [
                "tengo cita el martes pero no puedo, la podemos cambiar al miércoles?",
                "el 25",
                "a las 11",
                "si",
            ],
            "25 11:00",
        ),
        (["bir saat sonraya alabilir miyiz?", "evet"], "24 14:30"),
        (
            ["salı randevum var ama gelemem çarşambaya alabilir miyiz", "25'i", "11", "evet lütfen"],
            "25 11:00",
        ),
    ],
)
def test_an_appointment_is_moved_by_saying_no_more_than_how(lines: list[str], moved: str) -> None:
    calendar = Calendar()
    calendar.has("2026-11-24T13:30")
    chat = Chat(calendar)
    for line in lines:
        chat.hears(line)
    [row] = calendar.own
    assert f"{row['date']} {row['time']}" == f"2026-11-{moved}"


@pytest.mark.parametrize(
    "lines",
    [
        ["hey i gotta cancel my appt, my kid is ill", "yes sorry"],
        ["i want to cancle my apointment", "yes"],
        ["cant make it tomorrow sorry", "yes"],
        ["tengo que cancelar mi cita, mi hijo está enfermo", "si, perdón"],
        ["randevumu iptal etmem lazım çocuğum hasta", "evet kusura bakmayın"],
    ],
)
def test_it_is_called_off_after_a_yes(lines: list[str]) -> None:
    calendar = Calendar()
    calendar.has("2026-11-19T13:30")
    chat = Chat(calendar)
    assert "13:30" in chat.hears(lines[0]) and len(calendar.own) == 1
    chat.hears(lines[1])
    assert calendar.own == []


@pytest.mark.parametrize(
    "line", ["cancel my haircut please", "cancela el corte porfa", "kesim randevumu iptal edin"]
)
def test_of_two_appointments_the_service_tells_which(line: str) -> None:
    calendar = Calendar()
    calendar.has("2026-11-24T15:30", "Full colour")
    calendar.has("2026-11-26T10:00", "Men's haircut")
    assert "10:00" in (text := Chat(calendar).hears(line)) and "15:30" not in text


@pytest.mark.parametrize(
    "line",
    [
        "thanks, see you friday!", "I had a mens haircut on tuesday", "my haircut on monday was awful",
        "gracias, nos vemos el viernes", "el tinte de ayer me encanta", "teşekkürler cuma görüşürüz",
        "pazartesi yapılan boya çok kötü",
    ],
)  # fmt: skip
def test_who_speaks_of_what_was_or_takes_leave_books_nothing(line: str) -> None:
    chat = Chat(Calendar([name for names in SERVICES.values() for name in names]))
    chat.hears(line)
    assert "manage_appointment" not in {name for name, _ in chat.calls}


def test_a_question_without_an_answer_does_not_turn_the_next_yes_into_a_call_for_a_person() -> None:
    calendar = Calendar(SERVICES["en"])
    chat = Chat(calendar)
    chat.hears("mens haircut tomorrow at 10, my name is Joe")
    text = chat.hears("who is this with?")
    assert "I did not find that" in text and text.endswith("for Joe: shall I book it?")
    assert chat.hears("yes").startswith("Done!")
    assert "ask_a_person" not in {name for name, _ in chat.calls}


def test_another_one_after_the_first_is_a_wish_of_its_own() -> None:
    calendar = Calendar()
    chat = Chat(calendar)
    for line in (
        "haircut appointment on friday at 2pm",
        "Anna",
        "yes",
        "and another one for my daughter at 2.30?",
        "yes",
    ):
        chat.hears(line)
    assert [made["slot_id"] for made in calendar.made] == ["2026-11-20T14:00:00", "2026-11-20T14:30:00"]
