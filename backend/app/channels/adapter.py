"""What every channel's adapter offers, and how a send can end."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a network draws its lines."""

    longest_message_bytes: int
    most_parts: int
    reply_window: timedelta
    """How long after the customer's last message the agent may answer."""
    people_window: timedelta
    """How long a person may."""
    sends_per_second: float
    """What the network takes from one account."""
    shows_typing: bool = False
    """Whether the network can show the customer that an answer is being written."""


class SendFault(StrEnum):
    """How a send failed, as far as we must act differently."""

    retry = "retry"  # certainly not delivered, worth trying again
    unknown = "unknown"  # may have been delivered; settle before sending again
    final = "final"  # this message will never go out
    window_closed = "window_closed"
    reconnect = "reconnect"  # the account's token is dead
    restricted = "restricted"  # the network has restricted the account
    person_unavailable = "person_unavailable"  # the customer cannot or does not want to receive anything
    not_thread_owner = "not_thread_owner"  # another app holds the conversation


class SendFailed(Exception):
    """The network did not say yes. `detail` is for the owner and holds no token.

    `retry_after`: seconds for which the network wants to hear nothing of this account, where it said so.
    `is_ours`: we held the send back ourselves, and the network was not asked.
    """

    def __init__(
        self,
        fault: SendFault,
        code: str,
        detail: str,
        retry_after: float | None = None,
        *,
        is_ours: bool = False,
    ) -> None:
        super().__init__(f"{code}: {detail}")
        self.fault = fault
        self.code = code
        self.detail = detail
        self.retry_after = retry_after
        self.is_ours = is_ours


@dataclass(frozen=True, slots=True)
class Route:
    """From which account, with which token, to whom."""

    network_account_id: str
    token: str
    customer_id: str
    late_person: bool = False
    """A person answers after the agent's window: networks want that said."""


@dataclass(frozen=True, slots=True)
class PastMessage:
    """A message as the network's own conversation list tells it."""

    message_id: str
    text: str
    from_account: bool
    sent_at: datetime | None


@dataclass(frozen=True, slots=True)
class Profile:
    """Who a customer is, as far as the network tells."""

    name: str | None
    username: str | None


class ChannelAdapter(Protocol):
    """Everything that differs between networks, and nothing else."""

    name: str
    limits: Limits

    async def send_text(self, route: Route, text: str) -> str:
        """Send one part; the network's id for it. Raises `SendFailed`."""

    async def typing(self, route: Route) -> None:
        """Show the customer for some seconds that an answer is being written. Raises `SendFailed`."""

    async def recent_messages(self, route: Route) -> Sequence[PastMessage]:
        """What the network holds of this conversation, newest first. Raises `SendFailed` when it cannot be read."""

    async def profile(self, route: Route) -> Profile:
        """Who the customer is. Raises `SendFailed` when the network does not tell, which is no reason to worry."""
