"""What the API gives of the outbox."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, Field

from app.conversations.schemas import Reason

MailStatus = Literal["queued", "sending", "sent", "failed", "unknown"]


class MailRead(BaseModel):
    """One mail and what became of it."""

    id: UUID
    kind: str = Field(
        description="What it is: from_agent, escalation, token_warning, webhook_off, booked, changed, cancelled, "
        "customer_booked, customer_changed, customer_cancelled, reminder, day_summary, waiting_offer"
    )
    agent_id: UUID | None
    conversation_id: UUID | None
    to: str
    subject: str
    body: str
    status: MailStatus = Field(
        description="`unknown`: the server broke off before it said whether it took the mail"
    )
    reason: Reason | None = Field(description="Why it was not sent (yet)")
    attempts: int
    created_at: datetime
    sent_at: datetime | None
