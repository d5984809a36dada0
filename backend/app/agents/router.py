"""HTTP of agents. Their documents are knowledge's."""

from uuid import UUID

from fastapi import APIRouter, Request

from app.agents import service
from app.agents.errors import AccountHasAgent, AccountUnlinked, UnusableModelConfig
from app.agents.model_choice import Chooser
from app.agents.schemas import (
    AgentChange,
    AgentCreate,
    AgentRead,
    LlmConfigChange,
    Permissions,
    ServedAccounts,
    Toggle,
)
from app.people.access import Db, Manager, Reader
from app.platform import clock
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotFound, problems

router = APIRouter(prefix="/api/agents", tags=["agents"])


@router.get("", responses=problems(BadCursor))
async def list_agents(
    _: Reader,
    db: Db,
    limit: Limit = 50,
    cursor: CursorParam = None,
) -> Page[AgentRead]:
    """The workspace's agents, newest first."""
    agents = await service.page(db, after=read_cursor(cursor), limit=limit + 1)
    return one_page(agents, limit, lambda row: (row.created_at, row.id))


@router.post("", status_code=201, responses=problems(NotFound, AccountHasAgent, AccountUnlinked))
async def create_agent(wish: AgentCreate, scope: Manager, db: Db, hints: LiveHints) -> AgentRead:
    """A new agent: inactive, with all permissions, on the installation's default model."""
    agent = await service.create(db, scope, wish, now=clock.now())
    tell_after_commit(db, hints, "agent.changed", agent.id)
    return agent


@router.get("/{agent_id}", responses=problems(NotFound))
async def read_agent(agent_id: UUID, _: Reader, db: Db) -> AgentRead:
    """One agent."""
    return await service.find(db, agent_id)


@router.put("/{agent_id}", responses=problems(NotFound))
async def change_agent(
    agent_id: UUID, wish: AgentChange, scope: Manager, db: Db, hints: LiveHints
) -> AgentRead:
    """Tell the agent something else. What is left out stays; where nothing changes, no version is made."""
    agent = await service.change(db, scope, agent_id, wish, now=clock.now())
    tell_after_commit(db, hints, "agent.changed", agent_id)
    return agent


@router.put("/{agent_id}/permissions", responses=problems(NotFound))
async def set_agent_permissions(
    agent_id: UUID, wish: Permissions, scope: Manager, db: Db, hints: LiveHints
) -> AgentRead:
    """Say what the agent may do during a turn. Fetching a person is always allowed."""
    agent = await service.set_permissions(db, scope, agent_id, wish, now=clock.now())
    tell_after_commit(db, hints, "agent.changed", agent_id)
    return agent


@router.put("/{agent_id}/llm-config", responses=problems(NotFound, UnusableModelConfig))
async def set_agent_llm_config(
    agent_id: UUID, wish: LlmConfigChange, request: Request, scope: Manager, db: Db, hints: LiveHints
) -> AgentRead:
    """Choose the agent's model, and a second one that is asked where the first is down. Keys are taken and never
    shown.
    """
    state = request.app.state
    chooser = Chooser(state.vault, state.models, state.settings.model_hosts_allowed)
    agent = await service.set_llm_config(db, scope, chooser, agent_id, wish, now=clock.now())
    tell_after_commit(db, hints, "agent.changed", agent_id)
    return agent


@router.put("/{agent_id}/toggle", responses=problems(NotFound))
async def toggle_agent(agent_id: UUID, wish: Toggle, _: Manager, db: Db, hints: LiveHints) -> AgentRead:
    """Switch the agent on or off."""
    agent = await service.toggle(db, agent_id, is_active=wish.is_active)
    tell_after_commit(db, hints, "agent.changed", agent_id)
    return agent


@router.put("/{agent_id}/accounts", responses=problems(NotFound, AccountHasAgent, AccountUnlinked))
async def set_agent_accounts(
    agent_id: UUID, wish: ServedAccounts, scope: Manager, db: Db, hints: LiveHints
) -> AgentRead:
    """Have the agent serve exactly these accounts."""
    agent = await service.set_accounts(db, scope, agent_id, wish.account_ids)
    tell_after_commit(db, hints, "agent.changed", agent_id)
    return agent


@router.delete("/{agent_id}", status_code=204, responses=problems(NotFound))
async def delete_agent(agent_id: UUID, scope: Manager, db: Db, hints: LiveHints) -> None:
    """Remove the agent for good. Its conversations stay, without an agent."""
    await service.delete(db, scope, agent_id)
    tell_after_commit(db, hints, "agent.changed", agent_id)
