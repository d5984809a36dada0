"""The second step of a sign-in: a code of the person's authenticator app (TOTP, RFC 6238), or one of ten recovery codes
for a day without the device. Every code works once.
"""

import base64
import hashlib
import io
import secrets
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

import pyotp
import segno
import sqlalchemy as sa
from pyotp.exceptions import OTPVerificationError
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.people.models import RecoveryCode, SecondFactor
from app.platform.crypto import Vault

RECOVERY_CODES = 10
_ISSUER = "Frontdesk"
_CLOCKS_DIFFER_BY = 1  # half minutes, either way
_DIGITS = 6


@dataclass(frozen=True, slots=True)
class Setup:
    """What an authenticator app needs. Nobody is shown it a second time."""

    secret: str
    otpauth_url: str
    qr_svg: str


@dataclass(frozen=True, slots=True)
class Standing:
    """Whether the second step is asked for, since when, and how many recovery codes are left."""

    is_on: bool
    turned_on_at: datetime | None
    recovery_codes_left: int


async def standing(db: AsyncSession, user_id: UUID) -> Standing:
    """How it stands with this person."""
    since = await _turned_on_at(db, user_id)
    left = sa.select(sa.func.count()).where(RecoveryCode.user_id == user_id, RecoveryCode.used_at.is_(None))
    return Standing(since is not None, since, (await db.execute(left)).scalar_one())


async def is_on(db: AsyncSession, user_id: UUID) -> bool:
    """Whether a password alone does not sign this person in."""
    return await _turned_on_at(db, user_id) is not None


async def begin(db: AsyncSession, vault: Vault, user_id: UUID, email: str) -> Setup | None:
    """A new secret, which counts once a code has confirmed it; None when the second step is on already."""
    secret = pyotp.random_base32()
    fresh = {"secret_encrypted": vault.seal(secret), "last_step": 0}
    kept = await db.execute(
        insert(SecondFactor)
        .values(user_id=user_id, **fresh)
        .on_conflict_do_update(
            index_elements=[SecondFactor.user_id], set_=fresh, where=SecondFactor.confirmed_at.is_(None)
        )
        .returning(SecondFactor.user_id)
    )
    if kept.scalar_one_or_none() is None:
        return None
    address = pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=_ISSUER)
    return Setup(secret, address, _qr(address))


async def confirm(
    db: AsyncSession, vault: Vault, user_id: UUID, code: str, *, now: datetime
) -> list[str] | None:
    """Switch the second step on with a code of the new secret. Gives the recovery codes; None when it does not fit, or
    when nothing waits to be switched on.
    """
    waiting = sa.and_(SecondFactor.user_id == user_id, SecondFactor.confirmed_at.is_(None))
    if not await _use_app_code(db, vault, user_id, code, now=now):
        return None
    switched = await db.execute(
        sa.update(SecondFactor).where(waiting).values(confirmed_at=now).returning(SecondFactor.user_id)
    )
    if switched.scalar_one_or_none() is None:
        return None
    codes = [_new_recovery_code() for _ in range(RECOVERY_CODES)]
    await db.execute(
        sa.insert(RecoveryCode), [{"user_id": user_id, "code_hash": _hash(_plain(code))} for code in codes]
    )
    return codes


async def use_code(db: AsyncSession, vault: Vault, user_id: UUID, code: str, *, now: datetime) -> bool:
    """Whether this code opens the second step; it never does again."""
    if len(_plain(code)) == _DIGITS:
        return await _use_app_code(db, vault, user_id, code, now=now)
    used = await db.execute(
        sa.update(RecoveryCode)
        .where(
            RecoveryCode.user_id == user_id,
            RecoveryCode.code_hash == _hash(_plain(code)),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.user_id)
    )
    return used.scalar_one_or_none() is not None


async def forget(db: AsyncSession, user_id: UUID) -> None:
    """A password alone signs this person in again; the secret and the recovery codes are gone."""
    await db.execute(sa.delete(SecondFactor).where(SecondFactor.user_id == user_id))


async def _use_app_code(db: AsyncSession, vault: Vault, user_id: UUID, code: str, *, now: datetime) -> bool:
    factor = (
        await db.execute(sa.select(SecondFactor).where(SecondFactor.user_id == user_id).with_for_update())
    ).scalar_one_or_none()
    if factor is None:
        return False
    totp = pyotp.TOTP(vault.open(factor.secret_encrypted))
    try:
        step = totp.verify_and_get_timecode(_plain(code), for_time=now, valid_window=_CLOCKS_DIFFER_BY)
    except OTPVerificationError:
        return False
    if step <= factor.last_step:
        return False
    factor.last_step = step
    await db.flush()
    return True


async def _turned_on_at(db: AsyncSession, user_id: UUID) -> datetime | None:
    query = sa.select(SecondFactor.confirmed_at).where(SecondFactor.user_id == user_id)
    since: datetime | None = (await db.execute(query)).scalar_one_or_none()
    return since


def _new_recovery_code() -> str:
    """Sixteen letters and digits in groups of four, 80 random bits. Neither 0 nor 1 is among them."""
    written = base64.b32encode(secrets.token_bytes(10)).decode().lower()
    return "-".join(written[start : start + 4] for start in range(0, len(written), 4))


def _plain(code: str) -> str:
    """However it was typed: without spaces and dashes, in small letters."""
    return code.replace(" ", "").replace("-", "").lower()


def _hash(code: str) -> bytes:
    return hashlib.sha256(code.encode()).digest()


def _qr(address: str) -> str:
    """Dark on white, whatever the theme: scanners need it so."""
    picture = io.BytesIO()
    segno.make_qr(address, error="m").save(
        picture, kind="svg", scale=5, dark="#000", light="#fff", xmldecl=False
    )
    return picture.getvalue().decode()
