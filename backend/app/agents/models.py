"""Tables of this domain."""

from datetime import datetime
from typing import Any, Literal, TypeAlias
from uuid import UUID

from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base

Mode: TypeAlias = Literal["answer", "suggest"]
"""Whether the agent answers itself, or drafts what a person sends."""


class Agent(Base):
    """An agent as it is now."""

    __tablename__ = "agents"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    name: Mapped[str]
    is_active: Mapped[bool]
    mode: Mapped[str]
    version: Mapped[int]
    system_context: Mapped[str]
    tone: Mapped[str]
    may_read: Mapped[bool]
    may_write: Mapped[bool]
    may_email: Mapped[bool]
    may_appointments: Mapped[bool]
    top_k: Mapped[int] = mapped_column(default=5)
    """How many passages a search gives the agent."""
    whole_knowledge_tokens: Mapped[int] = mapped_column(default=1500)
    """A search gives all the agent knows where that is no more than this."""
    llm_provider: Mapped[str | None]
    """None: the installation's default."""
    llm_model: Mapped[str | None]
    llm_temperature: Mapped[float | None]
    llm_max_tokens: Mapped[int | None]
    llm_base_url: Mapped[str | None]
    llm_api_key_encrypted: Mapped[bytes | None]
    second_provider: Mapped[str | None]
    """None: there is no second model."""
    second_model: Mapped[str | None]
    second_base_url: Mapped[str | None]
    second_api_key_encrypted: Mapped[bytes | None]
    created_at: Mapped[datetime]


class AgentVersion(Base):
    """What the agent was told at one version, without secrets. Never changed."""

    __tablename__ = "agent_versions"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    configuration: Mapped[dict[str, Any]]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime]


class AgentAccount(Base):
    """Which agent serves an account. The key holds no agent: an account has at most one."""

    __tablename__ = "agent_accounts"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    account_id: Mapped[UUID] = mapped_column(primary_key=True)
    agent_id: Mapped[UUID]


class HouseRulesRow(Base):
    """What the workspace's agents may not say, and leave to people. No row: there are no rules."""

    __tablename__ = "house_rules"

    workspace_id: Mapped[UUID] = mapped_column(primary_key=True)
    banned_words: Mapped[list[Any]] = mapped_column(JSONB)
    topics: Mapped[list[Any]] = mapped_column(JSONB)
