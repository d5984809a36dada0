"""Everything that is true in the sandbox's Instagram: accounts, customers, conversations, and what was sent.

Tests use the same methods in the same process that the HTTP routes use. Nothing here waits and nothing here
touches a socket; webhook events leave through `outbox`, which the delivery module fills in.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from sandbox.errors import GraphError
from sandbox.state import (
    Account,
    Customer,
    Delivery,
    Faults,
    Message,
    MessageKind,
    Send,
    Speaker,
    WebhookCheck,
)
from sandbox.tokens import DAY, HOUR, TokenDesk

TEXT_LIMIT_BYTES = 1000
REPLY_WINDOW = 24 * HOUR
HUMAN_AGENT_WINDOW = 7 * DAY
TYPING_LASTS = 20_000
DEMO_ACCOUNTS = (
    ("luna.hair.studio", "Luna Hair Studio"),
    ("bright.smile.dental", "Bright Smile Dental"),
    ("oak.and.iron.gym", "Oak & Iron Gym"),
)

Outbox = Callable[[Account, str, dict[str, Any], str], None]
"""Takes an account, the customer's IGSID, one `messaging` event and its kind."""


def milliseconds_now() -> int:
    """The wall clock in milliseconds since 1970."""
    return time.time_ns() // 1_000_000


class MetaWorld:
    """The state of the pretended platform, with the rules that Meta documents."""

    def __init__(self, app_id: str, app_secret: str, now: Callable[[], int] = milliseconds_now) -> None:
        self.now = now
        self.app_id, self.app_secret = app_id, app_secret
        self.outbox: Outbox = lambda *_: None
        self.revision = 0
        self._bell = asyncio.Event()
        self.closing = False
        self.webhook_check = WebhookCheck()
        self._forget()

    def _forget(self) -> None:
        self.desk = TokenDesk(self.app_id, self.app_secret, self.now)
        self.accounts: dict[str, Account] = {}
        self.customers: dict[str, Customer] = {}
        self.threads: dict[str, list[Message]] = {}
        self.seen: dict[str, str] = {}
        self.typing_until: dict[str, int] = {}
        self.sends: list[Send] = []
        self.deliveries: list[Delivery] = []
        self.faults = Faults()
        # Message ids must not repeat after a reset: the platform rightly ignores an id that it knows.
        self.birth = f"{self.now():x}"
        self.message_count = 0
        for username, name in DEMO_ACCOUNTS:
            self.make_account(username, name)

    def reset(self) -> None:
        """Back to the first day: the three accounts, no customers, no tokens, no records, no faults."""
        self._forget()
        self.changed()

    # -- waiting for something to happen ---------------------------------------------------------------

    def changed(self) -> None:
        """Tell everyone who waits that something is different now."""
        self.revision += 1
        self._bell.set()
        self._bell = asyncio.Event()

    async def next_change(self, after: int, seconds: float) -> None:
        """Return when the revision has passed `after`, the sandbox closes, or the seconds are over."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                while self.revision <= after and not self.closing:
                    await self._bell.wait()

    async def until(self, is_so: Callable[[], bool], seconds: float = 10) -> None:
        """Return as soon as the condition holds. Raises TimeoutError when it does not in time."""
        async with asyncio.timeout(seconds):
            while not is_so():
                await self._bell.wait()

    # -- accounts and customers ------------------------------------------------------------------------

    def make_account(self, username: str, name: str) -> Account:
        """A professional account. Ids count up from 17841400000000001 in the order of making."""
        number = len(self.accounts) + 1
        account = Account(str(17841400000000000 + number), str(10200000000000000 + number), username, name)
        self.accounts[account.user_id] = account
        return account

    def account(self, reference: str) -> Account:
        """The account with this id or user name. Raises KeyError."""
        if reference in self.accounts:
            return self.accounts[reference]
        for account in self.accounts.values():
            if account.username == reference:
                return account
        raise KeyError(f"The sandbox has no account {reference!r}.")

    def make_customer(self, account: Account, username: str, name: str | None = None) -> Customer:
        """A person who has not written yet. IGSIDs count up from 6100000000000001 in the order of making."""
        igsid = str(6100000000000000 + len(self.customers) + 1)
        customer = Customer(igsid, account.user_id, username, name or username)
        self.customers[igsid] = customer
        self.threads[igsid] = []
        return customer

    def customer(self, account: Account, reference: str, name: str | None = None) -> Customer:
        """The account's customer with this IGSID or user name, made on first use; a given name renames."""
        found = self.find_customer(account, reference) or self.make_customer(account, reference, name)
        if name:
            found.name = name
        return found

    def find_customer(self, account: Account, reference: str) -> Customer | None:
        """The account's customer with this IGSID or user name, if there is one."""
        known = self.customers.get(reference)
        if known is not None and known.account_id == account.user_id:
            return known
        mine = (c for c in self.customers.values() if c.account_id == account.user_id)
        return next((customer for customer in mine if customer.username == reference), None)

    def subscribe(self, account: Account, fields: list[str]) -> None:
        """From now on the account's webhooks are delivered."""
        account.subscribed_fields = fields
        self.changed()

    def unsubscribe(self, account: Account) -> None:
        """From now on nothing of the account is delivered."""
        account.subscribed_fields = []
        self.changed()

    # -- what people do --------------------------------------------------------------------------------

    def customer_writes(
        self, customer: Customer, text: str, *, mid: str | None = None, timestamp: int | None = None
    ) -> Message:
        """A direct message from the customer; its webhook is on its way. Without a timestamp, now.

        A `mid` that the conversation already holds is delivered once more and changes nothing else.
        """
        known = next((m for m in self.threads[customer.igsid] if m.mid == mid), None)
        message = known or self.add(customer, "customer", text, mid=mid, at=timestamp)
        event = {"message": {"mid": message.mid, "text": text}}
        self.deliver(customer, event, kind="message", timestamp=message.at)
        return message

    def customer_reads(self, customer: Customer) -> None:
        """The customer sees what the business wrote last; one `read` event per message at most."""
        theirs = [m for m in self.threads[customer.igsid] if m.by != "customer"]
        if not theirs or self.seen.get(customer.igsid) == theirs[-1].mid:
            return
        self.seen[customer.igsid] = theirs[-1].mid
        self.deliver(customer, {"read": {"mid": theirs[-1].mid}}, kind="read")

    def owner_writes(self, customer: Customer, text: str) -> Message:
        """The owner answers by hand in the Instagram app; the platform learns of it by an echo."""
        message = self.add(customer, "owner", text)
        self._echo(customer, message)
        return message

    def deliver(
        self, customer: Customer, event: dict[str, Any], *, kind: str, timestamp: int | None = None
    ) -> None:
        """Send any inbound `messaging` event of this customer, for instance a reaction."""
        frame = {
            "sender": {"id": customer.igsid},
            "recipient": {"id": customer.account_id},
            "timestamp": self.now() if timestamp is None else timestamp,
        }
        self.outbox(self.accounts[customer.account_id], customer.igsid, frame | event, kind)
        self.changed()

    def _echo(self, customer: Customer, message: Message) -> None:
        event = {
            "sender": {"id": customer.account_id},
            "recipient": {"id": customer.igsid},
            "timestamp": message.at,
            "message": {"mid": message.mid, "text": message.text, "is_echo": True},
        }
        self.outbox(self.accounts[customer.account_id], customer.igsid, event, "echo")
        self.changed()

    def add(
        self,
        customer: Customer,
        by: Speaker,
        text: str | None,
        *,
        mid: str | None = None,
        at: int | None = None,
        kind: MessageKind = "text",
    ) -> Message:
        """One more line in the conversation; nobody is told."""
        self.message_count += 1
        message = Message(
            mid or f"aWdfZAG1{self.birth}{self.message_count:07d}",
            customer.account_id,
            customer.igsid,
            by,
            text,
            self.now() if at is None else at,
            kind,
        )
        self.threads[customer.igsid].append(message)
        if by != "customer":
            self.typing_until.pop(customer.igsid, None)
        return message

    # -- what the platform does ------------------------------------------------------------------------

    def accept_send(self, account: Account, body: dict[str, Any]) -> tuple[Customer, Message]:
        """Take one message of the platform and echo it, or raise GraphError with Meta's code."""
        customer = self._recipient(account, body)
        self._check_window(customer, body)
        message = body.get("message")
        if not isinstance(message, dict) or not (message.get("text") or message.get("attachment")):
            raise GraphError(100, "Invalid message data", subcode=2534015)
        text = message.get("text")
        if text is not None and not isinstance(text, str):
            raise GraphError(100, "(#100) Param message[text] must be a string")
        if text and len(text.encode("utf-8", "surrogatepass")) > TEXT_LIMIT_BYTES:
            raise GraphError(
                100, f"(#100) Length of param message[text] must be less than or equal to {TEXT_LIMIT_BYTES}"
            )
        accepted = self.add(customer, "platform", text)
        if not self.faults.no_echo:
            self._echo(customer, accepted)
        return customer, accepted

    def accept_action(self, account: Account, body: dict[str, Any]) -> Customer:
        """Show typing, stop it, or mark as seen; raises GraphError."""
        if "message" in body:
            raise GraphError(100, "A message and a sender_action cannot be sent together", subcode=2018014)
        customer = self._recipient(account, body)
        action = body["sender_action"]
        if action == "typing_on":
            self.typing_until[customer.igsid] = self.now() + TYPING_LASTS
        elif action == "typing_off":
            self.typing_until.pop(customer.igsid, None)
        elif action not in ("mark_seen", "react", "unreact"):
            raise GraphError(100, f"(#100) Param sender_action has no value {action!r}")
        return customer

    def _recipient(self, account: Account, body: dict[str, Any]) -> Customer:
        recipient = body.get("recipient")
        igsid = str(recipient.get("id", "")) if isinstance(recipient, dict) else ""
        customer = self.customers.get(igsid)
        if customer is None or customer.account_id != account.user_id:
            raise GraphError(100, "No matching Instagram user", subcode=2534014)
        return customer

    def _check_window(self, customer: Customer, body: dict[str, Any]) -> None:
        window = REPLY_WINDOW
        if body.get("messaging_type") == "MESSAGE_TAG":
            if body.get("tag") != "HUMAN_AGENT":
                raise GraphError(100, "(#100) Param tag is not one of the allowed values")
            window = HUMAN_AGENT_WINDOW
        opened = max((m.at for m in self.threads[customer.igsid] if m.by == "customer"), default=None)
        if opened is None or self.now() - opened > window:
            raise GraphError(10, "This message is sent outside of allowed window.", subcode=2534022)

    # -- looking back ----------------------------------------------------------------------------------

    def sent_to(self, customer: Customer) -> list[str]:
        """The texts of the platform that reached this customer, oldest first."""
        return [m.text or "" for m in self.threads[customer.igsid] if m.by == "platform"]

    def deliveries_of(self, mid: str) -> list[Delivery]:
        """Every webhook delivery that was made for this message id, oldest first."""
        return [delivery for delivery in self.deliveries if delivery.mid == mid]
