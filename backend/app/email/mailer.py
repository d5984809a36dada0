"""Sends one mail at a time over SMTP."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from typing import Any

import aiosmtplib

from app.email.errors import SIGN_IN_FIRST, MailOff, MailRefused, MailUncertain, trouble_of
from app.email.invite import Invite
from app.email.letters import LOGO_ID, fill_in
from app.people.branding import PRODUCT, Brand
from app.platform import clock
from app.platform.logs import get_logger
from app.platform.settings import Settings
from app.platform.text import one_line

log = get_logger(__name__)

_TIMEOUT_SECONDS = 20
_BROKE_OFF = "The mail server broke off before it said whether it took the mail."
_NOT_UNDERSTOOD = "The mail server's answer to the mail says neither that it took it, nor that it did not."
# The policy does not look at names; and who gets a mail is `to` alone.
_MORE_HEADERS = re.compile(r"(?!(to|cc|bcc|from|sender|resent-.*)$)[a-z0-9-]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Enclosed:
    """What a mail carries besides its words."""

    brand: Brand = PRODUCT
    """Who writes, by name and logo; the address stays the installation's."""
    invite: Invite | None = None


class Mailer:
    """The installation's way out for mail, as `SMTP_*` say. Keeps no connection."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._said_that_it_is_off = False

    async def send_letter(
        self, to: str, letter: str, *, brand: Brand = PRODUCT, invite: Invite | None = None, **facts: Any
    ) -> None:
        """Fill in one of our letters and send it; raises as `send`."""
        filled = fill_in(letter, brand, **facts)
        await self.send(to, filled.subject, filled.text, filled.html, enclosed=Enclosed(brand, invite))

    async def send(
        self, to: str, subject: str, text: str, html: str, headers: Mapping[str, str] | None = None, *,
        enclosed: Enclosed | None = None,
    ) -> None:  # fmt: skip
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
        message = self._compose(to, subject, text, html, headers or {}, enclosed or Enclosed())
        try:
            await self._give(message, self._settings.smtp_host)
        except (MailRefused, MailUncertain, aiosmtplib.SMTPException, OSError) as failure:
            log.warning("mail_server_failed", why=trouble_of(failure)[1])
            raise

    async def _give(self, message: EmailMessage, host: str) -> None:
        """Raises as `send`."""
        try:
            await self._hand_over(message, host)
        except aiosmtplib.SMTPRecipientsRefused as refused:
            if all(each.code >= 500 and each.code != SIGN_IN_FIRST for each in refused.recipients):
                raise MailRefused("The mail server does not take mail for this address.") from refused
            raise
        except aiosmtplib.SMTPDataError as refused:
            if refused.code >= 500:
                raise MailRefused(f"The mail server refused this mail ({refused.code}).") from refused
            raise

    def _compose(
        self, to: str, subject: str, text: str, html: str, headers: Mapping[str, str], enclosed: Enclosed
    ) -> EmailMessage:
        message = EmailMessage(policy=SMTP)
        brand = enclosed.brand
        try:
            message["From"] = self._settings.smtp_from
            sender = message["From"].addresses[0].addr_spec
            if brand != PRODUCT:
                message.replace_header("From", Address(one_line(brand.name), addr_spec=sender))
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
            if brand.logo and brand.logo_type:
                [_, shown] = message.iter_parts()
                assert isinstance(shown, EmailMessage), "this policy makes no others"
                shown.add_related(
                    brand.logo, "image", brand.logo_type, cid=f"<{LOGO_ID}>", disposition="inline"
                )
            if enclosed.invite is not None:
                _add_invite(message, enclosed.invite, sender, brand.name, to)
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
                raise MailUncertain(_BROKE_OFF) from error
            raise
        except aiosmtplib.SMTPResponseException as error:
            if client.was_given:
                raise MailUncertain(_NOT_UNDERSTOOD) from error
            raise


class _Client(aiosmtplib.SMTP):
    """Knows how far the conversation came: after the mail itself was given, a silence means anything."""

    was_given = False
    was_taken = False

    async def data(self, message: str | bytes, /, **how: Any) -> aiosmtplib.SMTPResponse:
        self.was_given = True
        try:
            answer = await super().data(message, **how)
        except aiosmtplib.SMTPResponseException as refused:
            self.was_given = refused.code < 400  # else the server certainly did not take it
            raise
        self.was_taken = True
        return answer


def _add_invite(message: EmailMessage, invite: Invite, sender: str, name: str, to: str) -> None:
    """Twice, as calendars want it: as a form of the mail itself, and as a file for those that only take files."""
    ics = invite.as_ics(organizer=sender, organizer_name=name, attendee=to)
    message.add_alternative(ics.decode(), subtype="calendar", params={"method": invite.method})
    message.add_attachment(ics, "application", "ics", filename="invite.ics")


def _domain_of(message: EmailMessage) -> str:
    return message["From"].addresses[0].domain or "localhost"
