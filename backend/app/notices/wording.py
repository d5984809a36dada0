"""Times and reminders in the reader's language. Pure."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

from babel.dates import format_date

LOCALES: Final[Mapping[str, str]] = {"en": "en_GB", "es": "es", "tr": "tr", "de": "de"}

_REMINDERS: Final[Mapping[str, tuple[str, str, str]]] = {
    "en": (
        "Reminder: your appointment at {business} is on {when}.",
        "Reply YES to confirm it.",
        "To move or cancel it, just write it here.",
    ),
    "es": (
        "Recordatorio: su cita en {business} es el {when}.",
        "Responda SÍ para confirmarla.",
        "Para cambiarla o cancelarla, escríbalo aquí.",
    ),
    "tr": (
        "Hatırlatma: {business} randevunuz {when}.",
        "Onaylamak için EVET yazın.",
        "Değiştirmek veya iptal etmek için buraya yazmanız yeterli.",
    ),
    "de": (
        "Erinnerung: Ihr Termin bei {business} ist am {when}.",
        "Antworten Sie JA, um ihn zu bestätigen.",
        "Zum Verlegen oder Absagen schreiben Sie es einfach hier.",
    ),
}


def spoken(at: datetime, zone: ZoneInfo, language: str) -> str:
    """Day and time on the business's clock."""
    local = at.astimezone(zone)
    return f"{format_date(local.date(), 'full', locale=LOCALES.get(language, 'en_GB'))}, {local:%H:%M}"


def reminder(business: str, at: datetime, zone: ZoneInfo, language: str, *, reads_yes: bool) -> str:
    """The line that a customer gets where they write; it asks for a yes where somebody reads it."""
    line, confirm, change = _REMINDERS.get(language, _REMINDERS["en"])
    line = line.format(business=business, when=spoken(at, zone, language))
    return " ".join([line, *([confirm] if reads_yes else []), change])
