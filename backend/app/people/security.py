"""The verbs of a person's own sign-in: where they are signed in, their password, the second step. As in `service`, each
takes the time as an argument and opens its own transactions.
"""

from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.people import repository, second_steps, two_factor
from app.people.access import SignedIn
from app.people.devices import Device
from app.people.errors import CodeExpired, CodeWrong, PasswordWrong, TooManyTries, TwoFactorOff, TwoFactorOn
from app.people.events import PasswordChanged, SessionRevoked, TwoFactorChanged, tell_workspaces
from app.people.models import User, UserSession
from app.people.passwords import hasher, refuse_weak
from app.people.schemas import PasswordAndCode, PasswordChange, SecondStep
from app.people.second_steps import Proven
from app.people.service import SignIn, start_session
from app.people.two_factor import Setup, Standing
from app.platform.crypto import Vault
from app.platform.database import Database
from app.platform.jobs import enqueue
from app.platform.limits import HOUR, QUARTER_HOUR, hit
from app.platform.problems import NotFound

SEND_NOTICE = "send_security_notice"

_PASSWORDS = 10
_CODES = 20


async def sessions(
    database: Database, user: SignedIn, *, after: tuple[datetime, UUID] | None, limit: int, now: datetime
) -> list[UserSession]:
    """Where this person is signed in, newest first, at most `limit`."""
    async with database.system() as db:
        return await repository.sessions_of(db, user.id, now=now, after=after, limit=limit)


async def revoke_session(database: Database, user: SignedIn, session_id: UUID, *, now: datetime) -> None:
    """Sign this person out in one place. Raises `NotFound`."""
    async with database.system() as db:
        ended = await repository.revoke_sessions_of(db, user.id, now=now, only=session_id)
        await _tell_revoked(db, user, ended)
    if not ended:
        raise NotFound("There is no such sign-in. It may have ended already.")


async def revoke_other_sessions(database: Database, user: SignedIn, *, now: datetime) -> None:
    """Sign this person out everywhere but here."""
    async with database.system() as db:
        ended = await repository.revoke_sessions_of(db, user.id, now=now, keep=user.session_id)
        await _tell_revoked(db, user, ended)


async def change_password(database: Database, user: SignedIn, wish: PasswordChange, *, now: datetime) -> None:
    """Another password; the person stays signed in here and nowhere else, and gets a mail that says so. Raises
    `WeakPassword`, `PasswordWrong` or `TooManyRequests`.
    """
    refuse_weak(wish.new_password, user.email)
    proven = await _prove_password(database, user, wish.current_password, now=now)
    password_hash = await hasher.hash(wish.new_password)
    async with database.system() as db:
        # Not when it has been changed meanwhile: then the current password was the old one.
        same = sa.and_(User.id == user.id, User.password_hash == proven)
        changed = await db.execute(
            sa.update(User).where(same).values(password_hash=password_hash).returning(User.id)
        )
        if changed.scalar_one_or_none() is None:
            raise PasswordWrong("It was changed a moment ago. Type the newest one.")
        await repository.revoke_sessions_of(db, user.id, now=now, keep=user.session_id)
        await tell_workspaces(db, PasswordChanged, user.id)
        await enqueue(db, SEND_NOTICE, user_id=user.id, letter="password_changed")


async def second_factor(database: Database, user: SignedIn) -> Standing:
    """How it stands with the second step."""
    async with database.system() as db:
        return await two_factor.standing(db, user.id)


async def begin_two_factor(
    database: Database, vault: Vault, user: SignedIn, password: str, *, now: datetime
) -> Setup:
    """What the authenticator app needs. Whoever finds an open browser cannot lock its owner out: it takes the password.
    Raises `PasswordWrong`, `TwoFactorOn` or `TooManyRequests`.
    """
    await _prove_password(database, user, password, now=now)
    async with database.system() as db:
        setup = await two_factor.begin(db, vault, user.id, user.email)
    if setup is None:
        raise TwoFactorOn("Switch it off first to use another app.")
    return setup


async def turn_two_factor_on(
    database: Database, vault: Vault, user: SignedIn, code: str, *, now: datetime
) -> list[str]:
    """The second step counts from now on; gives the recovery codes. Raises `TwoFactorOn`, `CodeWrong` or
    `TooManyRequests`.
    """
    await _count_code(database, user.id, now=now)
    async with database.system() as db:
        if await two_factor.is_on(db, user.id):
            raise TwoFactorOn("There is nothing to confirm.")
        codes = await two_factor.confirm(db, vault, user.id, code, now=now)
        if codes is None:
            raise CodeWrong("Type the six digits that your app shows now. If they never fit, start again.")
        await _tell_two_factor(db, user, is_on=True)
    return codes


async def turn_two_factor_off(
    database: Database, vault: Vault, user: SignedIn, wish: PasswordAndCode, *, now: datetime
) -> None:
    """The password alone signs in again. Raises `PasswordWrong`, `CodeWrong`, `TwoFactorOff` or `TooManyRequests`."""
    await _prove_password(database, user, wish.password, now=now)
    await _count_code(database, user.id, now=now)
    async with database.system() as db:
        if not await two_factor.is_on(db, user.id):
            raise TwoFactorOff("There is nothing to switch off.")
        if not await two_factor.use_code(db, vault, user.id, wish.code, now=now):
            raise CodeWrong(_TRY_THE_NEXT)
        await two_factor.forget(db, user.id)
        await _tell_two_factor(db, user, is_on=False)


async def finish_sign_in(
    database: Database, vault: Vault, wish: SecondStep, *, device: Device, now: datetime
) -> SignIn:
    """The second step of a sign-in. Raises `CodeWrong`, `CodeExpired`, `TooManyTries` or `TooManyRequests`."""
    async with database.system() as db:
        proven = await second_steps.count_try(db, wish.token, now=now)
    if proven == "too_many_tries":
        raise TooManyTries("Sign in with your password again, then type the newest code.")
    if not isinstance(proven, Proven):
        raise CodeExpired("There are five minutes for the code. Sign in with your password again.")
    await _count_code(database, proven.user_id, now=now)
    async with database.system() as db:
        if not await two_factor.use_code(db, vault, proven.user_id, wish.code, now=now):
            raise CodeWrong(_TRY_THE_NEXT)
        await second_steps.end(db, wish.token)
        return await start_session(
            db, user_id=proven.user_id, password_hash=proven.password_hash, device=device, now=now
        )


_TRY_THE_NEXT = "It is wrong or was used already. Type the one that your app shows now, or a recovery code."


async def _prove_password(database: Database, user: SignedIn, password: str, *, now: datetime) -> str:
    """The hash that was proven. A stolen session shall not be a way to guess the password, so tries are counted."""
    await hit(database, "own-password", str(user.id), most=_PASSWORDS, within=QUARTER_HOUR, now=now)
    async with database.system() as db:
        kept = (await db.get_one(User, user.id)).password_hash
    if not await hasher.fits(password, kept):
        raise PasswordWrong("Type it again. If it is forgotten, sign out and choose “Forgot your password”.")
    return kept


async def _count_code(database: Database, user_id: UUID, *, now: datetime) -> None:
    """Five tries a sign-in are not enough of a limit: who knows the password can begin many."""
    await hit(database, "second-factor", str(user_id), most=_CODES, within=HOUR, now=now)


async def _tell_revoked(db: AsyncSession, user: SignedIn, ended: list[UUID]) -> None:
    for session_id in ended:
        await tell_workspaces(db, SessionRevoked, user.id, session_id=session_id)


async def _tell_two_factor(db: AsyncSession, user: SignedIn, *, is_on: bool) -> None:
    await tell_workspaces(db, TwoFactorChanged, user.id, is_on=is_on)
    await enqueue(db, SEND_NOTICE, user_id=user.id, letter="two_factor_on" if is_on else "two_factor_off")
