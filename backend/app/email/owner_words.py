"""What the people of a business read in their mails, in the language that the business chose."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Final, TypeAlias
from zoneinfo import ZoneInfo

from babel.dates import format_date

Words: TypeAlias = Mapping[str, str]

LETTERS: Final = (
    "booked", "changed", "cancelled", "day_summary", "waiting_offer", "escalation", "token_warning", "webhook_off",
    "from_agent",
)  # fmt: skip

_EN: Final = {
    "booked": "Booked", "moved": "Moved", "altered": "Changed", "cancelled": "Cancelled",
    "by_agent": " by your agent", "by_person": " by your team", "by_key": " by a program",
    "customer": "Customer", "phone": "Telephone", "phone_hidden": "(with the appointment)", "when": "When",
    "was": "Before", "what": "What", "with": "With", "about": "About", "reason": "Reason",
    "calendar": "The attached file keeps your calendar right.",
    "conversation": "Open the conversation", "dashboard": "Open the dashboard",
    "why_owner": "You get this mail because you own {business} at Frontdesk.",
    "day_none": "nothing is booked today", "day_one": "one booking today", "day_many": "{count} bookings today",
    "day_empty": "Nothing is booked today.", "day_more": "and {count} more", "day_confirmed": " (confirmed)",
    "day_not_reminded": " (not reminded)", "day_call": " (not reminded: call {phone})",
    "day_waiting": "Customers who wait for a person",
    "day_unanswered": "Messages since yesterday that nobody has answered",
    "why_day": "You get this mail each morning because you own {business} at Frontdesk. The Mails and reminders page "
    "switches it off.",
    "offer": "A time has come free for {customer}",
    "offer_what": "{customer} waits for a time at {business}, and we cannot write to them ourselves now.",
    "offer_do": "The time is kept for them until {until}: tell them, and book it on the waiting list if they want it. "
    "After that it goes to the next one.",
    "asked_for_person": "asked for a person", "agent_asked": "needs a person",
    "unproven_answer": "got no answer, because the agent could not prove what it wanted to say",
    "blocked_answer": "got no answer, because what the agent wanted to say is not allowed here",
    "model_down": "got no answer, because the AI model did not answer",
    "too_many_messages": "writes more than the agent answers", "late_answer": "has waited for a long time",
    "again": "still waits for a person",
    "silent": "The agent of {business} is silent in this conversation until you hand it back.",
    "answer": "Answer the customer", "answer_by": "Somebody should answer by {due}.", "due": "{time} on {weekday}",
    "why_escalation": "You get this mail because you are asked for when a customer of {business} needs a person.",
    "access": "Access to @{username} {ends}", "ended": "has ended", "ends_today": "ends today, on {date}",
    "ends_tomorrow": "ends tomorrow, on {date}", "ends_in": "ends in {days} days, on {date}", "date": "d MMMM",
    "access_what": "Frontdesk answers for {business} as @{username} on Instagram. Its access {ends}, and Instagram has "
    "not renewed it.",
    "access_keeps": "Everything stays as it is when you link the account again: conversations, agent and settings. "
    "While the access is missing, messages of your customers are kept, but nobody is answered.",
    "link_again": "Link the account again",
    "why_access": "You get this mail because you own this business at Frontdesk, at most once a day.",
    "off": "{host} takes no events any more",
    "off_what": "For three days {host} has taken none of the events of {business} that Frontdesk told it. The webhook "
    "is switched off now.",
    "off_keeps": "What has not been delivered yet waits, and is delivered when you switch it on again. It is kept for "
    "30 days.",
    "off_see": "See what it answered",
    "why_off": "You get this mail because you own this business at Frontdesk, once for each time a webhook is switched "
    "off.",
    "why_agent": "Your agent wrote this because a customer of {business} asked for it.",
}  # fmt: skip
_ES: Final = {
    "booked": "Reservada", "moved": "Cambiada de hora", "altered": "Modificada", "cancelled": "Cancelada",
    "by_agent": " por su agente", "by_person": " por su equipo", "by_key": " por un programa",
    "customer": "Cliente", "phone": "Teléfono", "phone_hidden": "(junto a la cita)", "when": "Cuándo",
    "was": "Antes", "what": "Qué", "with": "Con", "about": "Sobre", "reason": "Motivo",
    "calendar": "El archivo adjunto mantiene al día su calendario.",
    "conversation": "Abrir la conversación", "dashboard": "Abrir el panel",
    "why_owner": "Recibe este correo porque {business} es suyo en Frontdesk.",
    "day_none": "hoy no hay citas", "day_one": "una cita hoy", "day_many": "{count} citas hoy",
    "day_empty": "Hoy no hay ninguna cita.", "day_more": "y {count} más", "day_confirmed": " (confirmada)",
    "day_not_reminded": " (sin recordatorio)", "day_call": " (sin recordatorio: llame al {phone})",
    "day_waiting": "Clientes que esperan a una persona",
    "day_unanswered": "Mensajes desde ayer que nadie ha contestado",
    "why_day": "Recibe este correo cada mañana porque {business} es suyo en Frontdesk. Puede desactivarlo en la página "
    "de correos y recordatorios.",
    "offer": "Ha quedado libre una hora para {customer}",
    "offer_what": "{customer} espera una hora en {business}, y ahora no podemos escribirle nosotros.",
    "offer_do": "La hora se le guarda hasta las {until}: avísele y, si la quiere, resérvela en la lista de espera. "
    "Después pasa a la siguiente persona.",
    "asked_for_person": "ha pedido hablar con una persona", "agent_asked": "necesita a una persona",
    "unproven_answer": "se ha quedado sin respuesta: el agente no podía demostrar lo que quería decir",
    "blocked_answer": "se ha quedado sin respuesta: lo que el agente quería decir no está permitido aquí",
    "model_down": "se ha quedado sin respuesta: el modelo de IA no contestó",
    "too_many_messages": "escribe más de lo que el agente contesta", "late_answer": "lleva mucho tiempo esperando",
    "again": "sigue esperando a una persona",
    "silent": "El agente de {business} calla en esta conversación hasta que usted se la devuelva.",
    "answer": "Responder al cliente", "answer_by": "Alguien debería responder antes de esta hora: {due}.",
    "due": "{weekday}, {time}",
    "why_escalation": "Recibe este correo porque se le avisa cuando un cliente de {business} necesita a una persona.",
    "access": "El acceso a @{username} {ends}", "ended": "ha terminado", "ends_today": "termina hoy, {date}",
    "ends_tomorrow": "termina mañana, {date}", "ends_in": "termina en {days} días, el {date}",
    "date": "d 'de' MMMM",
    "access_what": "Frontdesk contesta por {business} como @{username} en Instagram. Su acceso {ends}, e Instagram no "
    "lo ha renovado.",
    "access_keeps": "Todo sigue igual cuando vuelva a vincular la cuenta: conversaciones, agente y ajustes. Mientras "
    "falte el acceso, los mensajes de sus clientes se guardan, pero nadie recibe respuesta.",
    "link_again": "Vincular la cuenta de nuevo",
    "why_access": "Recibe este correo porque este negocio es suyo en Frontdesk, como mucho una vez al día.",
    "off": "{host} ya no acepta avisos",
    "off_what": "Desde hace tres días, {host} no acepta ninguno de los avisos de {business} que Frontdesk le envía. El "
    "webhook está ahora desactivado.",
    "off_keeps": "Lo que no se ha entregado espera, y se entrega cuando lo vuelva a activar. Se guarda 30 días.",
    "off_see": "Ver qué contestó",
    "why_off": "Recibe este correo porque este negocio es suyo en Frontdesk, una vez por cada webhook que se "
    "desactiva.",
    "why_agent": "Su agente escribió esto porque un cliente de {business} se lo pidió.",
}  # fmt: skip
_TR: Final = {
    "booked": "Yeni randevu", "moved": "Randevu taşındı", "altered": "Randevu değişti",
    "cancelled": "Randevu iptal edildi",
    "by_agent": " (yapan: asistanınız)", "by_person": " (yapan: ekibiniz)", "by_key": " (yapan: bir program)",
    "customer": "Müşteri", "phone": "Telefon", "phone_hidden": "(randevunun yanında)", "when": "Ne zaman",
    "was": "Önceki zaman", "what": "Hizmet", "with": "Kiminle", "about": "Konu", "reason": "Sebep",
    "calendar": "Ekteki dosya takviminizi güncel tutar.",
    "conversation": "Konuşmayı aç", "dashboard": "Paneli aç",
    "why_owner": "Bu e-postayı Frontdesk'te {business} işletmesinin sahibi olduğunuz için alıyorsunuz.",
    "day_none": "bugün randevu yok", "day_one": "bugün bir randevu", "day_many": "bugün {count} randevu",
    "day_empty": "Bugün randevu yok.", "day_more": "ve {count} randevu daha", "day_confirmed": " (onaylandı)",
    "day_not_reminded": " (hatırlatılmadı)", "day_call": " (hatırlatılmadı, arayın: {phone})",
    "day_waiting": "Bir kişiyle görüşmeyi bekleyen müşteriler",
    "day_unanswered": "Dünden beri yanıtlanmayan mesajlar",
    "why_day": "Bu e-postayı her sabah, Frontdesk'te {business} işletmesinin sahibi olduğunuz için alıyorsunuz. "
    "E-postalar ve hatırlatmalar sayfasından kapatabilirsiniz.",
    "offer": "Boşalan saat: {customer}",
    "offer_what": "{customer}, {business} için saat bekliyor; şu anda kendisine biz yazamıyoruz.",
    "offer_do": "Saat {until} olana kadar onun için tutuluyor: haber verin, isterse bekleme listesinden randevuyu "
    "oluşturun. Sonra sıradaki kişiye geçer.",
    "asked_for_person": "bir kişiyle görüşmek istedi", "agent_asked": "bir kişiye ihtiyaç duyuyor",
    "unproven_answer": "yanıt alamadı: asistan söylemek istediğini kanıtlayamadı",
    "blocked_answer": "yanıt alamadı: asistanın söylemek istediğine burada izin verilmiyor",
    "model_down": "yanıt alamadı: yapay zekâ modeli yanıt vermedi",
    "too_many_messages": "asistanın yanıtladığından fazla yazıyor", "late_answer": "uzun süredir bekliyor",
    "again": "hâlâ bir kişiyi bekliyor",
    "silent": "{business} asistanı, siz geri verene kadar bu konuşmada susuyor.",
    "answer": "Müşteriyi yanıtla", "answer_by": "En geç yanıt zamanı: {due}.", "due": "{weekday} {time}",
    "why_escalation": "Bu e-postayı, {business} müşterisi bir kişiye ihtiyaç duyduğunda size haber verildiği için "
    "alıyorsunuz.",
    "access": "@{username} erişimi {ends}", "ended": "sona erdi", "ends_today": "bugün sona eriyor ({date})",
    "ends_tomorrow": "yarın sona eriyor ({date})", "ends_in": "{days} gün içinde sona eriyor ({date})",
    "date": "d MMMM",
    "access_what": "Frontdesk, {business} adına Instagram'da @{username} olarak yanıt veriyor. Bu erişim {ends} ve "
    "Instagram onu yenilemedi.",
    "access_keeps": "Hesabı yeniden bağladığınızda her şey olduğu gibi kalır: konuşmalar, asistan ve ayarlar. Erişim "
    "yokken müşterilerinizin mesajları saklanır, ama kimse yanıt almaz.",
    "link_again": "Hesabı yeniden bağla",
    "why_access": "Bu e-postayı Frontdesk'te bu işletmenin sahibi olduğunuz için, günde en çok bir kez alıyorsunuz.",
    "off": "{host} artık olay almıyor",
    "off_what": "{host}, Frontdesk'in ilettiği {business} olaylarının hiçbirini üç gündür almıyor. Webhook artık "
    "kapalı.",
    "off_keeps": "Henüz iletilmeyenler bekler ve yeniden açtığınızda iletilir. 30 gün saklanır.",
    "off_see": "Ne yanıt verdiğini gör",
    "why_off": "Bu e-postayı Frontdesk'te bu işletmenin sahibi olduğunuz için, her webhook kapandığında bir kez "
    "alıyorsunuz.",
    "why_agent": "Asistanınız bunu bir {business} müşterisi istediği için yazdı.",
}  # fmt: skip
_DE: Final = {
    "booked": "Gebucht", "moved": "Verlegt", "altered": "Geändert", "cancelled": "Abgesagt",
    "by_agent": " von Ihrem Agenten", "by_person": " von Ihrem Team", "by_key": " von einem Programm",
    "customer": "Kunde", "phone": "Telefon", "phone_hidden": "(steht beim Termin)", "when": "Wann",
    "was": "Vorher", "what": "Was", "with": "Bei", "about": "Anliegen", "reason": "Grund",
    "calendar": "Die angehängte Datei hält Ihren Kalender aktuell.",
    "conversation": "Unterhaltung öffnen", "dashboard": "Übersicht öffnen",
    "why_owner": "Sie erhalten diese E-Mail, weil Ihnen {business} bei Frontdesk gehört.",
    "day_none": "heute ist nichts gebucht", "day_one": "ein Termin heute", "day_many": "{count} Termine heute",
    "day_empty": "Heute ist nichts gebucht.", "day_more": "und {count} weitere", "day_confirmed": " (bestätigt)",
    "day_not_reminded": " (nicht erinnert)", "day_call": " (nicht erinnert: bitte anrufen, {phone})",
    "day_waiting": "Kunden, die auf einen Menschen warten",
    "day_unanswered": "Unbeantwortete Nachrichten seit gestern",
    "why_day": "Sie erhalten diese E-Mail jeden Morgen, weil Ihnen {business} bei Frontdesk gehört. Auf der Seite "
    "E-Mails und Erinnerungen schalten Sie sie ab.",
    "offer": "Ein Termin ist frei geworden für {customer}",
    "offer_what": "{customer} wartet auf einen Termin bei {business}, und wir können gerade nicht selbst schreiben.",
    "offer_do": "Der Termin ist bis {until} reserviert: Sagen Sie Bescheid, und buchen Sie ihn auf der Warteliste, "
    "wenn er gewünscht ist. Danach geht er an die nächste Person.",
    "asked_for_person": "möchte mit einem Menschen sprechen", "agent_asked": "braucht einen Menschen",
    "unproven_answer": "bekam keine Antwort: Der Agent konnte nicht belegen, was er sagen wollte",
    "blocked_answer": "bekam keine Antwort: Was der Agent sagen wollte, ist hier nicht erlaubt",
    "model_down": "bekam keine Antwort: Das KI-Modell hat nicht geantwortet",
    "too_many_messages": "schreibt mehr, als der Agent beantwortet", "late_answer": "wartet schon lange",
    "again": "wartet noch immer auf einen Menschen",
    "silent": "Der Agent von {business} schweigt in dieser Unterhaltung, bis Sie sie ihm zurückgeben.",
    "answer": "Antworten", "answer_by": "Bitte antworten bis: {due}.", "due": "{weekday}, {time} Uhr",
    "why_escalation": "Sie erhalten diese E-Mail, weil Sie gefragt sind, wenn ein Kunde von {business} einen Menschen "
    "braucht.",
    "access": "Der Zugang zu @{username} {ends}", "ended": "ist abgelaufen", "ends_today": "endet heute, am {date}",
    "ends_tomorrow": "endet morgen, am {date}", "ends_in": "endet in {days} Tagen, am {date}", "date": "d. MMMM",
    "access_what": "Frontdesk antwortet für {business} als @{username} auf Instagram. Dieser Zugang {ends}, und "
    "Instagram hat ihn nicht verlängert.",
    "access_keeps": "Wenn Sie das Konto neu verbinden, bleibt alles, wie es ist: Unterhaltungen, Agent und "
    "Einstellungen. Solange der Zugang fehlt, werden Nachrichten Ihrer Kunden aufbewahrt, aber niemand bekommt "
    "Antwort.",
    "link_again": "Konto neu verbinden",
    "why_access": "Sie erhalten diese E-Mail höchstens einmal am Tag, weil Ihnen dieser Betrieb bei Frontdesk gehört.",
    "off": "{host} nimmt keine Ereignisse mehr an",
    "off_what": "Seit drei Tagen hat {host} keines der Ereignisse von {business} angenommen, die Frontdesk gemeldet "
    "hat. Der Webhook ist jetzt abgeschaltet.",
    "off_keeps": "Was noch nicht zugestellt ist, wartet und wird zugestellt, wenn Sie ihn wieder einschalten. Es wird "
    "30 Tage aufbewahrt.",
    "off_see": "Ansehen, was er geantwortet hat",
    "why_off": "Sie erhalten diese E-Mail, weil Ihnen dieser Betrieb bei Frontdesk gehört, einmal für jeden "
    "abgeschalteten Webhook.",
    "why_agent": "Ihr Agent hat das geschrieben, weil ein Kunde von {business} darum gebeten hat.",
}  # fmt: skip
LANGUAGES: Final[Mapping[str, Words]] = {"en": _EN, "es": _ES, "tr": _TR, "de": _DE}
_LOCALES: Final = {"en": "en_GB"}


def words_of(language: str) -> Words:
    """The sentences in this language; in English where we do not speak it."""
    return LANGUAGES.get(language, _EN)


def due(at: datetime, zone: ZoneInfo, language: str) -> str:
    """Time and weekday on the business's clock."""
    local = at.astimezone(zone)
    weekday = format_date(local.date(), "EEEE", locale=_LOCALES.get(language, language))
    return words_of(language)["due"].format(time=f"{local:%H:%M}", weekday=weekday)


def ending(expires_at: datetime, now: datetime, zone: ZoneInfo, language: str) -> str:
    """When something ends, in words and on the business's calendar."""
    words = words_of(language)
    if expires_at <= now:
        return words["ended"]
    last, today = (moment.astimezone(zone).date() for moment in (expires_at, now))
    days = (last - today).days
    name = {0: "ends_today", 1: "ends_tomorrow"}.get(days, "ends_in")
    return words[name].format(days=days, date=_date(last, language))


def _date(day: date, language: str) -> str:
    return format_date(day, words_of(language)["date"], locale=_LOCALES.get(language, language))
