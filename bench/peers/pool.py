"""Installing and asking the frameworks. Runs in the bench's own environment; the programs run in theirs."""

import asyncio
import hashlib
import json
import shutil
import subprocess
import sys
from asyncio.subprocess import Process
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.processes import REPOSITORY, BenchError, clean_environment, read_line, running
from bench.report import say

_ENVIRONMENT = REPOSITORY / ".venv-bench-peers"
_REQUIREMENTS = Path(__file__).with_name("requirements.txt")
_PROGRAMS = {
    "LangGraph": "langgraph_loop",
    "pydantic-ai": "pydantic_ai_loop",
    "openai-agents": "openai_agents_loop",
}
_TURNS_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Exchange:
    """One turn's worth of words, as the platform exchanged them with the model."""

    system: str
    history: list[tuple[str, str]]
    """(role, content), oldest first."""
    question: str
    results: list[str]
    """What its retrieval found, round by round."""


@dataclass(frozen=True, slots=True)
class Peer:
    """One framework, running."""

    name: str
    process: Process
    log: Path

    async def turns(self, count: int) -> float:
        """Run so many turns; processor seconds (user and system) for each."""
        assert self.process.stdin is not None
        self.process.stdin.write(f"{count}\n".encode())
        return float(await read_line(self.process, self.log, within=_TURNS_SECONDS)) / count


@asynccontextmanager
async def peers(folder: Path, model_url: str, exchange: Exchange) -> AsyncIterator[list[Peer]]:
    """Every framework, ready to run turns against the model."""
    python = await asyncio.to_thread(_install)
    task = json.dumps(asdict(exchange) | {"model_url": model_url}) + "\n"
    silent = clean_environment(
        OPENAI_AGENTS_DISABLE_TRACING="1", LANGSMITH_TRACING="false", DO_NOT_TRACK="1", OPENAI_API_KEY="bench"
    )
    async with AsyncExitStack() as stack:
        started = []
        for name, program in _PROGRAMS.items():
            log = folder / f"{program}.log"
            process = await stack.enter_async_context(
                running("-m", f"bench.peers.{program}", log=log, environment=silent, python=python)
            )
            assert process.stdin is not None
            process.stdin.write(task.encode())
            say(f"  peer: {await read_line(process, log)}")
            started.append(Peer(name, process, log))
        yield started


def _install() -> Path:
    """Make the frameworks' environment unless it is the one that the requirements ask for; its Python."""
    python = _ENVIRONMENT / "bin" / "python"
    mark = _ENVIRONMENT / ".installed"
    wanted = hashlib.sha256(_REQUIREMENTS.read_bytes()).hexdigest()
    if python.exists() and mark.exists() and mark.read_text() == wanted:
        return python
    say("  installing the agent frameworks (once) ...")
    _do(sys.executable, "-m", "venv", "--clear", str(_ENVIRONMENT))
    uv = shutil.which("uv", path=str(Path(sys.executable).parent)) or shutil.which("uv")
    install = ("install", "--quiet", "--require-hashes", "-r", str(_REQUIREMENTS))
    if uv is None or not _done(uv, "pip", *install, "--python", str(python)):
        _do(str(python), "-m", "pip", "--disable-pip-version-check", *install)
    mark.write_text(wanted)
    return python


def _done(*command: str) -> bool:
    return subprocess.run(command, check=False, capture_output=True).returncode == 0


def _do(*command: str) -> None:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    if done.returncode:
        raise BenchError(f"{' '.join(command)} failed: {done.stderr[-2000:]}")
