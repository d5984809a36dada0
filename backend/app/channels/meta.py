"""What Instagram and Messenger webhooks have in common: the signature and the envelope.

Shapes: Meta's webhook reference, and what was seen live beyond it. Nothing a body contains may raise out of `read`
except `Unreadable`: it comes from outside and is signed by a company, not by a promise.
"""

import hashlib
import hmac
import json
from collections.abc import Iterable, Iterator
from typing import Any

from app.channels.events import ChannelEvent, Unreadable
from app.channels.instagram.changes import read_change
from app.channels.instagram.reading import ignored, read_item, read_standby
from app.channels.values import identifier, many, mapping

SIGNATURE_HEADER = "x-hub-signature-256"
_CHANNELS = {"instagram": "instagram", "page": "messenger"}
# The dashboard's test button sends from this account, which is nobody's.
_TEST_ACCOUNT = "0"


def is_authentic(body: bytes, signature: str, secrets: Iterable[bytes]) -> bool:
    """Whether one of the app secrets signed exactly these bytes (`X-Hub-Signature-256: sha256=<hex>`).

    Instagram and Page webhooks are signed by different secrets, so every configured one may fit.
    """
    given = signature.encode("utf-8", "replace")
    fits = [
        hmac.compare_digest(given, b"sha256=" + hmac.new(secret, body, hashlib.sha256).hexdigest().encode())
        for secret in secrets
    ]
    return any(fits)


def same_secret(given: str, wanted: str) -> bool:
    """Compares in constant time, whatever characters a stranger sends."""
    return hmac.compare_digest(given.encode("utf-8", "replace"), wanted.encode())


def read(body: bytes) -> list[ChannelEvent]:
    """Every event of a webhook body, in its order. Raises `Unreadable` when it is no JSON of the known envelope."""
    content = _parse(body)
    events: list[ChannelEvent] = []
    strange: list[str] = []
    for envelope in content if isinstance(content, list) else [content]:
        channel = _CHANNELS.get(str(mapping(envelope).get("object")))
        if channel is None:
            because = _strangeness(envelope)
            strange.append(because)
            events.append(ignored("unknown", "unknown", envelope, because))
            continue
        for entry in many(envelope.get("entry")):
            events += _read_entry(channel, entry)
    if strange and len(strange) == len(events):
        raise Unreadable(strange[0])
    return events


def without_message(body: bytes, message_id: str) -> bytes:
    """The same body with nothing left of this message but that it was taken back. An unreadable body stays as it is."""
    try:
        content = _parse(body)
    except Unreadable:
        return body
    _forget(content, message_id)
    return json.dumps(content, separators=(",", ":")).encode()


def _parse(body: bytes) -> Any:
    try:
        # Not a faster parser: this one accepts the lone surrogates that reach us, and we clean them.
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"not JSON: {type(error).__name__}") from None


def _strangeness(envelope: object) -> str:
    if not isinstance(envelope, dict):
        return "no JSON object"
    return f"unknown object {str(envelope.get('object'))[:40]!r}"


def _read_entry(channel: str, entry: object) -> Iterator[ChannelEvent]:
    if not isinstance(entry, dict):
        yield ignored(channel, "unknown", entry, "an entry that is no object")
        return
    account = identifier(entry.get("id")) or "unknown"
    if account == _TEST_ACCOUNT:
        yield ignored(channel, account, entry, "the dashboard's test button")
        return
    for item in many(entry.get("messaging")):
        yield read_item(channel, account, mapping(item), item)
    for item in many(entry.get("standby")):
        yield read_standby(channel, account, mapping(item), item)
    for item in many(entry.get("changes")):
        yield read_change(channel, account, mapping(item), item)
    if "field" in entry:
        yield read_change(channel, account, entry, entry)


def _forget(content: object, message_id: str) -> None:
    """Walks without recursion: a body may be nested as deeply as the parser allows."""
    waiting = [content]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += value
        elif isinstance(value, dict):
            for kind in ("message", "message_edit"):
                inner = value.get(kind)
                if isinstance(inner, dict) and identifier(inner.get("mid")) == message_id:
                    value[kind] = {"mid": message_id, "is_deleted": True}
            waiting += value.values()
