"""What others may listen to."""

from dataclasses import dataclass
from uuid import UUID

from app.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLinked(Event):
    """The account can receive and send, for the first time or again."""

    account_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountUnlinked(Event):
    """The owner has unlinked the account: its tokens are erased, its row and history stay."""

    account_id: UUID
