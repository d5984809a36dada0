"""The tables of contacts."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class Contact(Base):
    """A customer of the workspace."""

    __tablename__ = "contacts"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    name: Mapped[str | None]
    email_encrypted: Mapped[bytes | None]
    phone_encrypted: Mapped[bytes | None]
    created_at: Mapped[datetime]


class Identity(Base):
    """How one account (or an e-mail address, a telephone number) sees a contact."""

    __tablename__ = "identities"
    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    contact_id: Mapped[UUID]
    account_id: Mapped[UUID | None]
    kind: Mapped[str]
    """channel, email or phone."""
    network_id: Mapped[str]
    """How the network names the customer; of an address or a number only its keyed hash."""
    username: Mapped[str | None]
