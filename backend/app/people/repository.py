"""The statements about people that cross workspaces: nobody is signed in yet, so they run in the system role."""

import secrets
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.people.devices import Device
from app.people.models import Membership, User, UserSession
from app.people.naming import slug_of
from app.platform.ids import new_id

# One statement whether the address is new or not, so that both cost the same and two at once cannot both win.
_ADD = sa.text("""
with made as (
  insert into users (id, email, full_name, password_hash) values (:user_id, :email, :full_name, :password_hash)
  on conflict (email) do nothing returning id
), place as (
  insert into workspaces (id, name, slug)
  select :workspace_id, :workspace_name,
    case when exists (select from workspaces where slug = :slug) then :other_slug else :slug end
  from made returning id
), member as (
  insert into memberships (workspace_id, user_id, role) select place.id, made.id, 'owner' from place, made
)
select id from made
""")
# The share lock makes a sign-in with the old password and a change of it take turns: whichever is second sees the
# first one's doing, so no session made with an old password outlives the change.
_START_SESSION = sa.text("""
with proven as (select id from users where id = :user_id and password_hash = :password_hash for share)
insert into sessions (id, user_id, created_at, last_seen_at, expires_at, user_agent, address)
select :id, id, :now, :now, :expires_at, :user_agent, :address from proven returning id
""")


async def find_user(db: AsyncSession, email: str) -> User | None:
    """The user with this address, written as `schemas.normal_email` does."""
    return (await db.execute(sa.select(User).where(User.email == email))).scalar_one_or_none()


async def add_owner(
    db: AsyncSession, *, email: str, full_name: str, password_hash: str, workspace_name: str
) -> UUID | None:
    """A new user and their workspace; None when the address is taken. Raises IntegrityError in the rare case that
    somebody takes the same slug at this moment; try again.
    """
    slug = slug_of(workspace_name)
    made = await db.execute(
        _ADD,
        {
            "user_id": new_id(),
            "email": email,
            "full_name": full_name,
            "password_hash": password_hash,
            "workspace_id": new_id(),
            "workspace_name": workspace_name,
            "slug": slug,
            "other_slug": f"{slug}-{secrets.token_hex(3)}",
        },
    )
    user_id: UUID | None = made.scalar_one_or_none()
    return user_id


async def start_session(
    db: AsyncSession,
    *,
    user_id: UUID,
    password_hash: str,
    now: datetime,
    expires_at: datetime,
    device: Device,
) -> UUID | None:
    """A new session's id; None when the password has been changed since it was compared."""
    made = await db.execute(
        _START_SESSION,
        {
            "id": new_id(),
            "user_id": user_id,
            "password_hash": password_hash,
            "now": now,
            "expires_at": expires_at,
            "user_agent": device.user_agent,
            "address": device.address,
        },
    )
    session_id: UUID | None = made.scalar_one_or_none()
    return session_id


async def revoke_session(db: AsyncSession, session_id: UUID, *, now: datetime) -> None:
    """The token of this session opens nothing any more."""
    await db.execute(sa.update(UserSession).where(UserSession.id == session_id).values(revoked_at=now))


async def sessions_of(
    db: AsyncSession, user_id: UUID, *, now: datetime, after: tuple[datetime, UUID] | None, limit: int
) -> list[UserSession]:
    """The living sessions of this person, newest first, at most `limit`."""
    query = (
        sa.select(UserSession)
        .where(_lives(user_id, now))
        .order_by(UserSession.created_at.desc(), UserSession.id.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(sa.tuple_(UserSession.created_at, UserSession.id) < sa.tuple_(*after))
    return list((await db.execute(query)).scalars())


async def revoke_sessions_of(
    db: AsyncSession,
    user_id: UUID,
    *,
    now: datetime,
    only: UUID | None = None,
    keep: UUID | None = None,
) -> list[UUID]:
    """Living sessions of this person end: `only` one of them, or all but the one to `keep`. Gives the ended ones."""
    ended = sa.update(UserSession).where(_lives(user_id, now)).values(revoked_at=now)
    if only is not None:
        ended = ended.where(UserSession.id == only)
    if keep is not None:
        ended = ended.where(UserSession.id != keep)
    return list((await db.execute(ended.returning(UserSession.id))).scalars())


def _lives(user_id: UUID, now: datetime) -> sa.ColumnElement[bool]:
    return sa.and_(
        UserSession.user_id == user_id, UserSession.revoked_at.is_(None), UserSession.expires_at > now
    )


async def forget_old_sessions(db: AsyncSession, *, before: datetime) -> None:
    """Drop the rows of sessions that expired before this moment."""
    await db.execute(sa.delete(UserSession).where(UserSession.expires_at < before))


async def workspaces_of(db: AsyncSession, user_id: UUID) -> list[UUID]:
    """The workspaces this person is a member of."""
    query = sa.select(Membership.workspace_id).where(Membership.user_id == user_id)
    return list((await db.execute(query)).scalars())


async def confirmed_owners(system: AsyncSession, workspace_id: UUID) -> list[User]:
    """The owners of a workspace whose address is confirmed, oldest membership first."""
    query = (
        sa.select(User)
        .join(Membership, Membership.user_id == User.id)
        .where(
            Membership.workspace_id == workspace_id,
            Membership.role == "owner",
            User.email_verified_at.is_not(None),
        )
        .order_by(Membership.created_at, User.id)
    )
    return list((await system.execute(query)).scalars())
