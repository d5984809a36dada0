"""Books, moves and cancels over several turns: what to ask the calendar next, and what to say. Pure.

Written as one would do it by hand. Whatever has to be asked of the calendar first interrupts, and the next round comes
back here with its answer. Nothing is booked but what was read back and agreed to, and a day or time that can be
understood in two ways becomes a question unless the calendar leaves only one.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from babel.dates import format_date

from app.llm.offline.hearing import is_of_day, reason_in
from app.llm.offline.phrasing import says_same_time
from app.llm.offline.quoting import fit
from app.llm.offline.talk import Option, Talk, Wish, later
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
        found = self._ask({"action": "check_availability"})
        names = found.get("services") or [found.get("service") or ""]
        return bool(fit([str(name) for name in names if name], self._wish.lines, self._language))

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
        rows = self._ask({"action": "list"}).get("appointments") or []
        if not rows:
            return self._say("none")
        if self._wish.deed == "list":
            return self._say("shown", options=self._listed([_option(row) for row in rows], last=", "))
        meant = self._meant(rows)
        if len(meant) > 1:
            return self._say(
                f"which_{self._wish.deed}", options=self._listed([_option(row) for row in meant])
            )
        return self._cancel(meant[0]) if self._wish.deed == "cancel" else self._move(meant[0])

    # What is wanted

    def _book(self) -> str:
        if not self._wish.service:
            found = self._ask({"action": "check_availability"})
            names = [str(name) for name in found.get("services") or ()]
            fits = fit(names, self._wish.lines, self._language)
            if names and len(fits) != 1:
                return self._say("which_service", options=self._joined(fits or names))
            self._wish = replace(self._wish, service=fits[0] if fits else str(found.get("service") or ""))
        service = {"service": self._wish.service} if self._wish.service else {}
        slot, text = self._slot(service)
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
        wish = {"action": "create", "slot_id": str(slot["slot"]["slot_id"]), "name": first}
        wish |= {"surname": surname} if surname else {}
        wish |= {} if service else {"subject": max(self._wish.lines, key=len, default="")[:200]}
        made = self._ask(wish)
        if made.get("status") == "booked":
            return self._say("booked", what=text, name=name)
        return self._gone(made) if "nearest" in made else self._say("too_many")

    def _ask_address(self, slot: Found) -> str:
        """Once, with the question that is asked anyway."""
        is_asked = self._talk.asked in ("ask_name", "read_back")
        return "" if is_asked or "ask_for" not in slot else f"\n{self._texts['ask_address']}"

    def _move(self, row: Found) -> str:
        old = self._shown(_option(row))
        wish = self._wish
        if wish.shift:
            day, clock = later(_option(row), wish.shift)
            self._wish = replace(wish, days=(day,) if day else (), times=(clock,) if clock else ())
        elif wish.days and not wish.times and says_same_time(wish.lines, self._language):
            self._wish = replace(wish, times=(time.fromisoformat(row["time"]),))
        if not (self._wish.days or self._wish.times or self._wish.soon or self._talk.seen):
            trouble = f"{self._say(self._wish.trouble)}\n" if self._wish.trouble else ""
            return trouble + self._say("ask_move", old=old)
        if not self._wish.days and self._wish.times:
            self._wish = replace(self._wish, days=(date.fromisoformat(row["date"]),))
        self._about = f"{self._say('instead', old=old)}: "
        slot, text = self._slot({"appointment_id": str(row["appointment_id"])})
        if slot is None:
            return text
        if not self._talk.accepted:
            return self._say("move_back", old=old, what=text)
        slot_id = str(slot["slot"]["slot_id"])
        moved = self._ask(
            {"action": "reschedule", "appointment_id": str(row["appointment_id"]), "slot_id": slot_id}
        )
        if moved.get("status") == "moved":
            return self._say("moved", old=old, what=text)
        return self._gone(moved)

    def _cancel(self, row: Found) -> str:
        old = self._shown(_option(row))
        if not self._talk.accepted:
            return self._say("cancel_back", old=old)
        reason = reason_in(self._wish.lines, self._language)
        wish = {"action": "cancel", "appointment_id": str(row["appointment_id"])}
        gone = self._ask(wish | ({"reason": reason} if reason else {}))
        return (
            self._say("cancelled", old=old) if gone.get("status") == "cancelled" else self._say("no_calendar")
        )

    def _wait(self) -> str:
        """On the waiting list of the full day."""
        day = self._wish.days[0]
        wish = {"action": "wait", "date": f"{day}"}
        wish |= {"service": self._wish.service} if self._wish.service else {}
        wish |= {"name": self._talk.name} if self._talk.name else {}
        found = self._ask(wish)
        if "`name`" in str(found.get("error")):
            return self._say("wait_name")
        return self._say("waiting" if found.get("status") == "waiting" else "no_calendar", day=self._day(day))

    def _meant(self, rows: Sequence[Found]) -> list[Found]:
        """Which of the appointments. A day named beside another is the old one: "my Tuesday appointment to Friday"."""
        wish = self._wish
        if wish.old:
            fits = [row for row in rows if _option(row) == wish.old]
        else:
            fits = [row for row in rows if is_of_day(_option(row)[0], wish.days)]
            if wish.deed == "move" and (len(wish.days) < 2 or not fits):
                fits = list(rows)
            elif wish.deed == "move":
                old = _option(fits[0])[0]
                self._wish = replace(wish, days=tuple(day for day in wish.days if not is_of_day(old, [day])))
        fits = list(fits or rows)
        named = fit([str(row["service"]) for row in fits if row.get("service")], wish.lines, self._language)
        return [row for row in fits if not named or row.get("service") in named]

    # When

    def _slot(self, service: Arguments) -> tuple[Found | None, str]:
        """The free time that is meant, and how it is called; else None, and what to say."""
        wish = self._wish
        trouble = f"{self._say(wish.trouble)}\n" if wish.trouble else ""
        if not wish.days:
            if wish.soon and not trouble:
                return None, self._offer(self._ask({"action": "check_availability", **service}))
            return None, trouble + self._say("ask_day")
        asked = [
            {"action": "check_availability", **service, "date": f"{day}"}
            for day in wish.days[:_MOST_READINGS]
        ]
        days = wish.days
        if len(days) > 1:
            answers = self._ask_all(asked)
            days = tuple(day for day, found in zip(days, answers, strict=False) if "error" not in found)
        if not days:
            return None, f"{self._say('bad_day')}\n{self._say('ask_day')}"
        if len(days) > 1:
            return None, trouble + self._say(
                "which_day", options=self._joined([self._day(day) for day in days])
            )
        [day] = days
        of_day = {"action": "check_availability", **service, "date": f"{day}"}
        if not wish.times:
            found = self._ask(of_day)
            if "error" in found:
                return None, f"{self._say('bad_day')}\n{self._say('ask_day')}"
            return None, trouble + self._offer(found)
        return self._at_one_of(of_day, day, wish.times[:_MOST_READINGS])

    def _at_one_of(self, of_day: Arguments, day: date, times: Sequence[time]) -> tuple[Found | None, str]:
        answers = self._ask_all([of_day | {"time": f"{each:%H:%M}"} for each in times])
        possible = [
            (each, found)
            for each, found in zip(times, answers, strict=True)
            if "error" not in found and found.get("status") != "closed_then"
        ]
        if len(possible) > 1:
            options = self._joined([f"{each:%H:%M}" for each, _ in possible])
            return None, self._say("which_time", day=self._day(day), options=options)
        clock, found = possible[0] if possible else (times[-1], answers[-1])
        if found.get("status") == "free":
            what = self._shown((day, clock))
            return found, f"{what}, {self._wish.service}" if self._wish.service else what
        if "error" in found:
            return None, f"{self._say('bad_time')}\n{self._say('ask_day')}"
        status = {"taken": "taken", "closed_then": "closed"}.get(str(found.get("status")), "bad_time")
        return None, self._offer(found, self._say(status))

    def _gone(self, found: Found) -> str:
        """Somebody was quicker."""
        return self._offer(found, self._say("taken")) if "nearest" in found else self._say("no_calendar")

    def _offer(self, found: Found, notice: str = "") -> str:
        """At most three of the times found, in the part of the day that was wished."""
        listed = [_option(slot) for slot in found.get("slots") or found.get("nearest") or ()]
        if not listed:
            return self._say("full") + self._ask_wait(found)
        if found.get("status") == "nothing_free_that_day":
            notice = self._say("full_day")
        fresh = [each for each in listed if each not in self._talk.seen] or listed
        window = self._wish.window
        fits = [each for each in fresh if not window or (each[1] and window[0] <= each[1] < window[1])]
        if not fits and not notice:
            notice = self._say("full_part")
        chosen = _spread(fits or _closest(fresh, window), "slots" in found and bool(self._wish.days))
        text = self._say("offer", options=self._listed(chosen)) + self._ask_wait(found)
        return f"{notice}\n{text}" if notice else text

    def _ask_wait(self, found: Found) -> str:
        """Who would book on a day on which nothing is free may wait for it."""
        if self._wish.deed != "book" or found.get("status") not in ("nothing_free_that_day", "nothing_free"):
            return ""
        day = found.get("date")
        return f"\n{self._say('ask_wait', day=self._day(date.fromisoformat(day)))}" if day else ""

    # Asking and saying

    def _ask(self, arguments: Arguments) -> Found:
        return self._ask_all([arguments])[0]

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

    def _shown(self, option: Option) -> str:
        day, clock = option
        assert day is not None and clock is not None
        return self._texts["at"].format(day=self._day(day), time=f"{clock:%H:%M}")

    def _listed(self, options: Sequence[Option], last: str = "") -> str:
        """A day is said once for the times that follow it."""
        said = [
            f"{option[1]:%H:%M}" if number and options[number - 1][0] == option[0] else self._shown(option)
            for number, option in enumerate(options)
        ]
        return self._joined(said, last)

    def _joined(self, said: Sequence[str], last: str = "") -> str:
        last = last or f" {self._texts['or']} "
        return last.join([", ".join(said[:-1]), said[-1]]) if len(said) > 1 else said[0]


def _option(found: Found) -> Option:
    return date.fromisoformat(str(found["date"])), time.fromisoformat(str(found["time"]))


def _spread(options: Sequence[Option], evenly: bool) -> list[Option]:
    """At most three: over all of them, or the first."""
    if len(options) <= MOST_OFFERED or not evenly:
        return list(options[:MOST_OFFERED])
    return [options[(len(options) - 1) * number // (MOST_OFFERED - 1)] for number in range(MOST_OFFERED)]


def _closest(options: Sequence[Option], window: tuple[time, time] | None) -> list[Option]:
    """In their order, those nearest to where they were wished."""
    if window is None:
        return list(options)
    anywhere = date.min
    begins = datetime.combine(anywhere, window[0])

    def distance(option: Option) -> timedelta:
        return abs(datetime.combine(anywhere, option[1] or time.min) - begins)

    return sorted(sorted(options, key=distance)[:MOST_OFFERED], key=lambda each: (each[0], each[1]))
