"""Child processes that never outlive their parent."""

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1


def _die_with_parent() -> None:
    """Runs in the child: when the parent dies, however it dies, the kernel sends SIGTERM."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Child:
    """A Python module that runs as a process of its own, with its words in a log file."""

    def __init__(
        self, name: str, process: asyncio.subprocess.Process, log: IO[bytes], log_file: Path, log_start: int
    ) -> None:
        self.name, self.log_file = name, log_file
        self._process, self._log = process, log
        self._log_start = log_start

    @classmethod
    async def start(
        cls,
        name: str,
        arguments: Sequence[str],
        *,
        environment: Mapping[str, str],
        folder: Path,
        log_file: Path,
    ) -> "Child":
        """`python -m <arguments>` in this folder. A session of its own keeps the terminal's Ctrl-C away from it."""
        log_file.parent.mkdir(parents=True, exist_ok=True)
        log = log_file.open("ab")
        log_start = log.tell()  # now: the child's words move the place of the file they share
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *arguments,
            cwd=folder,
            env=dict(environment),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            preexec_fn=_die_with_parent,
        )
        return cls(name, process, log, log_file, log_start)

    @property
    def exit_code(self) -> int | None:
        """None while it runs; a signal's number is negative."""
        return self._process.returncode

    async def ended(self) -> int:
        """Its exit code, as soon as it has one."""
        return await self._process.wait()

    async def stop(self, seconds: float) -> None:
        """Ask it to end, wait this long, then kill it."""
        if self.exit_code is None:
            with contextlib.suppress(ProcessLookupError):
                self._process.terminate()
            try:
                async with asyncio.timeout(seconds):
                    await self._process.wait()
            except TimeoutError:
                with contextlib.suppress(ProcessLookupError):
                    os.killpg(self._process.pid, signal.SIGKILL)
                await self._process.wait()
        self._log.close()

    def last_words(self) -> str:
        """The last line that this run of it wrote."""
        with self.log_file.open("rb") as log:
            log.seek(self._log_start)
            lines = [
                line.strip() for line in log.read().decode(errors="replace").splitlines() if line.strip()
            ]
        return lines[-1] if lines else "It said nothing."
