"""What the API gives about conversations."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

Status = Literal["active", "escalated", "resolved"]
HandledBy = Literal["agent", "people"]


class Reason(BaseModel):
    """Why something is as it is: a stable code and a sentence."""

    code: str
    text: str


class ConversationRow(BaseModel):
    """A conversation in a list. Times carry their offset."""

    id: UUID
    agent_id: UUID | None
    account_id: UUID
    channel: str
    contact_id: UUID
    customer_ig_id: str
    customer_name: str | None
    status: Status
    handled_by: HandledBy
    paused_until: datetime | None
    result: str | None
    tags: list[str]
    confidence: float | None
    message_count: int
    last_message_at: datetime
    window_closes_at: datetime | None


class MessageRow(BaseModel):
    """A message with everything that proves what happened to it."""

    id: UUID
    sender_type: Literal["customer", "assistant", "human", "system"]
    kind: Literal["text", "holding", "notice", "media"]
    content: str
    attachments: list[Any]
    tool_calls: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    status: str
    reason: Reason | None
    created_at: datetime
    network_time: datetime | None


class ConversationRead(ConversationRow):
    """A conversation with its messages, oldest first; `before` the first one's id reads further back."""

    messages: list[MessageRow]
    has_earlier: bool


class StatusChange(BaseModel):
    """The state a person puts a conversation in."""

    status: Status
