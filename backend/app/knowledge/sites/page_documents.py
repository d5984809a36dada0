"""A page of a site as a document of the agent."""

import hashlib
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.knowledge import repository
from app.knowledge.models import Document
from app.knowledge.originals import ORIGINALS
from app.knowledge.service import INGEST
from app.knowledge.sites.outcome import NewText
from app.platform.database import Scope
from app.platform.ids import new_id
from app.platform.jobs import enqueue

HTML = "text/html"


async def add_document(
    db: AsyncSession, scope: Scope, agent_id: UUID, url: str, text: NewText, now: datetime
) -> UUID:
    """Give the agent the page as it is now; it is read and indexed in the background.

    A document of its own, never shared with an upload or another page of the same bytes: it goes with its page.
    """
    document_id = new_id()
    digest = hashlib.sha256(document_id.bytes + text.content_hash).digest()
    row = {
        "id": document_id,
        "workspace_id": scope.workspace_id,
        "filename": text.title,
        "title": text.title,
        "media_type": HTML,
        "sha256": digest,
        "byte_size": len(text.content),
        "status": "queued",
        "progress": 0,
        "chunk_count": 0,
        "source_url": url,
        "read_at": now,
        "created_at": now,
    }
    await db.execute(sa.insert(Document).values(row))
    await ORIGINALS.keep(db, scope, document_id, text.content)
    await repository.give(db, scope, agent_id, document_id)
    await enqueue(db, INGEST, workspace_id=scope.workspace_id, document_id=document_id)
    return document_id
