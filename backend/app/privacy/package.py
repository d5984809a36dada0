"""A ZIP that is written while nobody holds all of it: what is done is taken away piece by piece."""

import asyncio
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from types import TracebackType
from typing import Self

PIECE = 1_000_000


class _Sink:
    """What `zipfile` writes to: it cannot be rewound."""

    def __init__(self) -> None:
        self.written = bytearray()

    def write(self, data: bytes) -> int:
        self.written += data
        return len(data)

    def flush(self) -> None:
        """Nothing is held back."""


class Package:
    """`async with`: a ZIP under way. `keep` gets its pieces in order, each of `PIECE` bytes but the last."""

    def __init__(self, keep: Callable[[bytes], Awaitable[None]]) -> None:
        self._keep = keep
        self._sink = _Sink()
        self._zip = zipfile.ZipFile(self._sink, "w", zipfile.ZIP_DEFLATED)  # type: ignore[call-overload]

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._zip.close()
        if error is None:
            await self._pass_on()
            if self._sink.written:
                await self._keep(bytes(self._sink.written))

    async def add_file(self, name: str, content: bytes) -> None:
        """A whole file, as it is: documents are compressed already."""
        await asyncio.to_thread(self._zip.writestr, name, content, zipfile.ZIP_STORED)
        await self._pass_on()

    async def add_lines(self, name: str, lines: AsyncIterator[list[bytes]]) -> int:
        """A file of lines that come in bites; how many there were."""
        count = 0
        with self._zip.open(name, "w", force_zip64=True) as entry:
            async for some in lines:
                await asyncio.to_thread(entry.write, b"\n".join(some) + b"\n")
                await self._pass_on()
                count += len(some)
        return count

    async def _pass_on(self) -> None:
        written = self._sink.written
        while len(written) >= PIECE:
            await self._keep(bytes(written[:PIECE]))
            del written[:PIECE]
