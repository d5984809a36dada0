"""Reads the sets of dates in words that lie below a folder (their README tells the format)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

LANGUAGES = ("en", "es", "tr")
_KINDS = ("date", "time", "datetime")


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence whose first day or time is known. `kind` none: there is nothing to be read in it."""

    language: str
    text: str
    now: datetime
    kind: str
    """date, time, datetime or none."""
    gold: frozenset[str]
    """The future readings (ISO, minutes); two where the half of the day is open. Empty: no such day."""
    span: str
    """Its exact words."""
    alone: bool
    """Nothing else of time is in the sentence."""


def set_below(folder: Path, name: str) -> Path | None:
    """Where the set is: below the folder, or the folder itself."""
    if folder.name == name:
        return folder
    return next(iter(sorted(path for path in folder.rglob(name) if path.is_dir())), None)


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a file."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield json.loads(line)


def cases(place: Path) -> list[Case]:
    """The verified ones in the languages of the product: with a first date or time, or with nothing at all."""
    return [
        case
        for line in lines(place / "cases.jsonl")
        if line["verified"] and line["lang"] in LANGUAGES and (case := _case(line))
    ]


def _case(line: dict[str, Any]) -> Case | None:
    now = datetime.fromisoformat(line["reference"]).replace(tzinfo=None)
    found = [each for each in line["expected"] if each["type"].split(".")[-1] in _KINDS]
    if not line["expected"]:
        return Case(line["lang"], line["input"], now, "none", frozenset(), "", alone=True)
    if not found:
        return None
    first = found[0]
    span = line["input"][first["start"] : first["end"]] if "start" in first else first["text"]
    kind = first["type"].split(".")[-1]
    return Case(
        line["lang"],
        line["input"],
        now,
        kind,
        _future(first["values"], kind),
        span,
        len(line["expected"]) == 1,
    )


def _future(values: list[dict[str, Any]], kind: str) -> frozenset[str]:
    """Readings of one timex come past first, then future."""
    latest = {each.get("timex", ""): each.get("value", "") for each in values}
    return frozenset(_minutes(value, kind) for value in latest.values() if value and value != "not resolved")


def _minutes(value: str, kind: str) -> str:
    """Without seconds. A task's time of day may come with its day, which nobody said."""
    value = value.replace("T", " ")
    if kind == "time":
        return value.split(" ")[-1][:5]
    return value[:16]
