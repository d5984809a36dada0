"""What is asked of a model and what comes back. Messages and tools are Chat Completions dictionaries."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol


@dataclass(frozen=True, slots=True)
class ToolCall:
    """One tool the model wants used. `arguments` is JSON text as the model gave it and may be invalid."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the host counted them; 0 where it did not say."""

    prompt_tokens: int = 0
    completion_tokens: int = 0


@dataclass(frozen=True, slots=True)
class ChatRequest:
    """One question to a model. What is None is left to the agent's configuration, then to the host."""

    messages: Sequence[dict[str, Any]]
    tools: Sequence[dict[str, Any]] = ()
    tool_choice: Literal["auto", "none"] = "auto"
    temperature: float | None = None
    max_tokens: int | None = None


@dataclass(frozen=True, slots=True)
class ChatAnswer:
    """One answer: text, tool calls or both, never neither. Its strings hold no NUL and no lone surrogates."""

    text: str
    tool_calls: tuple[ToolCall, ...]
    usage: Usage
    model: str
    finish_reason: str | None


class ChatModel(Protocol):
    """A model that can be asked."""

    @property
    def provider(self) -> str: ...

    @property
    def model(self) -> str: ...

    async def complete(self, request: ChatRequest, *, fair_key: str = "") -> ChatAnswer:
        """Ask once, without retries. Raises `ModelError` and nothing else.

        Calls that must wait for a free place take turns by `fair_key` (the workspace).
        """
        ...
