"""A process of our own code that reads what may be hostile: it knows none of our secrets and leaves nothing behind."""

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

_BACKEND = Path(__file__).resolve().parents[2]
_LONGEST_LINE: Final = 16 * 1024 * 1024
_HEARD_OUT_SECONDS = 1


@asynccontextmanager
async def child_process(*command: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """The running process, with pipes to write to and to read from: at most 16 MB a line.

    It and all its children are gone when the block ends, raises or is cancelled, even while the process starts.
    """
    process = await _start(command)
    try:
        yield process
    finally:
        await _end(process)


def hit_a_limit(returncode: int) -> bool:
    """Whether the kernel ended it for CPU time (SIGXCPU) or memory (SIGKILL); any other death is of its own making."""
    return returncode in (-signal.SIGXCPU, -signal.SIGKILL)


async def _start(command: tuple[str, ...]) -> asyncio.subprocess.Process:
    """Cancelled while it starts, it is ended all the same: asyncio would leave its children."""
    starting = asyncio.ensure_future(
        # The child gets no environment of ours: it reads hostile files and needs none of our secrets.
        asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            cwd=_BACKEND,
            env={"PATH": os.defpath, "PYTHONUTF8": "1"},
            start_new_session=True,
            limit=_LONGEST_LINE,
        )
    )
    try:
        return await asyncio.shield(starting)
    except asyncio.CancelledError:
        await _end(await starting)
        raise


async def _end(process: asyncio.subprocess.Process) -> None:
    assert process.stdout is not None
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
    # What it still had to say is heard out, or the pipe would stay open; unless somebody else holds its other end.
    with suppress(TimeoutError):
        async with asyncio.timeout(_HEARD_OUT_SECONDS):
            while await process.stdout.read(_LONGEST_LINE):
                pass
