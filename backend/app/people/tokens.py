"""The token of a signed-in person: a JWT (HS256, nothing else) that names a session row."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from jose import JWTError, jwt

LIFETIME = timedelta(hours=24)
COOKIE = "fd_session"
_ALGORITHM = "HS256"


@dataclass(frozen=True, slots=True)
class TokenClaims:
    """What a genuine token says; whether the session still stands, only its row knows."""

    user_id: UUID
    session_id: UUID


def write_token(secret: str, *, user_id: UUID, session_id: UUID, now: datetime) -> str:
    """A token good for `LIFETIME` from `now`."""
    claims = {
        "sub": str(user_id),
        "sid": str(session_id),
        "iat": int(now.timestamp()),
        "exp": int((now + LIFETIME).timestamp()),
    }
    token: str = jwt.encode(claims, secret, algorithm=_ALGORITHM)
    return token


def read_token(secret: str, token: str) -> TokenClaims | None:
    """The claims, or None when the token is not ours, expired or malformed."""
    try:
        claims = jwt.decode(token, secret, algorithms=[_ALGORITHM])
        return TokenClaims(user_id=UUID(claims["sub"]), session_id=UUID(claims["sid"]))
    except (JWTError, KeyError, ValueError, TypeError, AttributeError):
        return None
