"""What the API gives."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel

from app.accounts.models import Account


class AuthUrl(BaseModel):
    """Where the person goes to give consent."""

    url: str


class AccountRead(BaseModel):
    """A linked account, or one that was linked once."""

    id: UUID
    channel: str
    network_id: str
    ig_user_id: str | None
    ig_username: str | None
    username: str
    is_active: bool
    health: Literal["ok", "reconnect", "restricted", "unlinked"]
    expires_at: datetime | None

    @classmethod
    def of(cls, account: Account) -> "AccountRead":
        """The row as the contract shows it."""
        on_instagram = account.channel == "instagram"
        return cls.model_validate(
            {
                "id": account.id,
                "channel": account.channel,
                "network_id": account.network_id,
                "ig_user_id": account.network_id if on_instagram else None,
                "ig_username": account.username if on_instagram else None,
                "username": account.username,
                "is_active": account.is_active,
                "health": account.health,
                "expires_at": account.token_expires_at,
            }
        )
