"""What a customer's line says about an appointment: what is to be done, when, for whom, yes and no. Pure."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TypeVar, cast

from app.llm.offline.lexicon import concepts_of, lexicon
from app.llm.offline.naming import name_answered, name_said
from app.llm.offline.phrasing import length_moved, patterns_of, phrased
from app.llm.offline.talk import ANSWERED, Option, Talk, Wish, later
from app.llm.offline.text import tokens
from app.llm.offline.understanding import Clause, Intent, clauses, detect_language
from app.llm.offline.words.booking import NOT_BOOKED, ORDINALS
from app.when import Language, Said, read

_Reading = TypeVar("_Reading", date, time)

_DECIDED = ("read_back", "move_back", "cancel_back")
_REFUSABLE = (
    *_DECIDED, "offer", "ask_name", "ask_day", "ask_move", "which_move", "which_cancel", "ask_wait", "wait_name",
)  # fmt: skip
_ASKED_FOR_A_NAME = ("ask_name", "wait_name")
_ASKED_FOR_A_DAY = ("ask_day", "which_day", "ask_move", "invite")
_ASKED_FOR_A_TIME = ("offer", "which_time", "read_back", "move_back", "cancel_back", *ANSWERED)
_CLOCK = re.compile(r"\b(\d{1,2})[:.h](\d\d)\b")
# Between stretches of a line of which one may say why.
_CUT = re.compile(r"[,;.!\n]+|(?<=\?)\s|\s(?=(?:because|porque|ya que|çünkü)\b)", re.IGNORECASE)
_BECAUSE = re.compile(r"^(?:because|porque|ya que|çünkü)\s+", re.IGNORECASE)
_NOT_BOOKED = frozenset(NOT_BOOKED.split())


def said_by_customer(
    talk: Talk, line: str, language: str, now: datetime, otherwise: str | None = None
) -> Talk:
    """After a line (or several in a row) of the customer's; `otherwise` is to be done if the line does not say what."""
    talk = replace(talk, accepted=False, refused=False, seen=(), heard=True)
    said = phrased(line, language)
    patterns = patterns_of(language)
    deed = _deed(said, line, language, now) or otherwise
    wish = talk.wish
    if wish is None:
        deed = _goes_on(talk, said, line, language, now) or deed
        if deed is None:
            return replace(talk, asked="", name=_name(line, said, talk, language, now)[0] or talk.name)
        again = talk.asked == "booked" and deed == "book"
        wish = Wish(deed, days=tuple(day for day, _ in talk.offered if day) if again else ())
    elif deed in ("cancel", "move") and wish.deed in ("cancel", "move") and deed != wish.deed:
        wish, talk = Wish(deed, old=wish.old), replace(talk, asked="")
    gives_up = bool(patterns["ABORT"].search(said) or patterns["BYE"].fullmatch(said))
    gives_up = gives_up or (wish.deed == "book" and deed == "cancel")
    is_new = talk.wish is None
    talk = replace(talk, wish=replace(wish, trouble="", lines=(*wish.lines, line)))
    if gives_up and not is_new:
        return replace(talk, asked="", refused=True)
    found = _understood(talk, line, said, language, now)
    return replace(found, heard=found.heard or is_new)


def _understood(talk: Talk, line: str, said: str, language: str, now: datetime) -> Talk:
    """The same line, for what it says of when, who, yes and no."""
    assert talk.wish is not None
    patterns, before = patterns_of(language), talk.wish
    name, line = _name(line, said, talk, language, now)
    talk = replace(talk, name=name or talk.name)
    chosen = _chosen(talk, said, language)
    moved = length_moved(said, language)
    when = Said() if moved else _read(line, said, language, now, talk)
    if moved:
        wish = _later_by(before, moved)
    elif chosen:
        wish = replace(before, old=chosen) if _names_old(talk) else _at(before, chosen)
    elif _names_old(talk):
        wish = replace(before, old=_old(talk.offered, when) or before.old)
    else:
        wish = _at_when(before, talk, line, when)
    seen: tuple[Option, ...] = ()
    if wish == before and (other := patterns["OTHER"].search(said) or patterns["OTHER_DAY"].search(said)):
        seen = talk.offered or tuple(zip(before.days, before.times, strict=False))
        wish = _elsewhere(before, seen, other[0], patterns)
    if before.deed == "cancel" and talk.asked == "cancel_back" and wish != before:
        wish = replace(wish, deed="move")  # who names another time would come after all
    wish = replace(wish, soon=wish.soon or bool(patterns["SOON"].search(said)))
    no = patterns["NO"].match(said) is not None
    yes = not no and _agrees(
        _without_reasons(line, language) if before.deed == "cancel" else line, language, now
    )
    same = replace(wish, soon=before.soon) == before
    if before.deed == "wait" and not same:  # another day or time is no name for the list
        wish = replace(wish, deed="book")
    if yes and same and talk.wait_for:
        waits = replace(before, deed="wait", days=(talk.wait_for,), times=(), window=None)
        return replace(talk, wish=waits, accepted=True)
    if yes and same and talk.asked == "offer" and len(talk.offered) == 1:
        wish, same = _at(wish, talk.offered[0]), False
    return replace(
        talk,
        wish=wish,
        seen=seen,
        accepted=yes and same and not seen and talk.asked in _DECIDED,
        refused=no and same and not name and not seen and talk.asked in _REFUSABLE,
        heard=bool(not same or seen or yes or no or name),
    )


def _deed(said: str, line: str, language: str, now: datetime) -> str | None:
    """What the customer wants to be done, if this line says so."""
    patterns = patterns_of(language)
    if not lexicon(language).has("BOOKING_ASKS", said):
        if patterns["CANCEL"].search(said):
            return "cancel"
        if patterns["MOVE"].search(said):
            return "move"
        if patterns["CANNOT"].search(said):
            return "move" if patterns["INSTEAD"].search(patterns["CANNOT"].sub(" ", said)) else "cancel"
        if patterns["INSTEAD"].search(said) and length_moved(said, language):
            return "move"
    if patterns["LIST"].search(said):
        return "list"
    if any(clause.intent is Intent.BOOKING for clause in clauses([line], language)):
        return "book"
    return "book" if _wants_a_time(said, line, language, now) else None


def _wants_a_time(said: str, line: str, language: str, now: datetime) -> bool:
    """Whether somebody who does not say so wants an appointment: "is Friday at 3 free?", "tomorrow at 10 please"."""
    words, patterns = lexicon(language), patterns_of(language)
    if patterns["BYE"].search(said) or any(
        _NOT_BOOKED & concepts_of(word, language) for word in said.split()
    ):
        return False
    names_when, is_free = _names_when(line, language, now), patterns["FREE"].search(said)
    if is_free and patterns["SOON"].search(said):
        return True
    if words.has("BOOKING_ASKS", " ".join(tokens(_without_when(line, language, now)))):
        return bool(names_when and is_free)
    wishes = is_free or patterns["VISIT"].search(said)
    if words.has("BOOKING", said):
        return bool(names_when or wishes or patterns["SOON"].search(said))
    return names_when and bool(wishes or _is_only_when(said, line, language, now))


def looks_for(line: str, language: str, now: datetime) -> bool:
    """Whether somebody looks for what an appointment may give: "I need to see a dentist", "haircut tomorrow at 3"."""
    said, words = " ".join(tokens(line)), lexicon(language)
    if words.patterns["BOOKING_ASKS"].match(said):
        return False
    patterns = patterns_of(language)
    other = words.has("QUESTION", said) or any(patterns[name].search(said) for name in ("BYE", "PAST"))
    other = other or any(_NOT_BOOKED & concepts_of(word, language) for word in said.split())
    names_when = not other and _names_when(line, language, now)
    return names_when or patterns["VISIT"].search(said) is not None


def is_beside(clause: Clause, language: str, *, heard: bool) -> bool:
    """Whether a clause of somebody who is booking is about something else, which wants an answer of its own."""
    if not heard and clause.intent is Intent.QUESTION and len(tokens(clause.text)) > 2 - ("?" in clause.text):
        return True
    if clause.intent is Intent.QUESTION and clause.asks:
        about = (concepts_of(word, language) for word in tokens(clause.text))
        return clause.asks != "hours" or any("hours" in each for each in about)
    return clause.intent in (Intent.PERSON, Intent.INJECTION)


def language_of(talk: Talk, line: str, otherwise: str) -> str:
    """What the customer's line is written in. A name or a mere yes is in the language of our question."""
    said = " ".join(tokens(line))
    ours = talk.language
    bare = ours and any(lexicon(ours).patterns[name].fullmatch(said) for name in ("YES", "NO"))
    return (
        ours
        if ours and (bare or talk.asked in _ASKED_FOR_A_NAME)
        else detect_language([line], ours or otherwise)
    )


def _names_when(line: str, language: str, now: datetime) -> bool:
    when = read(line, cast(Language, language), now)
    return bool(when.days or when.times or when.window or when.span)


def _speaks_of_time(line: str, language: str, now: datetime) -> bool:
    when = read(line, cast(Language, language), now)
    return bool(when.past or when.no_such_day or when.doubt or _names_when(line, language, now))


def _is_only_when(said: str, line: str, language: str, now: datetime) -> bool:
    """Whether nothing else is said: "tomorrow at 3pm please". "And on Sunday?" goes on with what was asked before."""
    words = lexicon(language)
    if words.patterns["CONTINUES"].match(said) or any(asks.search(said) for asks in words.asks.values()):
        return False
    if "?" in line and not read(line, cast(Language, language), now).times:
        return False
    return all(word in words.function_words for word in tokens(_without_when(line, language, now)))


def _without_when(line: str, language: str, now: datetime) -> str:
    when = read(line, cast(Language, language), now)
    for start, end in sorted({*when.day_words, *when.time_words}, reverse=True):
        line = line[:start] + " " + line[end:]
    return line


def reason_in(lines: Sequence[str], language: str) -> str:
    """Why something is called off, in the customer's words: "cancel please, I'm ill"."""
    pieces = (piece.strip() for line in lines for piece in _CUT.split(line))
    reason = next((piece for piece in pieces if _is_reason(piece, language)), "")
    return _BECAUSE.sub("", reason)[:200]


def _is_reason(piece: str, language: str) -> bool:
    patterns, said = patterns_of(language), phrased(piece, language)
    is_other = "?" in piece or any(patterns[name].search(said) for name in ("CANCEL", "NO_REASON"))
    return not is_other and patterns["REASON"].search(said) is not None


def _without_reasons(line: str, language: str) -> str:
    return " ".join(piece for piece in _CUT.split(line) if not _is_reason(piece, language))


def _agrees(line: str, language: str, now: datetime) -> bool:
    """Whether the line is a yes to what was read back and says nothing else: "ok, let me think" does not."""
    words, patterns, said = lexicon(language), patterns_of(language), phrased(line, language)
    if not patterns["YES"].match(said) or "?" in line or words.is_all("GREETING", said):
        return False
    rest = phrased(_without_when(line, language, now), language)
    for each in (patterns["YES"], patterns["SORRY"], words.patterns["THANKS"], words.patterns["BOOKING"]):
        rest = each.sub(" ", rest)
    return all(word in words.function_words for word in rest.split())


def _goes_on(talk: Talk, said: str, line: str, language: str, now: datetime) -> str | None:
    """What is to be done by what only goes on with the line before: "make it 4", "another for my son"."""
    patterns = patterns_of(language)
    if talk.asked == "invite":
        return "book" if patterns["YES"].match(said) or _names_when(line, language, now) else None
    if talk.asked == "booked" and patterns["AGAIN"].search(said):
        return "book"
    when = _read(line, said, language, now, talk)
    is_moved = talk.asked in ANSWERED and patterns["INSTEAD"].search(said) and when.anything
    return "move" if is_moved else None


def _later_by(wish: Wish, length: timedelta) -> Wish:
    """Moved by so much; where it is not known from when, the desk finds out."""
    if len(wish.days) != 1 or len(wish.times) != 1:
        return replace(wish, shift=length)
    return _at(wish, later((wish.days[0], wish.times[0]), length))


def _read(line: str, said: str, language: str, now: datetime, talk: Talk) -> Said:
    """A bare number is what we asked for, or an hour where nothing else is said: "no, make it 4"."""
    asked = talk.asked
    if asked in _ASKED_FOR_A_DAY:
        found = read(line, cast(Language, language), now, asked="day")
        named = {day for day, _ in talk.offered}
        if asked != "which_day" or not found.days or named & {*found.days} or not said.isdigit():
            return found
    words, patterns = lexicon(language).function_words, patterns_of(language)
    is_bare = all(
        w in words or w.isdigit() or patterns["YES"].match(w) or patterns["NO"].match(w) for w in said.split()
    )
    of_time = asked in (*_ASKED_FOR_A_TIME, "which_day") or (asked in _ASKED_FOR_A_NAME and is_bare)
    return read(line, cast(Language, language), now, asked="time" if of_time else None)


def _at(wish: Wish, option: Option) -> Wish:
    day, clock = option
    return replace(
        wish, days=(day,) if day else wish.days, times=(clock,) if clock else wish.times, window=None
    )


def _at_when(wish: Wish, talk: Talk, line: str, when: Said) -> Wish:
    """What is said about day and time takes the place of what was said before; the rest stays."""
    if when.past or when.no_such_day:
        return replace(wish, trouble="past" if when.past else "bad_day", days=())
    days = _among(when.days, [day for day, _ in talk.offered])
    clocks = [clock for _, clock in talk.offered]
    if when.times:
        exact = tuple(time(int(h), int(m)) for h, m in _CLOCK.findall(line) if int(h) < 24 and int(m) < 60)
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


def _elsewhere(wish: Wish, seen: Sequence[Option], words: str, patterns: dict[str, re.Pattern[str]]) -> Wish:
    """Another time than these, or another day."""
    if patterns["OTHER_DAY"].search(words):
        return replace(wish, days=(), times=(), window=None)
    clocks = [clock for _, clock in seen if clock]
    window = wish.window
    if clocks and patterns["LATER"].search(words):
        window = (max(clocks), time.max)
    elif clocks and patterns["EARLIER"].search(words):
        window = (time.min, min(clocks))
    return replace(wish, times=(), window=window)


def _chosen(talk: Talk, said: str, language: str) -> Option | None:
    """ "The second one", of what we offered."""
    if not talk.offered or len(said.split()) > 4:
        return None
    *numbers, last = (re.search(rf"\b(?:{word})\b", said) for word in ORDINALS[language])
    chosen = [option for option, number in zip(talk.offered, numbers, strict=False) if number]
    return chosen[0] if chosen else talk.offered[-1] if last else None


def _names_old(talk: Talk) -> bool:
    return talk.asked in ("which_move", "which_cancel")


def _old(offered: Sequence[Option], when: Said) -> Option | None:
    """Of several appointments the one that is spoken of."""
    fits = [each for each in offered if not when.times or each[1] in when.times]
    if when.days:
        fits = [each for each in fits if is_of_day(each[0], when.days)]
    return fits[0] if len(fits) == 1 and (when.days or when.times) else None


def is_of_day(day: date | None, days: Sequence[date]) -> bool:
    """Whether somebody who speaks of an appointment means this day; "my Thursday one" may be next week's."""
    return day is not None and (day in days or day.weekday() in {each.weekday() for each in days})


def _name(line: str, said: str, talk: Talk, language: str, now: datetime) -> tuple[str, str]:
    """The customer's name, when they say it or were asked for it, and the rest of the line."""
    name, rest = name_said(line, language)
    if name and not _speaks_of_time(name, language, now):
        return name, rest
    if talk.asked not in _ASKED_FOR_A_NAME:
        return "", line
    name = name_answered(line, said, language)
    if not line.istitle() and _speaks_of_time(line, language, now):
        name = ""
    return (name, "") if name else ("", line)
