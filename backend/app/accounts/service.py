"""Verbs of linked accounts. Linking itself, which talks to the network, is in `linking`."""

from datetime import datetime
from uuid import UUID

from cryptography.fernet import InvalidToken
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import repository
from app.accounts.events import AccountUnlinked
from app.accounts.models import Account
from app.channels.instagram.login import InstagramLogin, InstagramLoginError
from app.platform.crypto import Vault
from app.platform.database import Database, Scope
from app.platform.events import publish
from app.platform.hints import Hints
from app.platform.logs import get_logger
from app.platform.problems import NotFound

log = get_logger(__name__)


async def find(db: AsyncSession, account_id: UUID) -> Account:
    """The account; raises `NotFound` when this workspace has no such account."""
    account = await repository.find(db, account_id)
    if account is None:
        raise NotFound("There is no such account.")
    return account


async def unlink(
    database: Database,
    scope: Scope,
    vault: Vault,
    hints: Hints,
    login: InstagramLogin | None,
    account_id: UUID,
    *,
    now: datetime,
) -> None:
    """Stop deliveries at the network, then erase the tokens. Its row, history and agent stay.

    The network is told first: told after, a slow call could undo the subscription of someone who has linked the
    account meanwhile. It is a courtesy: where it fails, the account is unlinked here all the same. Raises `NotFound`.
    """
    async with database.tenant(scope) as db:
        account = await _on_instagram(db, account_id)
        network_id, token = account.network_id, _open_token(vault, account)
    if login is not None and token is not None:
        try:
            await login.unsubscribe(network_id, token)
        except InstagramLoginError as error:
            log.warning("unsubscribe_failed", account_id=str(account_id), detail=error.detail)
    async with database.tenant(scope) as db:
        account = await _on_instagram(db, account_id, lock=True)
        await end_link(db, account, now=now)
    hints.tell(scope.workspace_id, "account.changed", account_id)


async def end_link(db: AsyncSession, account: Account, *, now: datetime) -> None:
    """From here on the account receives and sends nothing, and its token is gone. Ended already: nothing happens."""
    if account.is_active:
        account.is_active, account.health, account.unlinked_at = False, "unlinked", now
        account.token_encrypted = account.token_issued_at = account.token_expires_at = None
        await publish(db, AccountUnlinked(workspace_id=account.workspace_id, account_id=account.id))


async def _on_instagram(db: AsyncSession, account_id: UUID, *, lock: bool = False) -> Account:
    account = await repository.find(db, account_id, lock=lock)
    if account is None or account.channel != "instagram":
        raise NotFound("There is no such Instagram account.")
    return account


def _open_token(vault: Vault, account: Account) -> str | None:
    if account.token_encrypted is None:
        return None
    try:
        return vault.open(account.token_encrypted)
    except InvalidToken:
        log.error("token_unreadable", account_id=str(account.id))
        return None
