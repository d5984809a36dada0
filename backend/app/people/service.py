"""The verbs of signing in. Each takes the time as an argument and opens its own transactions: a guess counts although
the request around it is refused, and no transaction is open while a password is hashed.

Nothing here tells whether an address is registered: answers, statements and hashing are the same either way.
"""

import hmac
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.people import codes, repository, second_steps, two_factor
from app.people.codes import Opened, Purpose, Refusal
from app.people.devices import Device
from app.people.errors import BadCredentials, CodeExpired, CodeWrong, EmailNotVerified, TooManyTries
from app.people.events import PasswordChanged, SignedIn, WorkspaceChanged, tell_workspaces
from app.people.models import User, Workspace
from app.people.naming import workspace_name_of
from app.people.passwords import UNUSABLE, hasher, refuse_weak
from app.people.schemas import Login, PasswordReset, Registration, Verification, WorkspaceChange, normal_email
from app.people.tokens import LIFETIME
from app.platform.crypto import Vault
from app.platform.database import Database, Scope
from app.platform.events import publish
from app.platform.ids import new_id
from app.platform.jobs import enqueue
from app.platform.problems import Conflict, NotFound

SEND_CODE = "send_code"
SEND_ALREADY_REGISTERED = "send_already_registered"


@dataclass(frozen=True, slots=True)
class SignIn:
    """A session that has just begun."""

    user_id: UUID
    session_id: UUID


@dataclass(frozen=True, slots=True)
class CodeAwaited:
    """A sign-in that is right so far; with this token and a code it goes on."""

    token: str


Begun: TypeAlias = SignIn | CodeAwaited


async def register(database: Database, wish: Registration, *, now: datetime) -> None:
    """Make a user, their workspace and a code on its way; somebody who is known gets a mail that says so instead.
    Raises `WeakPassword`.

    An address that is registered but not confirmed may have been registered by a stranger first, or by a stranger
    now. When the two passwords differ, neither counts any more: only who reads the mailbox can choose one, with
    "forgot password". So no stranger's password ever opens an account whose owner confirms it.
    """
    refuse_weak(wish.password, wish.email)
    for _ in range(
        3
    ):  # again when somebody registers the same address, or takes the same slug, in this moment
        try:
            if await _register_once(database, wish, now=now):
                return
        except IntegrityError:
            continue
    raise Conflict("Somebody did the same at the same moment. Try again.")


async def _register_once(database: Database, wish: Registration, *, now: datetime) -> bool:
    async with database.system() as db:
        known = await repository.find_user(db, wish.email)
    waiting = known is not None and known.email_verified_at is None
    contested = False
    password_hash = UNUSABLE
    if known is not None and waiting:
        contested = not await hasher.fits(wish.password, known.password_hash)
    else:
        password_hash = await hasher.hash(wish.password)
    async with database.system() as db:
        made_id = await repository.add_owner(
            db,
            email=wish.email,
            full_name=wish.full_name,
            password_hash=password_hash,
            workspace_name=workspace_name_of(wish.full_name),
        )
        user_id = made_id or (known.id if known else None)
        if user_id is None:
            return False
        if contested:
            await db.execute(
                sa.update(User)
                .where(User.id == user_id, User.email_verified_at.is_(None))
                .values(password_hash=UNUSABLE)
            )
        await codes.open_code(db, user_id, wish.email, "verify", now=now, keep_living=True)
        if made_id:
            await enqueue(db, SEND_CODE, user_id=user_id, purpose="verify")
        else:
            await enqueue(db, SEND_ALREADY_REGISTERED, user_id=user_id)
    return True


async def ask_for_code(database: Database, email: str, purpose: Purpose, *, now: datetime) -> None:
    """Have a fresh code mailed, if the address is one that may have it; the older code ends."""
    async with database.system() as db:
        user = await repository.find_user(db, email)
        await codes.open_code(db, user.id if user else None, email, purpose, now=now)
        # A job for nobody, where nobody is: it finds no one to write to.
        await enqueue(db, SEND_CODE, user_id=user.id if user else new_id(), purpose=purpose)


async def verify_email(
    database: Database, vault: Vault, wish: Verification, *, device: Device, now: datetime
) -> Begun:
    """Confirm the address with its code, and sign in. Raises `CodeWrong`, `CodeExpired` or `TooManyTries`."""
    async with database.system() as db:
        proven = await _try_code(db, vault, wish.email, "verify", wish.code, now=now)
        if isinstance(proven, UUID):
            user = await db.get_one(User, proven)
            user.email_verified_at = user.email_verified_at or now
            await codes.forget_codes(db, proven)
            return await _sign_in(db, user, device=device, now=now)
    _refuse_code(proven)


async def login(database: Database, wish: Login, *, device: Device, now: datetime) -> Begun:
    """Sign in by password, or begin to. Raises `BadCredentials`, or with the right password `EmailNotVerified`."""
    async with database.system() as db:
        user = await repository.find_user(db, wish.email)
    fits = await hasher.fits(wish.password, user.password_hash if user else None)
    if user is None or not fits:
        raise BadCredentials()
    if user.email_verified_at is None:
        raise EmailNotVerified("Enter the code that was mailed to you, or ask for a new one.")
    async with database.system() as db:
        return await _sign_in(db, user, device=device, now=now)


async def reset_password(
    database: Database, vault: Vault, wish: PasswordReset, *, device: Device, now: datetime
) -> Begun:
    """Choose a new password with a mailed code; every earlier sign-in ends, a new one begins. It proves the mailbox as
    well as a confirmation does, but not the second step. Raises as `verify_email`, and `WeakPassword` before the code
    is used.
    """
    refuse_weak(wish.password, wish.email)
    async with database.system() as db:
        proven = await _try_code(db, vault, wish.email, "reset", wish.code, now=now)
        if isinstance(proven, UUID):
            await codes.forget_codes(
                db, proven
            )  # used up now: hashing takes its time, outside the transaction
    if not isinstance(proven, UUID):
        _refuse_code(proven)
    password_hash = await hasher.hash(wish.password)
    async with database.system() as db:
        user = await db.get_one(User, proven)
        user.password_hash = password_hash
        user.email_verified_at = user.email_verified_at or now
        await db.flush()  # before the sessions: see repository.start_session
        await repository.revoke_sessions_of(db, proven, now=now)
        await tell_workspaces(db, PasswordChanged, proven)
        return await _sign_in(db, user, device=device, now=now)


async def log_out(database: Database, session_id: UUID, *, now: datetime) -> None:
    """End one sign-in."""
    async with database.system() as db:
        await repository.revoke_session(db, session_id, now=now)


async def find_workspace(db: AsyncSession, scope: Scope) -> Workspace:
    """The workspace of the scope."""
    return await db.get_one(Workspace, scope.workspace_id)


async def change_workspace(db: AsyncSession, scope: Scope, change: WorkspaceChange) -> Workspace:
    """Rename the business or move it to another time zone; the slug stays, it may stand in links."""
    workspace = await find_workspace(db, scope)
    wanted = change.model_dump(exclude_none=True)
    fields = tuple(name for name, value in wanted.items() if getattr(workspace, name) != value)
    for name in fields:
        setattr(workspace, name, wanted[name])
    if fields:
        await publish(db, WorkspaceChanged(workspace_id=scope.workspace_id, fields=fields, by=scope.user_id))
    return workspace


async def make_operator(db: AsyncSession, email: str) -> None:
    """Let a registered person see the operator's pages; raises `NotFound`. `db` is a system session."""
    user = await repository.find_user(db, normal_email(email))
    if user is None:
        raise NotFound(f"Nobody is registered as {email}.")
    user.is_operator = True


async def _try_code(
    db: AsyncSession, vault: Vault, email: str, purpose: Purpose, code: str, *, now: datetime
) -> UUID | Refusal:
    found = await codes.count_try(db, email, purpose, now=now)
    if not isinstance(found, Opened):
        return found
    fits = hmac.compare_digest(found.code_hmac, vault.code_hmac(purpose, str(found.user_id), code))
    return found.user_id if fits and found.user_id else "wrong"


def _refuse_code(refusal: Refusal) -> NoReturn:
    if refusal == "too_many_tries":
        raise TooManyTries("Ask for a new code and use that one.")
    if refusal == "expired":
        raise CodeExpired("A code works for five minutes. Ask for a new one.")
    raise CodeWrong("Look at the newest mail and type its six digits.")


async def _sign_in(db: AsyncSession, user: User, *, device: Device, now: datetime) -> Begun:
    """Every way in ends here, so that none leads past the second step."""
    await db.flush()
    if await two_factor.is_on(db, user.id):
        token = await second_steps.start(db, user_id=user.id, password_hash=user.password_hash, now=now)
        return CodeAwaited(token)
    return await start_session(db, user_id=user.id, password_hash=user.password_hash, device=device, now=now)


async def start_session(
    db: AsyncSession, *, user_id: UUID, password_hash: str, device: Device, now: datetime
) -> SignIn:
    """All is proven. Raises `BadCredentials` when the password has been changed since it was compared."""
    session_id = await repository.start_session(
        db, user_id=user_id, password_hash=password_hash, now=now, expires_at=now + LIFETIME, device=device
    )
    if session_id is None:
        raise BadCredentials()
    await tell_workspaces(db, SignedIn, user_id, session_id=session_id)
    return SignIn(user_id, session_id)
