"""How many statements the platform sends, counted by PostgreSQL itself, which logs them all meanwhile."""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bench.platform import Platform

_BEGINS = re.compile(r"^(?P<who>[^|\n]*)\|LOG:  (?P<how>statement|execute [^:]+): (?P<what>.*)$")
_TRANSACTION = re.compile(r"^(begin|start transaction|commit|rollback)\b", re.IGNORECASE)
_US = "bench"
_SHOWN = 70
# The server's log is a file; its last lines arrive a moment after the statements.
_FLUSH_SECONDS = 0.3


@dataclass(slots=True)
class Statements:
    """What was sent. Filled when the block of `counted` ends."""

    work: Counter[str] = field(default_factory=Counter)
    """By their first words; setting role and workspace is a statement like any other."""
    transactions: int = 0
    """BEGIN, COMMIT and ROLLBACK."""


@asynccontextmanager
async def counted(platform: Platform) -> AsyncIterator[Statements]:
    """Count what the platform sends while the block runs."""
    found = Statements()
    async with platform.database() as database:
        await database.execute("alter system set log_line_prefix = '%a|'")
        await database.execute("alter system set log_statement = 'all'")
        await database.fetchval("select pg_reload_conf()")
        try:
            await asyncio.sleep(_FLUSH_SECONDS)  # every backend has read the new settings
            start = platform.postgres_log.stat().st_size
            yield found
            await asyncio.sleep(_FLUSH_SECONDS)
            with platform.postgres_log.open("rb") as log:
                log.seek(start)
                read_log(log.read().decode(errors="replace"), found)
        finally:
            await database.execute("alter system reset all")
            await database.fetchval("select pg_reload_conf()")


def read_log(log: str, found: Statements) -> None:
    """Add what a piece of the server's log holds (`log_line_prefix` is the application's name and a bar)."""
    for who, how, what in _entries(log):
        if who == _US:
            continue
        # The simple protocol takes several statements at once; each counts.
        for one in what.split(";") if how == "statement" else [what]:
            words = " ".join(one.split())
            if _TRANSACTION.match(words):
                found.transactions += 1
            elif words:
                found.work[f"{who}: {words[:_SHOWN]}"] += 1


def _entries(log: str) -> Iterator[tuple[str, str, str]]:
    """(application, protocol, text) of every statement; the lines of one after its first begin with a tab."""
    entry: tuple[str, str, str] | None = None
    for line in log.splitlines():
        if line.startswith("\t"):
            if entry is not None:
                entry = (*entry[:2], f"{entry[2]} {line}")
            continue
        if entry is not None:
            yield entry
        begun = _BEGINS.match(line)
        entry = (begun["who"], begun["how"], begun["what"]) if begun else None
    if entry is not None:
        yield entry
