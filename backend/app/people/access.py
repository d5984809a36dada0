"""Who is calling, and what they may touch. A route names one of these and needs no other check:

scope: Reader      any member of the workspace
scope: Teammate    owner, admin or teammate
scope: Manager     owner or admin
user: CurrentUser  signed in; for routes that are about the person, not a workspace
user: OperatorUser someone the CLI made an operator of the installation
db: Db             one transaction inside the caller's workspace, committed before the answer leaves
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Depends, Header, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.ext.asyncio import AsyncSession

from app.people.errors import WrongOrigin
from app.people.tokens import COOKIE, read_token
from app.platform import clock
from app.platform.database import Database, Scope, get_database
from app.platform.problems import NotAllowed, NotFound, NotSignedIn
from app.platform.settings import Settings

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_STREAM_PATH = "/api/events"  # EventSource cannot send headers: there the workspace may stand in the address

# Sign-in does not know a workspace yet, so this crosses them; one statement, on a bare connection, per request.
_WHO = """
select u.email, u.full_name, u.email_verified_at, u.is_operator,
       w.id as workspace_id, w.name, w.slug, w.timezone, m.role
from sessions s
join users u on u.id = s.user_id
left join memberships m on m.user_id = u.id
left join workspaces w on w.id = m.workspace_id
where s.id = $1 and s.user_id = $2 and s.revoked_at is null and s.expires_at > $3
order by m.created_at, m.workspace_id
"""


@dataclass(frozen=True, slots=True)
class MemberOf:
    """A workspace as its member sees it."""

    id: UUID
    name: str
    slug: str
    role: str
    timezone: str


@dataclass(frozen=True, slots=True)
class SignedIn:
    """The person behind a request. `workspaces`: oldest membership first."""

    id: UUID
    session_id: UUID
    email: str
    full_name: str
    is_email_verified: bool
    is_operator: bool
    workspaces: tuple[MemberOf, ...]


_bearer = HTTPBearer(auto_error=False, scheme_name="token", description="The `access_token` of a sign-in.")
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, scheme_name="cookie")


async def signed_in(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    cookie: Annotated[str | None, Depends(_cookie)],
    database: Annotated[Database, Depends(get_database)],
) -> SignedIn:
    """The person; raises `NotSignedIn`, or `WrongOrigin` when another site uses their cookie to change something."""
    settings: Settings = request.app.state.settings
    if bearer is None and cookie and request.method not in _SAFE_METHODS:
        _check_origin(request, settings)
    token = bearer.credentials if bearer else cookie
    claims = read_token(settings.secret("jwt_secret"), token) if token else None
    if claims is None:
        raise NotSignedIn()
    rows = await database.crossing.fetch(_WHO, claims.session_id, claims.user_id, clock.now())
    if not rows:
        raise NotSignedIn("Your sign-in has ended. Sign in again.")
    return SignedIn(
        id=claims.user_id,
        session_id=claims.session_id,
        email=rows[0]["email"],
        full_name=rows[0]["full_name"],
        is_email_verified=rows[0]["email_verified_at"] is not None,
        is_operator=rows[0]["is_operator"],
        workspaces=tuple(
            MemberOf(row["workspace_id"], row["name"], row["slug"], row["role"], row["timezone"])
            for row in rows
            if row["workspace_id"] is not None
        ),
    )


CurrentUser = Annotated[SignedIn, Depends(signed_in)]


async def operator(user: CurrentUser) -> SignedIn:
    """A person the CLI made an operator; to anyone else these routes do not exist."""
    if not user.is_operator:
        raise NotFound()
    return user


OperatorUser = Annotated[SignedIn, Depends(operator)]


async def current_scope(
    request: Request,
    user: CurrentUser,
    x_workspace_id: Annotated[
        str | None, Header(description="Which of your workspaces; the oldest when it is not sent.")
    ] = None,
) -> Scope:
    """The workspace the caller chose among their own; raises `NotFound` for any other."""
    wanted = x_workspace_id
    if wanted is None and request.method == "GET" and request.url.path == _STREAM_PATH:
        wanted = request.query_params.get("workspace_id")
    chosen = _choose(user.workspaces, wanted)
    if chosen is None:
        raise NotFound("There is no such workspace among yours.")
    return Scope(workspace_id=chosen.id, user_id=user.id, role=chosen.role)


def requires(*roles: str) -> Callable[[Scope], Awaitable[Scope]]:
    """A dependency that lets only these roles pass."""

    async def check(scope: Annotated[Scope, Depends(current_scope)]) -> Scope:
        if scope.role not in roles:
            raise NotAllowed(f"Your role here ({scope.role}) does not allow this. Ask an owner.")
        return scope

    return check


Reader = Annotated[Scope, Depends(current_scope)]
Teammate = Annotated[Scope, Depends(requires("owner", "admin", "teammate"))]
Manager = Annotated[Scope, Depends(requires("owner", "admin"))]


async def _tenant_session(
    scope: Reader, database: Annotated[Database, Depends(get_database)]
) -> AsyncIterator[AsyncSession]:
    async with database.tenant(scope) as session:
        yield session


# `scope="function"`: committed before the answer leaves, so that a failing commit cannot look like a success.
Db = Annotated[AsyncSession, Depends(_tenant_session, scope="function")]


def _choose(workspaces: tuple[MemberOf, ...], wanted: str | None) -> MemberOf | None:
    if wanted is None:
        return workspaces[0] if workspaces else None
    try:
        wanted_id = UUID(wanted)
    except ValueError:
        return None
    return next((workspace for workspace in workspaces if workspace.id == wanted_id), None)


def _check_origin(request: Request, settings: Settings) -> None:
    """A browser sends the cookie along with what any other site makes it send; the Origin header tells them apart."""
    origin = request.headers.get("origin", "")
    known = {_origin_of(settings.address), *(allowed.rstrip("/") for allowed in settings.cors_allow_origins)}
    if origin in known:
        return
    # In development the dashboard is opened under whatever name this machine has.
    if (
        settings.app_env == "development"
        and origin
        and origin.partition("://")[2] == request.headers.get("host")
    ):
        return
    raise WrongOrigin("Open the dashboard under its own address and try again.")


def _origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"
