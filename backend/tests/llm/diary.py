"""A diary that answers as the booking tool does, and a conversation of the built-in responder over it."""

import json
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from app.brain.guards.examine import Grounds, examine
from app.brain.guards.values import leaves
from app.llm import ChatAnswer, ChatRequest
from app.llm.offline.responder import respond

NOW = datetime(2026, 11, 18, 10)  # noqa: DTZ001 - a Wednesday, on the business's clock
TODAY = f"It is {NOW:%A, %d %B %Y, %H:%M} (Europe/Madrid) where the business is."
PRICES = {"section": "Haircuts", "text": "Women's haircut .... €45\nMen's haircut .... €30"}
_LABELS = {
    "booked": "appointment_created",
    "moved": "appointment_changed",
    "cancelled": "appointment_cancelled",
}


class Calendar:
    """A diary from Monday to Friday, nine to five, on every half hour; it answers as the tool does."""

    def __init__(
        self,
        services: Sequence[str] = (),
        name: str | None = None,
        *,
        always: bool = False,
        reminds: bool = False,
    ) -> None:
        self.services = list(services)
        self.name = name
        self.always = always
        self.reminds = reminds
        self.busy: set[datetime] = set()
        self.own: list[dict[str, Any]] = []
        self.made: list[dict[str, Any]] = []

    def has(self, at: str, service: str | None = None) -> None:
        """The customer has an appointment."""
        when = datetime.fromisoformat(at)
        self.own.append({"appointment_id": f"a{len(self.own)}", "service": service, **_span(when)})
        self.busy.add(when)

    def answer(self, given: dict[str, Any]) -> dict[str, Any]:
        found: dict[str, Any] = getattr(self, f"_{given['action']}")(given)
        return found

    def _check_availability(self, given: dict[str, Any]) -> dict[str, Any]:
        service = given.get("service")
        if "appointment_id" not in given and len(self.services) > 1 and service not in self.services:
            return {"status": "which_service", "services": self.services}
        told: dict[str, Any] = {"service": service or (self.services[0] if self.services else None)}
        if "date" not in given:
            return told | {"status": "free", "slots": self._slots(NOW, 12)}
        day = date.fromisoformat(given["date"])
        if day < NOW.date() or day > NOW.date() + timedelta(days=90):
            return {"error": "Bookings are taken until then only."}
        if "time" not in given:
            begin = datetime.combine(day, time())
            free = [each for each in self._slots(max(begin, NOW), 48) if each["date"] == given["date"]]
            if not free:
                near = self._slots(begin, 5)
                return told | {"status": "nothing_free_that_day", "date": given["date"], "nearest": near}
            return told | {"status": "free", "date": given["date"], "slots": free[:24]}
        at = datetime.combine(day, time.fromisoformat(given["time"]))
        if not self._is_open(at) or at in self.busy:
            status = "taken" if at in self.busy else "closed_then"
            return told | {"status": status, "nearest": self._slots(at - timedelta(hours=1), 5)}
        told |= {"ask_for": "Ask once for an e-mail address."} if self.reminds else {}
        return told | {"status": "free", "slot": _slot(at), "customer": {"name": self.name, "surname": None}}

    def _create(self, given: dict[str, Any]) -> dict[str, Any]:
        at = datetime.fromisoformat(given["slot_id"])
        if at in self.busy:
            return {"status": "slot_taken", "nearest": self._slots(at, 5)}
        self.made.append(given)
        self.has(given["slot_id"])
        return {"status": "booked", "appointment_id": "a0", "name": given["name"], **_span(at)}

    def _reschedule(self, given: dict[str, Any]) -> dict[str, Any]:
        row = next(each for each in self.own if each["appointment_id"] == given["appointment_id"])
        was = {key: row[key] for key in ("date", "time")}
        row |= _span(datetime.fromisoformat(given["slot_id"]))
        return {"status": "moved", **row, "was": was}

    def _cancel(self, given: dict[str, Any]) -> dict[str, Any]:
        row = next(each for each in self.own if each["appointment_id"] == given["appointment_id"])
        self.own.remove(row)
        return {"status": "cancelled", **row}

    def _wait(self, given: dict[str, Any]) -> dict[str, Any]:
        if not given.get("name") and not self.name:
            return {"error": "Ask the customer for their name, then call again with `name`."}
        return {"status": "waiting", "from": given["date"], "until": given["date"]}

    def _list(self, _: dict[str, Any]) -> dict[str, Any]:
        return {"appointments": [dict(row) for row in self.own]}

    def _is_open(self, at: datetime) -> bool:
        return self.always or (at.weekday() < 5 and 9 <= at.hour < 17)

    def _slots(self, begin: datetime, count: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = []
        at = begin.replace(minute=begin.minute // 30 * 30)
        while len(found) < count:
            if self._is_open(at) and at not in self.busy and at.minute in (0, 30):
                found.append(_slot(at))
            at += timedelta(minutes=30)
        return found


def _span(at: datetime) -> dict[str, Any]:
    return {"date": f"{at:%Y-%m-%d}", "weekday": f"{at:%A}", "time": f"{at:%H:%M}"}


def _slot(at: datetime) -> dict[str, Any]:
    return {"slot_id": at.isoformat(), **_span(at)}


class Chat:
    """A conversation: the model sees what the brain shows it, and every answer passes the guards."""

    def __init__(self, calendar: Calendar, passages: Sequence[dict[str, str]] = ()) -> None:
        self.calendar = calendar
        self.passages = list(passages)
        self.lines: list[dict[str, Any]] = []
        names = ("search_knowledge", "collect_compliment", "manage_appointment", "ask_a_person")
        self.tools = [{"type": "function", "function": {"name": name, "parameters": {}}} for name in names]
        self.calls: list[tuple[str, dict[str, Any]]] = []

    def hears(self, *lines: str) -> str:
        """The answer to these lines. Only words are kept for the next turn, and ten of them."""
        system = {"role": "system", "content": f"You answer.\nBusiness: Luna\n\n{TODAY}"}
        self.lines += [{"role": "user", "content": line} for line in lines]
        messages, told, done = [system, *self.lines[-10 - len(lines) :]], [TODAY], set()
        for round_number in range(1, 6):
            answer = respond(ChatRequest(messages, self.tools, "none" if round_number == 5 else "auto"))
            if not answer.tool_calls:
                break
            for content in self._use_tools(answer, messages):
                told += leaves(content)
                done.add(_LABELS.get(content.get("status", ""), ""))
        assert answer.text
        grounds = Grounds(told, done | ({"appointments_shown"} if told else set()), "", [])
        assert examine(answer.text, grounds) == [], (answer.text, told)
        self.lines.append({"role": "assistant", "content": answer.text})
        return answer.text

    def _use_tools(self, answer: ChatAnswer, messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
        calls = [
            {"id": c.id, "type": "function", "function": {"name": c.name, "arguments": c.arguments}}
            for c in answer.tool_calls
        ]
        messages.append({"role": "assistant", "content": answer.text, "tool_calls": calls})
        contents = []
        for call in answer.tool_calls:
            given = json.loads(call.arguments)
            self.calls.append((call.name, given))
            content: dict[str, Any] = {"status": "saved"}
            if call.name == "manage_appointment":
                content = self.calendar.answer(given)
            elif call.name == "search_knowledge":
                content = {"passages": self.passages}
            messages.append({"role": "tool", "tool_call_id": call.id, "content": json.dumps(content)})
            contents.append(content)
        return contents
