"""Meta's `signed_request`: how it tells us, outside of webhooks, that an app user leaves or wants to be forgotten.

`base64url(signature) "." base64url(json)`, the signature being the raw HMAC-SHA256 over the encoded second part, made
with an app secret.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from app.channels.values import identifier, network_time


@dataclass(frozen=True, slots=True)
class SignedRequest:
    """What Meta signed."""

    user_id: str
    """The app-scoped id (`/me` calls it `id`), not the one in webhooks. Empty when Meta named nobody."""
    issued_at: datetime | None
    fingerprint: bytes
    """The same for the same request, however often it comes."""


def read_signed_request(value: str, secrets: Iterable[bytes]) -> SignedRequest | None:
    """The request, if one of the app secrets signed it; else None. Nothing a stranger sends raises."""
    signature, _, payload = value.partition(".")
    try:
        given, signed = _decode(signature), payload.encode("ascii")
        fits = [
            hmac.compare_digest(given, hmac.new(secret, signed, hashlib.sha256).digest())
            for secret in secrets
        ]
        if not any(fits):
            return None
        content: Any = json.loads(_decode(payload))
    except (ValueError, RecursionError):  # binascii.Error and UnicodeError are ValueErrors
        return None
    if not isinstance(content, dict) or str(content.get("algorithm")).upper() != "HMAC-SHA256":
        return None
    return SignedRequest(
        user_id=identifier(content.get("user_id")),
        issued_at=network_time(content.get("issued_at")),
        fingerprint=hashlib.sha256(signed).digest(),
    )


def _decode(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
