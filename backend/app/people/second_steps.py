"""Sign-ins that were right so far and wait for their code: five minutes, five tries, as with mailed codes. The token in
between is random, and only its hash is kept.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.people.codes import LIFETIME, MOST_TRIES, Refusal

_START = sa.text("""
insert into second_steps (token_hash, user_id, password_hash, expires_at)
values (:token_hash, :user_id, :password_hash, :expires_at)
""")
# Counting and reading is one statement that locks the row: guesses made at the same time are counted one by one.
_TRY = sa.text("""
update second_steps set tries = tries + 1 where token_hash = :token_hash
returning user_id, password_hash, expires_at, tries
""")
_FORGET = sa.text("delete from second_steps where token_hash = :token_hash")
_FORGET_OLD = sa.text("delete from second_steps where expires_at < :now")


@dataclass(frozen=True, slots=True)
class Proven:
    """Who is waiting, and the password's hash as it was when the password was right."""

    user_id: UUID
    password_hash: str


async def start(db: AsyncSession, *, user_id: UUID, password_hash: str, now: datetime) -> str:
    """The token for the second step."""
    token = secrets.token_urlsafe(32)
    await db.execute(
        _START,
        {"token_hash": _hash(token), "user_id": user_id, "password_hash": password_hash,
         "expires_at": now + LIFETIME},
    )  # fmt: skip
    return token


async def count_try(db: AsyncSession, token: str, *, now: datetime) -> Proven | Refusal:
    """Count one guess; commit it whatever comes of it."""
    row = (await db.execute(_TRY, {"token_hash": _hash(token)})).one_or_none()
    if row is None or row.expires_at <= now:
        return "expired"
    if row.tries > MOST_TRIES:
        return "too_many_tries"
    return Proven(row.user_id, row.password_hash)


async def end(db: AsyncSession, token: str) -> None:
    """The token has done its duty."""
    await db.execute(_FORGET, {"token_hash": _hash(token)})


async def forget_old(db: AsyncSession, *, now: datetime) -> None:
    """Drop what came to nothing."""
    await db.execute(_FORGET_OLD, {"now": now})


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
