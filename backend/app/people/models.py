"""The tables of people."""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Mapped, mapped_column

from app.platform.database import Base
from app.platform.ids import new_id

_Moment = sa.DateTime(timezone=True)


class User(Base):
    """A person who signs in. `email` is always as `schemas.normal_email` writes it."""

    __tablename__ = "users"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    email: Mapped[str]
    full_name: Mapped[str]
    password_hash: Mapped[str]
    email_verified_at: Mapped[datetime | None] = mapped_column(_Moment)
    is_operator: Mapped[bool] = mapped_column(server_default=sa.false())
    created_at: Mapped[datetime] = mapped_column(_Moment, server_default=sa.func.now())


class Workspace(Base):
    """One business, the tenant."""

    __tablename__ = "workspaces"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    slug: Mapped[str]
    name: Mapped[str]
    timezone: Mapped[str] = mapped_column(server_default="UTC")
    """An IANA name; every time the business sees is in it."""
    created_at: Mapped[datetime] = mapped_column(_Moment, server_default=sa.func.now())


class Membership(Base):
    """A user's role in a workspace: owner, admin, teammate or viewer."""

    __tablename__ = "memberships"

    workspace_id: Mapped[UUID] = mapped_column(sa.ForeignKey("workspaces.id"), primary_key=True)
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    role: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(_Moment, server_default=sa.func.now())


class Invitation(Base):
    """A place in a workspace that waits for whoever reads the mailbox of `email`."""

    __tablename__ = "invitations"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    email: Mapped[str]
    role: Mapped[str]
    token_hash: Mapped[bytes | None]
    """Of the token in the newest mail; None until there is one."""
    invited_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(_Moment)
    expires_at: Mapped[datetime] = mapped_column(_Moment)
    accepted_at: Mapped[datetime | None] = mapped_column(_Moment)
    withdrawn_at: Mapped[datetime | None] = mapped_column(_Moment)


class UserSession(Base):
    """One sign-in. Its id is in the token, so that a sign-in can be taken back."""

    __tablename__ = "sessions"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"))
    created_at: Mapped[datetime] = mapped_column(_Moment, server_default=sa.func.now())
    expires_at: Mapped[datetime] = mapped_column(_Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(_Moment)
    user_agent: Mapped[str] = mapped_column(server_default="")
    last_seen_at: Mapped[datetime] = mapped_column(_Moment, server_default=sa.func.now())
    """To within five minutes."""
    address: Mapped[str] = mapped_column(server_default="")
    """Where it was last seen."""


class SecondFactor(Base):
    """What a person's authenticator app shares with us; asked for at sign-in once it is confirmed."""

    __tablename__ = "second_factors"

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("users.id"), primary_key=True)
    secret_encrypted: Mapped[bytes]
    confirmed_at: Mapped[datetime | None] = mapped_column(_Moment)
    last_step: Mapped[int] = mapped_column(sa.BigInteger, server_default="0")
    created_at: Mapped[datetime] = mapped_column(_Moment, server_default=sa.func.now())


class RecoveryCode(Base):
    """In place of a code from the app, once. Only its hash is kept."""

    __tablename__ = "recovery_codes"

    user_id: Mapped[UUID] = mapped_column(sa.ForeignKey("second_factors.user_id"), primary_key=True)
    code_hash: Mapped[bytes] = mapped_column(primary_key=True)
    used_at: Mapped[datetime | None] = mapped_column(_Moment)


class ApiKey(Base):
    """What a program comes in with. It belongs to the workspace, not to whoever made it."""

    __tablename__ = "api_keys"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    workspace_id: Mapped[UUID]
    name: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(ARRAY(sa.Text))
    secret_hash: Mapped[bytes]
    created_by: Mapped[UUID | None]
    created_at: Mapped[datetime] = mapped_column(_Moment)
    last_used_at: Mapped[datetime | None] = mapped_column(_Moment)
    revoked_at: Mapped[datetime | None] = mapped_column(_Moment)
