"""What the API of unanswered questions takes and gives."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, Field

from app.knowledge.facts.models import Kind
from app.knowledge.facts.schemas import FactName, FactRead, FactValue
from app.knowledge.unanswered.models import Status


class Answer(BaseModel):
    """The owner's answer; it becomes an approved fact."""

    text: FactValue
    question: FactName | None = Field(
        None, description="Under which name the fact is kept; null: the question as it was last asked"
    )
    kind: Kind = "other"
    tell_customers: bool = Field(
        False,
        description="Send the text to those who asked, as far as they may be written to and no person has taken over",
    )
    for_all_agents: bool = False


class AskingRead(BaseModel):
    """Where it was asked."""

    conversation_id: UUID
    text: str
    asked_at: datetime
    told_at: datetime | None = Field(description="When this customer was sent the answer")
    is_test: bool


class QuestionRead(BaseModel):
    """A question that an agent could not answer, with the newest askings of it."""

    id: UUID
    agent_id: UUID
    question: str = Field(description="As it was last asked")
    times: int
    last_asked_at: datetime
    status: Status
    fact_id: UUID | None
    is_test: bool = Field(description="Every asking shown was a try-out")
    examples: Annotated[list[AskingRead], Field(description="The newest first, at most three")]


class QuestionAnsweredRead(BaseModel):
    """The question, and the fact it became."""

    question: QuestionRead
    fact: FactRead
