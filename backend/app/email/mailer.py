"""Sends one mail at a time over SMTP."""

import re
from collections.abc import Mapping
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Any

import aiosmtplib

from app.email.errors import MailOff, MailRefused, MailUncertain
from app.email.letters import fill_in
from app.platform import clock
from app.platform.logs import get_logger
from app.platform.settings import Settings

log = get_logger(__name__)

_TIMEOUT_SECONDS = 20
# The policy does not look at names; and who gets a mail is `to` alone.
_MORE_HEADERS = re.compile(r"(?!(to|cc|bcc|from|sender|resent-.*)$)[a-z0-9-]+", re.IGNORECASE)


class Mailer:
    """The installation's way out for mail, as `SMTP_*` say. Keeps no connection."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._said_that_it_is_off = False

    async def send_letter(self, to: str, letter: str, **facts: str) -> None:
        """Fill in one of our letters and send it; raises as `send`."""
        filled = fill_in(letter, **facts)
        await self.send(to, filled.subject, filled.text, filled.html)

    async def send(
        self, to: str, subject: str, text: str, html: str, headers: Mapping[str, str] | None = None
    ) -> None:
        """Hand one mail to the server.

        Raises `MailOff` without a server, `MailRefused` for a mail that no retry would make acceptable, and
        `MailUncertain` where the server may have taken it. Anything else (`aiosmtplib.SMTPException`, `OSError`)
        may pass, and the server did not take the mail: try again.
        """
        if not self._settings.smtp_host:
            if not self._said_that_it_is_off:
                self._said_that_it_is_off = True
                log.warning("mail_off", why="No mail is sent, because SMTP_HOST is not set.")
            raise MailOff("Set SMTP_HOST to a mail server and start again.")
        message = self._compose(to, subject, text, html, headers or {})
        try:
            await self._hand_over(message, self._settings.smtp_host)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            if all(recipient.code >= 500 for recipient in refused.recipients):
                raise MailRefused("The mail server does not take mail for this address.") from refused
            raise
        except aiosmtplib.SMTPDataError as refused:
            if refused.code >= 500:
                raise MailRefused(f"The mail server refused this mail ({refused.code}).") from refused
            raise

    def _compose(
        self, to: str, subject: str, text: str, html: str, headers: Mapping[str, str]
    ) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        try:
            sender = self._settings.smtp_from
            message["From"] = sender
            message["To"] = Address(addr_spec=to)
            message["Subject"] = subject
            message["Date"] = format_datetime(clock.now())
            message["Message-ID"] = make_msgid(domain=_domain_of(message))
            message["Auto-Submitted"] = "auto-generated"  # no out-of-office answers, please
            for name, value in headers.items():
                if not _MORE_HEADERS.fullmatch(name):
                    raise ValueError(name)
                message[name] = value
            message.set_content(text)
            message.add_alternative(html, subtype="html")
        except (ValueError, MessageError, IndexError) as error:
            # The policy refuses line breaks in headers and what is not an address: nobody adds headers or recipients.
            raise MailRefused("The address, the subject or a header is not well-formed.") from error
        return message

    async def _hand_over(self, message: EmailMessage, host: str) -> None:
        settings = self._settings
        client = _Client(
            hostname=host,
            port=settings.smtp_port,
            username=settings.smtp_user,
            password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
            use_tls=settings.smtp_tls == "tls",
            start_tls=settings.smtp_tls == "starttls",
            timeout=_TIMEOUT_SECONDS,
        )
        try:
            async with client:
                await client.send_message(message)
        except (aiosmtplib.SMTPServerDisconnected, aiosmtplib.SMTPTimeoutError, OSError) as error:
            if client.was_taken:
                return  # it only did not say goodbye
            if client.was_given:
                raise MailUncertain(
                    "The mail server broke off before it said whether it took the mail."
                ) from error
            raise


class _Client(aiosmtplib.SMTP):
    """Knows how far the conversation came: after the mail itself was given, a silence means anything."""

    was_given = False
    was_taken = False

    async def data(self, message: str | bytes, /, **how: Any) -> aiosmtplib.SMTPResponse:
        self.was_given = True
        answer = await super().data(message, **how)
        self.was_taken = True
        return answer


def _domain_of(message: EmailMessage) -> str:
    return message["From"].addresses[0].domain or "localhost"
