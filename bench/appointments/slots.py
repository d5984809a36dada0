"""Which words say a day and which a time, in booking conversations: F1 of overlapping spans. Printed, no bar."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from app.when import read
from bench.appointments.cases import lines, set_below
from bench.report import Row

NAMES = ("restaurants8k", "nlupp")
_NOW = datetime(2022, 3, 15, 9)  # noqa: DTZ001 - on the business's clock, like nlupp's reference
_KINDS = {"date": ("date", "date_from", "date_to"), "time": ("time", "time_from", "time_to")}

Spans = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Utterance:
    """One message and the places of its dates and times; `asked`: what the assistant had just asked for."""

    text: str
    asked: Literal["day", "time"] | None
    gold: dict[str, Spans]


def measure(folder: Path) -> list[Row]:
    """A row for dates and one for times of every set below the folder."""
    rows: list[Row] = []
    for name in NAMES:
        if place := set_below(folder, name):
            rows += _rows(name, list(_utterances(name, place)))
    return rows


def _rows(name: str, utterances: Sequence[Utterance]) -> list[Row]:
    tally = {kind: Tally() for kind in _KINDS}
    for utterance in utterances:
        said = read(utterance.text, "en", _NOW, asked=utterance.asked)
        for kind, spans in (("date", said.day_words), ("time", said.time_words)):
            tally[kind].add(spans, utterance.gold[kind])
    return [
        Row(f"{name}: F1 of {kind}s", each.f1, "F1", None, None, None, each.gold, None, "printed", True)
        for kind, each in tally.items()
    ]


@dataclass(slots=True)
class Tally:
    """Spans so far: how many there are, were found, and overlap one of the other side."""

    gold: int = 0
    found: int = 0
    gold_hit: int = 0
    found_hit: int = 0

    def add(self, found: Spans, gold: Spans) -> None:
        """Of one message."""
        self.gold += len(gold)
        self.found += len(found)
        self.gold_hit += sum(any(_overlap(span, each) for each in found) for span in gold)
        self.found_hit += sum(any(_overlap(span, each) for each in gold) for span in found)

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        precision, recall = self.found_hit / max(self.found, 1), self.gold_hit / max(self.gold, 1)
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _overlap(left: tuple[int, int], right: tuple[int, int]) -> bool:
    return left[0] < right[1] and right[0] < left[1]


def _utterances(name: str, place: Path) -> Iterator[Utterance]:
    for line in lines(place / "utterances.jsonl"):
        yield _restaurants8k(line) if name == "restaurants8k" else _nlupp(line)


def _restaurants8k(line: dict[str, Any]) -> Utterance:
    asked: dict[str, Literal["day", "time"]] = {"date": "day", "time": "time"}
    wanted = [each for each in line["requested_slots"] if each in asked]
    gold = {
        kind: [(each["start"], each["end"]) for each in line["slots"] if each["slot"] == kind]
        for kind in _KINDS
    }
    return Utterance(line["text"], asked[wanted[0]] if len(wanted) == 1 else None, gold)


def _nlupp(line: dict[str, Any]) -> Utterance:
    slots = line["slots"]
    gold = {
        kind: [(slots[name]["span"][0], slots[name]["span"][1]) for name in names if name in slots]
        for kind, names in _KINDS.items()
    }
    return Utterance(line["text"], None, gold)
