"""HTTP of linked accounts."""

from typing import Annotated
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Cookie, Depends, Query, Request, Response
from fastapi.responses import RedirectResponse

from app.accounts import linking, repository, service
from app.accounts.errors import InstagramNotConfigured, LinkFailed
from app.accounts.schemas import AccountRead, AuthUrl
from app.channels.instagram.login import InstagramLogin
from app.people.access import Db, Manager, Reader
from app.platform import clock
from app.platform.after_commit import LiveHints
from app.platform.crypto import Vault
from app.platform.database import Database, get_database
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import NotFound, problems
from app.platform.settings import Settings

router = APIRouter(tags=["accounts"])

NONCE_COOKIE = "fd_link"
_COOKIE_PATH = "/api/instagram"


def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


def _vault(request: Request) -> Vault:
    vault: Vault = request.app.state.vault
    return vault


def _login_if_configured(request: Request) -> InstagramLogin | None:
    return InstagramLogin.from_settings(_settings(request), request.app.state.http)


def _login(login: Annotated[InstagramLogin | None, Depends(_login_if_configured)]) -> InstagramLogin:
    if login is None:
        raise InstagramNotConfigured("Ask the operator to set INSTAGRAM_APP_ID and INSTAGRAM_APP_SECRET.")
    return login


OneDatabase = Annotated[Database, Depends(get_database)]
OurSettings = Annotated[Settings, Depends(_settings)]
OurVault = Annotated[Vault, Depends(_vault)]
Login = Annotated[InstagramLogin, Depends(_login)]
LoginIfConfigured = Annotated[InstagramLogin | None, Depends(_login_if_configured)]
Nonce = Annotated[str | None, Cookie(alias=NONCE_COOKIE, include_in_schema=False)]


@router.get("/api/instagram/auth-url", responses=problems(InstagramNotConfigured))
async def instagram_auth_url(
    scope: Manager,
    login: Login,
    database: OneDatabase,
    settings: OurSettings,
    response: Response,
    nonce: Nonce = None,
) -> AuthUrl:
    """Begin to link an Instagram account: send the person to `url`, in this browser, within ten minutes."""
    consent = await linking.begin(
        database, scope, login, nonce=nonce, redirect_uri=_redirect_uri(settings), now=clock.now()
    )
    response.set_cookie(
        NONCE_COOKIE,
        consent.nonce,
        max_age=int(linking.CONSENT_WITHIN.total_seconds()),
        path=_COOKIE_PATH,
        secure=settings.address.startswith("https://"),
        httponly=True,
        samesite="lax",  # the person comes back from Instagram by a top-level GET
    )
    return AuthUrl(url=consent.url)


@router.get(
    "/api/instagram/callback",
    status_code=303,
    response_class=RedirectResponse,
    responses=problems(InstagramNotConfigured),
)
async def instagram_callback(
    login: Login,
    database: OneDatabase,
    settings: OurSettings,
    vault: OurVault,
    hints: LiveHints,
    code: Annotated[str | None, Query(description="Instagram's, good once")] = None,
    state: Annotated[str | None, Query(description="As auth-url wrote it, good once")] = None,
    error: Annotated[str | None, Query(description="Instagram's, when the person refused")] = None,
    nonce: Nonce = None,
) -> RedirectResponse:
    """Where Instagram sends the person back to: on to `/accounts?linked={id}`, or `?error={code}`."""
    answer = linking.Answer(state=state, nonce=nonce, code=code, refusal=error)
    try:
        account_id = await linking.finish(
            database, vault, hints, login, answer, redirect_uri=_redirect_uri(settings)
        )
    except LinkFailed as failed:
        return _to_dashboard(error=failed.code)
    return _to_dashboard(linked=str(account_id))


@router.get("/api/instagram/accounts", responses=problems(BadCursor))
async def list_instagram_accounts(
    _: Reader,
    db: Db,
    limit: Limit = 50,
    cursor: CursorParam = None,
) -> Page[AccountRead]:
    """The workspace's Instagram accounts, newest first, unlinked ones among them."""
    return await _page(db, "instagram", limit, cursor)


@router.get("/api/accounts", responses=problems(BadCursor))
async def list_accounts(
    _: Reader,
    db: Db,
    limit: Limit = 50,
    cursor: CursorParam = None,
) -> Page[AccountRead]:
    """The workspace's accounts on every channel, newest first, unlinked ones among them."""
    return await _page(db, None, limit, cursor)


@router.delete("/api/instagram/accounts/{account_id}", status_code=204, responses=problems(NotFound))
async def unlink_instagram_account(
    account_id: UUID,
    scope: Manager,
    login: LoginIfConfigured,
    database: OneDatabase,
    vault: OurVault,
    hints: LiveHints,
) -> None:
    """Unlink: no more deliveries, tokens erased. Conversations stay; linking again brings the same account back."""
    await service.unlink(database, scope, vault, hints, login, account_id, now=clock.now())


async def _page(db: Db, channel: str | None, limit: int, cursor: str | None) -> Page[AccountRead]:
    rows = await repository.page(db, channel=channel, after=read_cursor(cursor), limit=limit + 1)
    found = one_page(rows, limit, lambda row: (row.created_at, row.id))
    return Page(items=[AccountRead.of(account) for account in found.items], next_cursor=found.next_cursor)


def _redirect_uri(settings: Settings) -> str:
    return f"{settings.address}/api/instagram/callback"


def _to_dashboard(**outcome: str) -> RedirectResponse:
    return RedirectResponse(f"/accounts?{urlencode(outcome)}", status_code=303)
