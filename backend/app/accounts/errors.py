"""How linking can end without an account."""

from typing import Literal, TypeAlias

from app.channels.instagram.login import LoginFault
from app.platform.problems import Unavailable

LinkFault: TypeAlias = LoginFault | Literal["state_invalid", "access_denied", "account_taken"]


class LinkFailed(Exception):
    """The account was not linked. `code` goes back to the dashboard in the address."""

    def __init__(self, code: LinkFault) -> None:
        super().__init__(code)
        self.code: LinkFault = code


class InstagramNotConfigured(Unavailable):
    code, title = "instagram_not_configured", "Instagram is not set up in this installation"
