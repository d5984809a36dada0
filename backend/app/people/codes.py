"""Six digits that prove a mailbox: they live five minutes and survive five wrong guesses.

Nobody may learn from a code's behaviour whether an address is registered. So every address has codes that count tries
and expire alike: a real one is a row of `email_codes`; an address nobody registered gets a row among the rate limits
that behaves the same and that no code fits. A row is opened in the request, without a code that fits; the job that
sends the mail makes the code and puts its HMAC in.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

LIFETIME = timedelta(minutes=5)
MOST_TRIES = 5

Purpose: TypeAlias = Literal["verify", "reset"]
Refusal: TypeAlias = Literal["wrong", "expired", "too_many_tries"]

_OPEN = """
insert into email_codes (user_id, purpose, code_hmac, expires_at, tries)
values (:user_id, :purpose, :nothing_fits, :expires_at, 0)
on conflict (user_id, purpose) do update
set code_hmac = excluded.code_hmac, expires_at = excluded.expires_at, tries = 0, created_at = now()
"""
_OPEN_NEW = sa.text(_OPEN)
_OPEN_IF_DEAD = sa.text(_OPEN + "where email_codes.expires_at <= :now or email_codes.tries >= :most")
_OPEN_DECOY = sa.text("""
with older as (delete from rate_limits where key = :key and window_start <> :expires_at)
insert into rate_limits (key, window_start, hits) values (:key, :expires_at, 0)
on conflict (key, window_start) do update set hits = 0
""")
_FILL = sa.text("""
update email_codes set code_hmac = :code_hmac, expires_at = :expires_at
from users
where users.id = user_id and user_id = :user_id and purpose = :purpose and tries < :most
  and (purpose <> 'verify' or email_verified_at is null)
returning users.email
""")
# Counting and reading is one statement that locks the row: guesses made at the same time are counted one by one.
_TRY = sa.text("""
with real as (
  update email_codes set tries = tries + 1 from users
  where users.id = user_id and users.email = :email and purpose = :purpose
  returning user_id, code_hmac, expires_at, tries
), decoy as (
  update rate_limits set hits = hits + 1 where key = :key
  returning null::uuid as user_id, ''::bytea as code_hmac, window_start as expires_at, hits as tries
)
select * from real union all select * from decoy order by user_id nulls last limit 1
""")
_FORGET = sa.text("delete from email_codes where user_id = :user_id")
_FORGET_OLD = sa.text("delete from email_codes where expires_at < :day")


@dataclass(frozen=True, slots=True)
class Opened:
    """A try whose code may still fit: `code_hmac` is what is kept, compare it with that of the guess."""

    user_id: UUID | None
    code_hmac: bytes


def new_code() -> str:
    """Six random digits."""
    return f"{secrets.randbelow(1_000_000):06d}"


async def open_code(
    db: AsyncSession,
    user_id: UUID | None,
    email: str,
    purpose: Purpose,
    *,
    now: datetime,
    keep_living: bool = False,
) -> None:
    """Start a code's five minutes. `user_id` None: nobody has this address, and only the appearance is kept up.

    `keep_living`: leave a code alone that still works.
    """
    expires_at = now + LIFETIME
    if user_id is None:
        await db.execute(_OPEN_DECOY, {"key": _decoy_key(email, purpose), "expires_at": expires_at})
        return
    values = {"user_id": user_id, "purpose": purpose, "nothing_fits": secrets.token_bytes(32)}
    if keep_living:
        await db.execute(_OPEN_IF_DEAD, values | {"expires_at": expires_at, "now": now, "most": MOST_TRIES})
    else:
        await db.execute(_OPEN_NEW, values | {"expires_at": expires_at})


async def fill_code(
    db: AsyncSession, user_id: UUID, purpose: Purpose, code_hmac: bytes, *, now: datetime
) -> str | None:
    """Make a started code real; gives the address to send it to, or None when nobody waits for it any more."""
    found = await db.execute(
        _FILL,
        {"user_id": user_id, "purpose": purpose, "code_hmac": code_hmac, "expires_at": now + LIFETIME,
         "most": MOST_TRIES},
    )  # fmt: skip
    email: str | None = found.scalar_one_or_none()
    return email


async def count_try(db: AsyncSession, email: str, purpose: Purpose, *, now: datetime) -> Opened | Refusal:
    """Count one guess; commit it whatever comes of it."""
    key = _decoy_key(email, purpose)
    row = (await db.execute(_TRY, {"email": email, "purpose": purpose, "key": key})).one_or_none()
    if row is None:
        return "wrong"
    if row.tries > MOST_TRIES:
        return "too_many_tries"
    if row.expires_at <= now:
        return "expired"
    return Opened(row.user_id, row.code_hmac)


async def forget_codes(db: AsyncSession, user_id: UUID) -> None:
    """No code of this person works any more."""
    await db.execute(_FORGET, {"user_id": user_id})


async def forget_old_codes(db: AsyncSession, *, now: datetime) -> None:
    """Drop what expired a day ago; the decoys go with the old windows of the limits."""
    await db.execute(_FORGET_OLD, {"day": now - timedelta(days=1)})


def _decoy_key(email: str, purpose: Purpose) -> str:
    return f"decoy-{purpose}:{hashlib.sha256(email.encode()).hexdigest()[:32]}"
