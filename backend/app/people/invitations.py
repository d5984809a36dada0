"""Invitations to a workspace. The mail carries a token, which proves the mailbox; it works once, for seven days.

The token is made by the job that sends the mail, as sign-in codes are, so that no queue, log or backup holds one. All
that is done here is the same whether the address is registered or not, so nobody learns it. Every verb opens its own
transactions, because what is tried counts although the request is refused.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.people.access import SignedIn
from app.people.branding import Brand, brand_of
from app.people.errors import (
    AlreadyMember,
    InvitationExpired,
    InvitationForAnother,
    InvitationTakenBack,
    InvitationUnknown,
    InvitationUsed,
)
from app.people.events import InvitationSent, InvitationWithdrawn, MemberJoined
from app.people.members import owners_only
from app.people.models import Invitation, Membership, User, Workspace
from app.people.team_schemas import InvitationShown, InvitationWish
from app.platform.database import Database, Scope
from app.platform.events import publish
from app.platform.ids import new_id
from app.platform.jobs import enqueue
from app.platform.limits import HOUR, QUARTER_HOUR, hit
from app.platform.problems import Conflict, NotFound

SEND_INVITATION = "send_invitation"
LIFETIME = timedelta(days=7)

_PER_EMAIL = 3
_PER_WORKSPACE = 60

_OPEN = sa.and_(Invitation.accepted_at.is_(None), Invitation.withdrawn_at.is_(None))
_FILL = sa.text("""
update invitations i set token_hash = :token_hash
from workspaces w
where w.id = i.workspace_id and i.id = :id and i.accepted_at is null and i.withdrawn_at is null and i.expires_at > :now
returning i.email, i.role, i.workspace_id,
  coalesce((select u.full_name from users u where u.id = i.invited_by), w.name) as inviter
""")


@dataclass(frozen=True, slots=True)
class Letter:
    """What the mail says."""

    email: str
    role: str
    brand: Brand
    inviter: str
    token: str


async def page(db: AsyncSession, *, after: tuple[datetime, UUID] | None, limit: int) -> Sequence[Invitation]:
    """Invitations that nobody has accepted, newest first, at most `limit`."""
    query = (
        sa.select(Invitation)
        .where(_OPEN)
        .order_by(Invitation.created_at.desc(), Invitation.id.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(sa.tuple_(Invitation.created_at, Invitation.id) < sa.tuple_(*after))
    return (await db.execute(query)).scalars().all()


async def invite(database: Database, scope: Scope, wish: InvitationWish, *, now: datetime) -> Invitation:
    """Have somebody invited by mail; an older invitation of the same address leads nowhere any more. Raises
    `OwnersOnly`, `AlreadyMember` or `TooManyRequests`.
    """
    owners_only(scope.role, wish.role)
    await _count(database, scope, wish.email, now=now)
    try:
        async with database.tenant(scope) as db:
            await _refuse_member(db, wish.email)
            await _replace(db, scope, wish.email, now=now)
            invitation = Invitation(
                id=new_id(), workspace_id=scope.workspace_id, email=wish.email, role=wish.role,
                invited_by=scope.user_id, created_at=now, expires_at=now + LIFETIME,
            )  # fmt: skip
            db.add(invitation)
            await _send(db, invitation, by=scope.user_id)
    except IntegrityError:
        raise Conflict("Somebody invited this address at the same moment. Look at the list.") from None
    return invitation


async def resend(database: Database, scope: Scope, invitation_id: UUID, *, now: datetime) -> Invitation:
    """Mail it again, with another token and seven new days. Raises `NotFound`, `OwnersOnly` or `TooManyRequests`."""
    async with database.tenant(scope) as db:
        email = (await _find(db, invitation_id)).email
    await _count(database, scope, email, now=now)
    async with database.tenant(scope) as db:
        invitation = await _find(db, invitation_id)
        owners_only(scope.role, invitation.role)
        invitation.expires_at = now + LIFETIME
        await _send(db, invitation, by=scope.user_id)
    return invitation


async def withdraw(db: AsyncSession, scope: Scope, invitation_id: UUID, *, now: datetime) -> None:
    """Its link leads nowhere any more. Raises `NotFound` or `OwnersOnly`."""
    await _take_back(db, scope, await _find(db, invitation_id), now=now)


async def look(database: Database, token: str, *, now: datetime) -> InvitationShown:
    """What somebody with this token is invited to. Raises `InvitationUnknown`, `InvitationUsed`, `InvitationExpired` or
    `InvitationTakenBack`.
    """
    async with database.system() as db:
        invitation = await _open(db, token, now=now)
        workspace = await db.get_one(Workspace, invitation.workspace_id)
        return InvitationShown.model_validate(
            {
                "workspace_name": workspace.name,
                "email": invitation.email,
                "role": invitation.role,
                "expires_at": invitation.expires_at,
            }
        )


async def accept(database: Database, user: SignedIn, token: str, *, now: datetime) -> tuple[Workspace, str]:
    """Make the person behind the request a member; the workspace and their role in it. Raises as `look`, or
    `InvitationForAnother` when they signed in with another address than the invited one.
    """
    async with database.system() as db:
        invitation = await _open(db, token, now=now)
        if user.email != invitation.email:
            raise InvitationForAnother(
                f"It is for {invitation.email}. Sign in with that address to accept it."
            )
        invitation.accepted_at = now
        role = await _add_member(db, invitation, user.id)
        await publish(db, MemberJoined(
            workspace_id=invitation.workspace_id, invitation_id=invitation.id, role=role, by=user.id,
        ))  # fmt: skip
        return await db.get_one(Workspace, invitation.workspace_id), role


async def fill_token(db: AsyncSession, invitation_id: UUID, *, now: datetime) -> Letter | None:
    """A new token for an invitation, and the letter that carries it; None when nobody is invited by it any more.
    `db` is a system session.
    """
    token = secrets.token_urlsafe(32)
    given = {"id": invitation_id, "token_hash": _hash(token), "now": now}
    row = (await db.execute(_FILL, given)).one_or_none()
    if row is None:
        return None
    return Letter(row.email, row.role, await brand_of(db, row.workspace_id), row.inviter, token)


async def forget_old(db: AsyncSession, *, before: datetime) -> None:
    """Drop what would have expired before this moment."""
    await db.execute(sa.delete(Invitation).where(Invitation.expires_at < before))


async def _count(database: Database, scope: Scope, email: str, *, now: datetime) -> None:
    """A mailbox is spared whoever invites it, and however often it is taken back in between."""
    workspace = str(scope.workspace_id)
    await hit(database, "invitation-workspace", workspace, most=_PER_WORKSPACE, within=HOUR, now=now)
    await hit(database, "invitation", email, most=_PER_EMAIL, within=QUARTER_HOUR, now=now)


async def _refuse_member(db: AsyncSession, email: str) -> None:
    member = (
        sa.select(Membership.user_id).join(User, User.id == Membership.user_id).where(User.email == email)
    )
    if (await db.execute(member)).first():
        raise AlreadyMember(f"{email} is in the team. Change their role in the list instead.")


async def _replace(db: AsyncSession, scope: Scope, email: str, *, now: datetime) -> None:
    query = sa.select(Invitation).where(_OPEN, Invitation.email == email).with_for_update()
    older = (await db.execute(query)).scalar_one_or_none()
    if older is not None:
        await _take_back(db, scope, older, now=now)


async def _take_back(db: AsyncSession, scope: Scope, invitation: Invitation, *, now: datetime) -> None:
    owners_only(scope.role, invitation.role)
    invitation.withdrawn_at = now
    await db.flush()
    await publish(db, InvitationWithdrawn(
        workspace_id=scope.workspace_id, invitation_id=invitation.id, by=scope.user_id,
    ))  # fmt: skip


async def _send(db: AsyncSession, invitation: Invitation, *, by: UUID | None) -> None:
    await db.flush()
    await enqueue(db, SEND_INVITATION, invitation_id=invitation.id)
    await publish(db, InvitationSent(
        workspace_id=invitation.workspace_id, invitation_id=invitation.id, role=invitation.role, by=by,
    ))  # fmt: skip


async def _find(db: AsyncSession, invitation_id: UUID) -> Invitation:
    query = sa.select(Invitation).where(_OPEN, Invitation.id == invitation_id).with_for_update()
    found = (await db.execute(query)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such invitation. It may have been accepted already.")
    return found


async def _open(db: AsyncSession, token: str, *, now: datetime) -> Invitation:
    """The invitation of this token, held until the transaction ends."""
    query = sa.select(Invitation).where(Invitation.token_hash == _hash(token)).with_for_update()
    found = (await db.execute(query)).scalar_one_or_none()
    if found is None:
        raise InvitationUnknown("Open the link in the newest mail, or ask whoever invited you for another.")
    if found.accepted_at is not None:
        raise InvitationUsed("If it was you, sign in: the business is among yours. Else ask for another.")
    if found.withdrawn_at is not None:
        raise InvitationTakenBack("Open the link in the newest mail, or ask whoever invited you for another.")
    if found.expires_at <= now:
        raise InvitationExpired(
            "An invitation works for seven days. Ask whoever invited you to send it again."
        )
    return found


async def _add_member(db: AsyncSession, invitation: Invitation, user_id: UUID) -> str:
    """Their role; somebody who has become a member meanwhile keeps theirs."""
    place = {"workspace_id": invitation.workspace_id, "user_id": user_id, "role": invitation.role}
    added = insert(Membership).values(place)
    kept = added.on_conflict_do_update(
        index_elements=["workspace_id", "user_id"], set_={"role": Membership.role}
    )
    role: str = (await db.execute(kept.returning(Membership.role))).scalar_one()
    return role


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
