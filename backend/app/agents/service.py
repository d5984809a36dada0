"""Verbs of agents. Every change of the configuration is the next numbered version."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import service as accounts
from app.agents import repository
from app.agents.configuration import shown, snapshot
from app.agents.errors import AccountHasAgent, AccountUnlinked
from app.agents.events import AgentChanged, AgentDeleted, Change
from app.agents.model_choice import Chooser
from app.agents.models import Agent, AgentVersion
from app.agents.schemas import AgentChange, AgentCreate, AgentRead, LlmConfigChange, Permissions
from app.platform.database import Scope
from app.platform.events import publish
from app.platform.ids import new_id
from app.platform.problems import NotFound


async def find(db: AsyncSession, agent_id: UUID) -> AgentRead:
    """The agent; raises `NotFound` when this workspace has no such agent."""
    return await _read(db, await _find(db, agent_id))


async def page(db: AsyncSession, *, after: tuple[datetime, UUID] | None, limit: int) -> Sequence[AgentRead]:
    """Agents, newest first, at most `limit`."""
    agents = await repository.page(db, after=after, limit=limit)
    served = await repository.accounts_of(db, [agent.id for agent in agents])
    return [shown(agent, served[agent.id]) for agent in agents]


async def create(db: AsyncSession, scope: Scope, wish: AgentCreate, *, now: datetime) -> AgentRead:
    """A new agent, inactive. Raises `NotFound`, `AccountUnlinked` or `AccountHasAgent` for its account."""
    agent = Agent(
        id=new_id(),
        workspace_id=scope.workspace_id,
        name=wish.name,
        is_active=False,
        mode="answer",
        version=1,
        system_context=wish.system_context,
        tone=wish.tone,
        may_read=True,
        may_write=True,
        may_email=True,
        may_appointments=True,
        created_at=now,
    )
    db.add(agent)
    await db.flush()
    _add_version(db, scope, agent, now)
    if wish.instagram_account_id is not None:
        await _serve(db, scope, agent.id, wish.instagram_account_id)
    await _tell(db, agent, "made")
    return await _read(db, agent)


async def change(
    db: AsyncSession, scope: Scope, agent_id: UUID, wish: AgentChange, *, now: datetime
) -> AgentRead:
    """Tell the agent something else; what the wish leaves out stays. Raises `NotFound`."""
    agent = await _find(db, agent_id, lock=True)
    before = snapshot(agent)
    for field, value in wish.model_dump(exclude_none=True).items():
        setattr(agent, field, value)
    return await _keep(db, scope, agent, before, now, "configured")


async def set_permissions(
    db: AsyncSession, scope: Scope, agent_id: UUID, wish: Permissions, *, now: datetime
) -> AgentRead:
    """Say what the agent may do. Raises `NotFound`."""
    agent = await _find(db, agent_id, lock=True)
    before = snapshot(agent)
    agent.may_read, agent.may_write = wish.read, wish.write
    agent.may_email, agent.may_appointments = wish.email, wish.appointments
    return await _keep(db, scope, agent, before, now, "permissions")


async def set_llm_config(
    db: AsyncSession, scope: Scope, chooser: Chooser, agent_id: UUID, wish: LlmConfigChange, *, now: datetime
) -> AgentRead:
    """Choose the models. Raises `NotFound` or `UnusableModelConfig`."""
    agent = await _find(db, agent_id, lock=True)
    before = snapshot(agent)
    chooser.choose(agent, wish)
    return await _keep(db, scope, agent, before, now, "model")


async def toggle(db: AsyncSession, agent_id: UUID, *, is_active: bool) -> AgentRead:
    """Switch the agent on or off. Raises `NotFound`."""
    agent = await _find(db, agent_id, lock=True)
    if agent.is_active != is_active:
        agent.is_active = is_active
        await _tell(db, agent, "switched_on" if is_active else "switched_off")
    return await _read(db, agent)


async def set_accounts(
    db: AsyncSession, scope: Scope, agent_id: UUID, account_ids: Collection[UUID]
) -> AgentRead:
    """Have the agent serve exactly these accounts. Raises `NotFound`, `AccountUnlinked` or `AccountHasAgent`."""
    agent = await _find(db, agent_id, lock=True)
    served = set((await repository.accounts_of(db, [agent_id]))[agent_id])
    wanted = set(account_ids)
    if served != wanted:
        await repository.stop_serving(db, agent_id, served - wanted)
        for account_id in sorted(
            wanted - served
        ):  # always in this order, so that two requests cannot deadlock
            await _serve(db, scope, agent_id, account_id)
        await _tell(db, agent, "accounts")
    return await _read(db, agent)


async def delete(db: AsyncSession, scope: Scope, agent_id: UUID) -> None:
    """Remove the agent, its versions, its facts and its part in documents. Conversations stay. Raises `NotFound`."""
    if not await repository.delete(db, agent_id):
        raise _no_agent()
    await publish(db, AgentDeleted(workspace_id=scope.workspace_id, agent_id=agent_id))


async def _find(db: AsyncSession, agent_id: UUID, *, lock: bool = False) -> Agent:
    agent = await repository.find(db, agent_id, lock=lock)
    if agent is None:
        raise _no_agent()
    return agent


def _no_agent() -> NotFound:
    return NotFound("There is no such agent.")


async def _read(db: AsyncSession, agent: Agent) -> AgentRead:
    return shown(agent, (await repository.accounts_of(db, [agent.id]))[agent.id])


async def _serve(db: AsyncSession, scope: Scope, agent_id: UUID, account_id: UUID) -> None:
    account = await accounts.find(db, account_id)
    if not account.is_active:
        raise AccountUnlinked("Link the account again first.")
    if not await repository.serve(db, scope, agent_id, account_id):
        raise AccountHasAgent(
            "An account has one agent at a time. Take it from the other agent first.",
            account_id=str(account_id),
        )


async def _keep(
    db: AsyncSession, scope: Scope, agent: Agent, before: dict[str, Any], now: datetime, change: Change
) -> AgentRead:
    """Make the next version, unless the configuration is what it was."""
    is_another = snapshot(agent) != before
    if is_another:
        agent.version += 1
        _add_version(db, scope, agent, now)
    if is_another or change == "model":  # another key makes no version
        await _tell(db, agent, change)
    return await _read(db, agent)


async def _tell(db: AsyncSession, agent: Agent, change: Change) -> None:
    event = AgentChanged(
        workspace_id=agent.workspace_id, agent_id=agent.id, change=change, version=agent.version
    )
    await publish(db, event)


def _add_version(db: AsyncSession, scope: Scope, agent: Agent, now: datetime) -> None:
    db.add(
        AgentVersion(
            workspace_id=agent.workspace_id,
            agent_id=agent.id,
            number=agent.version,
            configuration=snapshot(agent),
            created_by=scope.user_id,
            created_at=now,
        )
    )
