"""A request as a model sees it, read: who said what, what time it is, what the tools brought."""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from app.reach import without_ways

MAX_LINES, MAX_CHARACTERS = 12, 1500  # of one turn, and of one line: reading must stay quick
_BUSINESS = re.compile(r"^\s*business(?: name)?:\s*(\S.{0,80})$", re.IGNORECASE | re.MULTILINE)
_NOW = re.compile(r"^It is \w+, (\d\d \w+ \d{4}, \d\d:\d\d) \(([\w/+-]+)\)", re.MULTILINE)


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

    def results_of(self, tool: str) -> list[tuple[dict[str, Any], dict[str, Any]]]:
        """What this tool was asked in this turn, and what it returned."""
        return [(given, told) for name, given, told in self.results if name == tool]


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
    if found is None:
        return None
    try:
        return datetime.strptime(found[1], "%d %B %Y, %H:%M").replace(tzinfo=ZoneInfo(found[2]))
    except (ValueError, KeyError):  # no such day, no such zone
        return None


def _results(messages: Sequence[dict[str, Any]]) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    calls = [call for message in messages for call in message.get("tool_calls") or ()]
    made = {call.get("id"): call.get("function") or {} for call in calls}
    told = [(made.get(m.get("tool_call_id"), {}), _text(m)) for m in messages if m.get("role") == "tool"]
    return [(str(call.get("name")), _read(call.get("arguments")), _read(text)) for call, text in told]


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
        parts = (part for part in content if isinstance(part, dict) and part.get("type") == "text")
        return " ".join(str(part.get("text", "")) for part in parts)
    return content if isinstance(content, str) else ""
