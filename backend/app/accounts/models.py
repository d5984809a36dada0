"""Tables of this domain."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base


class Account(Base):
    """One account on one channel. At most one workspace holds it actively (index accounts_one_holder)."""

    __tablename__ = "accounts"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    channel: Mapped[str]
    network_id: Mapped[str]
    """How the network's webhooks name the account."""
    app_scoped_id: Mapped[str | None]
    """How only our app sees the same account: deletion and deauthorize calls name it so."""
    username: Mapped[str]
    token_encrypted: Mapped[bytes | None]
    token_issued_at: Mapped[datetime | None]
    token_expires_at: Mapped[datetime | None]
    token_tried_at: Mapped[datetime | None]
    """When a renewal of the present token was last planned."""
    token_warned_at: Mapped[datetime | None]
    """When its owners were last told that it ends."""
    is_active: Mapped[bool]
    health: Mapped[str]
    """ok, reconnect (the owner must link it again), restricted (by the network), unlinked."""
    created_at: Mapped[datetime]
    unlinked_at: Mapped[datetime | None]


class DataDeletion(Base):
    """What Meta asked us to delete for an app user, and whether it is done. Names nobody once it is."""

    __tablename__ = "data_deletions"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    code: Mapped[str]
    """By which the person looks up the state."""
    request_hash: Mapped[bytes]
    """The same request again is the same row."""
    account_ids: Mapped[list[UUID]] = mapped_column(sa.ARRAY(sa.Uuid))
    requested_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class OAuthState(Base):
    """A consent that was begun: who began it, in which browser. Answers once, within its time."""

    __tablename__ = "oauth_states"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    nonce_hash: Mapped[bytes]
    workspace_id: Mapped[UUID]
    user_id: Mapped[UUID]
    channel: Mapped[str]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
