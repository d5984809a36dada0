"""Signed Instagram webhooks, as Meta would send them."""

import hashlib
import hmac
import json
import time

ACCOUNT = "17841400000000001"
APP_SECRET = "bench-app-secret"
_MID_LENGTH = 120


def text_message(customer: str, mid: str, text: str) -> bytes:
    """The body for one line of one customer, with an id as long as Meta's."""
    now = int(time.time() * 1000)
    message = {
        "sender": {"id": customer},
        "recipient": {"id": ACCOUNT},
        "timestamp": now,
        "message": {"mid": mid.ljust(_MID_LENGTH, "Z"), "text": text},
    }
    body = {"object": "instagram", "entry": [{"time": now, "id": ACCOUNT, "messaging": [message]}]}
    return json.dumps(body).encode()


def request(body: bytes, port: int) -> bytes:
    """The whole HTTP request, signed, ready to be written to a socket."""
    signature = hmac.new(APP_SECRET.encode(), body, hashlib.sha256).hexdigest()
    head = (
        f"POST /webhook HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Type: application/json\r\n"
        f"X-Hub-Signature-256: sha256={signature}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
