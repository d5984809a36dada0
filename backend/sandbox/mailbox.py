"""A mailbox for every address there is: mail comes in by SMTP and is read on a page or as JSON."""

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Annotated, Any

from aiosmtpd.smtp import SMTP, Envelope
from fastapi import APIRouter, HTTPException, Query, Request
from fastapi.responses import HTMLResponse, Response

from sandbox.pages import page

KEPT_MAILS = 1000


@dataclass(slots=True)
class Mail:
    """One mail as it arrived; `received_at` is RFC 3339 in UTC, `to` the envelope's recipients."""

    number: int
    to: list[str]
    sender: str
    subject: str
    text: str
    html: str
    received_at: str


class Mailbox:
    """Keeps the newest thousand mails, newest first, and takes new ones as an aiosmtpd handler."""

    def __init__(self, changed: Callable[[], None] = lambda: None) -> None:
        self.mails: list[Mail] = []
        self._changed = changed
        self._arrived = asyncio.Event()

    def to(self, address: str) -> list[Mail]:
        """The mails to this address, newest first."""
        wanted = address.lower()
        return [mail for mail in self.mails if wanted in (to.lower() for to in mail.to)]

    async def wait_for(self, address: str, count: int = 1, seconds: float = 10) -> Mail:
        """The newest mail to this address as soon as there are `count`. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while len(self.to(address)) < count:
                await self._arrived.wait()
        return self.to(address)[0]

    def clear(self) -> None:
        """Throw everything away."""
        self.mails.clear()
        self._changed()

    def take(self, raw: bytes, recipients: list[str]) -> Mail:
        """Keep a mail that came in as these bytes."""
        message = message_from_bytes(raw, policy=policy.default)
        assert isinstance(message, EmailMessage)
        number = self.mails[0].number + 1 if self.mails else 1
        mail = Mail(
            number=number,
            to=recipients,
            sender=str(message.get("from", "")),
            subject=str(message.get("subject", "")),
            text=_body(message, "plain"),
            html=_body(message, "html"),
            received_at=datetime.now(UTC).isoformat(timespec="milliseconds"),
        )
        self.mails.insert(0, mail)
        del self.mails[KEPT_MAILS:]
        self._arrived.set()
        self._arrived = asyncio.Event()
        self._changed()
        return mail

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Envelope) -> str:  # noqa: N802, ARG002
        """aiosmtpd calls this with a complete mail."""
        content = envelope.content
        assert isinstance(content, bytes)
        self.take(content, list(envelope.rcpt_tos))
        return "250 Message accepted for delivery"


class MailServer:
    """The SMTP side of a mailbox, in the running event loop."""

    def __init__(self, mailbox: Mailbox, host: str, port: int) -> None:
        self._mailbox, self._host, self.port = mailbox, host, port
        self._talks: list[SMTP] = []
        self._server: asyncio.Server | None = None

    async def start(self) -> None:
        """Listen; port 0 becomes a free one. Raises OSError when the port is taken."""
        loop = asyncio.get_running_loop()

        def answer() -> SMTP:
            talk = SMTP(
                self._mailbox, hostname="sandbox", ident="Frontdesk sandbox", enable_SMTPUTF8=True, loop=loop
            )
            self._talks = [old for old in self._talks if old.transport is not None] + [talk]
            return talk

        self._server = await loop.create_server(answer, self._host, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and hang up on those who are still talking."""
        if self._server is None:
            return
        self._server.close()
        for talk in self._talks:
            if talk.transport is not None:
                talk.transport.close()
        await self._server.wait_closed()


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body(preferencelist=(kind,))
    return str(part.get_content()).replace("\r\n", "\n") if part is not None else ""


router = APIRouter()


@router.get("/mail")
async def inbox(request: Request, number: Annotated[int | None, Query()] = None) -> HTMLResponse:
    """The list, and the chosen mail beside it (the newest when none is chosen)."""
    mailbox: Mailbox = request.app.state.mailbox
    chosen = next((mail for mail in mailbox.mails if number in (None, mail.number)), None)
    return page("mail.html", mails=mailbox.mails[:200], chosen=chosen, opened=number is not None)


@router.get("/mail/api")
async def mails_as_json(request: Request, to: Annotated[str, Query()] = "") -> list[dict[str, Any]]:
    """The mails, newest first, to everyone or to one address."""
    mailbox: Mailbox = request.app.state.mailbox
    found = mailbox.to(to) if to else mailbox.mails
    return [_as_json(mail) for mail in found]


@router.get("/mail/{number}/html")
async def html_part(request: Request, number: int) -> Response:
    """The mail's own HTML, for a frame in which it can run nothing and load nothing."""
    mailbox: Mailbox = request.app.state.mailbox
    mail = next((mail for mail in mailbox.mails if mail.number == number), None)
    if mail is None:
        raise HTTPException(404, "There is no such mail any more.")
    policy_line = (
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox"
    )
    return HTMLResponse(mail.html, headers={"Content-Security-Policy": policy_line})


def _as_json(mail: Mail) -> dict[str, Any]:
    fields = asdict(mail)
    fields["from"] = fields.pop("sender")
    return fields
