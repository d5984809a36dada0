"""Tables of this domain."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class Mail(Base):
    """One mail to one address. Its words stay; they go with the conversation that they speak of."""

    __tablename__ = "mails"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    kind: Mapped[str]
    """The letter's name: `from_agent`, `escalation`, `booked`, `customer_booked`, `reminder`, ..."""
    agent_id: Mapped[UUID | None]
    conversation_id: Mapped[UUID | None]
    user_id: Mapped[UUID | None]
    """The member it goes to."""
    recipient: Mapped[str | None]
    recipient_encrypted: Mapped[bytes | None]
    """In place of `recipient`: the address of a customer."""
    subject: Mapped[str]
    body: Mapped[str]
    status: Mapped[str]
    reason_code: Mapped[str | None]
    reason_text: Mapped[str | None]
    attempts: Mapped[int]
    tried_at: Mapped[datetime | None]
    """When its newest try began."""
    sent_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
