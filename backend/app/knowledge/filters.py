"""Which documents of an agent a search may use: labels that the owner gave them, and the days on which they hold."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.knowledge.models import AgentDocument, Document
from app.platform.database import Database

MOST_LABELS: Final = 10

# Those with days are few and have an index of their own.
_ENDED = """
select d.id from documents d join workspaces w on w.id = d.workspace_id
join agent_documents a on a.workspace_id = d.workspace_id and a.document_id = d.id and a.agent_id = $2
where d.workspace_id = $1 and (d.valid_from is not null or d.valid_until is not null)
  and not holds_on((now() at time zone w.timezone)::date, d.valid_from, d.valid_until)
"""


async def not_used_today(database: Database, workspace_id: UUID, agent_id: UUID) -> list[UUID]:
    """The agent's documents that do not hold on this day of the business."""
    async with database.tenant_road(workspace_id) as connection:
        return [row["id"] for row in await connection.fetch(_ENDED, workspace_id, agent_id)]


async def chosen(
    db: AsyncSession, agent_id: UUID, labels: Sequence[str], document_ids: Collection[UUID] | None
) -> list[UUID] | None:
    """The agent's documents with one of these labels, and among these; None: all of them."""
    if not labels and document_ids is None:
        return None
    query = sa.select(AgentDocument.document_id).where(AgentDocument.agent_id == agent_id)
    if document_ids is not None:
        query = query.where(AgentDocument.document_id.in_(document_ids))
    if labels:
        query = query.join(Document, Document.id == AgentDocument.document_id).where(has_label(labels))
    return list((await db.execute(query)).scalars())


def has_label(labels: Sequence[str]) -> sa.ColumnElement[bool]:
    """Whether a document has one of these labels, however they are written in capitals."""
    label = sa.func.unnest(Document.labels).column_valued("label")
    wanted = [sa.func.lower(each) for each in labels]
    return sa.exists(sa.select(label).where(sa.func.lower(label).in_(wanted)))
