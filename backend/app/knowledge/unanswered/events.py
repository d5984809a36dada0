"""What others may listen to."""

from dataclasses import dataclass
from uuid import UUID

from app.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionAnswered(Event):
    """The owner answered what an agent could not; the answer is the value of that fact."""

    question_id: UUID
    fact_id: UUID
    user_id: UUID | None
    tell_customers: bool
    """Whether those who asked hear the answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionDismissed(Event):
    """The owner will not answer it."""

    question_id: UUID
    user_id: UUID | None
