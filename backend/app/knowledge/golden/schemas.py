"""What the API of golden questions takes and gives."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from app.knowledge.golden.judging import Change
from app.knowledge.golden.models import RunStatus
from app.platform.text import storable


def _clean(value: object) -> object:
    return storable(value) if isinstance(value, str) else value


Words = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=300, pattern=r"\w"),
    BeforeValidator(_clean),
]


class GoldenChange(BaseModel):
    """A question and what has to be found for it."""

    question: Words
    expected: list[Words] = Field(
        min_length=1,
        max_length=10,
        description="Short texts, for example `45 EUR`: each word of one has to be there",
    )


class GoldenWish(GoldenChange):
    """A new golden question of this agent."""

    agent_id: UUID


class GoldenRead(BaseModel):
    """A golden question."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    agent_id: UUID
    question: str
    expected: list[str]
    created_at: datetime


class RunWish(BaseModel):
    """Whose questions are asked."""

    agent_id: UUID
    with_answers: bool = Field(
        False, description="Have the agent's model answer each one too, which costs its tokens"
    )


class RunRead(BaseModel):
    """All questions of an agent, searched for at one time."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    agent_id: UUID
    with_answers: bool
    status: RunStatus
    created_at: datetime
    finished_at: datetime | None


class ExpectedRead(BaseModel):
    """An expected text, and whether it was found."""

    text: str
    found: bool
    said: bool | None = Field(description="Whether the answer says it; null: none was made")


class ResultRead(BaseModel):
    """How one question fared."""

    question_id: UUID
    question: str
    expected: list[ExpectedRead]
    confidence: float = Field(description="From 0 to 1, of the search")
    answer: str | None = Field(description="What the agent's model would say; null: none was made")
    change: Change = Field(description="Of what was found, against the run before")


class RunResults(RunRead):
    """A run with what it found; empty until it is done."""

    results: list[ResultRead]
    compared_with: UUID | None = Field(description="The run before")
