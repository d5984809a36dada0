"""Books, moves and cancels over several turns: what to ask the calendar next, and what to say. Pure.

Written as one would do it by hand. Whatever has to be asked of the calendar first interrupts, and the next round comes
back here with its answer. Nothing is booked but what was read back and agreed to, and a day or time that can be
understood in two ways becomes a question unless the calendar leaves only one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from babel.dates import format_date

from app.llm.offline.hearing import is_of_day, reason_in
from app.llm.offline.phrasing import says_same_time
from app.llm.offline.quoting import fit
from app.llm.offline.talk import Slot, Talk, Wish, later
from app.llm.offline.text import joined
from app.llm.offline.words.booking import DAY_FORMATS, TEXTS

TOOL = "manage_appointment"
MOST_OFFERED = 3
_MOST_READINGS = 3

Arguments = dict[str, str]
Found = dict[str, Any]


class Wanted(Exception):
    """These calls of the tool must be made first."""

    def __init__(self, calls: Sequence[Arguments]) -> None:
        self.calls = calls


class Desk:
    """One turn of a customer who wants something of the calendar."""

    def __init__(self, talk: Talk, results: Sequence[tuple[Arguments, Found]], language: str) -> None:
        """`results`: what the tool has answered in this turn, with what it was asked."""
        assert talk.wish is not None
        self._talk = talk
        self._wish: Wish = talk.wish
        self._results = results
        self._language = language
        self._texts = TEXTS[language]
        self._about = ""

    def is_about_a_service(self) -> bool:
        """Whether something that can be booked is what was spoken of. Raises `Wanted`."""
        found = self._ask("check_availability")
        names = found.get("services") or [found.get("service") or ""]
        return bool(self._fit(filter(None, names)))

    def reply(self) -> str:
        """What to say. Raises `Wanted`."""
        if self._talk.refused:
            deed = "not_booked" if self._wish.deed in ("book", "wait") else "kept"
            goes_on = deed == "not_booked" and self._talk.asked not in ("", "ask_day")
            return self._say(deed) + (f"\n{self._say('ask_day')}" if goes_on else "")
        if self._wish.deed == "book":
            return self._book()
        if self._wish.deed == "wait":
            return self._wait()
        rows = self._ask("list").get("appointments") or []
        if not rows:
            return self._say("none")
        if self._wish.deed == "list":
            return self._say("shown", options=self._listed(map(_slot_of, rows), last=", "))
        meant = self._meant(rows)
        if len(meant) > 1:
            return self._say(f"which_{self._wish.deed}", options=self._listed(map(_slot_of, meant)))
        return self._cancel(meant[0]) if self._wish.deed == "cancel" else self._move(meant[0])

    # What is wanted

    def _book(self) -> str:
        if not self._wish.service:
            found = self._ask("check_availability")
            names = [str(name) for name in found.get("services") or ()]
            fits = self._fit(names)
            if names and len(fits) != 1:
                return self._say("which_service", options=self._joined(fits or names))
            self._wish = replace(self._wish, service=fits[0] if fits else str(found.get("service") or ""))
        slot, text = self._slot(service=self._wish.service)
        if slot is None:
            return text
        customer = slot.get("customer") or {}
        known = " ".join(str(customer[part]) for part in ("name", "surname") if customer.get(part))
        name = self._talk.name or known.replace(",", " ")
        if not name:
            return self._say("ask_name", what=text) + self._ask_address(slot)
        if not self._talk.accepted:
            return self._say("read_back", what=text, name=name) + self._ask_address(slot)
        first, _, surname = name.partition(" ")
        slot_id = str(slot["slot"]["slot_id"])
        subject = "" if self._wish.service else max(self._wish.lines, key=len, default="")[:200]
        made = self._ask("create", slot_id=slot_id, name=first, surname=surname, subject=subject)
        if made.get("status") == "booked":
            return self._say("booked", what=text, name=name)
        return self._gone(made, "too_many")

    def _ask_address(self, slot: Found) -> str:
        """Once, with the question that is asked anyway."""
        is_asked = self._talk.asked in ("ask_name", "read_back")
        return "" if is_asked or "ask_for" not in slot else f"\n{self._texts['ask_address']}"

    def _move(self, row: Found) -> str:
        old = self._shown(_slot_of(row))
        wish = self._wish
        if wish.shift:
            day, clock = later(_slot_of(row), wish.shift)
            self._wish = replace(wish, days=(day,), times=(clock,))
        elif wish.days and not wish.times and says_same_time(wish.lines, self._language):
            self._wish = replace(wish, times=(time.fromisoformat(row["time"]),))
        if not (self._wish.days or self._wish.times or self._wish.soon or self._talk.seen):
            return self._trouble() + self._say("ask_move", old=old)
        if not self._wish.days and self._wish.times:
            self._wish = replace(self._wish, days=(date.fromisoformat(row["date"]),))
        self._about = f"{self._say('instead', old=old)}: "
        appointment_id = str(row["appointment_id"])
        slot, text = self._slot(appointment_id=appointment_id)
        if slot is None:
            return text
        if not self._talk.accepted:
            return self._say("move_back", old=old, what=text)
        slot_id = str(slot["slot"]["slot_id"])
        moved = self._ask("reschedule", appointment_id=appointment_id, slot_id=slot_id)
        if moved.get("status") == "moved":
            return self._say("moved", old=old, what=text)
        return self._gone(moved, "no_calendar")

    def _cancel(self, row: Found) -> str:
        old = self._shown(_slot_of(row))
        if not self._talk.accepted:
            return self._say("cancel_back", old=old)
        reason = reason_in(self._wish.lines, self._language)
        gone = self._ask("cancel", appointment_id=str(row["appointment_id"]), reason=reason)
        return self._say("cancelled" if gone.get("status") == "cancelled" else "no_calendar", old=old)

    def _wait(self) -> str:
        """On the waiting list of the full day."""
        day = self._wish.days[0]
        found = self._ask("wait", date=f"{day}", service=self._wish.service, name=self._talk.name)
        if "`name`" in str(found.get("error")):
            return self._say("wait_name")
        return self._say("waiting" if found.get("status") == "waiting" else "no_calendar", day=self._day(day))

    def _meant(self, rows: Sequence[Found]) -> list[Found]:
        """Which of the appointments. A day named beside another is the old one: "my Tuesday appointment to Friday"."""
        wish = self._wish
        if wish.old:
            fits = [row for row in rows if _slot_of(row) == wish.old]
        else:
            fits = [row for row in rows if is_of_day(_slot_of(row)[0], wish.days)]
            if wish.deed == "move" and (len(wish.days) < 2 or not fits):
                fits = list(rows)
            elif wish.deed == "move":
                old = _slot_of(fits[0])[0]
                self._wish = replace(wish, days=tuple(day for day in wish.days if not is_of_day(old, [day])))
        fits = list(fits or rows)
        named = self._fit(row["service"] for row in fits if row.get("service"))
        return [row for row in fits if not named or row.get("service") in named]

    # When

    def _slot(self, **about: str) -> tuple[Found | None, str]:
        """The free time that is meant, and how it is called; else None, and what to say."""
        wish, trouble = self._wish, self._trouble()
        if not wish.days:
            if wish.soon and not trouble:
                return None, self._offer(self._ask("check_availability", **about))
            return None, trouble + self._say("ask_day")
        days = wish.days
        if len(days) > 1:
            read_as = days[:_MOST_READINGS]
            answers = self._ask_all([_call("check_availability", **about, date=f"{day}") for day in read_as])
            days = tuple(day for day, found in zip(read_as, answers, strict=True) if "error" not in found)
        if not days:
            return None, self._cannot("bad_day")
        if len(days) > 1:
            return None, trouble + self._say("which_day", options=self._joined(map(self._day, days)))
        of_day = _call("check_availability", **about, date=f"{days[0]}")
        if wish.times:
            return self._at_one_of(of_day, days[0], wish.times[:_MOST_READINGS])
        [found] = self._ask_all([of_day])
        return None, self._cannot("bad_day") if "error" in found else trouble + self._offer(found)

    def _at_one_of(self, of_day: Arguments, day: date, times: Sequence[time]) -> tuple[Found | None, str]:
        answers = self._ask_all([of_day | {"time": f"{each:%H:%M}"} for each in times])
        possible = [
            (each, found)
            for each, found in zip(times, answers, strict=True)
            if "error" not in found and found.get("status") != "closed_then"
        ]
        if len(possible) > 1:
            options = self._joined(f"{each:%H:%M}" for each, _ in possible)
            return None, self._say("which_time", day=self._day(day), options=options)
        clock, found = possible[0] if possible else (times[-1], answers[-1])
        if found.get("status") == "free":
            what = self._shown((day, clock))
            return found, f"{what}, {self._wish.service}" if self._wish.service else what
        if "error" in found:
            return None, self._cannot("bad_time")
        status = {"taken": "taken", "closed_then": "closed"}.get(str(found.get("status")), "bad_time")
        return None, self._offer(found, self._say(status))

    def _cannot(self, why: str) -> str:
        return f"{self._say(why)}\n{self._say('ask_day')}"

    def _trouble(self) -> str:
        return f"{self._say(self._wish.trouble)}\n" if self._wish.trouble else ""

    def _gone(self, found: Found, otherwise: str) -> str:
        """Somebody was quicker."""
        return self._offer(found, self._say("taken")) if "nearest" in found else self._say(otherwise)

    def _offer(self, found: Found, notice: str = "") -> str:
        """At most three of the times found, in the part of the day that was wished."""
        listed = [_slot_of(slot) for slot in found.get("slots") or found.get("nearest") or ()]
        if not listed:
            return self._say("full") + self._ask_wait(found)
        if found.get("status") == "nothing_free_that_day":
            notice = self._say("full_day")
        fresh = [each for each in listed if each not in self._talk.seen] or listed
        begin, end = self._wish.window or (time.min, time.max)
        fits = [each for each in fresh if begin <= each[1] < end]
        if not fits and not notice:
            notice = self._say("full_part")
        chosen = _spread(fits or _closest(fresh, begin), "slots" in found and bool(self._wish.days))
        text = self._say("offer", options=self._listed(chosen)) + self._ask_wait(found)
        return f"{notice}\n{text}" if notice else text

    def _ask_wait(self, found: Found) -> str:
        """Who would book on a day on which nothing is free may wait for it."""
        if self._wish.deed != "book" or found.get("status") not in ("nothing_free_that_day", "nothing_free"):
            return ""
        day = found.get("date")
        return f"\n{self._say('ask_wait', day=self._day(date.fromisoformat(day)))}" if day else ""

    # Asking and saying

    def _ask(self, action: str, **given: str) -> Found:
        return self._ask_all([_call(action, **given)])[0]

    def _ask_all(self, calls: Sequence[Arguments]) -> list[Found]:
        answers = [next((found for asked, found in self._results if asked == call), None) for call in calls]
        missing = [call for call, found in zip(calls, answers, strict=True) if found is None]
        if missing:
            raise Wanted(missing)
        return [found for found in answers if found is not None]

    def _say(self, name: str, /, **values: str) -> str:
        about = self._about or (f"{self._wish.service}: " if self._wish.service else "")
        text = self._texts[name].format(about=about, **values)
        return text[0].upper() + text[1:]

    def _day(self, day: date) -> str:
        return format_date(day, DAY_FORMATS[self._language], locale=self._language)

    def _shown(self, slot: Slot) -> str:
        return self._texts["at"].format(day=self._day(slot[0]), time=f"{slot[1]:%H:%M}")

    def _listed(self, slots: Iterable[Slot], last: str = "") -> str:
        """A day is said once for the times that follow it."""
        said: list[str] = []
        day = None
        for slot in slots:
            said.append(f"{slot[1]:%H:%M}" if slot[0] == day else self._shown(slot))
            day = slot[0]
        return self._joined(said, last)

    def _joined(self, said: Iterable[str], last: str = "") -> str:
        return joined(list(said), last or f" {self._texts['or']} ")

    def _fit(self, names: Iterable[Any]) -> list[str]:
        """Of these services those that were spoken of."""
        return fit([str(name) for name in names], self._wish.lines, self._language)


def _call(action: str, **given: str) -> Arguments:
    return {"action": action, **{name: value for name, value in given.items() if value}}


def _slot_of(found: Found) -> Slot:
    return date.fromisoformat(str(found["date"])), time.fromisoformat(str(found["time"]))


def _spread(slots: Sequence[Slot], evenly: bool) -> list[Slot]:
    """At most three: over all of them, or the first."""
    if len(slots) <= MOST_OFFERED or not evenly:
        return list(slots[:MOST_OFFERED])
    return [slots[(len(slots) - 1) * number // (MOST_OFFERED - 1)] for number in range(MOST_OFFERED)]


def _closest(slots: Sequence[Slot], begin: time) -> list[Slot]:
    """In their order, those nearest to where they were wished."""

    def distance(slot: Slot) -> timedelta:
        return abs(datetime.combine(date.min, slot[1]) - datetime.combine(date.min, begin))

    return sorted(sorted(slots, key=distance)[:MOST_OFFERED])
