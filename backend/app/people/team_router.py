"""The routes of the team: who belongs to a workspace, and who is invited. No API key opens them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from app.people import invitations, members
from app.people.access import CurrentUser, Db, Manager, Reader
from app.people.errors import (
    AlreadyMember,
    InvitationExpired,
    InvitationForAnother,
    InvitationTakenBack,
    InvitationUnknown,
    InvitationUsed,
    KeyMayNot,
    LastOwner,
    OwnersOnly,
    WrongOrigin,
)
from app.people.schemas import WorkspaceRead
from app.people.team_schemas import (
    InvitationRead,
    InvitationShown,
    InvitationWish,
    JustInvitationToken,
    MemberRead,
    RoleChange,
)
from app.platform import clock
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.database import Database, get_database
from app.platform.http import caller_address
from app.platform.limits import QUARTER_HOUR, hit
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotAllowed, NotFound, NotSignedIn, TooManyRequests, problems
from app.platform.settings import Settings

members_router = APIRouter(prefix="/api/members", tags=["team"])
invitations_router = APIRouter(prefix="/api/invitations", tags=["team"])

_TOKENS_PER_ADDRESS = 100
_CHANGING = (NotSignedIn, NotAllowed, NotFound, WrongOrigin, KeyMayNot)
_OF_TOKEN = (InvitationUnknown, InvitationUsed, InvitationExpired, InvitationTakenBack, TooManyRequests)

Anywhere = Annotated[Database, Depends(get_database)]


async def _count_token(request: Request, database: Anywhere) -> Database:
    settings: Settings = request.app.state.settings
    most = _TOKENS_PER_ADDRESS * settings.rate_limit_per_address
    address = caller_address(request)
    await hit(database, "invitation-address", address, most=most, within=QUARTER_HOUR, now=clock.now())
    return database


Counted = Annotated[Database, Depends(_count_token)]


@members_router.get("", responses=problems(NotSignedIn, NotFound, BadCursor))
async def list_members(_: Reader, db: Db, limit: Limit = 50, cursor: CursorParam = None) -> Page[MemberRead]:
    """Who belongs to the workspace, whoever joined first on top."""
    rows = await members.page(db, after=read_cursor(cursor), limit=limit + 1)
    return one_page(rows, limit, lambda member: (member.joined_at, member.user_id))


@members_router.put("/{user_id}", responses=problems(*_CHANGING, OwnersOnly, LastOwner))
async def change_member(
    user_id: UUID, change: RoleChange, scope: Manager, db: Db, hints: LiveHints
) -> MemberRead:
    """Give a member another role. It counts from their next request on. API keys they made that open more than that
    are revoked, and invitations they may not send any more are taken back.
    """
    changed = await members.change_role(db, scope, user_id, change.role, now=clock.now())
    tell_after_commit(db, hints, "member.changed", user_id)
    return changed


@members_router.delete("/{user_id}", status_code=204, responses=problems(*_CHANGING, OwnersOnly, LastOwner))
async def remove_member(user_id: UUID, scope: Reader, db: Db, hints: LiveHints) -> None:
    """Take a member's place away, or leave by naming yourself. Their API keys of this workspace are revoked, the
    invitations they sent are taken back, and what they looked after is nobody's in particular.
    """
    await members.remove(db, scope, user_id, now=clock.now())
    tell_after_commit(db, hints, "member.removed", user_id)


@invitations_router.get("", responses=problems(NotSignedIn, NotAllowed, NotFound, KeyMayNot, BadCursor))
async def list_invitations(
    _: Manager, db: Db, limit: Limit = 50, cursor: CursorParam = None
) -> Page[InvitationRead]:
    """Invitations that nobody has accepted yet, newest first."""
    rows = await invitations.page(db, after=read_cursor(cursor), limit=limit + 1)
    items = [InvitationRead.model_validate(row) for row in rows]
    return one_page(items, limit, lambda invitation: (invitation.created_at, invitation.id))


@invitations_router.post(
    "", status_code=201, responses=problems(*_CHANGING, OwnersOnly, AlreadyMember, TooManyRequests)
)
async def invite_member(
    scope: Manager, wish: InvitationWish, database: Anywhere, hints: LiveHints
) -> InvitationRead:
    """Invite somebody by mail. The answer is the same whether they are registered or not."""
    made = await invitations.invite(database, scope, wish, now=clock.now())
    hints.tell(scope.workspace_id, "invitation.changed", made.id)
    return InvitationRead.model_validate(made)


@invitations_router.delete("/{invitation_id}", status_code=204, responses=problems(*_CHANGING, OwnersOnly))
async def withdraw_invitation(invitation_id: UUID, scope: Manager, db: Db, hints: LiveHints) -> None:
    """Take an invitation back; its link leads nowhere any more."""
    await invitations.withdraw(db, scope, invitation_id, now=clock.now())
    tell_after_commit(db, hints, "invitation.changed", invitation_id)


@invitations_router.post(
    "/{invitation_id}/resend", responses=problems(*_CHANGING, OwnersOnly, TooManyRequests)
)
async def resend_invitation(
    invitation_id: UUID, scope: Manager, database: Anywhere, hints: LiveHints
) -> InvitationRead:
    """Mail it again. The new link works for seven days, the old one no more."""
    sent = await invitations.resend(database, scope, invitation_id, now=clock.now())
    hints.tell(scope.workspace_id, "invitation.changed", invitation_id)
    return InvitationRead.model_validate(sent)


@invitations_router.post("/by-token", responses=problems(*_OF_TOKEN))
async def read_invitation(wish: JustInvitationToken, database: Counted) -> InvitationShown:
    """What the link in a mail leads to. The token is in the body, so that no address ever shows it."""
    return await invitations.look(database, wish.token, now=clock.now())


@invitations_router.post(
    "/accept", responses=problems(NotSignedIn, WrongOrigin, KeyMayNot, InvitationForAnother, *_OF_TOKEN)
)
async def accept_invitation(
    user: CurrentUser, wish: JustInvitationToken, database: Counted, hints: LiveHints
) -> WorkspaceRead:
    """Become a member, once, signed in with the invited address. Who is new registers that address first."""
    workspace, role = await invitations.accept(database, user, wish.token, now=clock.now())
    hints.tell(workspace.id, "member.changed", user.id)
    return WorkspaceRead(
        id=workspace.id, name=workspace.name, slug=workspace.slug, role=role, timezone=workspace.timezone
    )
