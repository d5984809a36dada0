"""A request as a model sees it, read: who said what, what time it is, what the tools brought."""

import json
import re
from calendar import month_name
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.reach import without_ways

MAX_LINES, MAX_CHARACTERS = 12, 1500  # of one turn, and of one line: reading must stay quick
_BUSINESS = re.compile(r"^\s*business(?: name)?:\s*(\S.{0,80})$", re.IGNORECASE | re.MULTILINE)
_NOW = re.compile(r"^It is \w+, (\d\d) (\w+) (\d{4}), (\d\d):(\d\d) \(([\w/+-]+)\)", re.MULTILINE)


@dataclass(frozen=True)
class Turn:
    """A request, read: what the customer said and nobody has answered, and what the tools brought since."""

    business: str
    said: list[str]
    past: list[tuple[bool, str]]
    """Every line before, and whether it is ours."""
    now: datetime | None
    """On the business's clock."""
    results: list[tuple[str, dict[str, Any], dict[str, Any]]]
    """What tools returned in this turn: name, arguments, result; what is no JSON object counts as nothing."""

    @property
    def before(self) -> list[str]:
        """What the customer said in earlier turns."""
        return [line for is_ours, line in self.past if not is_ours]

    @property
    def last_answer(self) -> str:
        """Our last line."""
        return next((line for is_ours, line in reversed(self.past) if is_ours), "")

    def results_of(self, tool: str) -> list[dict[str, Any]]:
        """What this tool returned in this turn."""
        return [result for name, _, result in self.results if name == tool]


def read_turn(messages: Sequence[dict[str, Any]]) -> Turn:
    """Several customer messages in a row are one turn; tool results count from the last of them on."""
    last = max((i for i, message in enumerate(messages) if message.get("role") == "user"), default=-1)
    first = last
    while first > 0 and messages[first - 1].get("role") == "user":
        first -= 1
    past = messages[: max(first, 0)]
    system = "\n".join(_text(m) for m in messages if m.get("role") in ("system", "developer"))
    named = _BUSINESS.search(system)
    spoken = [m for m in past if m.get("role") in ("user", "assistant") and _text(m).strip()]
    return Turn(
        business=named[1].strip() if named else "",
        said=[_line(m) for m in messages[max(first, 0) : last + 1] if _text(m).strip()][-MAX_LINES:],
        past=[(m.get("role") == "assistant", _line(m)) for m in spoken[-2 * MAX_LINES :]],
        now=_clock(system),
        results=_results(messages[last + 1 :]),
    )


def _clock(system: str) -> datetime | None:
    """Day and time where the business is, as the instructions tell it."""
    found = _NOW.search(system)
    if found is None or found[2] not in month_name:
        return None
    day, month, year, hour, minute = found[1], list(month_name).index(found[2]), found[3], found[4], found[5]
    try:
        return datetime(int(year), month, int(day), int(hour), int(minute), tzinfo=ZoneInfo(found[6]))
    except (ValueError, KeyError):  # no such day, no such zone
        return None


def _results(messages: Sequence[dict[str, Any]]) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    calls = {
        call.get("id"): call.get("function") or {}
        for message in messages
        for call in message.get("tool_calls") or ()
    }
    results = []
    for message in messages:
        if message.get("role") == "tool":
            call = calls.get(message.get("tool_call_id"), {})
            results.append((str(call.get("name")), _read(call.get("arguments")), _read(_text(message))))
    return results


def _read(text: Any) -> dict[str, Any]:
    try:
        content = json.loads(text)
    except (ValueError, TypeError):
        return {}
    return content if isinstance(content, dict) else {}


def _line(message: dict[str, Any]) -> str:
    # Where to be written to, or called, is nothing to answer or to look for.
    return without_ways(_text(message)[:MAX_CHARACTERS])


def _text(message: dict[str, Any]) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return " ".join(
            str(p.get("text", "")) for p in content if isinstance(p, dict) and p.get("type") == "text"
        )
    return content if isinstance(content, str) else ""
