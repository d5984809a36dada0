"""Queries. Sessions are bound to a workspace, which the database enforces, except where `system` is written."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Account, OAuthState
from app.platform.database import Scope
from app.platform.ids import new_id


async def find(db: AsyncSession, account_id: UUID, *, lock: bool = False) -> Account | None:
    """The account, if it is this workspace's; with `lock`, nobody else changes it until the transaction ends."""
    query = sa.select(Account).where(Account.id == account_id)
    return (await db.execute(query.with_for_update() if lock else query)).scalar_one_or_none()


async def page(
    db: AsyncSession, *, channel: str | None, after: tuple[datetime, UUID] | None, limit: int
) -> list[Account]:
    """Accounts, newest first, at most `limit`."""
    query = sa.select(Account).order_by(Account.created_at.desc(), Account.id.desc()).limit(limit)
    if channel is not None:
        query = query.where(Account.channel == channel)
    if after is not None:
        query = query.where(sa.tuple_(Account.created_at, Account.id) < sa.tuple_(*after))
    return list((await db.execute(query)).scalars())


async def store(
    db: AsyncSession,
    scope: Scope,
    *,
    channel: str,
    network_id: str,
    app_scoped_id: str | None,
    username: str,
    token_encrypted: bytes,
    token_expires_at: datetime,
    now: datetime,
) -> UUID:
    """The account's row, new or revived, active and with this token; its id. Raises sqlalchemy's `IntegrityError` on
    accounts_one_holder when another workspace holds the account.

    Its health is `reconnect` until the network has agreed to deliver; an account that worked keeps its health.
    """
    given = {
        "app_scoped_id": app_scoped_id,
        "username": username,
        "token_encrypted": token_encrypted,
        "token_issued_at": now,
        "token_expires_at": token_expires_at,
        "token_tried_at": None,
        "token_warned_at": None,
        "is_active": True,
        "unlinked_at": None,
    }
    query = insert(Account).values(
        id=new_id(),
        workspace_id=scope.workspace_id,
        channel=channel,
        network_id=network_id,
        health="reconnect",
        created_at=now,
        **given,
    )
    worked = sa.and_(Account.is_active, Account.health == "ok")
    upsert = query.on_conflict_do_update(
        index_elements=["workspace_id", "channel", "network_id"],
        set_=given | {"health": sa.case((worked, "ok"), else_="reconnect")},
    ).returning(Account.id)
    return (await db.execute(upsert)).scalar_one()


async def of_app_user_system(system: AsyncSession, app_scoped_id: str) -> list[Account]:
    """Every row of this app user's account, in whichever workspace, held until the transaction ends."""
    query = sa.select(Account).where(Account.app_scoped_id == app_scoped_id).order_by(Account.id)
    return list((await system.execute(query.with_for_update())).scalars())


async def add_state_system(system: AsyncSession, state: OAuthState, *, now: datetime) -> None:
    """Keep a begun consent; this person's old ones are forgotten."""
    await system.execute(
        sa.delete(OAuthState).where(
            OAuthState.user_id == state.user_id, OAuthState.expires_at < now - timedelta(days=1)
        )
    )
    system.add(state)


_USE_STATE = sa.text(
    "update oauth_states s set used_at = :now"
    " where s.id = :id and s.nonce_hash = :nonce_hash and s.channel = :channel"
    " and s.used_at is null and s.expires_at > :now"
    " and exists (select 1 from memberships m where m.workspace_id = s.workspace_id and m.user_id = s.user_id"
    "  and m.role in ('owner', 'admin'))"
    " returning s.workspace_id, s.user_id"
)


async def use_state_system(
    system: AsyncSession, state_id: UUID, *, nonce_hash: bytes, channel: str, now: datetime
) -> Scope | None:
    """Whose consent this is, once: for the browser that began it, in time, while the person may still link."""
    given = {"id": state_id, "nonce_hash": nonce_hash, "channel": channel, "now": now}
    row = (await system.execute(_USE_STATE, given)).one_or_none()
    return Scope(row.workspace_id, row.user_id) if row else None
