"""What a network can tell us, in our own words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that is no text. Only the network's link is kept, never a copy: it dies when the network says so."""

    type: str
    url: str | None = None
    title: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _FromNetwork:
    channel: str
    network_account_id: str
    """The business's account, as the network names it."""
    key: str
    """What makes this event once-only within the account (promise D2)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _FromThread(_FromNetwork):
    customer_id: str
    sent_at: datetime | None
    """The network's time in UTC; None when it gave none that can be used."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMessage(_FromThread):
    """A customer wrote, or tapped a button that says something."""

    message_id: str
    """Empty where the network gave none (a tap)."""
    text: str
    attachments: tuple[Attachment, ...] = ()
    context: Mapping[str, Any] = field(default_factory=dict)
    """What belongs to the words: `payload`, `reply_to`, `story`, `referral`."""
    wants_answer: bool = True
    """False for a heart or a thumb."""
    in_standby: bool = False
    """Another app of the business holds the thread: to be read, never to be answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Echo(_FromThread):
    """The account itself spoke: we did, or a person in the network's own app, or an automatic reply."""

    message_id: str
    text: str
    attachments: tuple[Attachment, ...] = ()
    in_standby: bool = False
    """Said while another app of the business held the thread: no sign of a person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageEdited(_FromThread):
    """Somebody changed the words of a message."""

    message_id: str
    text: str
    number: int
    """Which edit it is: a later one has a larger number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageDeleted(_FromThread):
    """Somebody took a message back: its content must disappear."""

    message_id: str
    by_account: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen(_FromThread):
    """What we sent reached the customer's device (`delivered`) or eyes (`read`), up to a message or a time."""

    state: Literal["delivered", "read"]
    message_ids: tuple[str, ...] = ()
    until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reaction(_FromThread):
    """The customer reacted to a message; None: took the reaction back."""

    message_id: str
    reaction: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Referral(_FromThread):
    """The customer came by a link or an ad and has not said anything yet."""

    referral: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class ControlMoved(_FromThread):
    """Another app took the thread from us, passed it on, or asks for it."""

    move: Literal["taken", "passed", "requested"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Comment(_FromNetwork):
    """Somebody wrote under a post."""

    comment_id: str
    parent_id: str | None
    media_id: str | None
    author_id: str
    author_username: str | None
    text: str
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyEnforced(_FromNetwork):
    """The network restricts the account, or lifts a restriction."""

    action: Literal["warning", "block", "unblock"]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignored(_FromNetwork):
    """Understood, and nothing is to be done."""

    because: str


ThreadEvent: TypeAlias = (
    CustomerMessage | Echo | MessageEdited | MessageDeleted | Seen | Reaction | Referral | ControlMoved
)
ChannelEvent: TypeAlias = ThreadEvent | Comment | PolicyEnforced | Ignored


class Unreadable(Exception):
    """The body cannot be read at all; the message says why. It is kept as bytes."""
