"""The program as a process of its own: what a kill or a second replica means can only be seen so."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import httpx

BACKEND = Path(__file__).resolve().parents[2]
_START_SECONDS = 40


class Process:
    """A running `python -m app.main`."""

    def __init__(self, process: asyncio.subprocess.Process, url: str) -> None:
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


async def run_until_it_ends(environ: Mapping[str, str], module: str = "app.main") -> tuple[int, str]:
    """(exit code, what it said on standard error) of a process that ends by itself."""
    process = await _start(environ, module, asyncio.subprocess.PIPE)
    _, said = await asyncio.wait_for(process.communicate(), _START_SECONDS)
    assert process.returncode is not None
    return process.returncode, said.decode()


@asynccontextmanager
async def running_process(environ: Mapping[str, str]) -> AsyncIterator[Process]:
    """A program that is ready; killed at the end if it still lives."""
    process = await _start(environ, "app.main", asyncio.subprocess.DEVNULL)
    running = Process(process, f"http://127.0.0.1:{environ['PORT']}")
    try:
        await running.is_ready()
        yield running
    finally:
        if process.returncode is None:
            await running.kill()


async def _start(environ: Mapping[str, str], module: str, errors: int) -> asyncio.subprocess.Process:
    inherited = {
        name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "LANG", "TMPDIR")
    }
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, cwd=BACKEND, env=inherited | dict(environ), stderr=errors,
        stdout=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
