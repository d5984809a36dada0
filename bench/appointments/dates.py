"""How often the first day or time of a sentence is read right: ours and the libraries, by the same rules."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from app.when import read
from bench.appointments.cases import LANGUAGES, Case
from bench.appointments.libraries import answers
from bench.report import Row, say

RIGHT, WRONG, UNSURE, SILENT = "right", "wrong", "unsure", "silent"
MOST_WRONG = 0.10
OURS = "ours"


def measure(cases: Sequence[Case]) -> list[Row]:
    """Two rows a language: the share that is right, against the best library, and the share that is wrong."""
    meant = [case for case in cases if case.kind != "none"]
    read_by_libraries = answers(meant)
    rows: list[Row] = []
    for language in LANGUAGES:
        chosen = [
            (case, theirs)
            for case, theirs in zip(meant, read_by_libraries, strict=True)
            if case.language == language
        ]
        if chosen:
            rows += _language(language, chosen)
    for language in LANGUAGES:
        rows += _nothing_meant(
            language, [case for case in cases if case.kind == "none" and case.language == language]
        )
    return rows


def _language(language: str, chosen: Sequence[tuple[Case, Mapping[str, Any]]]) -> list[Row]:
    verdicts = {OURS: Counter(our_verdict(case) for case, _ in chosen)}
    for engine in chosen[0][1]:
        verdicts[engine] = Counter(their_verdict(case, theirs[engine]) for case, theirs in chosen)
    count = len(chosen)
    for name, tally in verdicts.items():
        shares = ", ".join(f"{kind} {tally[kind] / count:.3f}" for kind in (RIGHT, WRONG, UNSURE, SILENT))
        say(f"  dates {language}, {name}: {shares} (n={count})")
    peer = max((name for name in verdicts if name != OURS), key=lambda name: verdicts[name][RIGHT])
    right, wrong = verdicts[OURS][RIGHT] / count, verdicts[OURS][WRONG] / count
    best, peer_wrong = verdicts[peer][RIGHT] / count, verdicts[peer][WRONG] / count
    return [
        Row(f"dates {language}: right", right, "share", peer, best, right / best if best else None, count, None,
            ">= best library", right >= best),
        Row(f"dates {language}: wrong", wrong, "share", peer, peer_wrong, wrong / peer_wrong if peer_wrong else None,
            count, None, f"<= {MOST_WRONG}", wrong <= MOST_WRONG),
    ]  # fmt: skip


def our_verdict(case: Case) -> str:
    """Wrong is whatever it is sure of and is not so, a day or time that nobody said too; a question is not wrong."""
    said = read(case.text, case.language, case.now)  # type: ignore[arg-type]
    said = said.choices[0] if said.choices else said
    if not (said.anything or said.now):
        return SILENT
    if said.no_such_day:
        return RIGHT if not case.gold else WRONG
    day = said.day.isoformat() if said.day else None
    clock = f"{said.time:%H:%M}" if said.time else None
    if said.now and not said.anything:
        return _verdict(case, case.now.date().isoformat(), f"{case.now:%H:%M}")
    if case.alone and ((case.kind == "date" and clock) or (case.kind == "time" and day)):
        return WRONG
    return _verdict(case, day, clock)


def their_verdict(case: Case, answer: Mapping[str, str] | None) -> str:
    """A library that gives a whole moment where only a day was said is judged by the day."""
    if answer is None:
        return SILENT
    value = answer["value"].replace("T", " ")
    if value == "not resolved":
        return RIGHT if not case.gold else WRONG
    day = value[:10] if answer["kind"] != "time" else None
    clock = value.split(" ")[-1][:5] if answer["kind"] != "date" else None
    return _verdict(case, day, clock)


def _verdict(case: Case, day: str | None, clock: str | None) -> str:
    if case.kind == "date":
        said, gold = [day], [(each,) for each in case.gold]
    elif case.kind == "time":
        said, gold = [clock], [(each,) for each in case.gold]
    else:
        said, gold = [day, clock], [(each[:10], each[11:16]) for each in case.gold]
    if any(tuple(said) == each for each in gold):
        return RIGHT
    possible = any(all(one in (None, other) for one, other in zip(said, each, strict=True)) for each in gold)
    return UNSURE if possible or not any(said) else WRONG


def _nothing_meant(language: str, cases: Sequence[Case]) -> list[Row]:
    """Sentences in which nothing is to be found: how often something is claimed all the same. Printed, no bar."""
    if not cases:
        return []
    claimed = 0
    for case in cases:
        said = read(case.text, language, case.now)  # type: ignore[arg-type]
        claimed += bool(said.day or said.time or said.no_such_day)
    share = claimed / len(cases)
    return [
        Row(f"dates {language}: claimed where nothing is said", share, "share", None, None, None, len(cases), None,
            "printed", True)
    ]  # fmt: skip
