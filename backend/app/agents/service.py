"""Verbs of agents. Every change of the configuration is the next numbered version."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import service as accounts
from app.agents import repository
from app.agents.configuration import shown, snapshot
from app.agents.errors import AccountHasAgent, AccountUnlinked, UnusableModelConfig
from app.agents.events import AgentChanged, AgentDeleted
from app.agents.models import Agent, AgentVersion
from app.agents.schemas import AgentChange, AgentCreate, AgentRead, LlmConfigChange, Permissions
from app.llm.errors import HostRefused
from app.llm.hosts import check_base_url
from app.llm.providers import CUSTOM, OFFLINE
from app.platform.crypto import Vault
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
    await publish(db, AgentChanged(workspace_id=scope.workspace_id, agent_id=agent.id))
    return await _read(db, agent)


async def change(
    db: AsyncSession, scope: Scope, agent_id: UUID, wish: AgentChange, *, now: datetime
) -> AgentRead:
    """Tell the agent something else; what the wish leaves out stays. Raises `NotFound`."""
    agent = await _find(db, agent_id, lock=True)
    before = snapshot(agent)
    for field, value in wish.model_dump(exclude_none=True).items():
        setattr(agent, field, value)
    return await _keep(db, scope, agent, before, now)


async def set_permissions(
    db: AsyncSession, scope: Scope, agent_id: UUID, wish: Permissions, *, now: datetime
) -> AgentRead:
    """Say what the agent may do. Raises `NotFound`."""
    agent = await _find(db, agent_id, lock=True)
    before = snapshot(agent)
    agent.may_read, agent.may_write = wish.read, wish.write
    agent.may_email, agent.may_appointments = wish.email, wish.appointments
    return await _keep(db, scope, agent, before, now)


async def set_llm_config(
    db: AsyncSession,
    scope: Scope,
    vault: Vault,
    agent_id: UUID,
    wish: LlmConfigChange,
    *,
    allowed_hosts: Collection[str],
    now: datetime,
) -> AgentRead:
    """Choose the model. `allowed_hosts`: private ones that `custom` may use. Raises `NotFound` or
    `UnusableModelConfig`.
    """
    agent = await _find(db, agent_id, lock=True)
    before = snapshot(agent)
    given = wish.model_dump(exclude_unset=True, exclude={"api_key"})
    if given.get("base_url") is not None:
        given["base_url"] = _checked_url(given["base_url"], allowed_hosts)
    if agent.llm_provider != wish.provider:
        agent.llm_model = agent.llm_base_url = agent.llm_api_key_encrypted = None
    if "base_url" in given and given["base_url"] != agent.llm_base_url:
        agent.llm_api_key_encrypted = None  # the key was meant for the old host
    for field, value in given.items():
        setattr(agent, f"llm_{field}", value)
    if "api_key" in wish.model_fields_set:
        agent.llm_api_key_encrypted = vault.seal(wish.api_key) if wish.api_key is not None else None
    _refuse_what_cannot_work(agent)
    return await _keep(db, scope, agent, before, now)


async def toggle(db: AsyncSession, scope: Scope, agent_id: UUID, *, is_active: bool) -> AgentRead:
    """Switch the agent on or off. Raises `NotFound`."""
    agent = await _find(db, agent_id, lock=True)
    if agent.is_active != is_active:
        agent.is_active = is_active
        await publish(db, AgentChanged(workspace_id=scope.workspace_id, agent_id=agent_id))
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
        await publish(db, AgentChanged(workspace_id=scope.workspace_id, agent_id=agent_id))
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
    db: AsyncSession, scope: Scope, agent: Agent, before: dict[str, Any], now: datetime
) -> AgentRead:
    """Make the next version, unless the configuration is what it was."""
    if snapshot(agent) != before:
        agent.version += 1
        _add_version(db, scope, agent, now)
    await publish(db, AgentChanged(workspace_id=scope.workspace_id, agent_id=agent.id))
    return await _read(db, agent)


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


def _checked_url(url: str, allowed_hosts: Collection[str]) -> str:
    try:
        return check_base_url(url, allowed_hosts).url
    except HostRefused as refusal:
        raise UnusableModelConfig(refusal.detail) from None


def _refuse_what_cannot_work(agent: Agent) -> None:
    if agent.llm_provider in (None, OFFLINE) and agent.llm_api_key_encrypted is not None:
        raise UnusableModelConfig("A key belongs to a provider: name the provider it is for.")
    if agent.llm_provider != CUSTOM and agent.llm_base_url is not None:
        raise UnusableModelConfig("Only provider `custom` takes a base_url.")
    if agent.llm_provider == CUSTOM and agent.llm_base_url is None:
        raise UnusableModelConfig(
            "Provider `custom` needs the base_url of its host, such as https://models.example/v1."
        )
