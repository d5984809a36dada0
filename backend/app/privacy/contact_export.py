"""Everything about one customer as one JSON document (promise T5)."""

import asyncio
import json
import tempfile
from collections.abc import AsyncIterator
from datetime import datetime
from typing import IO
from uuid import UUID

from app.inbox import bodies, forget
from app.inbox.bodies import Party
from app.platform.crypto import Vault
from app.platform.database import Database
from app.privacy import tables

_IN_MEMORY = 1_000_000
_PIECE = 64 * 1024


async def export_contact(
    database: Database, vault: Vault, workspace_id: UUID, contact_id: UUID, *, now: datetime
) -> AsyncIterator[bytes]:
    """The document, piece by piece: one key a table, then the customer's own part of what networks sent.

    The rows are one view of the database, and are read before the first piece leaves: a slow reader holds nothing.
    """
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as document:
        document.write(b'{"made_at": ' + json.dumps(now.isoformat()).encode())
        parties = await _write_rows(document, database, vault, workspace_id, contact_id)
        document.seek(0)
        while piece := await asyncio.to_thread(document.read, _PIECE):
            yield piece
    yield b',\n"raw_events": ['
    separator = b"\n"
    for party in parties:
        async for found in bodies.holding(database, party.customer):
            for row in found:
                for item in bodies.items_of(row["source"], row["body"], party):
                    entry = {"received_at": row["received_at"].isoformat(), "event": item}
                    yield separator + json.dumps(entry).encode()
                    separator = b",\n"
    yield b"]}\n"


async def _write_rows(
    document: IO[bytes], database: Database, vault: Vault, workspace_id: UUID, contact_id: UUID
) -> list[Party]:
    async with tables.snapshot(database, workspace_id) as connection:
        for rows in await tables.of_contact(connection):
            document.write(f',\n"{rows.table}": ['.encode())
            separator = b"\n"
            async for found in tables.read(connection, vault, rows, workspace_id, contact_id):
                for row in found:
                    document.write(separator + row)
                    separator = b",\n"
            document.write(b"]")
        return await forget.parties_of(connection, workspace_id, contact_id)
