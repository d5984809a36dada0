"""Queries. Sessions are bound to a workspace, and the database lets them see no other."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.contacts.events import ContactErased
from app.feedback.models import Compliment
from app.platform.database import Connection

_FORGET = """
delete from compliments where workspace_id = $1 and (contact_id = $2 or conversation_id in (
  select id from conversations where workspace_id = $1 and contact_id = $2))
"""


async def page(db: AsyncSession, *, after: tuple[datetime, UUID] | None, limit: int) -> list[Compliment]:
    """Compliments, newest first, at most `limit`."""
    query = sa.select(Compliment).order_by(Compliment.created_at.desc(), Compliment.id.desc()).limit(limit)
    if after is not None:
        query = query.where(sa.tuple_(Compliment.created_at, Compliment.id) < sa.tuple_(*after))
    return list((await db.execute(query)).scalars())


async def forget(connection: Connection, event: ContactErased) -> None:
    """Praise outlives the conversation it was given in, but not the customer."""
    await connection.execute(_FORGET, event.workspace_id, event.contact_id)
