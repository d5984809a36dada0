"""Secrets, and what goes over the wire: as https://www.standardwebhooks.com has it, so that its libraries verify it."""

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson
from standardwebhooks import Webhook as Signer

from app.webhooks.schemas import message_id

_SECRET_BYTES = 32


def new_secret() -> str:
    """A secret in the form that receivers' libraries take."""
    return f"whsec_{base64.b64encode(secrets.token_bytes(_SECRET_BYTES)).decode()}"


def body_of(event_type: str, happened_at: datetime, data: Any) -> bytes:
    """What is told."""
    return orjson.dumps({"type": event_type, "timestamp": happened_at, "data": data})


def headers_for(event_id: UUID, body: bytes, keys: Sequence[str], now: datetime) -> dict[str, str]:
    """The headers of one try, signed with every key: a receiver needs to know one of them."""
    name, text = message_id(event_id), body.decode()
    return {
        "Content-Type": "application/json",
        "User-Agent": "Frontdesk-Webhooks",
        "webhook-id": name,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": " ".join(Signer(key).sign(name, now, text) for key in keys),
    }
