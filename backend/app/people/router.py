"""The routes of signing in (docs/contract.md, Auth) and of the workspace itself."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request, Response

from app.people import security, service
from app.people.access import CurrentUser, Db, Manager, Reader
from app.people.codes import Purpose
from app.people.devices import Device
from app.people.errors import (
    BadCredentials,
    CodeExpired,
    CodeWrong,
    EmailNotVerified,
    TooManyTries,
    WeakPassword,
    WrongOrigin,
)
from app.people.models import Workspace
from app.people.schemas import (
    JustEmail,
    Login,
    Me,
    PasswordReset,
    Registered,
    Registration,
    SecondStep,
    Token,
    TwoFactorRequired,
    Verification,
    WorkspaceChange,
    WorkspaceRead,
)
from app.people.service import Begun, SignIn
from app.people.tokens import COOKIE, LIFETIME, write_token
from app.platform import clock
from app.platform.crypto import Vault
from app.platform.database import Database, Scope, get_database
from app.platform.http import caller_address
from app.platform.limits import HOUR, QUARTER_HOUR, hit
from app.platform.problems import NotAllowed, NotFound, NotSignedIn, TooManyRequests, problems
from app.platform.settings import Settings
from app.platform.text import storable

router = APIRouter(prefix="/api/auth", tags=["auth"])
workspace_router = APIRouter(prefix="/api/workspace", tags=["workspace"])

_PER_EMAIL = 3
_PER_ADDRESS = 60
_LOGINS = 10
_LOGINS_PER_ADDRESS = 100
_LONGEST_USER_AGENT = 300

Anywhere = Annotated[Database, Depends(get_database)]


@router.post("/register", status_code=201, responses=problems(WeakPassword, TooManyRequests))
async def register(request: Request, wish: Registration, database: Anywhere) -> Registered:
    """Register and have a code mailed. The answer is the same for an address that is known already."""
    await _limit_mail(request, database, "register", wish.email)
    await service.register(database, wish, now=clock.now())
    return Registered(email=wish.email)


@router.post("/verify-email", responses=problems(CodeWrong, CodeExpired, TooManyTries))
async def verify_email(
    request: Request, response: Response, wish: Verification, database: Anywhere
) -> Token | TwoFactorRequired:
    """Confirm the address with the six digits from the mail, and sign in."""
    vault: Vault = request.app.state.vault
    begun = await service.verify_email(database, vault, wish, device=_device_of(request), now=clock.now())
    return _answer(request, response, begun)


@router.post("/resend-code", status_code=202, responses=problems(TooManyRequests))
async def resend_code(request: Request, wish: JustEmail, database: Anywhere) -> Registered:
    """Have a new confirmation code mailed. The answer is the same for every address."""
    return await _mail_code(request, database, "resend", wish.email, "verify")


@router.post("/login", responses=problems(BadCredentials, EmailNotVerified, TooManyRequests))
async def login(
    request: Request, response: Response, wish: Login, database: Anywhere
) -> Token | TwoFactorRequired:
    """Sign in by password. Where the person has switched two-factor sign-in on, a code has to follow."""
    settings: Settings = request.app.state.settings
    address, now = caller_address(request), clock.now()
    most = _LOGINS_PER_ADDRESS * settings.rate_limit_per_address
    await hit(database, "login-address", address, most=most, within=QUARTER_HOUR, now=now)
    await hit(database, "login", f"{address} {wish.email}", most=_LOGINS, within=QUARTER_HOUR, now=now)
    begun = await service.login(database, wish, device=_device_of(request), now=now)
    return _answer(request, response, begun)


@router.post("/login/two-factor", responses=problems(CodeWrong, CodeExpired, TooManyTries, TooManyRequests))
async def finish_login(request: Request, response: Response, wish: SecondStep, database: Anywhere) -> Token:
    """The second step: a code of the authenticator app, or a recovery code. Each works once."""
    vault: Vault = request.app.state.vault
    signed_in = await security.finish_sign_in(
        database, vault, wish, device=_device_of(request), now=clock.now()
    )
    return _hand_out(request, response, signed_in)


@router.get("/me", responses=problems(NotSignedIn))
async def me(user: CurrentUser) -> Me:
    """The person behind the token, and their workspaces, oldest membership first."""
    return Me.model_validate(user)


@router.post("/logout", status_code=204, responses=problems(NotSignedIn, WrongOrigin))
async def logout(response: Response, user: CurrentUser, database: Anywhere) -> None:
    """End this sign-in; its token opens nothing any more."""
    await service.log_out(database, user.session_id, now=clock.now())
    response.delete_cookie(COOKIE, path="/", httponly=True, samesite="lax")


@router.post("/forgot-password", status_code=202, responses=problems(TooManyRequests))
async def forgot_password(request: Request, wish: JustEmail, database: Anywhere) -> Registered:
    """Have a code mailed that allows a new password. The answer is the same for every address."""
    return await _mail_code(request, database, "forgot", wish.email, "reset")


@router.post("/reset-password", responses=problems(CodeWrong, CodeExpired, WeakPassword, TooManyTries))
async def reset_password(
    request: Request, response: Response, wish: PasswordReset, database: Anywhere
) -> Token | TwoFactorRequired:
    """Choose a new password with the mailed code. Every earlier sign-in ends; the answer is a new one, or its beginning
    where a second step is asked for.
    """
    vault: Vault = request.app.state.vault
    begun = await service.reset_password(database, vault, wish, device=_device_of(request), now=clock.now())
    return _answer(request, response, begun)


@workspace_router.get("", responses=problems(NotSignedIn, NotFound))
async def read_workspace(scope: Reader, db: Db) -> WorkspaceRead:
    """The chosen workspace."""
    return _as_seen_by(scope, await service.find_workspace(db, scope))


@workspace_router.put("", responses=problems(NotSignedIn, NotAllowed, NotFound, WrongOrigin))
async def change_workspace(scope: Manager, change: WorkspaceChange, db: Db) -> WorkspaceRead:
    """Rename the business, or move it to another time zone."""
    return _as_seen_by(scope, await service.change_workspace(db, scope, change))


async def _mail_code(
    request: Request, database: Database, what: str, email: str, purpose: Purpose
) -> Registered:
    await _limit_mail(request, database, what, email)
    await service.ask_for_code(database, email, purpose, now=clock.now())
    return Registered(email=email)


async def _limit_mail(request: Request, database: Database, what: str, email: str) -> None:
    settings: Settings = request.app.state.settings
    now = clock.now()
    most = _PER_ADDRESS * settings.rate_limit_per_address
    await hit(database, f"{what}-address", caller_address(request), most=most, within=HOUR, now=now)
    await hit(database, what, email, most=_PER_EMAIL, within=QUARTER_HOUR, now=now)


def _answer(request: Request, response: Response, begun: Begun) -> Token | TwoFactorRequired:
    if isinstance(begun, SignIn):
        return _hand_out(request, response, begun)
    return TwoFactorRequired(token=begun.token)


def _hand_out(request: Request, response: Response, signed_in: SignIn) -> Token:
    settings: Settings = request.app.state.settings
    token = write_token(
        settings.secret("jwt_secret"),
        user_id=signed_in.user_id,
        session_id=signed_in.session_id,
        now=clock.now(),
    )
    seconds = int(LIFETIME.total_seconds())
    response.set_cookie(
        COOKIE,
        token,
        max_age=seconds,
        path="/",
        httponly=True,
        samesite="lax",
        secure=settings.address.startswith("https://"),
    )
    return Token(access_token=token, token_type="bearer", expires_in=seconds)  # noqa: S106 - a kind, not a secret


def _device_of(request: Request) -> Device:
    user_agent = storable(request.headers.get("user-agent", ""))[:_LONGEST_USER_AGENT]
    return Device(user_agent, caller_address(request))


def _as_seen_by(scope: Scope, workspace: Workspace) -> WorkspaceRead:
    return WorkspaceRead(
        id=workspace.id,
        name=workspace.name,
        slug=workspace.slug,
        role=scope.role or "",
        timezone=workspace.timezone,
    )
