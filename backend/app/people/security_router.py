"""The routes of a person's own sign-in: sessions, password, two-factor. No API key opens them."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from app.people import security
from app.people.access import CurrentUser, SignedIn
from app.people.devices import device_in_words
from app.people.errors import (
    CodeWrong,
    KeyMayNot,
    PasswordWrong,
    TwoFactorOff,
    TwoFactorOn,
    WeakPassword,
    WrongOrigin,
)
from app.people.models import UserSession
from app.people.schemas import (
    JustPassword,
    JustSecondCode,
    PasswordAndCode,
    PasswordChange,
    RecoveryCodes,
    SessionRead,
    TwoFactorRead,
    TwoFactorSetup,
)
from app.platform import clock
from app.platform.crypto import Vault
from app.platform.database import Database, get_database
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotFound, NotSignedIn, TooManyRequests, problems

router = APIRouter(prefix="/api/auth", tags=["auth"])

Anywhere = Annotated[Database, Depends(get_database)]
_LIMITED = (NotSignedIn, WrongOrigin, KeyMayNot, TooManyRequests)


@router.get("/sessions", responses=problems(NotSignedIn, KeyMayNot, BadCursor))
async def list_sessions(
    user: CurrentUser, database: Anywhere, limit: Limit = 50, cursor: CursorParam = None
) -> Page[SessionRead]:
    """Where you are signed in, the newest first, this one marked."""
    rows = await security.sessions(
        database, user, after=read_cursor(cursor), limit=limit + 1, now=clock.now()
    )
    items = [_as_seen_from(user, row) for row in rows]
    return one_page(items, limit, lambda session: (session.created_at, session.id))


@router.delete(
    "/sessions/{session_id}",
    status_code=204,
    responses=problems(NotSignedIn, NotFound, WrongOrigin, KeyMayNot),
)
async def revoke_session(session_id: UUID, user: CurrentUser, database: Anywhere) -> None:
    """Sign out in one place; its token opens nothing any more."""
    await security.revoke_session(database, user, session_id, now=clock.now())


@router.delete("/sessions", status_code=204, responses=problems(NotSignedIn, WrongOrigin, KeyMayNot))
async def revoke_other_sessions(user: CurrentUser, database: Anywhere) -> None:
    """Sign out everywhere but here."""
    await security.revoke_other_sessions(database, user, now=clock.now())


@router.put("/password", status_code=204, responses=problems(PasswordWrong, WeakPassword, *_LIMITED))
async def change_password(user: CurrentUser, wish: PasswordChange, database: Anywhere) -> None:
    """Choose another password. You stay signed in here and nowhere else, and get a mail that says so."""
    await security.change_password(database, user, wish, now=clock.now())


@router.get("/two-factor", responses=problems(NotSignedIn, KeyMayNot))
async def read_two_factor(user: CurrentUser, database: Anywhere) -> TwoFactorRead:
    """Whether signing in asks for a code as well."""
    return TwoFactorRead.model_validate(await security.second_factor(database, user))


@router.post("/two-factor", responses=problems(PasswordWrong, TwoFactorOn, *_LIMITED))
async def begin_two_factor(
    request: Request, user: CurrentUser, wish: JustPassword, database: Anywhere
) -> TwoFactorSetup:
    """The secret for an authenticator app. Nothing changes before a code has confirmed it."""
    vault: Vault = request.app.state.vault
    setup = await security.begin_two_factor(database, vault, user, wish.password, now=clock.now())
    return TwoFactorSetup.model_validate(setup)


@router.post("/two-factor/confirm", responses=problems(CodeWrong, TwoFactorOn, *_LIMITED))
async def confirm_two_factor(
    request: Request, user: CurrentUser, wish: JustSecondCode, database: Anywhere
) -> RecoveryCodes:
    """Switch it on with a code of the app. The answer is ten recovery codes, shown this once."""
    vault: Vault = request.app.state.vault
    codes = await security.turn_two_factor_on(database, vault, user, wish.code, now=clock.now())
    return RecoveryCodes(recovery_codes=codes)


@router.post(
    "/two-factor/off", status_code=204, responses=problems(PasswordWrong, CodeWrong, TwoFactorOff, *_LIMITED)
)
async def turn_two_factor_off(
    request: Request, user: CurrentUser, wish: PasswordAndCode, database: Anywhere
) -> None:
    """Switch it off, with the password and a code of the app or a recovery code."""
    vault: Vault = request.app.state.vault
    await security.turn_two_factor_off(database, vault, user, wish, now=clock.now())


def _as_seen_from(user: SignedIn, session: UserSession) -> SessionRead:
    return SessionRead(
        id=session.id,
        is_current=session.id == user.session_id,
        device=device_in_words(session.user_agent),
        address=session.address,
        created_at=session.created_at,
        last_seen_at=session.last_seen_at,
        expires_at=session.expires_at,
    )
