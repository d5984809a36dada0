"""What others may listen to."""

from dataclasses import dataclass
from typing import Literal, TypeAlias
from uuid import UUID

from app.platform.events import Event

Change: TypeAlias = Literal[
    "made", "configured", "permissions", "model", "switched_on", "switched_off", "accounts"
]


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentChanged(Event):
    """An agent was made, told something else, switched on or off, or given other accounts."""

    agent_id: UUID
    change: Change
    version: int
    """The agent's, after the change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentDeleted(Event):
    """The agent and what was only its own are gone; conversations stay."""

    agent_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class HouseRulesChanged(Event):
    """What the agents may not say, or leave to people, was changed."""
