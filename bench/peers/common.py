"""What the frameworks' programs share: the words of the turn, the tools, and the loop that is timed.

A program reads its task as one line, says that it is ready, and then for every number that it reads runs so many
turns and prints the processor seconds they took.
"""

import asyncio
import json
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import uvloop

TOOL_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Task:
    """One turn, as the platform had it."""

    system: str
    history: list[tuple[str, str]]
    question: str
    results: list[str]
    model_url: str


Turn = Callable[[], Awaitable[str]]


class Tools:
    """The platform's tools, answering from memory."""

    def __init__(self, results: list[str]) -> None:
        self._results = results
        self.searches = 0

    async def search_knowledge(self, query: str) -> str:  # noqa: ARG002
        """Search the business's own documents: services, prices, opening hours, address, policies and whatever else
        it wrote down. Call it before you state anything about the business. Ask for one thing at a time.
        """
        self.searches += 1
        return self._results[self.searches % len(self._results)]

    async def collect_compliment(self, content: str) -> str:  # noqa: ARG002
        """Keep a customer's praise for the owner, in the customer's words."""
        return "kept"

    async def ask_a_person(self, reason: str, summary: str) -> str:  # noqa: ARG002
        """Fetch a person of the business when the customer asks for one, complains, or cannot be helped."""
        return "fetched"


def main(name: str, make_turn: Callable[[Task, Tools], Turn]) -> None:
    """Run the program."""
    task = Task(**json.loads(sys.stdin.readline()))
    uvloop.run(_serve(name, task, make_turn))


async def _serve(name: str, task: Task, make_turn: Callable[[Task, Tools], Turn]) -> None:
    tools = Tools(task.results)
    turn = make_turn(task, tools)
    await turn()
    print(f"{name} is ready", flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        count, searched = int(line), tools.searches
        before = time.process_time()
        for _ in range(count):
            words = await turn()
        used = time.process_time() - before
        assert words.startswith("Thank you"), words
        assert tools.searches - searched == TOOL_ROUNDS * count
        print(used, flush=True)
