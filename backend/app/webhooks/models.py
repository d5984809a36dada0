"""The tables of this domain: where to tell, and what is to be told."""

from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base

_Moment = sa.DateTime(timezone=True)


class Webhook(Base):
    """A target: an address of the business's own, and the events it wants."""

    __tablename__ = "webhooks"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    url: Mapped[str]
    description: Mapped[str]
    events: Mapped[list[str]] = mapped_column(sa.ARRAY(sa.Text))
    secret_encrypted: Mapped[bytes]
    old_secret_encrypted: Mapped[bytes | None]
    old_secret_until: Mapped[datetime | None] = mapped_column(_Moment)
    is_active: Mapped[bool]
    failures: Mapped[int] = mapped_column(server_default="0")
    failing_since: Mapped[datetime | None] = mapped_column(_Moment)
    retry_at: Mapped[datetime | None] = mapped_column(_Moment)
    given_up_at: Mapped[datetime | None] = mapped_column(_Moment)
    created_at: Mapped[datetime] = mapped_column(_Moment)


class Delivery(Base):
    """One event for one target."""

    __tablename__ = "webhook_deliveries"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    webhook_id: Mapped[UUID]
    event_id: Mapped[UUID]
    type: Mapped[str]
    conversation_id: Mapped[UUID | None]
    data: Mapped[dict[str, Any]] = mapped_column(deferred=True)
    status: Mapped[str]
    holds_others: Mapped[bool]
    attempts: Mapped[int]
    next_attempt_at: Mapped[datetime] = mapped_column(_Moment)
    claimed_until: Mapped[datetime | None] = mapped_column(_Moment)
    retry_until: Mapped[datetime] = mapped_column(_Moment)
    response_code: Mapped[int | None]
    response_text: Mapped[str | None]
    error: Mapped[str | None]
    created_at: Mapped[datetime] = mapped_column(_Moment)
    finished_at: Mapped[datetime | None] = mapped_column(_Moment)
