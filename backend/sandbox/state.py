"""What the sandbox remembers. Times are milliseconds since 1970 in UTC, ids are opaque strings."""

from dataclasses import dataclass, field
from typing import Literal

MessageKind = Literal["text", "photo", "story_mention"]
Speaker = Literal["customer", "platform", "owner"]
SendOutcome = Literal["accepted", "refused", "failed", "answer_cut", "request_cut"]
Refusal = Literal[
    "another_app",
    "person_unavailable",
    "too_fast",
    "usage_spent",
    "restricted",
    "window_closed",
    "access_off",
]
"""Why Meta takes nothing: another app of the business holds the conversation; the person blocked the account, or is
gone; the account calls too often, told by `Retry-After` or by the usage headers; it is restricted for its conduct; 24
hours are over; its owner switched message access off."""
DeliveryState = Literal["waiting", "delivered", "retrying", "given_up", "not_subscribed"]


@dataclass(slots=True)
class Account:
    """An Instagram professional account. `user_id` is what webhooks call `entry.id`."""

    user_id: str
    app_scoped_id: str
    username: str
    name: str
    account_type: str = "Business"
    subscribed_fields: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Customer:
    """A person as one account sees them: Meta gives the same person another IGSID for every account."""

    igsid: str
    account_id: str
    username: str
    name: str


@dataclass(slots=True)
class Message:
    """One line of a conversation. `text` is None for attachments."""

    mid: str
    account_id: str
    customer_id: str
    by: Speaker
    text: str | None
    at: int
    kind: MessageKind = "text"
    edits: int = 0
    reaction: str | None = None
    unsent: bool = False


@dataclass(slots=True)
class Token:
    """An access token of one account."""

    value: str
    account_id: str
    scope: str
    is_long: bool
    issued_at: int
    expires_at: int


@dataclass(slots=True)
class Code:
    """An authorization code: good once, for one hour, with the redirect URI it was made for."""

    value: str
    account_id: str
    redirect_uri: str
    scope: str
    expires_at: int


@dataclass(slots=True)
class Send:
    """One call to `/messages`, whatever became of it. With a dead token, `account_id` is what the path said."""

    at: int
    account_id: str
    customer_id: str
    outcome: SendOutcome
    text: str | None = None
    sender_action: str | None = None
    message_id: str | None = None
    status: int = 200
    code: int | None = None
    subcode: int | None = None


@dataclass(slots=True)
class Delivery:
    """One signed webhook body on its way to the platform, with the latest attempt's result."""

    number: int
    at: int
    account_id: str
    customer_id: str
    kind: str
    mid: str
    copy: int = 1
    state: DeliveryState = "waiting"
    attempts: int = 0
    status: int | None = None
    duration_ms: float | None = None
    error: str | None = None


@dataclass(slots=True)
class Faults:
    """What goes wrong on purpose. A count goes down with every send that it spoils."""

    twice: bool = False
    """Every webhook is delivered two times at once."""
    delay_ms: int = 0
    """Every webhook waits this long first."""
    no_echo: bool = False
    """Sends of the platform are not echoed."""
    drop_answer: int = 0
    """The next n sends arrive, but the connection is cut instead of an answer."""
    drop_request: int = 0
    """The next n sends are lost: the connection is cut and nothing arrives."""
    graph_status: int = 500
    graph_failures: int = 0
    """The next n sends are answered with `graph_status` and do not arrive."""
    refusal: Refusal | None = None
    """Every send and sign of typing is refused for this reason until it is None again."""
    pause_seconds: int = 30
    """How long a rate limit wants to hear nothing; the usage headers round it up to minutes."""
    list_status: int | None = None
    """The conversation list answers with this HTTP status until it is None again."""
    answer_shape: Literal["flat", "data"] = "flat"
    """Meta answers the token exchange and `/me` in two shapes; which one."""


@dataclass(slots=True)
class WebhookCheck:
    """What the platform answered to the verification handshake."""

    state: Literal["not_asked", "verified", "refused", "no_answer"] = "not_asked"
    detail: str = ""
