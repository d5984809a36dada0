"""Adapters to model hosts: one protocol (`ChatModel`), one registry that opens it, one error (`ModelError`).

No tables, no prompts, no tools: what is asked and what is done with the answer is the brain's affair.
The SDKs of the hosts are imported when the first call needs them, not before.
"""

from app.llm.chat import ChatAnswer, ChatModel, ChatRequest, ToolCall, Usage
from app.llm.errors import (
    HostRefused,
    ModelError,
    ModelErrorKind,
    ModelNotChosen,
    ProviderOff,
    UnknownProvider,
)
from app.llm.registry import LlmConfig, ModelRegistry, ProviderRow

__all__ = [
    "ChatAnswer",
    "ChatModel",
    "ChatRequest",
    "HostRefused",
    "LlmConfig",
    "ModelError",
    "ModelErrorKind",
    "ModelNotChosen",
    "ModelRegistry",
    "ProviderOff",
    "ProviderRow",
    "ToolCall",
    "UnknownProvider",
    "Usage",
]
