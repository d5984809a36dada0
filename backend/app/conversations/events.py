"""What people did with a conversation."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from app.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenOver(Event):
    """A person handles the thread; `until` None: until somebody hands it back."""

    conversation_id: UUID
    thread_id: UUID
    user_id: UUID | None
    until: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedBack(Event):
    """The agent answers again; `user_id` None: the timer ended."""

    conversation_id: UUID
    thread_id: UUID
    user_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationResolved(Event):
    """Nothing is left to do."""

    conversation_id: UUID
    thread_id: UUID
    user_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonSpoke(Event):
    """A person of the team wrote to the customer from the dashboard."""

    conversation_id: UUID
    message_id: UUID
    user_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteWritten(Event):
    """A person left a note that only the team reads."""

    conversation_id: UUID
    message_id: UUID
    user_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConversationAssigned(Event):
    """A member looks after the conversation from now on; `assignee_id` None: nobody in particular."""

    conversation_id: UUID
    assignee_id: UUID | None
    user_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CannedReplyChanged(Event):
    """The team has another text at hand: it was `made`, `changed` or `deleted`."""

    reply_id: UUID
    change: str
    user_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AutomaticReplyDecided(Event):
    """Somebody said what a text is that the account seems to say by itself: `automatic`, or written by a `person`."""

    account_id: UUID
    reply_id: UUID
    verdict: str
    user_id: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestionDismissed(Event):
    """A draft of the agent was not sent."""

    conversation_id: UUID
    suggestion_id: UUID
