"""Who belongs to a workspace. Only owners make, demote and remove owners, and one always stays.

What a member may do is looked up for every request (`access`), so whatever is done here counts at once.
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.people.errors import LastOwner, OwnersOnly
from app.people.events import ApiKeyRevoked, InvitationWithdrawn, MemberRemoved, MemberRoleChanged
from app.people.models import ApiKey, Invitation, Membership, User
from app.people.rights import ROLES, scopes_within
from app.people.team_schemas import MemberRead, Role
from app.platform.database import Scope
from app.platform.events import publish
from app.platform.problems import NotAllowed, NotFound


@dataclass(frozen=True, slots=True)
class _Standing:
    """Somebody and whoever acts on them, as they stand while nobody else can change it."""

    member: Membership
    own_role: str
    is_last_owner: bool


async def page(db: AsyncSession, *, after: tuple[datetime, UUID] | None, limit: int) -> list[MemberRead]:
    """Members, whoever joined first on top, at most `limit`."""
    query = _members().order_by(Membership.created_at, Membership.user_id).limit(limit)
    if after is not None:
        query = query.where(sa.tuple_(Membership.created_at, Membership.user_id) > sa.tuple_(*after))
    return [MemberRead.model_validate(row) for row in await db.execute(query)]


async def change_role(
    db: AsyncSession, scope: Scope, user_id: UUID, role: Role, *, now: datetime
) -> MemberRead:
    """Let a member do more, or less; the member as they are then. Keys they made that open more than they may do now,
    and invitations they may not send any more, go. Raises `NotFound`, `NotAllowed`, `OwnersOnly` or `LastOwner`.
    """
    standing = await _hold(db, scope, user_id)
    _check_rank(standing.own_role)
    owners_only(standing.own_role, standing.member.role, role)
    if role != standing.member.role:
        if standing.is_last_owner:
            raise LastOwner("Make somebody else an owner first.")
        standing.member.role = role
        await db.flush()
        await _revoke_keys(db, scope, user_id, role, now=now)
        await _withdraw_invitations(db, scope, user_id, role, now=now)
        event = MemberRoleChanged(
            workspace_id=scope.workspace_id, member_id=user_id, role=role, by=scope.user_id
        )
        await publish(db, event)
    changed = (await db.execute(_members().where(Membership.user_id == user_id))).one()
    return MemberRead.model_validate(changed)


async def remove(db: AsyncSession, scope: Scope, user_id: UUID, *, now: datetime) -> None:
    """Take a member's place here away, or leave; the keys they made and the invitations they sent go with it. What was
    theirs to look after is nobody's in particular then. Raises `NotFound`, `NotAllowed`, `OwnersOnly` or `LastOwner`.
    """
    standing = await _hold(db, scope, user_id)
    if user_id != scope.user_id:
        _check_rank(standing.own_role)
    owners_only(standing.own_role, standing.member.role)
    if standing.is_last_owner:
        raise LastOwner(
            "Make somebody else an owner first, or let the whole business leave under “Your data”."
        )
    await db.delete(standing.member)
    await db.flush()
    await _revoke_keys(db, scope, user_id, None, now=now)
    await _withdraw_invitations(db, scope, user_id, None, now=now)
    await publish(db, MemberRemoved(workspace_id=scope.workspace_id, member_id=user_id, by=scope.user_id))


def owners_only(own_role: str | None, *concerned: str) -> None:
    """Raises `OwnersOnly` when an owner's role is concerned and somebody else acts."""
    if "owner" in concerned and own_role != "owner":
        raise OwnersOnly("Ask an owner to do it.")


def _check_rank(own_role: str) -> None:
    if ROLES.index(own_role) < ROLES.index("admin"):
        raise NotAllowed(f"Your role here ({own_role}) does not allow this. Ask an owner.")


def _members() -> sa.Select[UUID, str, str, str, datetime]:
    joined_at = Membership.created_at.label("joined_at")
    return sa.select(Membership.user_id, User.full_name, User.email, Membership.role, joined_at).join(
        User, User.id == Membership.user_id
    )


async def _hold(db: AsyncSession, scope: Scope, user_id: UUID) -> _Standing:
    """Locks the owners too: two of them who demote each other take turns, and the second finds a last one."""
    query = (
        sa.select(Membership)
        .where(
            Membership.workspace_id == scope.workspace_id,
            sa.or_(Membership.role == "owner", Membership.user_id.in_((user_id, scope.user_id))),
        )
        .order_by(Membership.user_id)
        .with_for_update()
    )
    found = {each.user_id: each for each in (await db.execute(query)).scalars()}
    assert scope.user_id is not None, "no API key acts on members"
    member, own = found.get(user_id), found.get(scope.user_id)
    if member is None or own is None:
        raise NotFound("There is no such member. They may have left already.")
    owners = [each.user_id for each in found.values() if each.role == "owner"]
    return _Standing(member, own.role, owners == [user_id])


async def _revoke_keys(
    db: AsyncSession, scope: Scope, user_id: UUID, role: Role | None, *, now: datetime
) -> None:
    """Those they made that open more than this role. Whoever made a key has seen it."""
    beyond = sa.not_(ApiKey.scopes.contained_by(scopes_within(role))) if role else sa.true()
    theirs = sa.and_(ApiKey.created_by == user_id, ApiKey.revoked_at.is_(None), beyond)
    revoked = await db.execute(sa.update(ApiKey).where(theirs).values(revoked_at=now).returning(ApiKey.id))
    for key_id in revoked.scalars().all():
        await publish(db, ApiKeyRevoked(workspace_id=scope.workspace_id, key_id=key_id, by=scope.user_id))


async def _withdraw_invitations(
    db: AsyncSession, scope: Scope, user_id: UUID, role: Role | None, *, now: datetime
) -> None:
    """Those that this role may not send. Else somebody could come back by another mailbox of theirs."""
    may_send = ROLES[: ROLES.index(role) + 1] if role in ("admin", "owner") else ()
    theirs = sa.and_(
        Invitation.invited_by == user_id,
        Invitation.role.not_in(may_send),
        Invitation.accepted_at.is_(None),
        Invitation.withdrawn_at.is_(None),
    )
    withdrawn = await db.execute(
        sa.update(Invitation).where(theirs).values(withdrawn_at=now).returning(Invitation.id)
    )
    for invitation_id in withdrawn.scalars().all():
        event = InvitationWithdrawn(
            workspace_id=scope.workspace_id, invitation_id=invitation_id, by=scope.user_id
        )
        await publish(db, event)
