"""What a business's customers read in their mails: our own sentences around plain facts, in their language."""

from collections.abc import Mapping
from typing import Final, TypeAlias

Words: TypeAlias = Mapping[str, str]

LETTERS: Final = ("customer_booked", "customer_changed", "customer_cancelled", "reminder")

_EN: Final = {
    "customer_booked": "Your appointment at {business}: {when}",
    "customer_booked_heading": "Your appointment is booked",
    "customer_changed": "Your appointment at {business} has moved to {when}",
    "customer_changed_heading": "Your appointment has moved",
    "customer_lasts": "Your appointment at {business} has another end: {when}",
    "customer_lasts_heading": "Your appointment ends at another time",
    "customer_cancelled": "Your appointment at {business} is cancelled",
    "customer_cancelled_heading": "Your appointment is cancelled",
    "reminder": "Reminder: {business}, {when}",
    "reminder_heading": "Your appointment is coming up",
    "when": "When",
    "until": "Until",
    "was": "Before",
    "what": "What",
    "appointment": "Appointment at {business}",
    "calendar": "The attached file puts it into your calendar, and keeps it right there.",
    "off": "The attached file takes it out of your calendar.",
    "change": "To change or cancel it, write to {business} where you booked.",
    "why": "You get this mail because this address was given for an appointment at {business}. If it is not your "
    "appointment, leave this mail alone.",
}
_ES: Final = {
    "customer_booked": "Su cita en {business}: {when}",
    "customer_booked_heading": "Su cita está reservada",
    "customer_changed": "Su cita en {business} pasa al {when}",
    "customer_changed_heading": "Su cita ha cambiado",
    "customer_lasts": "Su cita en {business} termina a otra hora: {when}",
    "customer_lasts_heading": "Su cita termina a otra hora",
    "customer_cancelled": "Su cita en {business} está cancelada",
    "customer_cancelled_heading": "Su cita está cancelada",
    "reminder": "Recordatorio: {business}, {when}",
    "reminder_heading": "Se acerca su cita",
    "when": "Cuándo",
    "until": "Hasta",
    "was": "Antes",
    "what": "Qué",
    "appointment": "Cita en {business}",
    "calendar": "El archivo adjunto la pone en su calendario y la mantiene al día.",
    "off": "El archivo adjunto la quita de su calendario.",
    "change": "Para cambiarla o cancelarla, escriba a {business} donde la reservó.",
    "why": "Recibe este correo porque se dio esta dirección para una cita en {business}. Si la cita no es suya, no "
    "tiene que hacer nada.",
}
_TR: Final = {
    "customer_booked": "{business} randevunuz: {when}",
    "customer_booked_heading": "Randevunuz alındı",
    "customer_changed": "{business} randevunuz değişti: {when}",
    "customer_changed_heading": "Randevunuz değişti",
    "customer_lasts": "{business} randevunuzun bitiş saati değişti: {when}",
    "customer_lasts_heading": "Randevunuzun bitiş saati değişti",
    "customer_cancelled": "{business} randevunuz iptal edildi",
    "customer_cancelled_heading": "Randevunuz iptal edildi",
    "reminder": "Hatırlatma: {business}, {when}",
    "reminder_heading": "Randevunuz yaklaşıyor",
    "when": "Ne zaman",
    "until": "Bitiş",
    "was": "Önceki zaman",
    "what": "Konu",
    "appointment": "{business} randevusu",
    "calendar": "Ekteki dosya randevuyu takviminize ekler ve orada güncel tutar.",
    "off": "Ekteki dosya randevuyu takviminizden çıkarır.",
    "change": "Değiştirmek veya iptal etmek için {business} ile randevu aldığınız yerden yazışın.",
    "why": "Bu e-posta, {business} randevusu için bu adres verildiği için gönderildi. Randevu sizin değilse bir şey "
    "yapmanız gerekmez.",
}
_DE: Final = {
    "customer_booked": "Ihr Termin bei {business}: {when}",
    "customer_booked_heading": "Ihr Termin ist gebucht",
    "customer_changed": "Ihr Termin bei {business} ist verlegt: {when}",
    "customer_changed_heading": "Ihr Termin ist verlegt",
    "customer_lasts": "Ihr Termin bei {business} endet zu einer anderen Zeit: {when}",
    "customer_lasts_heading": "Ihr Termin endet zu einer anderen Zeit",
    "customer_cancelled": "Ihr Termin bei {business} ist abgesagt",
    "customer_cancelled_heading": "Ihr Termin ist abgesagt",
    "reminder": "Erinnerung: {business}, {when}",
    "reminder_heading": "Ihr Termin steht bevor",
    "when": "Wann",
    "until": "Bis",
    "was": "Vorher",
    "what": "Was",
    "appointment": "Termin bei {business}",
    "calendar": "Die angehängte Datei trägt ihn in Ihren Kalender ein und hält ihn dort aktuell.",
    "off": "Die angehängte Datei nimmt ihn aus Ihrem Kalender.",
    "change": "Zum Ändern oder Absagen schreiben Sie {business} dort, wo Sie gebucht haben.",
    "why": "Sie erhalten diese E-Mail, weil diese Adresse für einen Termin bei {business} angegeben wurde. Ist es "
    "nicht Ihr Termin, brauchen Sie nichts zu tun.",
}
LANGUAGES: Final[Mapping[str, Words]] = {"en": _EN, "es": _ES, "tr": _TR, "de": _DE}


def words_of(language: str) -> Words:
    """The sentences in this language; in English where we do not speak it."""
    return LANGUAGES.get(language, _EN)
