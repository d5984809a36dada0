"""API keys: `fd_live_<id>_<secret>`. The secret is 192 random bits, shown once and kept as a plain hash."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.people.events import ApiKeyMade, ApiKeyRevoked
from app.people.models import ApiKey
from app.people.schemas import ApiKeyWish
from app.platform.database import Database, Scope
from app.platform.events import publish
from app.platform.ids import new_id
from app.platform.limits import hit
from app.platform.problems import NotFound, NotSignedIn

PREFIX = "fd_live_"
_CALLS = 600
_WITHIN = timedelta(minutes=1)
_USE_IS_NOTED_EVERY = timedelta(minutes=5)

# A key names its workspace, so this crosses them, as sign-in does.
_FIND = """
select k.workspace_id, k.secret_hash, k.scopes, k.last_used_at, w.leaves_at
from api_keys k join workspaces w on w.id = k.workspace_id where k.id = $1 and k.revoked_at is null
"""
_NOTE_USE = "update api_keys set last_used_at = $2 where id = $1"


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """The program behind a request."""

    key_id: UUID
    workspace_id: UUID
    scopes: frozenset[str]
    leaves_at: datetime | None


async def make(db: AsyncSession, scope: Scope, wish: ApiKeyWish, *, now: datetime) -> tuple[ApiKey, str]:
    """A new key of the workspace, and its text, which nobody can show again."""
    secret = secrets.token_hex(24)
    key = ApiKey(
        id=new_id(),
        workspace_id=scope.workspace_id,
        name=wish.name,
        scopes=wish.scopes,
        secret_hash=_hash(secret),
        created_by=scope.user_id,
        created_at=now,
    )
    db.add(key)
    await publish(db, ApiKeyMade(workspace_id=scope.workspace_id, key_id=key.id, by=scope.user_id))
    return key, f"{PREFIX}{key.id.hex}_{secret}"


async def page(db: AsyncSession, *, after: tuple[datetime, UUID] | None, limit: int) -> list[ApiKey]:
    """The workspace's living keys, newest first, at most `limit`."""
    query = (
        sa.select(ApiKey)
        .where(ApiKey.revoked_at.is_(None))
        .order_by(ApiKey.created_at.desc(), ApiKey.id.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(sa.tuple_(ApiKey.created_at, ApiKey.id) < sa.tuple_(*after))
    return list((await db.execute(query)).scalars())


async def revoke(db: AsyncSession, scope: Scope, key_id: UUID, *, now: datetime) -> None:
    """The key opens nothing any more. Raises `NotFound`."""
    living = sa.and_(ApiKey.id == key_id, ApiKey.revoked_at.is_(None))
    revoked = await db.execute(sa.update(ApiKey).where(living).values(revoked_at=now).returning(ApiKey.id))
    if revoked.scalar_one_or_none() is None:
        raise NotFound("There is no such key. It may be revoked already.")
    await publish(db, ApiKeyRevoked(workspace_id=scope.workspace_id, key_id=key_id, by=scope.user_id))


async def holder_of(database: Database, text: str, *, now: datetime) -> KeyHolder:
    """Who comes in with this key. Raises `NotSignedIn`, or `TooManyRequests` beyond 600 calls a minute."""
    key_id, secret = _read(text)
    row = await database.crossing.fetchrow(_FIND, key_id) if key_id else None
    if key_id is None or row is None or not hmac.compare_digest(row["secret_hash"], _hash(secret)):
        raise NotSignedIn("This API key does not exist or was revoked. Make a new one on the Security page.")
    await hit(database, "api-key", str(key_id), most=_CALLS, within=_WITHIN, now=now)
    if row["last_used_at"] is None or row["last_used_at"] < now - _USE_IS_NOTED_EVERY:
        await database.crossing.execute(_NOTE_USE, key_id, now)
    return KeyHolder(key_id, row["workspace_id"], frozenset(row["scopes"]), row["leaves_at"])


def _read(text: str) -> tuple[UUID | None, str]:
    written_id, _, secret = text.removeprefix(PREFIX).partition("_")
    try:
        return UUID(hex=written_id), secret
    except ValueError:
        return None, ""


def _hash(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()
