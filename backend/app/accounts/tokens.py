"""The life of a token: renewed from twenty days before its end, and its owners warned from ten.

Once an hour it is planned what happens until the next hour. Each account has its own moment of the day, so that not
all are asked at once; what fails is tried again at the same moment of the next day. No token, and no address that
holds one, reaches a log or an error from here.
"""

from datetime import datetime, timedelta
from functools import partial
from uuid import UUID
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from cryptography.fernet import InvalidToken

from app.accounts.models import Account
from app.channels.instagram.login import InstagramLogin, InstagramLoginError
from app.email.owner_words import ending
from app.email.post import Post, Wanted
from app.people import repository as people
from app.people.branding import brand_of
from app.people.models import Workspace
from app.platform import clock
from app.platform.crypto import Vault
from app.platform.database import Database, raw_connection
from app.platform.hints import Hints
from app.platform.jobs import Ids, JobRunner, enqueue
from app.platform.logs import get_logger

log = get_logger(__name__)

REFRESH_TOKEN = "refresh_token"  # noqa: S105 - a job's name
WARN_OWNER = "warn_of_token_end"

YOUNGEST = timedelta(hours=24)
REFRESH_FROM = timedelta(days=20)
WARN_FROM = timedelta(days=10)
_LAST_WARNING = timedelta(days=1)  # after the end, once more to say that it has come
_DAY = timedelta(days=1)
_HOUR = timedelta(hours=1)
_MOMENT_MISSED = timedelta(hours=26)


def register(
    jobs: JobRunner,
    database: Database,
    vault: Vault,
    hints: Hints,
    login: InstagramLogin | None,
    post: Post,
    address: str,
) -> None:
    """Teach the runner the jobs of tokens. `address` is the dashboard's."""
    if login is not None:
        jobs.on(REFRESH_TOKEN, partial(refresh, database, vault, hints, login))
    jobs.on(WARN_OWNER, partial(warn, database, post, address))

    async def every_hour() -> None:
        await plan(database, hints, now=clock.now())

    jobs.every("look_after_tokens", "3 * * * *", every_hour)


async def plan(database: Database, hints: Hints, *, now: datetime) -> None:
    """Plan the renewals of the coming hour and today's warnings, and mark what has expired."""
    async with database.system() as system:
        ended = await system.execute(
            sa.update(Account)
            .where(Account.is_active, Account.health == "ok", Account.token_expires_at <= now)
            .values(health="reconnect")
            .returning(Account.workspace_id, Account.id)
        )
        expired = list(ended.all())
    for workspace_id, account_id in expired:
        log.warning("token_expired", account_id=str(account_id))
        hints.tell(workspace_id, "account.changed", account_id)
    await _plan_refreshes(database, now)
    await _plan_warnings(database, now)


async def _plan_refreshes(database: Database, now: datetime) -> None:
    due = sa.select(Account).where(
        Account.is_active,
        Account.channel == "instagram",
        Account.token_encrypted.is_not(None),
        Account.token_issued_at < now - YOUNGEST,
        Account.token_expires_at > now,
        Account.token_expires_at < now + REFRESH_FROM,
        sa.or_(Account.token_tried_at.is_(None), Account.token_tried_at < now - _DAY + 2 * _HOUR),
    )
    async with database.system() as system:
        for account in (await system.execute(due)).scalars():
            assert account.token_expires_at is not None
            waits_since = account.token_tried_at or account.token_expires_at - REFRESH_FROM
            wait = until_its_moment(account.id, now)
            if wait < _HOUR or now - waits_since > _MOMENT_MISSED:
                account.token_tried_at = now
                await enqueue(
                    system, REFRESH_TOKEN, after=wait % _HOUR,
                    workspace_id=account.workspace_id, account_id=account.id,
                )  # fmt: skip


async def _plan_warnings(database: Database, now: datetime) -> None:
    ending = sa.select(Account).where(
        Account.is_active,
        Account.token_expires_at.between(now - _LAST_WARNING, now + WARN_FROM),
        sa.or_(Account.token_warned_at.is_(None), Account.token_warned_at <= now - _DAY),
    )
    async with database.system() as system:
        for account in (await system.execute(ending)).scalars():
            account.token_warned_at = now
            for owner in await people.confirmed_owners(system, account.workspace_id):
                # One job a person, so that a mail server's refusal of one does not repeat the mail to another.
                await enqueue(system, WARN_OWNER, account_id=account.id, user_id=owner.id)


def until_its_moment(account_id: UUID, now: datetime) -> timedelta:
    """How long until this account's own moment of the day comes. Moments are spread evenly over the day (UTC)."""
    moment = int.from_bytes(account_id.bytes[-4:]) % 86_400
    since_midnight = (now.hour * 60 + now.minute) * 60 + now.second
    return timedelta(seconds=(moment - since_midnight) % 86_400)


async def refresh(database: Database, vault: Vault, hints: Hints, login: InstagramLogin, ids: Ids) -> None:
    """Renew one account's token, unless it was renewed or the account was linked again meanwhile."""
    workspace_id, account_id, now = UUID(ids["workspace_id"]), UUID(ids["account_id"]), clock.now()
    async with database.system() as system:
        account = await system.get(Account, account_id)
    if account is None or not account.is_active or not _wants_refresh(account, now):
        return
    sealed = account.token_encrypted
    assert sealed is not None
    try:
        fresh = await login.refresh(vault.open(sealed))
    except InvalidToken:
        log.error("token_unreadable", account_id=str(account_id))
        return
    except InstagramLoginError as error:
        log.warning("token_not_refreshed", account_id=str(account_id), detail=error.detail)
        if not error.token_is_dead:
            return  # tomorrow again
        changed = await _change(database, account_id, sealed, {"health": "reconnect"})
    else:
        values = {
            "token_encrypted": vault.seal(fresh.token),
            "token_issued_at": now,
            "token_expires_at": now + fresh.lives_for,
            "token_tried_at": None,
            "token_warned_at": None,
        }
        changed = await _change(database, account_id, sealed, values)
    if changed:
        hints.tell(workspace_id, "account.changed", account_id)


def _wants_refresh(account: Account, now: datetime) -> bool:
    if account.token_encrypted is None or account.token_issued_at is None or account.token_expires_at is None:
        return False
    return account.token_issued_at <= now - YOUNGEST and now < account.token_expires_at <= now + REFRESH_FROM


async def _change(database: Database, account_id: UUID, sealed: bytes, values: dict[str, object]) -> bool:
    """Only while the account still has the token that the network was asked about."""
    async with database.system() as system:
        changed = await system.execute(
            sa.update(Account)
            .where(Account.id == account_id, Account.is_active, Account.token_encrypted == sealed)
            .values(**values)
            .returning(Account.id)
        )
        return changed.one_or_none() is not None


async def warn(database: Database, post: Post, address: str, ids: Ids) -> None:
    """Tell one owner that an account's access ends, if it still does."""
    account_id, user_id, now = UUID(ids["account_id"]), UUID(ids["user_id"]), clock.now()
    async with database.system() as system:
        account = await system.get(Account, account_id)
        if account is None or not account.is_active or account.token_expires_at is None:
            return
        workspace = await system.get_one(Workspace, account.workspace_id)
        owners = {owner.id: owner.email for owner in await people.confirmed_owners(system, workspace.id)}
        if user_id not in owners or account.token_expires_at > now + WARN_FROM:
            return
        connection = await raw_connection(system)
        brand = await brand_of(connection, workspace.id)
        facts = {
            "username": account.username,
            "ends": ending(account.token_expires_at, now, ZoneInfo(workspace.timezone), brand.language),
            "link": f"{address}/accounts",
        }
        wanted = Wanted(
            letter="token_warning", key=f"token:{account_id}:{user_id}:{account.token_warned_at}",
            to=owners[user_id], user_id=user_id, facts=facts,
        )  # fmt: skip
        await post.send(connection, workspace.id, wanted)
