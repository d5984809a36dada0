"""Queries. Sessions are bound to a workspace, and the database lets them see no other."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.agents.models import Agent, AgentAccount
from app.platform.database import Scope


async def find(db: AsyncSession, agent_id: UUID, *, lock: bool = False) -> Agent | None:
    """The agent, if it is this workspace's; with `lock`, changes of it take turns."""
    query = sa.select(Agent).where(Agent.id == agent_id)
    return (await db.execute(query.with_for_update() if lock else query)).scalar_one_or_none()


async def page(db: AsyncSession, *, after: tuple[datetime, UUID] | None, limit: int) -> list[Agent]:
    """Agents, newest first, at most `limit`."""
    query = sa.select(Agent).order_by(Agent.created_at.desc(), Agent.id.desc()).limit(limit)
    if after is not None:
        query = query.where(sa.tuple_(Agent.created_at, Agent.id) < sa.tuple_(*after))
    return list((await db.execute(query)).scalars())


async def accounts_of(db: AsyncSession, agent_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    """The accounts each of these agents serves, the longest linked first."""
    query = (
        sa.select(AgentAccount.agent_id, AgentAccount.account_id)
        .where(AgentAccount.agent_id.in_(agent_ids))
        .order_by(AgentAccount.account_id)  # made by the program and sorted by time
    )
    found: dict[UUID, list[UUID]] = {agent_id: [] for agent_id in agent_ids}
    for agent_id, account_id in await db.execute(query):
        found[agent_id].append(account_id)
    return found


async def serve(db: AsyncSession, scope: Scope, agent_id: UUID, account_id: UUID) -> bool:
    """Have the agent serve the account; False when another agent does. Whoever commits first has it."""
    query = (
        insert(AgentAccount)
        .values(workspace_id=scope.workspace_id, account_id=account_id, agent_id=agent_id)
        .on_conflict_do_nothing()
        .returning(AgentAccount.account_id)
    )
    return (await db.execute(query)).one_or_none() is not None


async def stop_serving(db: AsyncSession, agent_id: UUID, account_ids: Iterable[UUID]) -> None:
    """The agent serves these accounts no more."""
    await db.execute(
        sa.delete(AgentAccount).where(
            AgentAccount.agent_id == agent_id, AgentAccount.account_id.in_(list(account_ids))
        )
    )


async def delete(db: AsyncSession, agent_id: UUID) -> bool:
    """Remove the agent and what is only its own; False when there is none."""
    query = sa.delete(Agent).where(Agent.id == agent_id).returning(Agent.id)
    return (await db.execute(query)).one_or_none() is not None
