"""How those who know nothing of the outbox have it send a mail for a business."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from app.email.invite import Invite
from app.platform.database import Connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One letter to one member of the team."""

    letter: str
    """The template's name."""
    key: str
    """What it is about, and for whom: the same key is never written twice."""
    to: str
    user_id: UUID
    facts: Mapping[str, Any] = field(default_factory=dict)
    """What the letter says, as JSON can keep it."""
    sealed: bytes | None = None
    """More facts as sealed JSON, in place of those with the same names: the mail says them, its log does not (promise
    T4)."""
    conversation_id: UUID | None = None
    appointment_id: UUID | None = None
    invite: Invite | None = None
    of_use_until: datetime | None = None
    """From then on it is not sent any more: the server was away for too long."""


class Post(Protocol):
    """The outbox."""

    async def send(self, connection: Connection, workspace_id: UUID, wanted: Wanted) -> None:
        """Have it sent, once, if the caller's transaction commits."""
