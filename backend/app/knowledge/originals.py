"""Where the bytes of documents are kept, so that any replica can read them again."""

import asyncio
import zlib
from typing import Protocol
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.knowledge.models import DocumentOriginal
from app.platform.database import Scope

_FAST = 1  # most of a PDF is compressed already: more effort finds nothing more


class Originals(Protocol):
    """Keeps and gives back. What it kept goes with its document."""

    async def keep(self, db: AsyncSession, scope: Scope, document_id: UUID, content: bytes) -> None:
        """Keep the bytes of a document that has none yet."""
        ...

    async def fetch(self, db: AsyncSession, document_id: UUID) -> bytes | None:
        """The bytes, or None when the document is gone."""
        ...


class PostgresOriginals:
    """In the database, compressed: one backup has everything."""

    async def keep(self, db: AsyncSession, scope: Scope, document_id: UUID, content: bytes) -> None:
        """Keep the bytes of a document that has none yet."""
        packed = await asyncio.to_thread(zlib.compress, content, _FAST)
        row = {"workspace_id": scope.workspace_id, "document_id": document_id, "content": packed}
        await db.execute(sa.insert(DocumentOriginal).values(row))

    async def fetch(self, db: AsyncSession, document_id: UUID) -> bytes | None:
        """The bytes, or None when the document is gone."""
        query = sa.select(DocumentOriginal.content).where(DocumentOriginal.document_id == document_id)
        packed = (await db.execute(query)).scalar_one_or_none()
        return None if packed is None else await asyncio.to_thread(zlib.decompress, packed)


ORIGINALS: Originals = PostgresOriginals()
