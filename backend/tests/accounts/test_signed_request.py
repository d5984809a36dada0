"""What Meta signs beside webhooks."""

import base64
import hashlib
import hmac
import json
from typing import Any

import pytest

from app.channels.signed_request import read_signed_request

SECRET = b"test-app-secret"
# Made with that secret for user 218471, from Meta's own example payload.
VECTOR = (
    "O0DHdg8bEw_-kLcnL9yZ0j9JXbELJFPZOzAkfn8J45w.eyJhbGdvcml0aG0iOiJITUFDLVNIQTI1NiIsImV4cGlyZXMiOjEyOTE4NDA0MDAsIm"
    "lzc3VlZF9hdCI6MTI5MTgzNjgwMCwidXNlcl9pZCI6IjIxODQ3MSJ9"  # pragma: allowlist secret
)


def signed(content: Any, secret: bytes = SECRET) -> str:
    """As Meta would send it."""
    payload = base64.urlsafe_b64encode(json.dumps(content).encode()).rstrip(b"=")
    signature = base64.urlsafe_b64encode(hmac.new(secret, payload, hashlib.sha256).digest()).rstrip(b"=")
    return f"{signature.decode()}.{payload.decode()}"


def test_the_reference_vector_names_its_user() -> None:
    asked = read_signed_request(VECTOR, [SECRET])
    assert asked is not None
    assert asked.user_id == "218471"
    assert asked.issued_at is not None and asked.issued_at.isoformat() == "2010-12-08T19:33:20+00:00"


def test_any_configured_secret_may_have_signed_it() -> None:
    assert read_signed_request(VECTOR, [b"another", SECRET]) is not None
    assert read_signed_request(VECTOR, [b"another"]) is None
    assert read_signed_request(VECTOR, []) is None


def test_the_same_request_has_the_same_fingerprint() -> None:
    content = {"algorithm": "HMAC-SHA256", "user_id": "1", "issued_at": 1_700_000_000}
    first, again = (read_signed_request(signed(content), [SECRET]) for _ in range(2))
    other = read_signed_request(signed(content | {"issued_at": 1_700_000_001}), [SECRET])
    assert first and again and other
    assert first.fingerprint == again.fingerprint != other.fingerprint


@pytest.mark.parametrize("user_id", [218471, "218471"])
def test_a_user_id_is_text_whether_meta_wrote_a_number_or_a_string(user_id: object) -> None:
    asked = read_signed_request(signed({"algorithm": "hmac-sha256", "user_id": user_id}), [SECRET])
    assert asked is not None and asked.user_id == "218471" and asked.issued_at is None


@pytest.mark.parametrize(
    "content", [{"algorithm": "none", "user_id": "1"}, {"user_id": "1"}, ["a", "list"], None]
)
def test_a_good_signature_over_anything_else_is_refused(content: object) -> None:
    assert read_signed_request(signed(content), [SECRET]) is None


@pytest.mark.parametrize(
    "value", ["", ".", "a.b", "no dot", VECTOR[1:], VECTOR + "x", "é.ü", "\ud800.\ud800", "=" * 50, "." * 50]
)  # fmt: skip
def test_what_a_stranger_sends_is_refused_and_never_raises(value: str) -> None:
    assert read_signed_request(value, [SECRET]) is None
