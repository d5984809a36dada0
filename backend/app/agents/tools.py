"""What an agent may do during a turn. Each domain brings its own tools; the brain offers those the agent may use.

The model chooses words and times, the server chooses whose data (promise T2): a tool gets workspace, agent,
conversation and contact from the turn, and its arguments hold no id of any of them.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, TypeAlias
from uuid import UUID

from app.platform.database import Effect

Permission: TypeAlias = Literal["read", "write", "email", "appointments"]


@dataclass(frozen=True, slots=True)
class ToolContext:
    """Whose turn it is, and what the turn knows already. Made by the server."""

    workspace_id: UUID
    agent_id: UUID
    thread_id: UUID
    conversation_id: UUID
    contact_id: UUID
    top_k: int = 5
    """How many passages a search gives this agent."""
    facts: Sequence[tuple[str, str]] = ()
    """Name and value of every approved fact that counts for the agent."""
    said: Sequence[str] = ()
    """What the customer wrote, oldest first, the lines to be answered last."""


@dataclass(frozen=True, slots=True)
class ToolResult:
    """What the model is told, and what else follows from the call."""

    content: dict[str, Any]
    sources: Sequence[dict[str, Any]] = ()
    """What an answer may rest on: `{document, document_id, section, page}` rows, for the owner's eyes."""
    effect: Effect | None = None
    """Written together with the answer in one transaction, so a turn that starts again does nothing twice."""
    result: str | None = None
    """The label of the conversation's result, when the call changes it."""
    proves: Sequence[str] = ()
    """What an answer may claim after this, besides `result` (promise H4)."""
    hints: Sequence[tuple[str, UUID]] = ()
    """What screens are told once the effect is committed: the hint's type, and the id of what changed."""
    hands_over: bool = False
    """The agent falls silent after this: a person was asked for."""
    confidence: float | None = None
    """From 0 to 1: whether a search found the answer. None: it was no search."""


class BadArguments(Exception):
    """The model's arguments cannot be used; the sentence tells it how to call again."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A function the model may call. `permission` None: always offered."""

    name: str
    description: str
    parameters: dict[str, Any]
    run: Callable[[ToolContext, dict[str, Any]], Awaitable[ToolResult]]
    permission: Permission | None = None

    @property
    def schema(self) -> dict[str, Any]:
        """The tool as Chat Completions describes it."""
        function = {"name": self.name, "description": self.description, "parameters": self.parameters}
        return {"type": "function", "function": function}


class ToolSource(Protocol):
    """Where tools come from. The seed tools are one source; others may follow."""

    def tools_for(self, permissions: frozenset[Permission]) -> Sequence[Tool]:
        """The tools an agent with these permissions may use."""


def text_parameters(**fields: str) -> dict[str, Any]:
    """A JSON schema of required text fields, each with its description."""
    properties = {name: {"type": "string", "description": about} for name, about in fields.items()}
    return {
        "type": "object",
        "properties": properties,
        "required": list(fields),
        "additionalProperties": False,
    }


def text_argument(arguments: dict[str, Any], name: str, longest: int) -> str:
    """A text argument, stripped and bounded; raises `BadArguments` when it is missing or blank."""
    value = arguments.get(name)
    if not isinstance(value, str) or not value.strip():
        raise BadArguments(f"`{name}` must be a text that is not empty.")
    return value.strip()[:longest]
