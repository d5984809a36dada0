"""Secrets at rest (Fernet, with rotation) and short codes (HMAC)."""

import hashlib
import hmac

from cryptography.fernet import Fernet, MultiFernet


class Vault:
    """Seals and opens what must not be readable in the database.

    `keys` is a comma list: the first one seals, all of them open, so a key is changed by putting a new one first.
    """

    def __init__(self, keys: str) -> None:
        each = [key.strip() for key in keys.split(",")]
        self._fernet = MultiFernet([Fernet(key) for key in each])
        self._hmac_key = hashlib.sha256(b"frontdesk codes" + each[0].encode()).digest()
        self._lookup_keys = [hashlib.sha256(b"frontdesk lookups" + key.encode()).digest() for key in each]

    def seal(self, text: str) -> bytes:
        """Encrypted, ready for a bytea column."""
        return self._fernet.encrypt(text.encode())

    def open(self, sealed: bytes) -> str:
        """The text again; raises `cryptography.fernet.InvalidToken` when no key fits."""
        return self._fernet.decrypt(sealed).decode()

    def code_hmac(self, *parts: str) -> bytes:
        """The HMAC of a short code bound to what it is for; compare with `hmac.compare_digest`."""
        return hmac.new(self._hmac_key, "\x1f".join(parts).encode(), hashlib.sha256).digest()

    def lookup_hashes(self, *parts: str) -> list[str]:
        """Keyed hashes (hex) by which a sealed value is found again. The first is the one to keep; the others were made
        with older keys, and rows may still have them.
        """
        text = "\x1f".join(parts).encode()
        return [hmac.new(key, text, hashlib.sha256).hexdigest() for key in self._lookup_keys]
