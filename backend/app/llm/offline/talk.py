"""What stands so far between a customer and the calendar, read from the lines of their conversation. Pure.

Nothing is kept between two turns. The responder's own earlier lines say what it had understood and what it asked; it
knows them by its own sentences. The customer's lines say the rest.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import cast

from app.llm.offline.lexicon import LANGUAGES
from app.llm.offline.words.booking import TEXTS
from app.when import Language, read

Slot = tuple[date, time]
Option = tuple[date | None, time | None]

ANSWERED = ("booked", "moved", "shown")
"""After which an appointment may be changed by saying no more than how."""
_DONE = (*ANSWERED, "cancelled", "none", "kept", "waiting")
_FIELDS = {
    "about": r"(?:(?:INSTEAD|(?P<service>[^\n.?!:]{1,80})): )?",
    "time": r"(?P<time>\d\d:\d\d)",
    "name": r"(?P<name>[^\n,]{1,160}?)",
}
_CLOCK = re.compile(r"\b(\d\d):(\d\d)\b")


@dataclass(frozen=True, slots=True)
class Wish:
    """What the customer wants of the calendar, as far as it was said. Two days or times: it can be read in two ways."""

    deed: str
    """book, move, cancel, list, or wait for a time on a full day."""
    days: tuple[date, ...] = ()
    times: tuple[time, ...] = ()
    window: tuple[time, time] | None = None
    service: str = ""
    old: Option | None = None
    """Of several appointments the one that is meant."""
    shift: timedelta | None = None
    """How much later than the appointment that there is."""
    soon: bool = False
    """Any time will do."""
    trouble: str = ""
    """Why what was said about when cannot be used; the name of a text."""
    lines: tuple[str, ...] = ()
    """What the customer said about it."""


@dataclass(frozen=True, slots=True)
class Talk:
    """Where the two are."""

    wish: Wish | None = None
    asked: str = ""
    """What our last line asked, by the name of its text."""
    offered: tuple[Option, ...] = ()
    seen: tuple[Option, ...] = ()
    """Times that the customer does not want."""
    name: str = ""
    wait_for: date | None = None
    """The full day for which our last line offered the waiting list, besides what it asked."""
    accepted: bool = False
    refused: bool = False
    heard: bool = True
    """Whether the customer's line said anything about the appointment."""
    language: str = ""
    """Of our last line."""


def at(wish: Wish, option: Option) -> Wish:
    """The wish for this day and time."""
    day, clock = option
    days, times = (day,) if day else wish.days, (clock,) if clock else wish.times
    return replace(wish, days=days, times=times, window=None)


def later(slot: Slot, length: timedelta) -> Slot:
    """So much later than a day and time."""
    moved = datetime.combine(*slot) + length
    return moved.date(), moved.time()


def said_by_us(talk: Talk, line: str, now: datetime) -> Talk:
    """After a line of ours. One that is no sentence about appointments ends what was wished."""
    for language in LANGUAGES:
        for kind, pattern in _sentences(language):
            if found := pattern.search(line):
                recognised = _recognised(talk, kind, found.groupdict(), language, now)
                return replace(recognised, wait_for=_wait_for(line, language, now))
    return Talk(name=talk.name)


def _recognised(talk: Talk, kind: str, said: dict[str, str | None], language: str, now: datetime) -> Talk:
    name = said.get("name") or talk.name
    told = {part: _options(said.get(part) or "", language, now) for part in ("what", "options", "day", "old")}
    if kind in _DONE:
        offered = tuple(told["what"][:1]) if kind == "booked" else ()
        return Talk(asked=kind, offered=offered, name=name, language=language)
    deed = "cancel" if "cancel" in kind else "move" if "move" in kind or said.get("old") else "book"
    deed = "wait" if kind == "wait_name" else deed
    wish = talk.wish or (Wish(deed) if kind != "invite" else None)
    options = tuple(told["options"])
    if wish is not None:
        wish = replace(wish, service=said.get("service") or wish.service, trouble="")
        if what := said.get("what"):
            wish = replace(wish, days=(), times=(), window=None, shift=None)
            wish = at(wish, told["what"][0]) if told["what"] else wish
            named = re.split(r"\d\d:\d\d", what, maxsplit=1)[-1].strip(" ,")
            wish = replace(wish, service=named or wish.service)
        elif told["day"]:
            [(day, _), *_] = told["day"]
            wish = replace(wish, days=(day,) if day else ())
            options = tuple((day, clock) for _, clock in options)
        if said.get("old"):
            wish = replace(wish, old=next(iter(told["old"]), None))
        days = tuple(dict.fromkeys(day for day, _ in options if day))
        if kind in ("ask_day", "ask_move", "which_day"):
            wish = replace(wish, days=days if kind == "which_day" else ())
        if kind == "offer":
            wish = replace(wish, times=(), days=days[:1])
    return Talk(wish, kind, options, name=name, language=language)


def _wait_for(line: str, language: str, now: datetime) -> date | None:
    found = dict(_sentences(language))["ask_wait"].search(line)
    return _options(found["day"], language, now)[0][0] if found else None


def _options(text: str, language: str, now: datetime) -> list[Option]:
    """Days and times as we write them. A time without a day is of the day before it."""
    found: list[Option] = []
    day: date | None = None
    for piece in re.split(rf", | {TEXTS[language]['or']} ", text):
        clock = _CLOCK.search(piece)
        named = read(piece[: clock.start()] if clock else piece, cast(Language, language), now).days
        day = named[0] if named else day
        if named or clock:
            found.append((day, time(int(clock[1]), int(clock[2])) if clock else None))
    return found


@cache
def _sentences(language: str) -> list[tuple[str, re.Pattern[str]]]:
    """Our texts about appointments that leave something open, or close it."""
    found = []
    for kind, text in TEXTS[language].items():
        if "?" in text or kind in _DONE:
            pieces = re.split(r"\{(\w+)\}", text)
            parts = [
                re.escape(piece) if number % 2 == 0 else _FIELDS.get(piece, rf"(?P<{piece}>[^\n]+?)")
                for number, piece in enumerate(pieces)
            ]
            instead = re.escape(TEXTS[language]["instead"]).replace(r"\{old\}", r"(?P<old>[^\n]+?\d\d:\d\d)")
            found.append((kind, re.compile("".join(parts).replace("INSTEAD", instead))))
    return found
