"""Why a mail did not go out."""

import ssl
from typing import Final, TypeAlias

import aiosmtplib

from app.platform.problems import Problem, Unavailable

Trouble: TypeAlias = tuple[str, str]
"""A stable code, and one plain sentence."""

SIGN_IN_FIRST: Final = 530
"""The server's answer to who has not signed in, or speaks in the clear."""

_CERTIFICATE: Final = (
    "server_certificate",
    "The mail server's certificate is not trusted, or it does not speak the encryption of SMTP_TLS.",
)


class MailOff(Unavailable):
    code, title = "mail_off", "This installation sends no mail"


class MailRefused(Problem):
    status, code, title = 422, "mail_refused", "That mail cannot be sent"


class MailUncertain(Problem):
    """The server was given the whole mail and broke off before it said whether it took it."""

    status, code, title = 502, "mail_uncertain", "Nobody knows whether that mail was taken"


def trouble_of(failure: Exception) -> Trouble:
    """What an operator reads about a mail that did not go out. No address, password or word of the mail is in it."""
    if isinstance(failure, ssl.SSLError) or isinstance(failure.__cause__, ssl.SSLError):
        return _CERTIFICATE
    match failure:
        case Problem():
            return failure.code, failure.detail or failure.title
        case aiosmtplib.SMTPRecipientsRefused():  # a full mailbox, or a host that lets strangers wait
            return _of_answer(failure.recipients[0].code)
        case aiosmtplib.SMTPResponseException() if 400 <= failure.code < 500 or failure.code == SIGN_IN_FIRST:
            return _of_answer(failure.code)
        case aiosmtplib.SMTPAuthenticationError():
            return "login_refused", "The mail server does not accept SMTP_USER and SMTP_PASSWORD."
        case aiosmtplib.SMTPNotSupported():
            words = "The mail server does not offer what SMTP_TLS asks for, or cannot take this address."
            return "not_offered", words
        case aiosmtplib.SMTPSenderRefused():
            return "sender_refused", "The mail server does not let us send as SMTP_FROM."
        case aiosmtplib.SMTPResponseException():
            return "server_refused", f"The mail server refused the mail ({failure.code})."
        case aiosmtplib.SMTPConnectError() | aiosmtplib.SMTPServerDisconnected() | OSError():
            return "server_unreachable", "The mail server cannot be reached, or broke off."
        case aiosmtplib.SMTPException():
            return _unnamed(str(failure))
        case _:
            return "mail_server", "The mail server did not take the mail."


def _of_answer(code: int) -> Trouble:
    if code == SIGN_IN_FIRST:
        return "login_wanted", f"The mail server takes mail only after a sign-in, or encrypted ({code})."
    return "come_back_later", f"The mail server asks to come back later ({code})."


def _unnamed(said: str) -> Trouble:
    """What the library has no name for."""
    if "auth" in said.lower():  # in either case it speaks of STARTTLS too
        return "login_not_offered", "The mail server offers no sign-in here, and SMTP_USER is set."
    if "STARTTLS" in said:
        return "not_offered", "The mail server does not offer what SMTP_TLS asks for."
    return "mail_server", "The mail server did not take the mail."
