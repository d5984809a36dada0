"""Runs the parser process and reads what it says, within limits of time and size."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from typing import Any, get_args

from app.knowledge.parsing.blocks import Block, BlockKind, ParsedDocument
from app.knowledge.parsing.refusals import MAX_BYTES, REFUSALS, DocumentRefused
from app.platform.child_process import child_process, hit_a_limit
from app.platform.text import storable

Progress = Callable[[int, int], Awaitable[None]]
Listener = Callable[[list[Block]], Awaitable[None]]

WALL_SECONDS = 400.0
"""Its CPU time is bounded closer, in the process itself; this is for a scan on a busy machine, or one that hangs."""

LONGEST_TITLE = 200
_KINDS = get_args(BlockKind)
_MAX_OUTPUT_BYTES = 64 * 1024 * 1024
_COMMAND = (sys.executable, "-m", "app.knowledge.parsing.parser_process")


async def parse_document(
    data: bytes,
    media_type: str,
    *,
    on_progress: Progress | None = None,
    on_blocks: Listener | None = None,
    wall_seconds: float = WALL_SECONDS,
) -> ParsedDocument:
    """Read a file of one of the `KINDS` into blocks, or raise `DocumentRefused`.

    `on_progress(pages_read, page_count)` is awaited after every page of what has pages, and `on_blocks` with all blocks
    as they come: the parser process reads on meanwhile. It and all its children are gone when this returns, raises or
    is cancelled.
    """
    if len(data) > MAX_BYTES:
        raise DocumentRefused("too_large")
    if not data:
        raise DocumentRefused("empty")
    async with child_process(*_COMMAND, media_type) as process:
        try:
            async with asyncio.timeout(wall_seconds):
                return await _converse(process, data, on_progress, on_blocks)
        except TimeoutError:
            raise DocumentRefused("timed_out") from None


async def _converse(
    process: asyncio.subprocess.Process,
    data: bytes,
    on_progress: Progress | None,
    on_blocks: Listener | None,
) -> ParsedDocument:
    assert process.stdin is not None
    assert process.stdout is not None
    try:
        process.stdin.write(data)
        await process.stdin.drain()
        process.stdin.close()
    except (BrokenPipeError, ConnectionResetError):
        pass  # it died while reading; what it wrote, or its exit, says why
    parsed = _Parsed()
    received = 0
    while not parsed.is_done:
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
        try:
            found = parsed.hear(said)
        except (KeyError, TypeError, ValueError):
            raise DocumentRefused("broken") from None
        if on_blocks is not None and found:
            await on_blocks(found)
        if on_progress is not None and parsed.page_count and "page" in said:
            await on_progress(parsed.pages_read, parsed.page_count)
    return parsed.document()


class _Parsed:
    """What was said so far. The child may have been taken over by the file: its words are looked at like anything from
    outside.
    """

    def __init__(self) -> None:
        self.page_count: int | None = None
        self.pages_read = 0
        self.is_done = False
        self._title = ""
        self._blocks: list[Block] = []

    def hear(self, said: dict[str, Any]) -> list[Block]:
        """The blocks of one line, if it has any. Raises `DocumentRefused`, or what a wrong type raises."""
        found: list[Block] = []
        if "refused" in said:
            raise DocumentRefused(said["refused"] if said["refused"] in REFUSALS else "broken")
        if "done" in said:
            self.is_done = True
        elif "page_count" in said:
            self.page_count = None if said["page_count"] is None else int(said["page_count"])
            self._title = storable(str(said["title"]))[:LONGEST_TITLE]
        else:
            self.pages_read = int(said["page"])
            found = [
                Block(kind if kind in _KINDS else "text", storable(str(text)), self.pages_read)
                for kind, text in said["blocks"]
            ]
            self._blocks += found
        return found

    def document(self) -> ParsedDocument:
        """All of it."""
        worded = {block.page for block in self._blocks}
        silent = (page for page in range(1, self.pages_read + 1) if page not in worded)
        return ParsedDocument(self.page_count, tuple(self._blocks), tuple(silent), self._title)


def _decode(line: bytes) -> dict[str, Any]:
    try:
        said = json.loads(line)
    except ValueError:
        raise DocumentRefused("broken") from None
    if not isinstance(said, dict):
        raise DocumentRefused("broken")
    return said


def _why_it_died(returncode: int) -> Any:
    return "timed_out" if hit_a_limit(returncode) else "broken"
