"""Queries. Sessions are bound to a workspace, and the database lets them see no other."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.conversations.models import Message
from app.knowledge.unanswered.models import Asking, Question, Status
from app.knowledge.unanswered.schemas import AskingRead

_SHOWN = 3
_LONGEST = 500

# Test conversations are marked rather than left out: a try-out is how an owner finds what is missing.
_conversations = sa.table("conversations", sa.column("id"), sa.column("is_test", sa.Boolean))


async def page(
    db: AsyncSession,
    *,
    status: Status,
    agent_id: UUID | None,
    after: tuple[datetime, UUID] | None,
    limit: int,
) -> list[Question]:
    """Questions whose words are still there, the last asked first, at most `limit`."""
    words = (
        sa.select(Asking.id)
        .join(Message, Message.id == Asking.message_id)
        .where(Asking.question_id == Question.id, Message.deleted_at.is_(None))
    )
    query = (
        sa.select(Question)
        .where(Question.status == status, words.exists())
        .order_by(Question.last_asked_at.desc(), Question.id.desc())
        .limit(limit)
    )
    if agent_id is not None:
        query = query.where(Question.agent_id == agent_id)
    if after is not None:
        query = query.where(
            sa.tuple_(Question.last_asked_at, Question.id) < sa.tuple_(*map(sa.literal, after))
        )
    return list((await db.execute(query)).scalars())


async def find(db: AsyncSession, question_id: UUID) -> Question | None:
    """The question, if it is this workspace's, locked."""
    query = sa.select(Question).where(Question.id == question_id).with_for_update()
    return (await db.execute(query)).scalar_one_or_none()


async def examples(db: AsyncSession, question_ids: Sequence[UUID]) -> dict[UUID, list[AskingRead]]:
    """The newest askings of each, with their words."""
    place = sa.func.row_number().over(
        partition_by=Asking.question_id, order_by=(Asking.asked_at.desc(), Asking.id.desc())
    )
    newest = (
        sa.select(
            Asking.question_id, Asking.conversation_id, Asking.asked_at, Asking.told_at,
            sa.func.left(Message.content, _LONGEST).label("text"), place.label("place"),
            _conversations.c.is_test,
        )
        .join(Message, Message.id == Asking.message_id)
        .join(_conversations, _conversations.c.id == Asking.conversation_id)
        .where(Asking.question_id.in_(question_ids), Message.deleted_at.is_(None))
        .subquery()
    )  # fmt: skip
    found: dict[UUID, list[AskingRead]] = {question_id: [] for question_id in question_ids}
    query = sa.select(newest).where(newest.c.place <= _SHOWN).order_by(newest.c.place)
    for row in await db.execute(query):
        found[row.question_id].append(
            AskingRead(
                conversation_id=row.conversation_id, text=row.text, asked_at=row.asked_at, told_at=row.told_at,
                is_test=row.is_test,
            )
        )  # fmt: skip
    return found
