"""What a customer's line says about an appointment: what is to be done, when, for whom, yes and no. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time
from typing import TypeVar

from app.llm.offline.lexicon import concepts_of, lexicon
from app.llm.offline.naming import name_answered, name_said
from app.llm.offline.phrasing import Line, patterns_of, phrased
from app.llm.offline.talk import ANSWERED, Option, Talk, Wish, at, later
from app.llm.offline.text import tokens
from app.llm.offline.understanding import Clause, Intent, detect_language
from app.llm.offline.wishes import deed_in
from app.llm.offline.words.booking import BECAUSE, ORDINALS
from app.when import Said, read

_Reading = TypeVar("_Reading", date, time)

_DECIDED = ("read_back", "move_back", "cancel_back")
_REFUSABLE = (
    *_DECIDED, "offer", "ask_name", "ask_day", "ask_move", "which_move", "which_cancel", "ask_wait", "wait_name",
)  # fmt: skip
_ASKED_FOR_A_NAME = ("ask_name", "wait_name")
_ASKED_FOR_A_DAY = ("ask_day", "which_day", "ask_move", "invite")
_ASKED_FOR_A_TIME = ("offer", "which_time", *_DECIDED, *ANSWERED)
_CLOCK = re.compile(r"\b(\d{1,2})[:.h](\d\d)\b")
# Between stretches of a line of which one may say why.
_CUT = re.compile(rf"[,;.!\n]+|(?<=\?)\s|\s(?=(?:{BECAUSE})\b)", re.IGNORECASE)
_BECAUSE = re.compile(rf"^(?:{BECAUSE})\s+", re.IGNORECASE)


def said_by_customer(
    talk: Talk, text: str, language: str, now: datetime, otherwise: str | None = None
) -> Talk:
    """After a line (or several in a row) of the customer's; `otherwise` is to be done if the line does not say what."""
    talk = replace(talk, accepted=False, refused=False, seen=(), heard=True)
    line = Line(text, language, now)
    deed = deed_in(line) or otherwise
    wish, is_new = talk.wish, talk.wish is None
    if wish is None:
        deed = _goes_on(talk, line) or deed
        if deed is None:
            return replace(talk, asked="", name=_name(line, talk)[0] or talk.name)
        again = talk.asked == "booked" and deed == "book"
        wish = Wish(deed, days=tuple(day for day, _ in talk.offered if day) if again else ())
    elif deed and {deed, wish.deed} == {"cancel", "move"}:
        wish, talk = Wish(deed, old=wish.old), replace(talk, asked="")
    gives_up = line.has("ABORT") or line.patterns["BYE"].fullmatch(line.said) is not None
    gives_up = gives_up or (wish.deed == "book" and deed == "cancel")
    talk = replace(talk, wish=replace(wish, trouble="", lines=(*wish.lines, text)))
    if gives_up and not is_new:
        return replace(talk, asked="", refused=True)
    found = _understood(talk, line)
    return replace(found, heard=found.heard or is_new)


def _understood(talk: Talk, line: Line) -> Talk:
    """The same line, for what it says of when, who, yes and no."""
    assert talk.wish is not None
    before = talk.wish
    name, rest = _name(line, talk)
    talk = replace(talk, name=name or talk.name)
    names_old = talk.asked in ("which_move", "which_cancel")
    if (moved := line.length) and len(before.days) == len(before.times) == 1:
        wish = at(before, later((before.days[0], before.times[0]), moved))
    elif moved:
        wish = replace(before, shift=moved)  # the desk finds out from when
    elif chosen := _chosen(talk, line):
        wish = replace(before, old=chosen) if names_old else at(before, chosen)
    elif names_old:
        wish = replace(before, old=_old(talk.offered, _read(rest, line, talk)) or before.old)
    else:
        wish = _at_when(before, talk, rest, _read(rest, line, talk))
    seen: tuple[Option, ...] = ()
    if wish == before and (line.has("OTHER") or line.has("OTHER_DAY")):
        seen = talk.offered or tuple(zip(before.days, before.times, strict=False))
        wish = _elsewhere(before, seen, line)
    same = wish == before
    if before.deed == "cancel" and talk.asked == "cancel_back" and not same:
        wish = replace(wish, deed="move")  # who names another time would come after all
    if before.deed == "wait" and not same:  # another day or time is no name for the list
        wish = replace(wish, deed="book")
    wish = replace(wish, soon=wish.soon or line.has("SOON"))
    no = line.begins("NO")
    yes = not no and _agrees(_without_reasons(rest) if before.deed == "cancel" else rest)
    if yes and same and talk.wait_for:
        waits = replace(before, deed="wait", days=(talk.wait_for,), times=(), window=None)
        return replace(talk, wish=waits, accepted=True)
    if yes and same and talk.asked == "offer" and len(talk.offered) == 1:
        wish, same = at(wish, talk.offered[0]), False
    return replace(
        talk,
        wish=wish,
        seen=seen,
        accepted=yes and same and not seen and talk.asked in _DECIDED,
        refused=no and same and not name and not seen and talk.asked in _REFUSABLE,
        heard=bool(not same or seen or yes or no or name),
    )


def is_beside(clause: Clause, language: str, *, heard: bool) -> bool:
    """Whether a clause of somebody who is booking is about something else, which wants an answer of its own."""
    if clause.intent is not Intent.QUESTION:
        return clause.intent in (Intent.PERSON, Intent.INJECTION)
    words = tokens(clause.text)
    if not heard and len(words) > 2 - ("?" in clause.text):
        return True
    is_of_hours = any("hours" in concepts_of(word, language) for word in words)
    return clause.asks is not None and (clause.asks != "hours" or is_of_hours)


def language_of(talk: Talk, text: str, otherwise: str) -> str:
    """What the customer's line is written in. A name or a mere yes is in the language of our question."""
    if ours := talk.language:
        said = " ".join(tokens(text))
        bare = any(lexicon(ours).patterns[name].fullmatch(said) for name in ("YES", "NO"))
        if bare or talk.asked in _ASKED_FOR_A_NAME:
            return ours
    return detect_language([text], ours or otherwise)


def reason_in(lines: Sequence[str], language: str) -> str:
    """Why something is called off, in the customer's words: "cancel please, I'm ill"."""
    pieces = (piece.strip() for line in lines for piece in _CUT.split(line))
    reason = next((piece for piece in pieces if _is_reason(piece, language)), "")
    return _BECAUSE.sub("", reason)[:200]


def _is_reason(piece: str, language: str) -> bool:
    patterns, said = patterns_of(language), phrased(piece, language)
    is_other = "?" in piece or any(patterns[name].search(said) for name in ("CANCEL", "NO_REASON"))
    return not is_other and patterns["REASON"].search(said) is not None


def _without_reasons(line: Line) -> Line:
    pieces = (piece for piece in _CUT.split(line.text) if not _is_reason(piece, line.language))
    return Line(" ".join(pieces), line.language, line.now)


def _agrees(line: Line) -> bool:
    """Whether the line is a yes to what was read back and says nothing else: "ok, let me think" does not."""
    if not line.begins("YES") or "?" in line.text or line.words.is_all("GREETING", line.said):
        return False
    ours, theirs = line.patterns, line.words.patterns
    rest = phrased(line.without_when, line.language)
    for each in (ours["YES"], ours["SORRY"], theirs["THANKS"], theirs["BOOKING"]):
        rest = each.sub(" ", rest)
    return line.is_all_small(rest)


def _goes_on(talk: Talk, line: Line) -> str | None:
    """What is to be done by what only goes on with the line before: "make it 4", "another for my son"."""
    if talk.asked == "invite":
        return "book" if line.begins("YES") or line.names_when else None
    if talk.asked == "booked" and line.has("AGAIN"):
        return "book"
    is_moved = talk.asked in ANSWERED and line.has("INSTEAD") and _read(line, line, talk).anything
    return "move" if is_moved else None


def _read(rest: Line, line: Line, talk: Talk) -> Said:
    """A bare number is what we asked for, or an hour where nothing else is said: "no, make it 4".

    `rest` is what of the line is no name.
    """
    asked, said = talk.asked, line.said
    if asked in _ASKED_FOR_A_DAY:
        found = read(rest.text, line.language, line.now, asked="day")
        named = {day for day, _ in talk.offered}
        if asked != "which_day" or not found.days or named & {*found.days} or not said.isdigit():
            return found
    yes, no = line.patterns["YES"], line.patterns["NO"]
    is_bare = all(line.is_all_small(w) or w.isdigit() or yes.match(w) or no.match(w) for w in said.split())
    of_time = asked in (*_ASKED_FOR_A_TIME, "which_day") or (asked in _ASKED_FOR_A_NAME and is_bare)
    return read(rest.text, line.language, line.now, asked="time") if of_time else rest.when


def _at_when(wish: Wish, talk: Talk, line: Line, when: Said) -> Wish:
    """What is said about day and time takes the place of what was said before; the rest stays."""
    if when.past or when.no_such_day:
        return replace(wish, trouble="past" if when.past else "bad_day", days=())
    days = _among(when.days, [day for day, _ in talk.offered])
    clocks = [clock for _, clock in talk.offered]
    if when.times:
        clocked = ((int(hour), int(minute)) for hour, minute in _CLOCK.findall(line.text))
        exact = tuple(time(hour, minute) for hour, minute in clocked if hour < 24 and minute < 60)
        offered = tuple(each for each in exact if each in clocks)
        times = offered or (when.times if exact else _among(when.times, clocks))
        wish = replace(wish, times=times, window=None)
    elif when.window:
        inside = tuple(each for each in wish.times if when.window[0] <= each < when.window[1])
        decides = len(wish.times) > 1 and inside
        wish = replace(wish, times=inside if decides else (), window=None if decides else when.window)
    if days:
        wish = replace(wish, days=days)
    elif when.times and talk.asked == "offer":  # of several days offered, the one with this time
        named = {day for day, clock in talk.offered if clock in wish.times and day}
        wish = replace(wish, days=tuple(named) if len(named) == 1 else wish.days)
    elif when.span and not when.times:
        wish = replace(wish, days=())
    if when.doubt and not (days or when.times or when.window or when.span):
        wish = replace(wish, trouble="unclear")
    return wish


def _among(said: tuple[_Reading, ...], offered: Sequence[_Reading | None]) -> tuple[_Reading, ...]:
    """Of the readings, those that we had named; all when we had named none of them."""
    return tuple(dict.fromkeys(each for each in said if each in offered)) or said


def _elsewhere(wish: Wish, seen: Sequence[Option], line: Line) -> Wish:
    """Another time than these, or another day."""
    other = line.patterns["OTHER"].search(line.said) or line.patterns["OTHER_DAY"].search(line.said)
    words = other[0] if other else ""
    if line.patterns["OTHER_DAY"].search(words):
        return replace(wish, days=(), times=(), window=None)
    clocks = [clock for _, clock in seen if clock]
    window = wish.window
    if clocks and line.patterns["LATER"].search(words):
        window = (max(clocks), time.max)
    elif clocks and line.patterns["EARLIER"].search(words):
        window = (time.min, min(clocks))
    return replace(wish, times=(), window=window)


def _chosen(talk: Talk, line: Line) -> Option | None:
    """ "The second one", of what we offered."""
    if not talk.offered or len(line.said.split()) > 4:
        return None
    *numbers, last = (re.search(rf"\b(?:{word})\b", line.said) for word in ORDINALS[line.language])
    chosen = [option for option, number in zip(talk.offered, numbers, strict=False) if number]
    return chosen[0] if chosen else talk.offered[-1] if last else None


def _old(offered: Sequence[Option], when: Said) -> Option | None:
    """Of several appointments the one that is spoken of."""
    fits = [each for each in offered if not when.times or each[1] in when.times]
    if when.days:
        fits = [each for each in fits if is_of_day(each[0], when.days)]
    return fits[0] if len(fits) == 1 and (when.days or when.times) else None


def is_of_day(day: date | None, days: Sequence[date]) -> bool:
    """Whether somebody who speaks of an appointment means this day; "my Thursday one" may be next week's."""
    return day is not None and (day in days or day.weekday() in {each.weekday() for each in days})


def _name(line: Line, talk: Talk) -> tuple[str, Line]:
    """The customer's name, when they say it or were asked for it, and the rest of the line."""
    language, now = line.language, line.now
    name, rest = name_said(line.text, language)
    if name and not Line(name, language, now).speaks_of_time:
        return name, Line(rest, language, now)
    is_asked = talk.asked in _ASKED_FOR_A_NAME and (line.text.istitle() or not line.speaks_of_time)
    name = name_answered(line) if is_asked else ""
    return (name, Line("", language, now)) if name else ("", line)
