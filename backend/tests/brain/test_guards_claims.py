"""Deeds that an answer claims, in four languages, and what proves them (H4 a)."""

import pytest

from app.brain.guards.claims import PROOFS, untrue

CLAIMS = {
    "booked": [
        "I've booked you in for Tuesday at 15:00.", "Your appointment is confirmed!",
        "Great, you're all set for Friday.",
        "Done! It's booked.", "I have made you an appointment.", "He reservado tu cita para el martes.",
        "Tu cita con Ana queda confirmada.", "Randevunuz yarın 15:00 için oluşturuldu.",
        "Ich habe den Termin für Sie gebucht.", "Ihr Termin am Dienstag ist bestätigt.",
    ],
    "changed": [
        "I moved your appointment to Friday.", "Your appointment has been rescheduled.",
        "He cambiado tu cita al viernes",
        "Randevunuzu cuma gününe taşıdım.", "Ich habe Ihren Termin verschoben.",
    ],
    "cancelled": [
        "I have cancelled your appointment.", "Your booking has been canceled.", "He cancelado tu cita.",
        "Randevunuzu iptal ettim.", "Ihr Termin wurde storniert.",
    ],
    "mailed": [
        "I've sent an email to the owner.", "I have emailed them.", "A confirmation email has been sent.",
        "He enviado un correo al equipo.", "E-posta gönderdim.", "Ich habe dem Inhaber eine E-Mail geschickt.",
    ],
}  # fmt: skip


@pytest.mark.parametrize(("what", "answer"), [(what, each) for what, some in CLAIMS.items() for each in some])
def test_a_deed_that_no_tool_did_is_found_and_one_that_a_tool_did_is_true(what: str, answer: str) -> None:
    assert list(untrue(answer, frozenset())) == [what]
    for label in PROOFS[what]:
        assert what not in list(untrue(answer, {label}))


def test_one_deed_does_not_prove_another() -> None:
    said = "I have cancelled your appointment and booked you in for Friday."
    assert list(untrue(said, {"appointment_created"})) == ["cancelled"]
    assert list(untrue(said, {"email_sent"})) == ["booked", "cancelled"]


@pytest.mark.parametrize(
    "answer",
    [
        "Would you like me to book it?", "I can book you in for Tuesday.", "Shall I cancel your appointment?",
        "Once your booking is confirmed, you get a mail.", "Your appointment is not booked yet.",
        "If your appointment is cancelled late, we charge half of it.", "We made a price list for you.",
        "Appointments can be cancelled up to 24 hours before.", "We have a table by the window.",
        "We've added a new treatment to the menu.", "No he reservado nada.", "¿Ha sido confirmada tu cita?",
        "Puedo reservar una cita.", "Randevuyu iptal edebilirim.", "Randevu almak ister misiniz?",
        "Termine können bis 24 Stunden vorher abgesagt werden.", "Soll ich den Termin buchen?",
        "Please send an email to the owner.", "I cannot say whether your appointment was moved.", "",
    ],
)  # fmt: skip
def test_offers_questions_conditions_and_rules_claim_nothing(answer: str) -> None:
    assert list(untrue(answer, frozenset())) == []


def test_a_look_at_the_bookings_proves_what_it_showed() -> None:
    assert list(untrue("Your appointment is booked for Friday.", {"appointments_shown"})) == []
    assert list(untrue("I have sent an email to the owner.", {"appointments_shown"})) == ["mailed"]
