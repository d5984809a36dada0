"""Golden questions: does the demo business's agent find and say what it must, and what is another than last time?

The real platform with its built-in responder, the demo's two documents, handed in through the public API, and a run of
golden questions with answers. What came of each question is kept in `golden.json` beside this file.
"""

import asyncio
import json
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx
from sandbox.demo_documents import demo_documents

from bench import stand_ins
from bench.platform import platform
from bench.processes import BenchError, scratch_folder
from bench.report import Row, say

KEPT = Path(__file__).with_name("golden.json")
_DONE_SECONDS = 120
_QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "How much is a women's haircut?": ("€48",),
    "What does a men's haircut cost?": ("€32",),
    "how much for kids?": ("€22",),
    "How long does a balayage take and what does it cost?": ("€165",),
    "What is the price of highlights for half of the head?": ("€85",),
    "Do you do bridal styling?": ("€180",),
    "When do you open on Saturday?": ("9:00 to 16:00",),
    "Are you open on Mondays?": ("closed",),
    "Where is your salon?": ("18 Linden Street",),
    "Is there parking?": ("courtyard",),
    "What happens if I cancel on the same day?": ("half of the price",),
    "Do I have to pay a deposit?": ("€30",),
    "Do I need a patch test before colouring?": ("48 hours",),
    "How long is a gift card valid?": ("three years",),
    "Can I pay by card?": ("cards",),
    "Is there a student discount?": ("10 %",),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether all that a question expects was found in the documents, and said in the answer."""

    found: bool
    said: bool


async def measure() -> list[Row]:
    """Two rows: questions found, and questions answered."""
    say("Golden questions of the demo business")
    with scratch_folder() as folder:
        async with (
            stand_ins.instagram(folder) as graph,
            platform(folder, graph_url=graph.url, model_url=None, quiet_seconds=0, most_seconds=0) as ours,
            httpx.AsyncClient(base_url=ours.url, headers=ours.headers, timeout=20) as http,
        ):
            now = await _run(http)
    before = _last()
    for question, outcome in now.items():
        if (change := _told(outcome, before.get(question))) is not None:
            say(f"  {change}: {question}")
    KEPT.write_text(json.dumps({name: asdict(each) for name, each in now.items()}, indent=1) + "\n")
    return [
        _row(
            "found", {name: each.found for name, each in now.items()}, {n: b.found for n, b in before.items()}
        ),
        _row(
            "answered",
            {name: each.said for name, each in now.items()},
            {n: b.said for n, b in before.items()},
        ),
    ]


async def _run(http: httpx.AsyncClient) -> dict[str, Outcome]:
    agent_id = (await _ask(http, "POST", "/api/agents", {"name": "Luna"}))["id"]
    documents = f"/api/agents/{agent_id}/documents"
    for name, content in demo_documents().items():
        (await http.post(documents, files={"file": (name, content)})).raise_for_status()
    await _until(http, documents, lambda page: all(each["status"] == "ready" for each in page["items"]))
    for question, expected in _QUESTIONS.items():
        wish = {"agent_id": agent_id, "question": question, "expected": list(expected)}
        await _ask(http, "POST", "/api/golden-questions", wish)
    run = await _ask(http, "POST", "/api/golden-questions/runs", {"agent_id": agent_id, "with_answers": True})
    path = f"/api/golden-questions/runs/{run['id']}"
    done = await _until(http, path, lambda run: run["status"] in ("done", "failed"))
    found = {each["question"]: each["expected"] for each in done["results"]}
    if found.keys() != _QUESTIONS.keys():
        raise BenchError("The run did not work.")
    return {
        question: Outcome(
            all(each["found"] for each in found[question]), all(each["said"] for each in found[question])
        )
        for question in _QUESTIONS
    }


async def _ask(http: httpx.AsyncClient, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    answer = await http.request(method, path, json=body)
    if answer.status_code >= 400:
        raise BenchError(f"{method} {path} was answered with {answer.status_code}: {answer.text}")
    return answer.json()


async def _until(http: httpx.AsyncClient, path: str, is_done: Any) -> Any:
    deadline = time.monotonic() + _DONE_SECONDS
    while not is_done(shown := await _ask(http, "GET", path)):
        if time.monotonic() > deadline:
            raise BenchError(f"{path} was not done after {_DONE_SECONDS} s: {shown}")
        await asyncio.sleep(0.2)
    return shown


def _last() -> dict[str, Outcome]:
    """What the last run kept; nothing where there was none."""
    if not KEPT.exists():
        return {}
    return {question: Outcome(**each) for question, each in json.loads(KEPT.read_text()).items()}


def _told(now: Outcome, before: Outcome | None) -> str | None:
    """What there is to say of a question: what changed, else what it lacks."""
    lacks = "not found" if not now.found else "not answered" if not now.said else None
    if before is None or before == now:
        return lacks
    better = (now.found, now.said) > (before.found, before.said)
    return f"{'better' if better else 'worse'} than last time ({lacks or 'answered now'})"


def _row(what: str, now: Mapping[str, bool], before: Mapping[str, bool]) -> Row:
    kept = sum(now.values())
    asked_before = [question for question in now if question in before]
    lost = [question for question in asked_before if before[question] and not now[question]]
    return Row(
        measure=f"golden questions {what}",
        value=kept,
        unit="questions",
        peer="the last run" if asked_before else None,
        peer_value=sum(before[question] for question in asked_before) if asked_before else None,
        ratio=None,
        n=len(now),
        spread=None,
        bar="none lost since the last run",
        holds=not lost,
    )
