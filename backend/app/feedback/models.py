"""Tables of this domain."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class Compliment(Base):
    """Praise, in the customer's words. It outlives the agent and the conversation that collected it."""

    __tablename__ = "compliments"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    agent_id: Mapped[UUID | None]
    conversation_id: Mapped[UUID | None]
    contact_id: Mapped[UUID | None]
    content: Mapped[str]
    created_at: Mapped[datetime]
