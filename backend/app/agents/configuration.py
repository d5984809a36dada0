"""What of an agent is configuration. Pure."""

from typing import Any, cast
from uuid import UUID

from app.agents.models import Agent, Mode
from app.agents.schemas import AgentRead, LlmConfigRead, Permissions, SecondModelRead


def permissions_of(agent: Agent) -> Permissions:
    """What the agent may do."""
    return Permissions(
        read=agent.may_read,
        write=agent.may_write,
        email=agent.may_email,
        appointments=agent.may_appointments,
    )


def llm_config_of(agent: Agent) -> LlmConfigRead:
    """Which models answer; of a key only that there is one."""
    return LlmConfigRead(
        provider=agent.llm_provider,
        model=agent.llm_model,
        temperature=agent.llm_temperature,
        max_tokens=agent.llm_max_tokens,
        base_url=agent.llm_base_url,
        has_api_key=agent.llm_api_key_encrypted is not None,
        second=_second_of(agent),
    )


def snapshot(agent: Agent) -> dict[str, Any]:
    """The configuration as a version keeps it: everything that shapes an answer, and no secret."""
    return {
        "name": agent.name,
        "system_context": agent.system_context,
        "tone": agent.tone,
        "mode": agent.mode,
        "top_k": agent.top_k,
        "whole_knowledge_tokens": agent.whole_knowledge_tokens,
        "permissions": permissions_of(agent).model_dump(),
        "llm_config": llm_config_of(agent).model_dump(),
    }


def shown(agent: Agent, account_ids: list[UUID]) -> AgentRead:
    """The agent as the contract shows it."""
    return AgentRead(
        id=agent.id,
        name=agent.name,
        system_context=agent.system_context,
        tone=agent.tone,
        instagram_account_id=account_ids[0] if account_ids else None,
        account_ids=account_ids,
        permissions=permissions_of(agent),
        llm_config=llm_config_of(agent),
        mode=cast("Mode", agent.mode),
        top_k=agent.top_k,
        whole_knowledge_tokens=agent.whole_knowledge_tokens,
        is_active=agent.is_active,
        version=agent.version,
        created_at=agent.created_at,
    )


def _second_of(agent: Agent) -> SecondModelRead | None:
    if agent.second_provider is None:
        return None
    return SecondModelRead(
        provider=agent.second_provider,
        model=agent.second_model,
        base_url=agent.second_base_url,
        has_api_key=agent.second_api_key_encrypted is not None,
    )
