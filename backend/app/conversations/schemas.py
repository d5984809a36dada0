"""What the API gives about conversations."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Status = Literal["active", "escalated", "resolved"]
HandledBy = Literal["agent", "people"]
Verdict = Literal["automatic", "person"]


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
    assignee_id: UUID | None
    """The member who looks after it."""
    handled_by: HandledBy
    paused_until: datetime | None
    result: str | None
    tags: list[str]
    confidence: float | None
    message_count: int
    last_message_at: datetime
    window_closes_at: datetime | None
    people_window_closes_at: datetime | None
    """Until when a person may still answer, where the network gives people longer than the agent."""


class Blocked(BaseModel):
    """Words of the agent that were not sent, and what was found in them."""

    text: str
    findings: list[Reason]


class MessageRow(BaseModel):
    """A message with everything that proves what happened to it."""

    id: UUID
    sender_type: Literal["customer", "assistant", "human", "system"]
    kind: Literal["text", "holding", "notice", "media"]
    content: str
    """Empty where it was taken back."""
    attachments: list[Any]
    tool_calls: list[dict[str, Any]]
    sources: list[dict[str, Any]]
    blocked: list[Blocked]
    """What the agent wanted to say in this turn before, and was held back."""
    status: str
    reason: Reason | None
    created_at: datetime
    network_time: datetime | None
    reaction: str | None
    """What the customer reacted with: an emoji, or the network's word for one."""
    edited_at: datetime | None
    """When the words were last changed in the network's app."""
    is_deleted: bool
    """Taken back by whoever wrote it."""


class SuggestionRead(BaseModel):
    """What the agent would say. A person sends it, words it otherwise, or leaves it."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    conversation_id: UUID
    text: str
    because: str
    """Why it was not simply sent."""
    created_at: datetime


class ConversationRead(ConversationRow):
    """A conversation with its messages, oldest first; `before` the first one's id reads further back."""

    suggestion: SuggestionRead | None
    """The draft that waits for a person."""
    messages: list[MessageRow]
    has_earlier: bool


class StatusChange(BaseModel):
    """The state a person puts a conversation in."""

    status: Status


class TakeOver(BaseModel):
    """For how long people handle the conversation."""

    minutes: int = Field(default=240, ge=1, le=7 * 24 * 60)


class Note(BaseModel):
    """Words for the team."""

    text: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=4000)]


class Assignment(BaseModel):
    """Who looks after the conversation; null: nobody in particular."""

    user_id: UUID | None


class NoteKept(BaseModel):
    """The note stands in the conversation."""

    id: UUID


class AutomaticReplyRow(BaseModel):
    """A text that an account seems to say by itself. `verdict` null: nobody has decided yet."""

    id: UUID
    account_id: UUID
    channel: str
    account_name: str | None
    content: str
    because: Reason
    verdict: Verdict | None
    effect: str
    """What happens, as things stand, when the account says this text again."""
    created_at: datetime
    decided_at: datetime | None


class Decision(BaseModel):
    """What a text is: said by itself, or by a person."""

    verdict: Verdict
