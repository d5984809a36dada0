"""What a line of a customer's wants of the calendar, told by its words alone. Pure."""

from datetime import datetime

from app.llm.offline.phrasing import Line
from app.llm.offline.text import tokens
from app.llm.offline.understanding import Intent, clauses


def deed_in(line: Line) -> str | None:
    """What the customer wants to be done, if this line says so."""
    if not line.words.has("BOOKING_ASKS", line.said):
        if line.has("CANCEL"):
            return "cancel"
        if line.has("MOVE"):
            return "move"
        if line.has("CANNOT"):
            instead = line.patterns["INSTEAD"].search(line.patterns["CANNOT"].sub(" ", line.said))
            return "move" if instead else "cancel"
        if line.has("INSTEAD") and line.length:
            return "move"
    if line.has("LIST"):
        return "list"
    is_booking = any(clause.intent is Intent.BOOKING for clause in clauses([line.text], line.language))
    return "book" if is_booking or _wants_a_time(line) else None


def looks_for(text: str, language: str, now: datetime) -> bool:
    """Whether somebody looks for what an appointment may give: "I need to see a dentist", "haircut tomorrow at 3"."""
    said, line = " ".join(tokens(text)), Line(text, language, now)
    if line.words.patterns["BOOKING_ASKS"].match(said):
        return False
    is_aside = any(line.patterns[name].search(said) for name in ("BYE", "PAST")) or line.is_of_the_house(said)
    names_when = not is_aside and not line.words.has("QUESTION", said) and line.names_when
    return names_when or line.patterns["VISIT"].search(said) is not None


def _wants_a_time(line: Line) -> bool:
    """Whether somebody who does not say so wants an appointment: "is Friday at 3 free?", "tomorrow at 10 please"."""
    if line.has("BYE") or line.is_of_the_house(line.said):
        return False
    is_free, is_soon = line.has("FREE"), line.has("SOON")
    if is_free and is_soon:
        return True
    if line.words.has("BOOKING_ASKS", " ".join(tokens(line.without_when))):
        return line.names_when and is_free
    wishes = is_free or line.has("VISIT")
    if line.words.has("BOOKING", line.said):
        return line.names_when or wishes or is_soon
    return line.names_when and (wishes or _is_only_when(line))


def _is_only_when(line: Line) -> bool:
    """Whether nothing else is said: "tomorrow at 3pm please". "And on Sunday?" goes on with what was asked before."""
    goes_on = line.words.patterns["CONTINUES"].match(line.said)
    asks = any(each.search(line.said) for each in line.words.asks.values())
    if goes_on or asks or ("?" in line.text and not line.when.times):
        return False
    return line.is_all_small(" ".join(tokens(line.without_when)))
