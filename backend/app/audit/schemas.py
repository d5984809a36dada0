"""What the API gives."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from pydantic import BaseModel

Family = Literal[
    "turn", "agent", "account", "appointment", "document", "conversation", "contact", "workspace", "person", "key"
]  # fmt: skip
Kind = Literal["person", "key", "agent", "program"]


class Actor(BaseModel):
    """Who did it. A person who has left the business, and a key that is gone, have no name any more."""

    kind: Kind
    id: UUID | None
    name: str | None


class Thing(BaseModel):
    """Something that an entry names; what is gone has no name any more."""

    kind: str
    id: UUID
    name: str | None


class AuditRow(BaseModel):
    """One entry of the record."""

    id: UUID
    at: datetime
    actor: Actor
    action: str
    subject: Thing | None
    others: list[Thing]
    facts: dict[str, Any]
