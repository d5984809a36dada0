"""Refusals in the shapes of Meta's platform."""

import secrets
from typing import Any


class GraphError(Exception):
    """A refusal of the Graph API. Callers classify it by `code` and `subcode`, never by its words."""

    def __init__(
        self,
        code: int,
        message: str,
        *,
        subcode: int | None = None,
        status: int = 400,
        transient: bool = False,
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.headers = headers or {}
        self.code, self.subcode, self.status, self.transient = code, subcode, status, transient

    def body(self) -> dict[str, Any]:
        """The JSON body as Meta writes it, with a fresh trace id."""
        error: dict[str, Any] = {"message": str(self), "type": "OAuthException", "code": self.code}
        if self.subcode is not None:
            error["error_subcode"] = self.subcode
        error |= {"is_transient": self.transient, "fbtrace_id": f"A{secrets.token_urlsafe(16)}"}
        return {"error": error}

    @classmethod
    def of_status(cls, status: int) -> "GraphError":
        """What a busy or broken Graph API says with this HTTP status."""
        if status == 429:
            return cls(4, "Application request limit reached", status=status, transient=True)
        return cls(
            2,
            "An unexpected error has occurred. Please retry your request later.",
            status=status,
            transient=True,
        )


class CodeExchangeError(Exception):
    """A refusal of the token endpoint at api.instagram.com, which has a shape of its own."""

    def body(self) -> dict[str, Any]:
        """The JSON body as Meta writes it."""
        return {"error_type": "OAuthException", "code": 400, "error_message": str(self)}


def token_is_dead() -> GraphError:
    """The refusal for a token that is missing, unknown, expired or withdrawn."""
    return GraphError(190, "Error validating access token: the session is invalid or has expired.")
