"""The built-in responder books, moves and cancels over several turns, in three languages. Promise H4."""

from datetime import datetime, timedelta

import pytest

from app.llm.offline.words.booking import TEXTS
from tests.llm.diary import PRICES, Calendar, Chat

THREE = ("Women's haircut", "Men's haircut", "Full colour")


def test_it_books_over_several_turns_and_asks_only_for_what_is_missing() -> None:
    calendar = Calendar()
    chat = Chat(calendar)
    assert "Tuesday 24 November at 15:30" in (
        text := chat.hears("I'd like a haircut next Tuesday half past 3")
    )
    assert "What name" in text  # three in the morning is closed: it has one reading
    assert chat.hears("Ana Ruiz") == "Tuesday 24 November at 15:30, for Ana Ruiz: shall I book it?"
    assert calendar.made == []
    assert chat.hears("yes please").startswith("Done! Tuesday 24 November at 15:30 is booked for Ana Ruiz.")
    [made] = calendar.made
    assert (made["slot_id"], made["name"], made["surname"]) == ("2026-11-24T15:30:00", "Ana", "Ruiz")
    again = chat.hears("And another appointment tomorrow at 10 please")
    assert again == "Thursday 19 November at 10:00, for Ana Ruiz: shall I book it?"  # the name is asked once


@pytest.mark.parametrize("said", ["Ana, ana@example.com", "ana@example.com\nAna", "Ana +34 612 345 678"])
def test_where_reminders_are_sent_an_address_is_asked_for_once_and_why(said: str) -> None:
    calendar = Calendar(reminds=True)
    chat = Chat(calendar)
    asked = chat.hears("I'd like a haircut next Tuesday at 15:30")
    assert "What name" in asked and asked.endswith("so that we can call you.")
    assert chat.hears(said) == "Tuesday 24 November at 15:30, for Ana: shall I book it?"
    assert chat.hears("yes").startswith("Done!")
    assert [made["name"] for made in calendar.made] == ["Ana"]


@pytest.mark.parametrize(
    ("language", "wish", "yes"),
    [
        ("en", "an appointment next Tuesday at 15:30 please", "yes, ana@example.com"),
        ("es", "quiero una cita el martes a las 15:30", "sí, ana@example.com"),
        ("tr", "salı 15:30 için randevu almak istiyorum", "evet, ana@example.com"),
        ("en", "an appointment next Tuesday at 15:30 please", "yes, 0532 123 45 67"),
    ],
)
def test_an_address_beside_a_yes_is_still_a_yes(language: str, wish: str, yes: str) -> None:
    calendar = Calendar(name="Ana", reminds=True)
    chat = Chat(calendar)
    asked = chat.hears(wish)
    assert TEXTS[language]["ask_address"] in asked
    chat.hears(yes)
    assert [made["name"] for made in calendar.made] == ["Ana"]


@pytest.mark.parametrize(
    ("services", "lines", "answers"),
    [
        (
            ["Corte", "Tinte"],
            ["Quiero un corte", "el viernes por la tarde", "a las 4", "sí"],
            ["¿Qué día", "a las 12:00, 14:00 o 16:30. ¿Qué hora", "16:00, Corte, para Ana: ¿la reservo?", "¡Listo!"],
        ),
        (
            ["Saç kesimi", "Boya"],
            ["randevu almak istiyorum", "kesim", "yarın 15:00", "evet lütfen"],
            ["Hangi hizmeti", "Hangi gün", "15:00, Saç kesimi, Ana adına: ayarlayayım mı?", "Tamam!"],
        ),
        (
            THREE,
            ["I need a haircut", "the women's one", "friday afternoon", "another time", "the second one", "ok"],
            ["Women's haircut or Men's haircut?", "Which day", "12:00, 14:00 or 16:30. What time", "12:30, 14:30",
             "14:30, Women's haircut, for Ana: shall I book it?", "Done!"],
        ),
    ],
)  # fmt: skip
def test_it_understands_a_wish_turn_by_turn(
    services: list[str], lines: list[str], answers: list[str]
) -> None:
    calendar = Calendar(services, "Ana")
    chat = Chat(calendar)
    for line, answer in zip(lines, answers, strict=True):
        assert answer in chat.hears(line)
    assert len(calendar.made) == 1


@pytest.mark.parametrize(
    ("lines", "booked"),
    [
        (["tomorrow at 3pm", "no, Friday instead", "yes"], "2026-11-20T15:00:00"),
        (["tomorrow at 3pm", "actually can we do 4?", "perfect"], "2026-11-19T16:00:00"),
        (["tomorrow at 3pm", "no", "Friday at 10", "yes"], "2026-11-20T10:00:00"),
        (["tomorrow at 3pm", "another day", "the 23rd", "earliest please", "the first", "yes"], "2026-11-23T09:00:00"),
        (["book me in on Friday", "the last one", "later", "in the morning", "11:30", "great"], "2026-11-20T11:30:00"),
        (["mañana a las 3 de la tarde", "no, mejor el viernes", "vale"], "2026-11-20T15:00:00"),
        (["yarın 15:00", "hayır, cuma günü olsun", "tamam"], "2026-11-20T15:00:00"),
        (["an appointment as soon as possible please", "the second one", "yes"], "2026-11-18T10:30:00"),
        (["next Friday at 3", "the 27th", "yes"], "2026-11-27T15:00:00"),
        (["I have no appointment yet, never mind. Tomorrow at 3pm?", "yes"], "2026-11-19T15:00:00"),
        (["on Saturday at 10", "the first one", "yes"], "2026-11-23T09:00:00"),
        (["tomorrow at 3pm", "how much is a haircut?", "sure"], "2026-11-19T15:00:00"),
        (["tomorrow at 3pm", "cancel that"], None),
        (["tomorrow at 3pm", "forget it", "ok"], None),
        (["tomorrow at 3pm", "hmm", "ok, let me think"], None),
        (["tomorrow at 3pm", "ok, and how much does it cost?"], None),
        (["tomorrow at 3pm", "great, do you have parking?", "good morning"], None),
    ],
)  # fmt: skip
def test_it_follows_a_changed_mind_and_books_what_was_agreed_to(lines: list[str], booked: str | None) -> None:
    calendar = Calendar(name="Ana")
    chat = Chat(calendar, [PRICES])
    for line in lines:
        chat.hears(line)
    assert [made["slot_id"] for made in calendar.made] == ([booked] if booked else [])


@pytest.mark.parametrize(
    ("line", "asks"),
    [
        ("book me for next Friday at 3", "Which day do you mean: Friday 20 November or Friday 27 November?"),
        ("an appointment on 31 February please", "Which day would suit you?"),
        ("I want an appointment yesterday", "Which day would suit you?"),
        ("I would like an appointment next week", "Which day would suit you?"),
        ("an appointment in two years please", "Which day would suit you?"),
        ("Can I come tomorrow or on Monday?", "Which day do you mean: Thursday 19 November or Monday 23 November?"),
    ],
)  # fmt: skip
def test_where_it_is_unsure_it_asks(line: str, asks: str) -> None:
    assert asks in Chat(Calendar(name="Ana")).hears(line)


def test_where_the_calendar_leaves_two_hours_it_asks_which() -> None:
    chat = Chat(Calendar(name="Ana", always=True))
    assert "which time do you mean, 03:00 or 15:00?" in chat.hears("an appointment tomorrow at 3")
    assert "Thursday 19 November at 15:00, for Ana" in chat.hears("in the afternoon")


def test_a_time_that_is_taken_or_closed_is_answered_with_three_others() -> None:
    calendar = Calendar(name="Ana")
    calendar.busy.add(datetime(2026, 11, 19, 15))  # noqa: DTZ001
    chat = Chat(calendar)
    text = chat.hears("tomorrow at 3pm")
    assert text.startswith("That time is not free.") and "14:00, 14:30 or 15:30" in text
    assert chat.hears("8pm tomorrow").startswith("We are not open then.")


def test_somebody_was_quicker_than_the_yes() -> None:
    calendar = Calendar(name="Ana")
    chat = Chat(calendar)
    chat.hears("tomorrow at 3pm")
    calendar.busy.add(datetime(2026, 11, 19, 15))  # noqa: DTZ001
    assert chat.hears("yes").startswith("That time is not free.\nI have Thursday 19 November")
    assert calendar.made == []


@pytest.mark.parametrize(
    ("lines", "moved"),
    [
        (["can I move my appointment to Thursday at 4?", "yes"], "2026-11-19 16:00"),
        (["quiero cambiar mi cita", "el jueves", "a las 4", "sí"], "2026-11-19 16:00"),
        (["randevumu perşembeye almak istiyorum", "öğleden sonra", "ikincisi", "evet"], "2026-11-19 14:00"),
        (["reschedule my appointment", "same day at 11", "no, 12:00", "yes"], "2026-11-24 12:00"),
        (["move my appointment to Thursday at 4", "no thanks"], "2026-11-24 15:30"),
    ],
)
def test_it_moves_an_appointment(lines: list[str], moved: str) -> None:
    calendar = Calendar()
    calendar.has("2026-11-24T15:30")
    chat = Chat(calendar)
    for line in lines:
        chat.hears(line)
    [row] = calendar.own
    assert f"{row['date']} {row['time']}" == moved


def test_of_several_appointments_it_asks_which() -> None:
    calendar = Calendar(THREE)
    calendar.has("2026-11-24T15:30", "Full colour")
    calendar.has("2026-11-26T10:00", "Men's haircut")
    chat = Chat(calendar)
    which = "Which appointment would you like to cancel: Tuesday 24 November at 15:30 or Thursday 26 November at 10:00?"
    assert chat.hears("I need to cancel my appointment") == which
    assert (
        chat.hears("the Thursday one")
        == "Your appointment is Thursday 26 November at 10:00. Shall I cancel it?"
    )
    assert "stays as it is" in chat.hears("no") and len(calendar.own) == 2
    assert "I have Friday 20 November" in chat.hears("move my Tuesday appointment to Friday")
    assert "from Tuesday 24 November at 15:30 to Friday 20 November at 11:30" in chat.hears("11:30")
    chat.hears("yes")
    assert "Friday 20 November at 11:30" in chat.hears("when are my appointments?")


@pytest.mark.parametrize(
    "lines",
    [
        ["cancel my appointment", "yes"],
        ["I can't make it, please cancel my appointment", "yes please"],
        ["cancela mi cita", "sí"],
        ["randevumu iptal etmek istiyorum", "evet"],
    ],
)
def test_it_cancels_only_when_told_twice(lines: list[str]) -> None:
    calendar = Calendar()
    calendar.has("2026-11-24T15:30")
    chat = Chat(calendar)
    chat.hears(lines[0])
    assert len(calendar.own) == 1
    chat.hears(lines[1])
    assert calendar.own == []
    assert chat.hears("cancel my appointment") == "I find no appointment of yours to come."


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        (["cancel please, I'm ill", "yes"], "I'm ill"),
        (["cancel my appointment because something came up", "yes please"], "something came up"),
        (["I need to cancel my appointment", "yes, I have a work meeting"], "I have a work meeting"),
        (["cancel my appointment", "I'm sick", "yes"], "I'm sick"),
        (["cancel my appointment. Thanks a lot!", "yes"], None),
        (["cancela mi cita, estoy enferma", "sí"], "estoy enferma"),
        (["quiero cancelar mi cita porque tengo fiebre", "sí"], "tengo fiebre"),
        (["hastayım, randevumu iptal etmek istiyorum", "evet"], "hastayım"),
        (["randevumu iptal etmek istiyorum", "evet, acil bir işim çıktı"], "acil bir işim çıktı"),
    ],
)
def test_why_it_is_called_off_is_passed_on(lines: list[str], reason: str | None) -> None:
    calendar = Calendar()
    calendar.has("2026-11-24T15:30")
    chat = Chat(calendar)
    for line in lines:
        assert len(calendar.own) == 1
        chat.hears(line)
    assert calendar.own == []
    [cancelled] = [given for _, given in chat.calls if given.get("action") == "cancel"]
    assert cancelled.get("reason") == reason


def test_who_still_thinks_has_not_called_it_off() -> None:
    calendar = Calendar()
    calendar.has("2026-11-24T15:30")
    chat = Chat(calendar)
    for line in ("cancel my appointment", "ok, let me think", "yes, I am thinking about it"):
        chat.hears(line)
    assert len(calendar.own) == 1


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        ("en", ["an appointment on Friday please", "yes please", "Ana"]),
        ("es", ["quiero una cita el viernes", "sí, por favor", "Ana"]),
        ("tr", ["cuma günü randevu almak istiyorum", "evet lütfen", "Ana"]),
    ],
)
def test_on_a_full_day_it_offers_the_waiting_list(language: str, lines: list[str]) -> None:
    calendar = Calendar()
    calendar.busy = {datetime(2026, 11, 20, 9) + timedelta(minutes=30 * n) for n in range(16)}  # noqa: DTZ001
    chat = Chat(calendar)
    texts = TEXTS[language]
    offered, asked, done = [chat.hears(line) for line in lines]
    assert texts["ask_wait"].split("{")[0] in offered and texts["full_day"] in offered
    assert texts["wait_name"].split("}")[-1] in asked
    assert texts["waiting"].split("{")[0] in done
    waits = [given for _, given in chat.calls if given.get("action") == "wait"]
    assert waits[-1] == {"action": "wait", "date": "2026-11-20", "name": "Ana"} and not calendar.made


@pytest.mark.parametrize(
    "changed_mind",
    [
        "another day",
        "any day next week is fine",
        "31 November",
        "next week",
        "yesterday",
        "in the morning",
        "on Monday",
    ],
)
def test_who_is_asked_for_a_name_and_speaks_of_another_time_does_not_wait(changed_mind: str) -> None:
    calendar = Calendar()
    calendar.busy = {datetime(2026, 11, 20, 9) + timedelta(minutes=30 * n) for n in range(16)}  # noqa: DTZ001
    chat = Chat(calendar)
    for line in ("an appointment on Friday please", "yes please"):
        chat.hears(line)
    assert "You are on the waiting list" not in chat.hears(changed_mind)
    assert all(given.get("action") != "wait" or "name" not in given for _, given in chat.calls)


def test_who_takes_one_of_the_other_times_does_not_wait() -> None:
    calendar = Calendar(name="Ana")
    calendar.busy = {datetime(2026, 11, 20, 9) + timedelta(minutes=30 * n) for n in range(16)}  # noqa: DTZ001
    chat = Chat(calendar)
    assert "waiting list" in chat.hears("an appointment on Friday please")
    assert "Monday 23 November at 9:30" not in chat.hears("9:30 then")
    assert chat.hears("yes").startswith("Done!") and calendar.made[0]["slot_id"] == "2026-11-23T09:30:00"
    again = Chat(calendar)
    again.hears("an appointment on Friday please")
    assert "leave it at that" in again.hears("no thanks")
    assert all(given.get("action") != "wait" for _, given in chat.calls + again.calls)


def test_a_question_in_between_is_answered_and_the_booking_goes_on() -> None:
    chat = Chat(Calendar(THREE, "Ana"), [PRICES])
    text = chat.hears("How much is a women's haircut? And can I come tomorrow at 3?")
    assert "Women's haircut: €45" in text
    assert text.endswith("Thursday 19 November at 15:00, Women's haircut, for Ana: shall I book it?")


def test_who_looks_for_a_service_is_asked_for_a_day_and_who_looks_for_something_else_is_not() -> None:
    assert chat_with("Dental check").hears("I need to see a dentist for a check") == (
        "Dental check: Which day would suit you?"
    )
    parking = Chat(Calendar(["Haircut"]), [{"section": "", "text": "Free parking is behind the building."}])
    assert "Free parking is behind the building." in parking.hears("I need to park my car")
    lost = Chat(Calendar()).hears("I need to see a doctor")
    assert "I can answer questions" in lost and lost.endswith(
        "If you would like an appointment: which day would suit you?"
    )
    assert "a person" in Chat(Calendar()).hears("my cat is blue")


def chat_with(*services: str) -> Chat:
    return Chat(Calendar(services))


@pytest.mark.parametrize(
    "line",
    [
        "Is parking free on Sunday?", "What do I need to bring tomorrow?", "Are you open tomorrow?",
        "Do I need an appointment on Saturday?", "Can I bring my dog tomorrow?", "yarın açık mısınız?",
        "¿Abren mañana?", "Can I cancel my appointment without a fee?", "How much is a haircut on Friday?",
    ],
)  # fmt: skip
def test_a_question_that_names_a_day_is_a_question(line: str) -> None:
    chat = Chat(Calendar(name="Ana"))
    chat.hears(line)
    assert {name for name, _ in chat.calls} == {"search_knowledge"}


def test_a_day_that_goes_on_with_a_question_is_no_booking() -> None:
    chat = Chat(
        Calendar(name="Ana"),
        [{"section": "Opening hours", "text": "Saturday: 10:00 – 16:00\nSunday: closed"}],
    )
    assert "10:00 – 16:00" in chat.hears("When are you open on Saturday?")
    assert "Sunday: closed" in chat.hears("and on Sunday?")


def test_a_person_and_stop_come_first() -> None:
    chat = Chat(Calendar(name="Ana"))
    chat.hears("tomorrow at 3pm")
    chat.hears("I want to talk to a person")
    assert chat.calls[-1][0] == "ask_a_person"
    chat.hears("tomorrow at 3pm")
    assert "I will not write to you any more" in chat.hears("stop")
