"""Why a mail did not go out."""

import ssl

import aiosmtplib

from app.platform.problems import Problem, Unavailable


class MailOff(Unavailable):
    code, title = "mail_off", "This installation sends no mail"


class MailRefused(Problem):
    status, code, title = 422, "mail_refused", "That mail cannot be sent"


class MailUncertain(Problem):
    """The server was given the whole mail and broke off before it said whether it took it."""

    status, code, title = 502, "mail_uncertain", "Nobody knows whether that mail was taken"


def plain_words(failure: Exception) -> str:
    """What an operator reads about a mail that did not go out."""
    if isinstance(failure, ssl.SSLError) or isinstance(failure.__cause__, ssl.SSLError):
        return (
            "The mail server's certificate is not trusted, or it does not speak the encryption of SMTP_TLS."
        )
    match failure:
        case Problem():
            return failure.detail or failure.title
        case aiosmtplib.SMTPAuthenticationError():
            return "The mail server does not accept SMTP_USER and SMTP_PASSWORD."
        case aiosmtplib.SMTPNotSupported():
            return "The mail server does not offer what SMTP_TLS asks for, or cannot take this address."
        case aiosmtplib.SMTPSenderRefused():
            return "The mail server does not let us send as SMTP_FROM."
        case aiosmtplib.SMTPResponseException() if 400 <= failure.code < 500:
            return f"The mail server asks to come back later ({failure.code})."
        case aiosmtplib.SMTPResponseException():
            return f"The mail server refused the mail ({failure.code})."
        case aiosmtplib.SMTPConnectError() | aiosmtplib.SMTPServerDisconnected() | OSError():
            return "The mail server cannot be reached, or broke off."
        case aiosmtplib.SMTPException() if "STARTTLS" in str(failure):  # the library has no name for it
            return "The mail server does not offer what SMTP_TLS asks for."
        case _:
            return "The mail server did not take the mail."
