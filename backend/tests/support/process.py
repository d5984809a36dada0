"""The program as a process of its own: what a kill or a second replica means can only be seen so.

Importing the program takes seconds of a processor. So one process imports it, without starting anything, and every
program that a test starts is a fork of that one. `as_command=True` starts `python -m app.main` itself.
"""

import asyncio
import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import httpx

from tests.support.fork import BACKEND, become

_START_SECONDS = 40

_forks = multiprocessing.get_context("forkserver")
_forks.set_forkserver_preload(["tests.support.bare", "app.main", "app.worker", "tests.support.fork"])


class _Fork:
    """A fork, used as an `asyncio.subprocess.Process` is."""

    def __init__(self, module: str, environ: dict[str, str], errors: str) -> None:
        self._process = _forks.Process(target=become, args=(module, environ, errors), daemon=True)

    async def start(self) -> None:
        await asyncio.to_thread(self._process.start)  # the first one waits for the imports

    @property
    def returncode(self) -> int | None:
        return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        assert self._process.pid is not None
        os.kill(self._process.pid, number)

    async def wait(self) -> int:
        ended = asyncio.Event()
        loop = asyncio.get_running_loop()
        loop.add_reader(self._process.sentinel, ended.set)
        try:
            await ended.wait()
        finally:
            loop.remove_reader(self._process.sentinel)
        assert self._process.exitcode is not None
        return self._process.exitcode


class Process:
    """A running program."""

    def __init__(self, process: asyncio.subprocess.Process | _Fork, url: str) -> None:
        self._process = process
        self.url = url

    async def kill(self) -> None:
        """kill -9: no warning, no last words."""
        self._process.send_signal(signal.SIGKILL)
        await self._process.wait()

    async def stop(self) -> int:
        """SIGTERM; the exit code."""
        if self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), 20)

    async def is_ready(self) -> None:
        """Return when it answers."""
        async with httpx.AsyncClient(base_url=self.url) as client, asyncio.timeout(_START_SECONDS):
            while True:
                assert self._process.returncode is None, "the process ended before it was ready"
                try:
                    if (await client.get("/readyz")).status_code == 200:
                        return
                except httpx.HTTPError:
                    pass
                await asyncio.sleep(0.05)


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


async def run_until_it_ends(
    environ: Mapping[str, str], module: str = "app.main", *, as_command: bool = False
) -> tuple[int, str]:
    """(exit code, what it said on standard error) of a process that ends by itself."""
    with TemporaryDirectory() as folder:
        said = Path(folder) / "said"
        said.touch()
        process = await _start(environ, module, str(said), as_command=as_command)
        code = await asyncio.wait_for(process.wait(), _START_SECONDS)
        return code, said.read_text()


@asynccontextmanager
async def running_process(environ: Mapping[str, str], *, as_command: bool = False) -> AsyncIterator[Process]:
    """A program that is ready; killed at the end if it still lives."""
    process = await _start(environ, "app.main", os.devnull, as_command=as_command)
    running = Process(process, f"http://127.0.0.1:{environ['PORT']}")
    try:
        await running.is_ready()
        yield running
    finally:
        if process.returncode is None:
            await running.kill()


async def _start(
    environ: Mapping[str, str], module: str, errors: str, *, as_command: bool
) -> asyncio.subprocess.Process | _Fork:
    inherited = {
        name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")
    }
    if not as_command:
        fork = _Fork(module, inherited | dict(environ), errors)
        await fork.start()
        return fork
    opened = os.open(errors, os.O_WRONLY | os.O_APPEND)
    try:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", module, cwd=BACKEND, env=inherited | dict(environ), stderr=opened,
            stdout=asyncio.subprocess.DEVNULL,
        )  # fmt: skip
    finally:
        os.close(opened)
