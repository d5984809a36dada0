"""Meta tells us that an app user has removed us, or wants everything about them deleted.

The app user is the business, not a customer. Both requests name the account by its app-scoped id and carry Meta's
signature; an id that we do not know is answered as done.
"""

import secrets
from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import repository
from app.accounts.models import Account, DataDeletion
from app.accounts.service import end_link
from app.channels.signed_request import SignedRequest
from app.platform.database import Database
from app.platform.hints import Hints
from app.platform.ids import new_id
from app.platform.jobs import enqueue
from app.platform.logs import get_logger

log = get_logger(__name__)

ERASE_ACCOUNT_DATA = "erase_account_data"
# Meta's clock and ours differ a little.
_CLOCK_TOLERANCE = timedelta(minutes=1)


async def deauthorize(database: Database, hints: Hints, asked: SignedRequest, *, now: datetime) -> None:
    """The account's link ends: no more sends, its token is erased, row and history stay.

    A link that was made after Meta signed this is left alone: the owner has come back since.
    """
    async with database.system() as system:
        accounts = [account for account in await _of(system, asked) if not _is_newer(account, asked)]
        changed = [account for account in accounts if account.is_active]
        for account in changed:
            await end_link(system, account, now=now)
    log.info("deauthorized", accounts=len(changed))
    _tell(hints, changed)


async def request_deletion(database: Database, hints: Hints, asked: SignedRequest, *, now: datetime) -> str:
    """The links end at once, everything of the accounts is deleted soon; the code that shows how far it is.

    The same request again gives the same code and deletes nothing that came since.
    """
    async with database.system() as system:
        accounts = await _of(system, asked)
        code = await _record(system, asked, [account.id for account in accounts], now=now)
        if code is None:
            return await _code_of(system, asked)
        changed = [account for account in accounts if account.is_active]
        for account in changed:
            await end_link(system, account, now=now)
    log.info("deletion_requested", accounts=len(accounts))
    _tell(hints, changed)
    return code


async def find_deletion(database: Database, code: str) -> DataDeletion | None:
    """The request behind a code."""
    async with database.system() as system:
        query = sa.select(DataDeletion).where(DataDeletion.code == code)
        return (await system.execute(query)).scalar_one_or_none()


async def accounts_to_erase(database: Database, deletion_id: UUID) -> list[UUID]:
    """What a request still waits for; nothing when it is done."""
    async with database.system() as system:
        deletion = await system.get(DataDeletion, deletion_id)
        return list(deletion.account_ids) if deletion is not None else []


async def forget_account(database: Database, account_id: UUID) -> None:
    """Delete the row of an account whose link has ended, and all that hangs on it. Linked again meanwhile: it stays."""
    async with database.system() as system:
        await system.execute(sa.delete(Account).where(Account.id == account_id, ~Account.is_active))


async def finish_deletion(database: Database, deletion_id: UUID, *, now: datetime) -> None:
    """The request is done, and names nobody any more."""
    async with database.system() as system:
        await system.execute(
            sa.update(DataDeletion)
            .where(DataDeletion.id == deletion_id)
            .values(finished_at=now, account_ids=[])
        )


async def _of(system: AsyncSession, asked: SignedRequest) -> list[Account]:
    return await repository.of_app_user_system(system, asked.user_id) if asked.user_id else []


def _is_newer(account: Account, asked: SignedRequest) -> bool:
    if account.token_issued_at is None or asked.issued_at is None:
        return False
    return account.token_issued_at > asked.issued_at + _CLOCK_TOLERANCE


async def _record(
    system: AsyncSession, asked: SignedRequest, account_ids: list[UUID], *, now: datetime
) -> str | None:
    """The new request's code; None when Meta has sent the same request before."""
    row = {
        "id": new_id(),
        "code": secrets.token_hex(8),
        "request_hash": asked.fingerprint,
        "account_ids": account_ids,
        "requested_at": now,
        "finished_at": None if account_ids else now,
    }
    made = await system.execute(
        insert(DataDeletion)
        .values(row)
        .on_conflict_do_nothing(index_elements=["request_hash"])
        .returning(DataDeletion.code)
    )
    code: str | None = made.scalar_one_or_none()
    if code is not None and account_ids:
        await enqueue(system, ERASE_ACCOUNT_DATA, deletion_id=str(row["id"]))
    return code


async def _code_of(system: AsyncSession, asked: SignedRequest) -> str:
    query = sa.select(DataDeletion.code).where(DataDeletion.request_hash == asked.fingerprint)
    return (await system.execute(query)).scalar_one()


def _tell(hints: Hints, accounts: list[Account]) -> None:
    for account in accounts:
        hints.tell(account.workspace_id, "account.changed", account.id)
