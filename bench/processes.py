"""Programs that a measure needs: started, waited for, watched, and ended with us. Linux only (/proc)."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import sys
import tempfile
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
_TICKS_A_SECOND = os.sysconf("SC_CLK_TCK")
_STOP_SECONDS = 20
_START_SECONDS = 60
_LONGEST_LINE = 2**24


class BenchError(Exception):
    """The measure could not be made; says why."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that is gone afterwards. The embedded PostgreSQL's user passes through it."""
    folder = Path(tempfile.mkdtemp(prefix="frontdesk-bench-"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def free_port() -> int:
    """A port that nobody listened on a moment ago."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


def clean_environment(**more: str) -> dict[str, str]:
    """What programs need of ours, and nothing that could be a setting of the platform."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    path = os.pathsep.join((str(REPOSITORY / "backend"), str(REPOSITORY)))
    return kept | {"LANG": "C.UTF-8", "PYTHONPATH": path} | more


@asynccontextmanager
async def running(
    *command: str, log: Path, environment: Mapping[str, str] | None = None, python: Path | None = None
) -> AsyncIterator[Process]:
    """A Python program with pipes to and from it; SIGTERM at the end. What it says on standard error is in `log`."""
    with log.open("ab") as log_file:
        process = await asyncio.create_subprocess_exec(
            *_ends_with_us(), str(python or sys.executable), *command,
            stdin=PIPE, stdout=PIPE, stderr=log_file, limit=_LONGEST_LINE,
            cwd=REPOSITORY / "backend", env=clean_environment() if environment is None else environment,
        )  # fmt: skip
    try:
        yield process
    finally:
        await _end(process)


def _ends_with_us() -> list[str]:
    return ["setpriv", "--pdeathsig", "TERM", "--"] if shutil.which("setpriv") else []


async def _end(process: Process) -> None:
    if process.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            process.send_signal(signal.SIGTERM)
    try:
        await asyncio.wait_for(process.wait(), _STOP_SECONDS)
    except TimeoutError:
        process.kill()
        await process.wait()


async def read_line(process: Process, log: Path, *, within: float = _START_SECONDS) -> str:
    """The next line of its standard output; `BenchError` with the end of its log when it ends instead."""
    assert process.stdout is not None
    try:
        line = await asyncio.wait_for(process.stdout.readline(), within)
    except TimeoutError:
        raise BenchError(f"A program said nothing for {within:.0f} s.\n{tail(log)}") from None
    if not line:
        raise BenchError(f"A program ended too early.\n{tail(log)}")
    return line.decode().rstrip("\n")


async def run_job(*command: str, job: bytes, log: Path, within: float) -> bytes:
    """Give a program its job and take its whole answer."""
    async with running(*command, log=log) as process:
        try:
            answer, _ = await asyncio.wait_for(process.communicate(job), within)
        except TimeoutError:
            raise BenchError(f"{' '.join(command)} took longer than {within:.0f} s.\n{tail(log)}") from None
    if process.returncode:
        raise BenchError(f"{' '.join(command)} failed.\n{tail(log)}")
    return answer


def tail(log: Path) -> str:
    """The end of a log."""
    return log.read_text(errors="replace")[-3000:] if log.exists() else ""


@dataclass(frozen=True, slots=True)
class Cpu:
    """Processor time, user and system, in seconds."""

    platform: float
    postgres: float

    def __sub__(self, earlier: "Cpu") -> "Cpu":
        return Cpu(self.platform - earlier.platform, self.postgres - earlier.postgres)


def cpu_of(pid: int) -> Cpu:
    """What a process and everything it started have used so far, PostgreSQL's processes counted apart."""
    stats = dict(_all_processes())
    platform = postgres = 0
    for each in _family(pid, stats):
        name, _, ticks = stats[each]
        if name == "postgres":
            postgres += ticks
        else:
            platform += ticks
    return Cpu(platform / _TICKS_A_SECOND, postgres / _TICKS_A_SECOND)


async def busy_cores(seconds: float = 1.0) -> float:
    """How many cores of this machine are at work on average, looking for so many seconds."""
    before = _idle_ticks()
    await asyncio.sleep(seconds)
    idle = (_idle_ticks() - before) / _TICKS_A_SECOND / seconds
    return max(0.0, (os.cpu_count() or 1) - idle)


def _idle_ticks() -> int:
    fields = Path("/proc/stat").read_text().split("\n", 1)[0].split()
    return int(fields[4]) + int(fields[5])


def _family(pid: int, stats: Mapping[int, tuple[str, int, int]]) -> Iterator[int]:
    yield pid
    for child, (_, parent, _) in stats.items():
        if parent == pid:
            yield from _family(child, stats)


def _all_processes() -> Iterator[tuple[int, tuple[str, int, int]]]:
    """(pid, (name, parent, ticks of itself and of its children that have ended))."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(FileNotFoundError, ProcessLookupError):
                name, rest = (folder / "stat").read_text().split("(", 1)[1].rsplit(")", 1)
                fields = rest.split()
                yield int(folder.name), (name, int(fields[1]), sum(map(int, fields[11:15])))
