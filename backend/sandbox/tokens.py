"""Codes and access tokens of Instagram Login: made, exchanged, refreshed, expired and withdrawn."""

import hmac
import secrets
from collections.abc import Callable

from sandbox.errors import CodeExchangeError, GraphError, token_is_dead
from sandbox.state import Code, Token

MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
CODE_LIFE = SHORT_LIFE = HOUR
LONG_LIFE = 60 * DAY
YOUNGEST_REFRESH = DAY


class TokenDesk:
    """Hands out codes and tokens for one app. `now` gives milliseconds since 1970."""

    def __init__(self, app_id: str, app_secret: str, now: Callable[[], int]) -> None:
        self.app_id, self.app_secret = app_id, app_secret
        self._now = now
        self.codes: dict[str, Code] = {}
        self.tokens: dict[str, Token] = {}

    def issue_code(self, account_id: str, redirect_uri: str, scope: str) -> str:
        """A code that `redeem` takes once, within an hour, together with the same redirect URI."""
        value = f"AQB{secrets.token_urlsafe(30)}"
        self.codes[value] = Code(value, account_id, redirect_uri, scope, self._now() + CODE_LIFE)
        return value

    def redeem(self, *, client_id: str, client_secret: str, redirect_uri: str, code: str) -> Token:
        """Exchange a code for a token of one hour, or raise CodeExchangeError. A used code is gone."""
        if client_id != self.app_id:
            raise CodeExchangeError("Invalid platform app")
        if not self._is_secret(client_secret):
            raise CodeExchangeError("Error validating client secret")
        found = self.codes.get(code)
        if found is None or found.expires_at <= self._now():
            raise CodeExchangeError("Matching code was not found or was already used")
        if found.redirect_uri != redirect_uri:
            raise CodeExchangeError(
                "Error validating verification code. The redirect_uri is not the one it was made for"
            )
        del self.codes[code]
        return self._issue(found.account_id, found.scope, is_long=False)

    def exchange(self, *, client_secret: str, token: str) -> Token:
        """A token of sixty days for a living one of an hour, or raise GraphError."""
        if not self._is_secret(client_secret):
            raise GraphError(1, "Error validating client secret.")
        short = self.living(token)
        if short.is_long:
            raise GraphError(100, "The access token is already long-lived.")
        return self._issue(short.account_id, short.scope, is_long=True)

    def refresh(self, token: str) -> Token:
        """A fresh token of sixty days for a living one that is at least a day old, or raise GraphError."""
        old = self.living(token)
        if not old.is_long:
            raise GraphError(100, "Only long-lived access tokens can be refreshed.")
        if self._now() - old.issued_at < YOUNGEST_REFRESH:
            raise GraphError(100, "The access token must be at least 24 hours old to be refreshed.")
        return self._issue(old.account_id, old.scope, is_long=True)

    def living(self, value: str) -> Token:
        """The token with this value, or raise GraphError 190."""
        token = self.tokens.get(value)
        if token is None or token.expires_at <= self._now():
            raise token_is_dead()
        return token

    def withdraw(self, account_id: str) -> None:
        """Kill every token of an account, as a changed password does."""
        self.tokens = {value: token for value, token in self.tokens.items() if token.account_id != account_id}

    def has_living(self, account_id: str) -> bool:
        """Whether some long-lived token of the account still works."""
        now = self._now()
        return any(
            t.is_long and t.account_id == account_id and t.expires_at > now for t in self.tokens.values()
        )

    def _issue(self, account_id: str, scope: str, *, is_long: bool) -> Token:
        now = self._now()
        life = LONG_LIFE if is_long else SHORT_LIFE
        token = Token(f"IGAA{secrets.token_urlsafe(48)}", account_id, scope, is_long, now, now + life)
        self.tokens[token.value] = token
        return token

    def _is_secret(self, given: str) -> bool:
        return hmac.compare_digest(given.encode(), self.app_secret.encode())
