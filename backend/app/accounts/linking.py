"""Linking an Instagram account: consent begun in a browser, and its answer coming back to the same browser.

No transaction is open while Instagram is awaited: the state is used up in one, the account stored in another, its
subscription noted in a third. A crash in between leaves an account that says `reconnect`, never one that seems to work.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy.exc import IntegrityError

from app.accounts import repository
from app.accounts.errors import LinkFailed
from app.accounts.events import AccountLinked
from app.accounts.models import OAuthState
from app.channels.instagram.login import InstagramLogin, InstagramLoginError, Profile
from app.platform import clock
from app.platform.crypto import Vault
from app.platform.database import Database, Scope
from app.platform.events import publish
from app.platform.hints import Hints
from app.platform.logs import get_logger

log = get_logger(__name__)

CHANNEL = "instagram"
CONSENT_WITHIN = timedelta(minutes=10)
_NONCE_LENGTH = 43


@dataclass(frozen=True, slots=True)
class Consent:
    """A consent that begins: where the person goes, and what their browser has to bring back."""

    url: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back to the callback."""

    state: str | None
    nonce: str | None
    code: str | None
    refusal: str | None


async def begin(
    database: Database,
    scope: Scope,
    login: InstagramLogin,
    *,
    nonce: str | None,
    redirect_uri: str,
    now: datetime,
) -> Consent:
    """Begin a consent, bound to workspace, person and browser. `nonce` is what the browser has from a consent begun
    before: kept, so that two tabs can be on their way.
    """
    assert scope.user_id is not None, "only a signed-in person links an account"
    if nonce is None or len(nonce) != _NONCE_LENGTH:
        nonce = secrets.token_urlsafe(32)
    state = OAuthState(
        id=uuid4(),  # random all over, unlike our other ids: nobody may guess it
        nonce_hash=_hash(nonce),
        workspace_id=scope.workspace_id,
        user_id=scope.user_id,
        channel=CHANNEL,
        expires_at=now + CONSENT_WITHIN,
        used_at=None,
    )
    async with database.system() as system:
        await repository.add_state_system(system, state, now=now)
    return Consent(login.authorize_url(redirect_uri=redirect_uri, state=state.id.hex), nonce)


async def finish(
    database: Database,
    vault: Vault,
    hints: Hints,
    login: InstagramLogin,
    answer: Answer,
    *,
    redirect_uri: str,
) -> UUID:
    """Link the account that the answer opens, new or again; its id. Raises `LinkFailed`.

    With `subscribe_failed` the account is kept all the same and says `reconnect`, unless it worked before.
    """
    scope = await _use_state(database, answer)
    if answer.refusal is not None:
        raise LinkFailed("access_denied")
    if scope is None:
        raise LinkFailed("state_invalid")
    if not answer.code:
        raise LinkFailed("exchange_failed")
    try:
        short = await login.exchange_code(answer.code, redirect_uri=redirect_uri)
        issued_at = clock.now()
        long = await login.exchange_for_long(short)
        profile = await login.me(long.token)
        account_id = await _store(
            database, scope, profile, vault.seal(long.token), issued_at, issued_at + long.lives_for
        )
        hints.tell(scope.workspace_id, "account.changed", account_id)
        await login.subscribe(profile.user_id, long.token)
    except InstagramLoginError as error:
        log.warning("instagram_link_failed", code=error.code, detail=error.detail)
        raise LinkFailed(error.code) from None
    await _note_subscribed(database, scope, account_id)
    hints.tell(scope.workspace_id, "account.changed", account_id)
    return account_id


async def _use_state(database: Database, answer: Answer) -> Scope | None:
    try:
        state_id = UUID(hex=answer.state or "")
    except ValueError:
        return None
    if not answer.nonce:
        return None
    async with database.system() as system:
        return await repository.use_state_system(
            system, state_id, nonce_hash=_hash(answer.nonce), channel=CHANNEL, now=clock.now()
        )


async def _store(
    database: Database,
    scope: Scope,
    profile: Profile,
    token_encrypted: bytes,
    issued_at: datetime,
    expires_at: datetime,
) -> UUID:
    try:
        async with database.tenant(scope) as db:
            return await repository.store(
                db,
                scope,
                channel=CHANNEL,
                network_id=profile.user_id,
                app_scoped_id=profile.app_scoped_id,
                username=profile.username,
                token_encrypted=token_encrypted,
                token_expires_at=expires_at,
                now=issued_at,
            )
    except IntegrityError as error:
        if "accounts_one_holder" in str(error.orig):
            raise LinkFailed("account_taken") from None
        raise


async def _note_subscribed(database: Database, scope: Scope, account_id: UUID) -> None:
    async with database.tenant(scope) as db:
        account = await repository.find(db, account_id, lock=True)
        if account is not None and account.is_active:
            account.health = "ok"
            await publish(db, AccountLinked(workspace_id=scope.workspace_id, account_id=account_id))


def _hash(nonce: str) -> bytes:
    return hashlib.sha256(nonce.encode()).digest()
