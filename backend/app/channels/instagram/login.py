"""Instagram Business Login: from a person's consent to a token that lives for 60 days, and whose account it opens.

Secrets and tokens travel in the query of some of these calls (Meta wants it so): no URL, no answer and no text of
the network may reach an error or a log from here.
"""

import asyncio
import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Literal, Self, TypeAlias
from urllib.parse import quote, urlencode

import httpx

from app.channels.values import identifier
from app.platform.settings import Settings
from app.platform.text import storable

LoginFault: TypeAlias = Literal[
    "exchange_failed", "permission_missing", "not_professional", "subscribe_failed"
]

MESSAGING = "instagram_business_manage_messages"
SCOPES = ("instagram_business_basic", MESSAGING)
# Every field that our handlers know or knowingly ignore. Postbacks are a field of their own: forgetting it makes
# ice breakers and buttons silent.
SUBSCRIBED_FIELDS = (
    "messages", "messaging_postbacks", "message_reactions", "messaging_seen", "messaging_referral", "standby",
    "messaging_handover",
)  # fmt: skip

_CALL_SECONDS = 10
_LARGEST_ANSWER = 100_000
_PERSONAL = "personal"
_DEAD_TOKEN = 190  # Meta's code, whatever the subcode


class InstagramLoginError(Exception):
    """Instagram did not let us in. `detail` is for logs: numbers and short names, never a token, secret or address."""

    def __init__(self, code: LoginFault, detail: str, *, token_is_dead: bool = False) -> None:
        super().__init__(f"{code}: {detail}")
        self.code: LoginFault = code
        self.detail = detail
        self.token_is_dead = token_is_dead


@dataclass(frozen=True, slots=True)
class ShortToken:
    """What a code is exchanged for: good for an hour."""

    token: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LongToken:
    """What we keep: good for about 60 days from now on."""

    token: str = field(repr=False)
    lives_for: timedelta


@dataclass(frozen=True, slots=True)
class Profile:
    """Whose account a token opens."""

    user_id: str
    """The professional account's id: webhooks name the account by it."""
    app_scoped_id: str | None
    """The same account as only this app sees it: Meta's deletion and deauthorize calls name it so."""
    username: str


class InstagramLogin:
    """The network's side of linking an account. The HTTP client is the process's own and is shared."""

    def __init__(self, settings: Settings, http: httpx.AsyncClient, *, app_id: str, app_secret: str) -> None:
        self._http = http
        self._app_id = app_id
        self._secret = app_secret
        self._oauth = settings.instagram_oauth_url
        self._api = settings.instagram_api_url
        self._graph = settings.instagram_graph_url
        self._versioned = f"{settings.instagram_graph_url}/{settings.graph_version}"

    @classmethod
    def from_settings(cls, settings: Settings, http: httpx.AsyncClient) -> Self | None:
        """As this installation is set up; None when it is not set up for Instagram."""
        # An installation with a single Meta app may have named its one secret APP_SECRET.
        secret = settings.instagram_app_secret or settings.app_secret
        if not settings.instagram_app_id or secret is None:
            return None
        return cls(settings, http, app_id=settings.instagram_app_id, app_secret=secret.get_secret_value())

    def authorize_url(self, *, redirect_uri: str, state: str) -> str:
        """Where a person is sent to give consent; they come back to `redirect_uri` with a code and this state."""
        query = {
            "client_id": self._app_id,
            "redirect_uri": redirect_uri,
            "response_type": "code",
            "scope": ",".join(SCOPES),
            "state": state,
        }
        return f"{self._oauth}/oauth/authorize?{urlencode(query)}"

    async def exchange_code(self, code: str, *, redirect_uri: str) -> ShortToken:
        """The token for a code, which works once. `redirect_uri` must be the one of the authorize URL.

        Raises `InstagramLoginError`: `exchange_failed`, or `permission_missing` when messages were not granted.
        """
        form = {
            "client_id": self._app_id,
            "client_secret": self._secret,
            "grant_type": "authorization_code",
            "redirect_uri": redirect_uri,
            "code": code.removesuffix("#_"),  # Instagram appends it; it is no part of the code
        }
        answer = await self._ask("POST", f"{self._api}/oauth/access_token", "exchange_failed", data=form)
        token = _token(answer)
        granted = _permissions(answer.get("permissions"))
        if granted is not None and MESSAGING not in granted:
            raise InstagramLoginError("permission_missing", "the person did not grant messages")
        return ShortToken(token)

    async def exchange_for_long(self, short: ShortToken) -> LongToken:
        """The long-lived token for a short one. Raises `InstagramLoginError` (`exchange_failed`)."""
        query = {
            "grant_type": "ig_exchange_token",
            "client_secret": self._secret,
            "access_token": short.token,
        }
        return await self._long_token(f"{self._graph}/access_token", query)

    async def refresh(self, token: str) -> LongToken:
        """Another 60 days for a long-lived token that is at least 24 hours old and has not expired.

        Raises `InstagramLoginError` (`exchange_failed`), with `token_is_dead` when only a new consent helps.
        """
        query = {"grant_type": "ig_refresh_token", "access_token": token}
        return await self._long_token(f"{self._graph}/refresh_access_token", query)

    async def _long_token(self, url: str, query: dict[str, str]) -> LongToken:
        answer = await self._ask("GET", url, "exchange_failed", params=query)
        seconds = _whole_number(answer.get("expires_in"))
        if seconds is None:
            raise InstagramLoginError("exchange_failed", "no expires_in")
        return LongToken(_token(answer), timedelta(seconds=seconds))

    async def me(self, token: str) -> Profile:
        """Whose account this is. Raises `InstagramLoginError`: `exchange_failed` or `not_professional`."""
        query = {"fields": "id,user_id,username,name,account_type", "access_token": token}
        answer = await self._ask("GET", f"{self._versioned}/me", "exchange_failed", params=query)
        if str(answer.get("account_type") or "").lower() == _PERSONAL:
            raise InstagramLoginError("not_professional", "a personal account")
        # Never `id` in its place: that one is app-scoped, and every webhook would name an unknown account.
        user_id = identifier(answer.get("user_id"))
        if not user_id:
            raise InstagramLoginError("exchange_failed", "no user_id")
        username = answer.get("username")
        return Profile(
            user_id=user_id,
            app_scoped_id=identifier(answer.get("id")) or None,
            username=storable(username)[:200] if isinstance(username, str) else "",
        )

    async def subscribe(self, user_id: str, token: str) -> None:
        """Have this account's messages delivered to us. Raises `InstagramLoginError` (`subscribe_failed`)."""
        query = {"subscribed_fields": ",".join(SUBSCRIBED_FIELDS), "access_token": token}
        await self._subscription("POST", user_id, query)

    async def unsubscribe(self, user_id: str, token: str) -> None:
        """Have no more of this account's messages delivered. Raises `InstagramLoginError` (`subscribe_failed`)."""
        await self._subscription("DELETE", user_id, {"access_token": token})

    async def _subscription(self, method: str, user_id: str, query: dict[str, str]) -> None:
        url = f"{self._versioned}/{quote(user_id, safe='')}/subscribed_apps"
        answer = await self._ask(method, url, "subscribe_failed", params=query)
        if answer.get("success") is not True:
            raise InstagramLoginError("subscribe_failed", "no success")

    async def _ask(self, method: str, url: str, fault: LoginFault, **how: Any) -> dict[str, Any]:
        """The answer, taken out of its wrapping `data: [...]` where it has one."""
        try:
            async with (
                asyncio.timeout(_CALL_SECONDS),
                self._http.stream(
                    method, url, timeout=_CALL_SECONDS, follow_redirects=False, **how
                ) as response,
            ):
                body = await _read(response)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            raise InstagramLoginError(fault, type(error).__name__) from None
        try:
            answer = json.loads(body)
        except (ValueError, RecursionError):
            answer = None
        if isinstance(answer, dict) and isinstance(answer.get("data"), list) and answer["data"]:
            answer = answer["data"][0]
        if not isinstance(answer, dict):
            raise InstagramLoginError(fault, f"http {response.status_code}, an answer we cannot read")
        if response.status_code != 200 or "error" in answer or "error_type" in answer:
            numbers = _numbers(answer)
            raise InstagramLoginError(
                fault,
                ", ".join([f"http {response.status_code}", *map(str, numbers)]),
                token_is_dead=bool(numbers) and numbers[0] == _DEAD_TOKEN,
            )
        return answer


async def _read(response: httpx.Response) -> bytes:
    body = b""
    async for piece in response.aiter_bytes():
        body += piece
        if len(body) > _LARGEST_ANSWER:
            return b""
    return body


def _token(answer: dict[str, Any]) -> str:
    token = answer.get("access_token")
    if not isinstance(token, str) or not token or storable(token) != token:
        raise InstagramLoginError("exchange_failed", "no access_token")
    return token


def _permissions(value: object) -> set[str] | None:
    """The permissions as a list or a comma string; None when the answer does not say."""
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list):
        return None
    return {item.strip() for item in value if isinstance(item, str)}


def _whole_number(value: object) -> int | None:
    """A positive number of seconds, at most ten years."""
    try:
        number = int(value)  # type: ignore[call-overload]
    except (TypeError, ValueError, OverflowError):
        return None
    return number if 0 < number <= 10 * 365 * 86_400 else None


def _numbers(answer: dict[str, Any]) -> list[int]:
    """Code and subcode of a refusal, in Graph's shape or the token endpoint's. Its sentence may repeat what we sent."""
    refusal = answer["error"] if isinstance(answer.get("error"), dict) else answer
    found = [refusal.get("code"), refusal.get("error_subcode")]
    return [number for number in found if type(number) is int and abs(number) < 10**9]
