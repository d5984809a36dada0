"""Runs the parser process and reads what it says, within limits of time and size."""

import asyncio
import json
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from app.knowledge.errors import MAX_BYTES, REFUSALS, DocumentRefused
from app.knowledge.parsing.blocks import Block, ParsedDocument
from app.platform.text import storable

Progress = Callable[[int, int], Awaitable[None]]

WALL_SECONDS = 120.0
_MAX_LINE_BYTES = 16 * 1024 * 1024
_MAX_OUTPUT_BYTES = 64 * 1024 * 1024
_BACKEND = Path(__file__).resolve().parents[3]
_COMMAND = (sys.executable, "-m", "app.knowledge.parsing.parser_process")


async def parse_pdf(
    data: bytes, *, on_progress: Progress | None = None, wall_seconds: float = WALL_SECONDS
) -> ParsedDocument:
    """Read a PDF into blocks, or raise `DocumentRefused`.

    `on_progress(pages_read, page_count)` is awaited after every page. The parser process and all its children
    are gone when this returns, raises or is cancelled.
    """
    if len(data) > MAX_BYTES:
        raise DocumentRefused("too_large")
    if not data:
        raise DocumentRefused("empty")
    if b"%PDF-" not in data[:1024]:
        raise DocumentRefused("not_a_pdf")
    # The child gets no environment of ours: it reads hostile files and needs none of our secrets.
    process = await asyncio.create_subprocess_exec(
        *_COMMAND,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        cwd=_BACKEND,
        env={"PATH": os.defpath, "PYTHONUTF8": "1"},
        start_new_session=True,
        limit=_MAX_LINE_BYTES,
    )
    try:
        async with asyncio.timeout(wall_seconds):
            return await _converse(process, data, on_progress)
    except TimeoutError:
        raise DocumentRefused("timed_out") from None
    finally:
        await _end(process)


async def _converse(
    process: asyncio.subprocess.Process, data: bytes, on_progress: Progress | None
) -> ParsedDocument:
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(data)
        await process.stdin.drain()
        process.stdin.close()
    except (BrokenPipeError, ConnectionResetError):
        pass  # it died while reading; what it wrote, or its exit, says why
    page_count = 0
    pages_read = 0
    received = 0
    blocks: list[Block] = []
    silent: list[int] = []
    while True:
        try:
            line = await process.stdout.readline()
        except ValueError:  # one line beyond the limit of the reader
            raise DocumentRefused("too_much_text") from None
        if not line:
            raise DocumentRefused(_why_it_died(await process.wait()))
        received += len(line)
        if received > _MAX_OUTPUT_BYTES:
            raise DocumentRefused("too_much_text")
        said = _decode(line)
        if "done" in said:
            return ParsedDocument(page_count, tuple(blocks), tuple(silent))
        try:
            if "refused" in said:
                raise DocumentRefused(said["refused"] if said["refused"] in REFUSALS else "broken")
            if "page_count" in said:
                page_count = int(said["page_count"])
                continue
            found = _blocks_of(said)
        except (KeyError, TypeError, ValueError):
            raise DocumentRefused("broken") from None
        blocks += found
        pages_read += 1
        if not found:
            silent.append(pages_read)
        if on_progress is not None:
            await on_progress(pages_read, page_count)


def _blocks_of(said: dict[str, Any]) -> list[Block]:
    """The child may have been taken over by the file: what it says is looked at like anything from outside."""
    page = int(said["page"])
    return [
        Block("heading" if kind == "heading" else "text", storable(str(text)), page)
        for kind, text in said["blocks"]
    ]


def _decode(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        raise DocumentRefused("broken") from None
    if not isinstance(said, dict):
        raise DocumentRefused("broken")
    return said


def _why_it_died(returncode: int) -> Any:
    """The kernel ends it for CPU time (SIGXCPU) or memory (SIGKILL); any other death is the file's damage."""
    return "timed_out" if returncode in (-signal.SIGXCPU, -signal.SIGKILL) else "broken"


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is None:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
