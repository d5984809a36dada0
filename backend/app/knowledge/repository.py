"""Queries. Sessions are bound to a workspace, and the database lets them see no other."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.knowledge.filters import has_label
from app.knowledge.models import AgentDocument, Document, StoredChunk
from app.platform.database import Scope


async def add(db: AsyncSession, row: dict[str, Any]) -> bool:
    """Make a document; False when the workspace has these bytes already. Of two at once, one makes it."""
    query = (
        insert(Document)
        .values(row)
        .on_conflict_do_nothing(index_elements=["workspace_id", "sha256"])
        .returning(Document.id)
    )
    return (await db.execute(query)).one_or_none() is not None


async def find(db: AsyncSession, document_id: UUID, *, lock: bool = False) -> Document | None:
    """The document, if it is this workspace's; with `lock`, changes of it take turns."""
    return await _one(db, Document.id == document_id, lock=lock)


async def find_same(db: AsyncSession, sha256: bytes) -> Document | None:
    """The document with these bytes, locked."""
    return await _one(db, Document.sha256 == sha256, lock=True)


async def _one(db: AsyncSession, which: sa.ColumnElement[bool], *, lock: bool) -> Document | None:
    query = sa.select(Document).where(which).execution_options(populate_existing=True)
    return (await db.execute(query.with_for_update() if lock else query)).scalar_one_or_none()


async def find_given(
    db: AsyncSession, agent_id: UUID, document_id: UUID, *, lock: bool = False
) -> Document | None:
    """The document, if the agent has it."""
    given = sa.exists().where(AgentDocument.agent_id == agent_id, AgentDocument.document_id == document_id)
    return await _one(db, (Document.id == document_id) & given, lock=lock)


async def page_of_agent(
    db: AsyncSession,
    agent_id: UUID,
    *,
    before: UUID | None,
    limit: int,
    from_web: bool | None = None,
    label: str | None = None,
) -> list[Document]:
    """Documents given to the agent, newest first (ids are sorted by time), at most `limit`. `from_web`: only web pages,
    or none of them.
    """
    query = (
        sa.select(Document)
        .join(AgentDocument, AgentDocument.document_id == Document.id)
        .where(AgentDocument.agent_id == agent_id)
        .order_by(AgentDocument.document_id.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(AgentDocument.document_id < before)
    if from_web is not None:
        query = query.where(Document.source_url.is_not(None) if from_web else Document.source_url.is_(None))
    if label is not None:
        query = query.where(has_label([label]))
    return list((await db.execute(query)).scalars())


async def give(db: AsyncSession, scope: Scope, agent_id: UUID, document_id: UUID) -> bool:
    """Give the document to the agent; False when it has it."""
    query = (
        insert(AgentDocument)
        .values(workspace_id=scope.workspace_id, agent_id=agent_id, document_id=document_id)
        .on_conflict_do_nothing()
        .returning(AgentDocument.document_id)
    )
    return (await db.execute(query)).one_or_none() is not None


async def take_away(db: AsyncSession, agent_id: UUID, document_id: UUID) -> bool:
    """Take the document from the agent; False when it does not have it."""
    query = (
        sa.delete(AgentDocument)
        .where(AgentDocument.agent_id == agent_id, AgentDocument.document_id == document_id)
        .returning(AgentDocument.document_id)
    )
    return (await db.execute(query)).one_or_none() is not None


async def agents_of(db: AsyncSession, document_id: UUID) -> set[UUID]:
    """Whom the document is given to."""
    query = sa.select(AgentDocument.agent_id).where(AgentDocument.document_id == document_id)
    return set((await db.execute(query)).scalars())


async def delete_if_nobody_has(db: AsyncSession, document_ids: Collection[UUID] | None = None) -> None:
    """Delete those of these documents (None: of all) that no agent has, with original and chunks."""
    ungiven = ~sa.exists().where(AgentDocument.document_id == Document.id)
    lonely = sa.select(Document.id).where(ungiven)
    if document_ids is not None:
        lonely = lonely.where(Document.id.in_(document_ids))
    # Locked first and asked again: somebody may be giving one of them to an agent in this moment.
    locked = list((await db.execute(lonely.order_by(Document.id).with_for_update())).scalars())
    if locked:
        await db.execute(sa.delete(Document).where(Document.id.in_(locked), ungiven))


async def set_replaces(db: AsyncSession, agent_id: UUID, document_id: UUID, replaces: UUID) -> None:
    """When the agent's document is ready, another one is to go."""
    query = (
        sa.update(AgentDocument)
        .where(AgentDocument.agent_id == agent_id, AgentDocument.document_id == document_id)
        .values(replaces=replaces)
    )
    await db.execute(query)


async def replaced_by(db: AsyncSession, document_id: UUID) -> dict[UUID, UUID]:
    """What is to go when the document is ready, by agent."""
    query = sa.select(AgentDocument.agent_id, AgentDocument.replaces).where(
        AgentDocument.document_id == document_id, AgentDocument.replaces.is_not(None)
    )
    return {row.agent_id: row.replaces for row in await db.execute(query)}


async def replacements_of(db: AsyncSession, agent_id: UUID, document_id: UUID) -> list[UUID]:
    """The agent's documents that are to take the place of this one."""
    query = sa.select(AgentDocument.document_id).where(
        AgentDocument.agent_id == agent_id, AgentDocument.replaces == document_id
    )
    return list((await db.execute(query)).scalars())


async def has_chunks(db: AsyncSession, document_id: UUID, reading: int) -> bool:
    """Whether this reading was done. Its chunks are stored all at once."""
    query = sa.select(
        sa.exists().where(StoredChunk.document_id == document_id, StoredChunk.reading == reading)
    )
    return bool((await db.execute(query)).scalar_one())


async def add_chunks(db: AsyncSession, rows: Sequence[dict[str, Any]]) -> None:
    """Store all chunks of a reading that has none."""
    await db.execute(sa.insert(StoredChunk), rows)


async def chunks_of(db: AsyncSession, document_id: UUID, reading: int | None = None) -> list[StoredChunk]:
    """The document's chunks in order: those that answer, or those of a reading."""
    query = _answering(document_id) if reading is None else _of(document_id, sa.literal(reading))
    return list((await db.execute(query)).scalars())


async def page_of_chunks(db: AsyncSession, document_id: UUID, *, after: int, limit: int) -> list[StoredChunk]:
    """The chunks that answer behind an ordinal, at most `limit`."""
    query = _answering(document_id).where(StoredChunk.ordinal > after).limit(limit)
    return list((await db.execute(query)).scalars())


async def ordinal_of(db: AsyncSession, document_id: UUID, chunk_id: UUID) -> int | None:
    """Where a chunk stands in the document; None when it does not answer."""
    query = _answering(document_id).where(StoredChunk.id == chunk_id)
    chunk = (await db.execute(query)).scalar_one_or_none()
    return None if chunk is None else chunk.ordinal


async def past_chunks(db: AsyncSession, document_id: UUID) -> list[UUID]:
    """Chunks whose place was taken, or which never came to answer."""
    query = (
        sa.select(StoredChunk.id)
        .join(Document, Document.id == StoredChunk.document_id)
        .where(
            StoredChunk.document_id == document_id,
            StoredChunk.reading != Document.reading,
            ~Document.reread | (StoredChunk.reading != Document.last_reading),
        )
    )
    return list((await db.execute(query)).scalars())


def _answering(document_id: UUID) -> sa.Select[StoredChunk]:
    reading = sa.select(Document.reading).where(Document.id == document_id).scalar_subquery()
    return _of(document_id, reading)


def _of(document_id: UUID, reading: sa.ColumnElement[int]) -> sa.Select[StoredChunk]:
    return (
        sa.select(StoredChunk)
        .where(StoredChunk.document_id == document_id, StoredChunk.reading == reading)
        .order_by(StoredChunk.ordinal)
    )


async def delete_chunks(
    db: AsyncSession, document_id: UUID, chunk_ids: Collection[UUID] | None = None
) -> None:
    """Nothing of these chunks (None: of the document) can be found any more."""
    query = sa.delete(StoredChunk).where(StoredChunk.document_id == document_id)
    if chunk_ids is not None:  # as one parameter: there may be more than a statement takes
        ids = sa.literal(list(chunk_ids), postgresql.ARRAY(sa.Uuid))
        query = query.where(StoredChunk.id == sa.any_(ids))
    await db.execute(query.execution_options(synchronize_session=False))


async def today(db: AsyncSession, scope: Scope, now: datetime) -> date:
    """Which day it is in the zone of the business."""
    query = sa.text(
        "select (cast(:now as timestamptz) at time zone timezone)::date from workspaces where id = :id"
    )
    day: date = (await db.execute(query, {"now": now, "id": scope.workspace_id})).scalar_one()
    return day


async def set_progress(db: AsyncSession, document_id: UUID, progress: float) -> bool:
    """Note how far it is; False when the document is gone."""
    query = (
        sa.update(Document)
        .where(Document.id == document_id)
        .values(progress=progress)
        .returning(Document.id)
        .execution_options(synchronize_session=False)
    )
    return (await db.execute(query)).one_or_none() is not None
