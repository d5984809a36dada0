"""Booking dialogues: a customer's recorded first line, then what they recorded when they are asked for it.

The built-in responder answers, with the program's own loop, guards and booking tool on the embedded PostgreSQL; the
calendar is open at all hours and knows no services. The clock stands at eight in the morning of the set's reference
date. A dialogue counts when an appointment with the gold date and time stands in the table and no other. The customer
says yes to whatever is read back; asked for the same thing twice they answer in figures. An agent without documents:
its search finds nothing.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from typing import Any
from unittest.mock import patch
from uuid import UUID

import asyncpg

from app.agents.tools import Tool, ToolContext, ToolResult, text_parameters
from app.appointments.tools import manage_appointment
from app.brain.guards.examine import Grounds, examine
from app.brain.guards.values import leaves
from app.brain.loop import Final, ToolDone, think
from app.brain.prompt import RULES
from app.llm.offline import OfflineModel
from app.platform import clock
from app.platform.database import Database
from app.platform.ids import new_id
from app.wiring import introduce_listeners
from bench.appointments.cases import lines, set_below
from bench.appointments.load_run import program_database
from bench.report import Row, say

NAME = "sgd_appointments"
_BAR = 0.6
_MOST_TURNS = 12
_LINES_KEPT = 10
_TAGS = ("books", "changed_after_confirm", "booking_failed")
_WORKSPACE, _AGENT, _ACCOUNT = new_id(), new_id(), new_id()
_BUSINESS = (
    ("insert into workspaces (id, slug, name, timezone) values ($1, 'desk', 'Desk', 'UTC')", ()),
    ("insert into booking_settings (workspace_id, hours, notice_minutes, horizon_days, step_minutes, hold_minutes) "
     """select $1, jsonb_object_agg(day, '[["00:00", "24:00"]]'::jsonb), 0, 90, 15, 10 """
     "from unnest(array['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']) day", ()),
    ("insert into agents (id, workspace_id, name, is_active) values ($2, $1, 'Ada', true)", (_AGENT,)),
    ("insert into accounts (id, workspace_id, channel, network_id) values ($2, $1, 'instagram', 'desk')", (_ACCOUNT,)),
)  # fmt: skip
_CUSTOMER = (
    ("insert into contacts (id, workspace_id) values ($2, $1)", ()),
    ("insert into identities (id, workspace_id, contact_id, account_id, network_id) values ($2, $1, $2, $3, $4)",
     (_ACCOUNT, "network")),
    ("insert into threads (id, workspace_id, account_id, identity_id) values ($2, $1, $3, $2)", (_ACCOUNT,)),
    ("insert into conversations (id, workspace_id, thread_id, account_id, contact_id) values ($2, $1, $2, $3, $2)",
     (_ACCOUNT,)),
)  # fmt: skip
_BOOKED = (
    "select starts_at from appointments where workspace_id = $1 and contact_id = $2 and status = 'booked'"
)


@dataclass(frozen=True, slots=True)
class Dialogue:
    """One customer: the first line, what is to be booked, and the words they recorded for it."""

    first_line: str
    today: datetime
    gold: datetime
    day_words: str
    time_words: str
    tags: Sequence[str]


def dialogues(place: Path) -> Iterator[Dialogue]:
    """Those of a single service in which something is booked."""
    for line in lines(place / "dialogues.jsonl"):
        if len(line["services"]) == 1 and line["gold_bookings"]:
            yield _dialogue(line)


def _dialogue(line: dict[str, Any]) -> Dialogue:
    bookings = line["gold_bookings"]
    gold = next((each for each in reversed(bookings) if each["outcome"] == "success"), bookings[-1])
    day, at = gold["appointment_date"], gold["appointment_time"]
    return Dialogue(
        first_line=line["turns"][0]["text"],
        today=datetime.combine(datetime.fromisoformat(line["reference_date"]), time(8), UTC),
        gold=datetime.fromisoformat(f"{day}T{at}+00:00"),
        day_words=_recorded(line, "appointment_date", day),
        time_words=_recorded(line, "appointment_time", at),
        tags=line["tags"],
    )


def _recorded(line: dict[str, Any], slot: str, value: str) -> str:
    """The customer's own words for the value; the value itself where they never said it."""
    said = (
        words
        for turn in line["turns"]
        if turn["speaker"] == "USER"
        for act in turn["acts"]
        if act["slot"] == slot
        for words, canonical in zip(act["values"], act["canonical"], strict=True)
        if canonical == value
    )
    return next(said, value)


async def measure(folder: Path, most: int | None = None) -> list[Row]:
    """How often the gold booking is made: of all, against the bar, and by tag."""
    place = set_below(folder, NAME)
    if place is None:
        return []
    chosen = list(dialogues(place))[:most]
    introduce_listeners()
    booked: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    async with program_database() as (database, owner):
        for statement, values in _BUSINESS:
            await owner.execute(statement, _WORKSPACE, *values)
        for dialogue in chosen:
            customer = _Customer(database, owner, dialogue)
            end = await customer.talk()
            ends[end] += 1
            booked.update(tag for tag in dialogue.tags if end == "right")
            await owner.execute("delete from appointments")
    say("  how the dialogues end: " + ", ".join(f"{end} {count}" for end, count in ends.most_common()))
    count, right = len(chosen), ends["right"]
    rows = [
        Row("dialogues booked as wished", right / count, "share", None, None, None, count, None, f">= {_BAR}",
            right / count >= _BAR)
    ]  # fmt: skip
    for tag in _TAGS:
        tagged = sum(tag in dialogue.tags for dialogue in chosen)
        if tagged:
            rows.append(
                Row(f"dialogues booked as wished: {tag}", booked[tag] / tagged, "share", None, None, None, tagged, None,
                    "printed", True)
            )  # fmt: skip
    return rows


class _Customer:
    """One customer's conversation."""

    def __init__(
        self, database: Database, owner: "asyncpg.Connection[asyncpg.Record]", dialogue: Dialogue
    ) -> None:
        self._database = database
        self._owner = owner
        self._dialogue = dialogue
        self._id: UUID = new_id()
        self._lines: list[dict[str, Any]] = []
        self._asked: Counter[str] = Counter()

    async def talk(self) -> str:
        """How it ends: right, wrong, blocked (the guards held an answer back), lost (nothing was asked) or endless."""
        for statement, values in _CUSTOMER:
            rest = [str(self._id) if value == "network" else value for value in values]
            await self._owner.execute(statement, _WORKSPACE, self._id, *rest)
        line: str | None = self._dialogue.first_line
        for _ in range(_MOST_TURNS):
            if line is None:
                return "lost"
            answer = await self._answer(line)
            if answer is None:
                return "blocked"
            if found := await self._owner.fetch(_BOOKED, _WORKSPACE, self._id):
                return "right" if [row["starts_at"] for row in found] == [self._dialogue.gold] else "wrong"
            line = self._next(answer)
        return "endless"

    def _next(self, answer: str) -> str | None:
        """What the customer says to what they are asked; None: they were asked nothing that they know."""
        question = re.split(r"[.!\n]", answer.strip())[-1].casefold()
        if "shall i book" in question:
            return "Yes."
        if "name" in question:
            return "Alex Smith"
        said = [self._slot(slot) for slot in ("day", "time") if re.search(rf"\b{slot}\b", question)]
        return " at ".join(said) or None

    def _slot(self, slot: str) -> str:
        self._asked[slot] += 1
        gold = self._dialogue.gold
        if slot == "day":
            return self._dialogue.day_words if self._asked[slot] == 1 else f"{gold:%Y-%m-%d}"
        return self._dialogue.time_words if self._asked[slot] == 1 else f"{gold:%H:%M}"

    async def _answer(self, line: str) -> str | None:
        """One turn, as the brain makes it; what it did becomes true with the answer."""
        self._lines.append({"role": "user", "content": line})
        today = f"It is {self._dialogue.today:%A, %d %B %Y, %H:%M} (UTC) where the business is."
        system = {"role": "system", "content": f"Business: Desk\n\n{today}\n\n{RULES}"}
        context = ToolContext(_WORKSPACE, _AGENT, self._id, self._id, self._id)
        tools = [manage_appointment(self._database), *_other_tools()]
        done: list[ToolResult] = []
        text = ""
        with patch.object(clock, "now", lambda: self._dialogue.today):
            async for step in think(
                OfflineModel(), [system, *self._lines[-_LINES_KEPT - 1 :]], tools, context
            ):
                if isinstance(step, ToolDone) and step.result:
                    done.append(step.result)
                elif isinstance(step, Final):
                    text = step.text
            labels = {label for each in done for label in (each.result, *each.proves) if label}
            told = [leaf for each in done for leaf in leaves(each.content)]
            if examine(text, Grounds([today, *told], labels, RULES, [tool.name for tool in tools])):
                return None
            async with self._database.tenant_road(_WORKSPACE) as connection:
                for each in done:
                    if each.effect:
                        await each.effect(connection)
        self._lines.append({"role": "assistant", "content": text})
        return text


def _other_tools() -> list[Tool]:
    async def nothing(_: ToolContext, __: dict[str, Any]) -> ToolResult:
        return ToolResult({"passages": []})

    async def fetch(_: ToolContext, __: dict[str, Any]) -> ToolResult:
        return ToolResult({"status": "escalated"})

    return [
        Tool("search_knowledge", "", text_parameters(query=""), nothing),
        Tool("ask_a_person", "", text_parameters(reason="", summary=""), fetch),
    ]
