"""Who is calling, and what they may touch. A route names one of these and needs no other check:

scope: Reader      any member of the workspace
scope: Teammate    owner, admin or teammate
scope: Manager     owner or admin
user: CurrentUser  signed in; for routes that are about the person, not a workspace
user: OperatorUser someone the CLI made an operator of the installation
db: Db             one transaction inside the caller's workspace, committed before the answer leaves

A scope is also given to a program with an API key, if the route's line in `rights` says which scope the key must have;
then nobody's `user_id` is in it. Of the route's name and its line in `rights`, the stricter one counts.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Annotated
from urllib.parse import urlsplit
from uuid import UUID

from fastapi import Depends, Header, Request
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.ext.asyncio import AsyncSession

from app.people.errors import KeyMayNot, WorkspaceLeaves, WrongOrigin
from app.people.keys import PREFIX, KeyHolder, holder_of
from app.people.rights import RIGHTS, Right
from app.people.tokens import COOKIE, read_token
from app.platform import clock
from app.platform.database import Database, Scope, get_database
from app.platform.http import caller_address
from app.platform.problems import NotAllowed, NotFound, NotSignedIn
from app.platform.settings import Settings

_SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_WORKSPACE_PATH = "/api/workspace"
# EventSource and links send no headers: there the workspace may stand in the address.
_NO_HEADERS = frozenset({"/api/events", "/api/workspace/export/{export_id}/download"})
_SEEN_IS_NOTED_EVERY = timedelta(minutes=5)

# Sign-in does not know a workspace yet, so this crosses them; one statement, on a bare connection, per request.
_WHO = """
select u.email, u.full_name, u.email_verified_at, u.is_operator, s.last_seen_at,
       w.id as workspace_id, w.name, w.slug, w.timezone, w.leaves_at, m.role
from sessions s
join users u on u.id = s.user_id
left join memberships m on m.user_id = u.id
left join workspaces w on w.id = m.workspace_id
where s.id = $1 and s.user_id = $2 and s.revoked_at is null and s.expires_at > $3
order by m.created_at, m.workspace_id
"""
_NOTE_SEEN = "update sessions set last_seen_at = $2, address = $3 where id = $1"


@dataclass(frozen=True, slots=True)
class MemberOf:
    """A workspace as its member sees it."""

    id: UUID
    name: str
    slug: str
    role: str
    timezone: str
    leaves_at: datetime | None


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


_bearer = HTTPBearer(
    auto_error=False, scheme_name="token", description="The `access_token` of a sign-in, or an API key."
)
_cookie = APIKeyCookie(name=COOKIE, auto_error=False, scheme_name="cookie")


async def caller(
    request: Request,
    bearer: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    cookie: Annotated[str | None, Depends(_cookie)],
    database: Annotated[Database, Depends(get_database)],
) -> SignedIn | KeyHolder:
    """The person or program; raises `NotSignedIn`, or `WrongOrigin` when another site uses a person's cookie to change
    something.
    """
    now = clock.now()
    if bearer and bearer.credentials.startswith(PREFIX):
        return await holder_of(database, bearer.credentials, now=now)
    settings: Settings = request.app.state.settings
    if bearer is None and cookie and request.method not in _SAFE_METHODS:
        _check_origin(request, settings)
    token = bearer.credentials if bearer else cookie
    claims = read_token(settings.secret("jwt_secret"), token) if token else None
    if claims is None:
        raise NotSignedIn()
    rows = await database.crossing.fetch(_WHO, claims.session_id, claims.user_id, now)
    if not rows:
        raise NotSignedIn("Your sign-in has ended. Sign in again.")
    if rows[0]["last_seen_at"] < now - _SEEN_IS_NOTED_EVERY:
        await database.crossing.execute(_NOTE_SEEN, claims.session_id, now, caller_address(request))
    return SignedIn(
        id=claims.user_id,
        session_id=claims.session_id,
        email=rows[0]["email"],
        full_name=rows[0]["full_name"],
        is_email_verified=rows[0]["email_verified_at"] is not None,
        is_operator=rows[0]["is_operator"],
        workspaces=tuple(
            MemberOf(
                row["workspace_id"], row["name"], row["slug"], row["role"], row["timezone"], row["leaves_at"]
            )
            for row in rows
            if row["workspace_id"] is not None
        ),
    )


Caller = Annotated[SignedIn | KeyHolder, Depends(caller)]


async def signed_in(caller: Caller) -> SignedIn:
    """The person; raises `KeyMayNot` for a program."""
    if isinstance(caller, KeyHolder):
        raise KeyMayNot("An API key cannot do this. Sign in and do it yourself.")
    return caller


CurrentUser = Annotated[SignedIn, Depends(signed_in)]


async def operator(user: CurrentUser) -> SignedIn:
    """A person the CLI made an operator; to anyone else these routes do not exist."""
    if not user.is_operator:
        raise NotFound()
    return user


OperatorUser = Annotated[SignedIn, Depends(operator)]


async def current_scope(
    request: Request,
    caller: Caller,
    x_workspace_id: Annotated[
        str | None, Header(description="Which of your workspaces; the oldest when it is not sent.")
    ] = None,
) -> Scope:
    """The workspace the caller chose among their own, when their role or key allows this route there. Raises `NotFound`
    for any other workspace, `NotAllowed` or `KeyMayNot`; `WorkspaceLeaves` for changes of one that is switched off.
    """
    path = request.scope["route"].path
    right = RIGHTS.get((request.method, path))
    wanted = x_workspace_id
    if wanted is None and path in _NO_HEADERS:
        wanted = request.query_params.get("workspace_id")
    if isinstance(caller, KeyHolder):
        scope = _scope_of_key(caller, right, wanted)
        _refuse_when_it_leaves(request, caller.leaves_at)
        return scope
    chosen = _choose(caller.workspaces, wanted)
    if chosen is None:
        raise NotFound("There is no such workspace among yours.")
    if right is not None and not right.allows(chosen.role):
        raise _role_may_not(chosen.role)
    _refuse_when_it_leaves(request, chosen.leaves_at)
    return Scope(workspace_id=chosen.id, user_id=caller.id, role=chosen.role)


def _scope_of_key(holder: KeyHolder, right: Right | None, wanted: str | None) -> Scope:
    if wanted is not None and _as_id(wanted) != holder.workspace_id:
        raise NotFound("This API key belongs to another workspace.")
    if right is None or right.key_scope is None:
        raise KeyMayNot("No API key can do this. Sign in and do it yourself.")
    if right.key_scope not in holder.scopes:
        raise KeyMayNot(f"This API key lacks the scope {right.key_scope}. Make one that has it.")
    return Scope(workspace_id=holder.workspace_id, role=right.lowest, key_id=holder.key_id)


def _refuse_when_it_leaves(request: Request, leaves_at: datetime | None) -> None:
    """What is switched off can be read, handed out and brought back, and nothing else."""
    is_about_it = request.url.path.startswith(_WORKSPACE_PATH)
    if leaves_at is not None and request.method not in _SAFE_METHODS and not is_about_it:
        day = f"{leaves_at.day} {leaves_at:%B %Y}"
        raise WorkspaceLeaves(f"It is gone on {day}. Bring it back first.", leaves_at=leaves_at.isoformat())


def requires(*roles: str) -> Callable[[Scope], Awaitable[Scope]]:
    """A dependency that lets only these roles pass."""

    async def check(scope: Annotated[Scope, Depends(current_scope)]) -> Scope:
        if scope.role not in roles:
            raise _role_may_not(scope.role)
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
    wanted_id = _as_id(wanted)
    return next((workspace for workspace in workspaces if workspace.id == wanted_id), None)


def _as_id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _role_may_not(role: str | None) -> NotAllowed:
    return NotAllowed(f"Your role here ({role}) does not allow this. Ask an owner.")


def _check_origin(request: Request, settings: Settings) -> None:
    """A browser sends the cookie along with what any other site makes it send; the Origin header tells them apart."""
    origin = request.headers.get("origin", "")
    if origin in {_origin_of(address) for address in (settings.address, *settings.cors_allow_origins)}:
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
    """As a browser writes it: small letters, no path, and no port where it is the usual one."""
    parts = urlsplit(address)
    usual_port = {"http": 80, "https": 443}.get(parts.scheme)
    host = parts.hostname or ""
    port = "" if parts.port in (None, usual_port) else f":{parts.port}"
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"
