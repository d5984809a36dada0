"""A real SMTP server for tests. Mail is awaited, not slept for."""

import asyncio
import re
import ssl
from collections import defaultdict, deque
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


def text_of(message: EmailMessage) -> str:
    """The plain text part."""
    part = message.get_body(("plain",))
    assert part is not None
    text: str = part.get_content()
    return text


def code_in(message: EmailMessage) -> str:
    """The one run of six digits in the text part."""
    (code,) = re.findall(r"\d{6}", text_of(message))
    return str(code)


class Mailbox:
    """Listens on an ephemeral port of this machine and keeps what it is given, by recipient.

    `tls`: None, "starttls" (required) or "tls", the latter two with `certificate`. Addresses in `refuses` get a 550.
    `replies` are given to the next mails instead of taking them; None: hang up when the mail is given.
    """

    def __init__(self, *, tls: str | None = None, certificate: ssl.SSLContext | None = None) -> None:
        self.refuses: set[str] = set()
        self.replies: deque[str | None] = deque()
        self.received: list[EmailMessage] = []
        self._waiting: dict[str, asyncio.Queue[EmailMessage]] = defaultdict(asyncio.Queue)
        self._tls = tls
        self._certificate = certificate
        self._server: asyncio.Server | None = None

    async def __aenter__(self) -> "Mailbox":
        self._server = await asyncio.get_running_loop().create_server(
            self._speak_smtp, "127.0.0.1", 0, ssl=self._certificate if self._tls == "tls" else None
        )
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._server is not None
        self._server.close()
        await self._server.wait_closed()

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None
        port: int = self._server.sockets[0].getsockname()[1]
        return port

    async def next_to(self, address: str, *, within: float = 10) -> EmailMessage:
        """The next mail to this address that nobody has taken yet; fails when none comes in time (seconds)."""
        try:
            return await asyncio.wait_for(self._waiting[address].get(), within)
        except TimeoutError:
            raise AssertionError(f"No mail came to {address}.") from None

    def count_to(self, address: str) -> int:
        """How many have come to this address and were not taken."""
        return self._waiting[address].qsize()

    def forget(self) -> None:
        """Throw away what has come so far."""
        self.received.clear()
        self._waiting.clear()

    def _speak_smtp(self) -> SMTP:
        starttls = self._tls == "starttls"
        return SMTP(
            self,
            hostname="mail.test",
            tls_context=self._certificate if starttls else None,
            require_starttls=starttls,
            loop=asyncio.get_running_loop(),
        )

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Called by aiosmtpd for each recipient."""
        if address in self.refuses:
            return "550 no such mailbox"
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Called by aiosmtpd for each mail."""
        if self.replies:
            reply = self.replies.popleft()
            if reply is None:
                assert server.transport is not None
                server.transport.abort()
                return "421 gone"
            return reply
        assert isinstance(envelope.content, bytes)
        message: Any = message_from_bytes(envelope.content, policy=default)
        self.received.append(message)
        for address in envelope.rcpt_tos:
            self._waiting[address].put_nowait(message)
        return "250 kept"
