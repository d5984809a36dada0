"""What others may listen to."""

from dataclasses import dataclass
from uuid import UUID

from app.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentChanged(Event):
    """An agent was made, told something else, switched on or off, or given other accounts."""

    agent_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentDeleted(Event):
    """The agent and what was only its own are gone; conversations stay."""

    agent_id: UUID
