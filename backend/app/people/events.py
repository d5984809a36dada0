"""What others may listen to. A person belongs to no single workspace: what they do to their own sign-in is told to
every workspace they are a member of.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.people.repository import workspaces_of
from app.platform.events import Event, publish


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedIn(Event):
    """A member has begun a session."""

    by: UUID
    session_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionRevoked(Event):
    """A member has ended one of their other sessions."""

    by: UUID
    session_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordChanged(Event):
    """A member has another password."""

    by: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoFactorChanged(Event):
    """A member's sign-in asks for a second step from now on, or no longer does."""

    by: UUID
    is_on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkspaceChanged(Event):
    """The business has another name or time zone. `fields` are names, never values."""

    fields: tuple[str, ...]
    by: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyMade(Event):
    """A program may come in with a new key."""

    key_id: UUID
    by: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKeyRevoked(Event):
    """A key opens nothing any more."""

    key_id: UUID
    by: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationSent(Event):
    """Somebody was invited by mail, or sent that mail again."""

    invitation_id: UUID
    role: str
    by: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWithdrawn(Event):
    """An invitation leads nowhere any more."""

    invitation_id: UUID
    by: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberJoined(Event):
    """An invitation was accepted."""

    invitation_id: UUID
    role: str
    by: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRoleChanged(Event):
    """A member may do more, or less, from now on."""

    member_id: UUID
    role: str
    by: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberRemoved(Event):
    """A member has lost their place here, or left by themselves."""

    member_id: UUID
    by: UUID | None


async def tell_workspaces(db: AsyncSession, kind: Callable[..., Event], user_id: UUID, **facts: Any) -> None:
    """Publish what a person did in every workspace they are a member of."""
    for workspace_id in await workspaces_of(db, user_id):
        await publish(db, kind(workspace_id=workspace_id, by=user_id, **facts))
