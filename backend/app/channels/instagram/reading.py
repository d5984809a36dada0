"""One `messaging` item becomes one typed event, or is ignored with a reason. Messenger writes the same shapes.

`read_item` never raises: every value is looked at before it is believed.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Literal

from app.channels.events import (
    Attachment,
    ChannelEvent,
    ControlMoved,
    CustomerMessage,
    Echo,
    Ignored,
    MessageDeleted,
    MessageEdited,
    PolicyEnforced,
    Reaction,
    Referral,
    Seen,
)
from app.channels.values import count, identifier, link, many, mapping, network_time, party, words
from app.platform.text import storable

_MOST_ATTACHMENTS = 30
_THUMBS = ("369239263222822", "369239343222814", "369239383222810")
_NEEDS_NO_ANSWER = ("like_heart", "thumb")
_CONTROL: dict[str, Literal["taken", "passed", "requested"]] = {
    "take_thread_control": "taken",
    "pass_thread_control": "passed",
    "request_thread_control": "requested",
}
_UNUSED = ("optin", "app_roles", "account_linking")


@dataclass(frozen=True, slots=True)
class _Item:
    """An item with the facts that most kinds need."""

    channel: str
    account: str
    sender: str
    recipient: str
    at: datetime | None
    content: dict[str, Any]
    raw: object

    @property
    def customer(self) -> str:
        return self.recipient if self.sender == self.account else self.sender

    def head(self, key: str) -> dict[str, Any]:
        """What every event of a thread begins with."""
        return {"channel": self.channel, "network_account_id": self.account, "key": key,
                "customer_id": self.customer, "sent_at": self.at}  # fmt: skip

    def ignored(self, because: str) -> Ignored:
        return ignored(self.channel, self.account, self.raw, because)


def ignored(channel: str, account: str, raw: object, because: str) -> Ignored:
    """Nothing is done about this; the key is made from all of it."""
    try:
        whole = json.dumps(raw, sort_keys=True, default=str)
    except (ValueError, RecursionError):
        whole = repr(type(raw))
    fingerprint = hashlib.sha256(whole.encode("utf-8", "replace")).hexdigest()[:32]
    return Ignored(
        channel=channel, network_account_id=account, key=f"other:{fingerprint}", because=storable(because)
    )


def read_item(channel: str, account: str, content: dict[str, Any], raw: object) -> ChannelEvent:
    """One item of `messaging`. `raw` is what `content` was before it was found to be an object."""
    item = _Item(
        channel, account, party(content.get("sender")), party(content.get("recipient")),
        network_time(content.get("timestamp")), content, raw,
    )  # fmt: skip
    if isinstance(content.get("message"), dict):
        return _read_message(item, content["message"])
    if isinstance(content.get("postback"), dict):
        return _read_postback(item, content["postback"])
    if isinstance(content.get("message_edit"), dict):
        return _read_edit(item, content["message_edit"])
    if isinstance(content.get("reaction"), dict):
        return _read_reaction(item, content["reaction"])
    for name, state in (("read", "read"), ("delivery", "delivered")):
        if isinstance(content.get(name), dict):
            return _read_seen(item, content[name], "read" if state == "read" else "delivered")
    for name in ("policy_enforcement", "policy-enforcement"):
        if isinstance(content.get(name), dict):
            return _read_policy(item, content[name])
    for name, move in _CONTROL.items():
        if name in content:
            return _read_control(item, move)
    if isinstance(content.get("referral"), dict):
        return _read_referral(item, content["referral"])
    unused = next((name for name in _UNUSED if name in content), None)
    return item.ignored(unused or "an event of an unknown kind")


def read_standby(channel: str, account: str, content: dict[str, Any], raw: object) -> ChannelEvent:
    """One item of `standby`: the same shapes, while another app of the business holds the thread. What is said there is
    marked, because it is kept and never answered.
    """
    event = read_item(channel, account, content, raw)
    return replace(event, in_standby=True) if isinstance(event, CustomerMessage | Echo) else event


def _read_message(item: _Item, message: dict[str, Any]) -> ChannelEvent:
    mid = identifier(message.get("mid"))
    if message.get("is_self"):
        return item.ignored("the owner writes to the account itself")
    if not (item.sender and item.recipient):
        return item.ignored("no sender or recipient")
    if not mid:
        return item.ignored("a message without an id")
    by_account = item.sender == item.account
    if message.get("is_deleted"):
        return MessageDeleted(**item.head(f"delete:{mid}"), message_id=mid, by_account=by_account)
    text, attachments = words(message.get("text")), _attachments(message)
    if message.get("is_echo"):
        if item.recipient == item.account:
            return item.ignored("the owner writes to the account itself")
        if not text.strip() and any(a.type == "story_mention" for a in attachments):
            return item.ignored("the account mentioned the customer in a story")
        # Whoever the sender is said to be: in an echo the customer is the recipient.
        head = item.head(f"echo:{mid}") | {"customer_id": item.recipient}
        return Echo(**head, message_id=mid, text=text, attachments=attachments)
    if by_account:
        return item.ignored("the account's own message without an echo mark")
    if not (text.strip() or attachments):
        return item.ignored("a message without content")
    return CustomerMessage(
        **item.head(f"message:{mid}"), message_id=mid, text=text, attachments=attachments,
        context=_context(message),
        wants_answer=bool(text.strip()) or any(a.type not in _NEEDS_NO_ANSWER for a in attachments),
    )  # fmt: skip


def _attachments(message: dict[str, Any]) -> tuple[Attachment, ...]:
    found = [_attachment(each) for each in many(message.get("attachments"))[:_MOST_ATTACHMENTS]]
    if message.get("is_unsupported") and not found:
        found = [Attachment("unsupported")]
    return tuple(found)


def _attachment(value: object) -> Attachment:
    attachment = mapping(value)
    payload = attachment.get("payload")
    inner = mapping(payload)
    kind = words(attachment.get("type"))[:40].strip() or "unknown"
    if identifier(inner.get("sticker_id")) in _THUMBS:
        kind = "thumb"
    url = link(inner.get("url")) or link(attachment.get("url")) or link(payload)
    title = words(inner.get("title")) or words(attachment.get("title"))
    return Attachment(kind, url, title[:300].strip() or None)


def _context(message: dict[str, Any]) -> dict[str, Any]:
    """Only what we know how to use, under our own names."""
    reply = mapping(message.get("reply_to"))
    story = mapping(reply.get("story"))
    context: dict[str, Any] = {
        "payload": words(mapping(message.get("quick_reply")).get("payload"))[:1000],
        "reply_to": identifier(reply.get("mid")),
        "story": {"id": identifier(story.get("id")), "url": link(story.get("url"))} if story else None,
        "referral": _referral(mapping(message.get("referral"))),
    }
    return {name: value for name, value in context.items() if value}


def _referral(referral: dict[str, Any]) -> dict[str, str]:
    ad = mapping(referral.get("ads_context_data"))
    known = {
        "ref": words(referral.get("ref"))[:500],
        "source": words(referral.get("source"))[:80],
        "ad_id": identifier(referral.get("ad_id")),
        "ad_title": words(ad.get("ad_title"))[:300],
        "product_id": party(referral.get("product")),
    }
    return {name: value for name, value in known.items() if value}


def _read_postback(item: _Item, postback: dict[str, Any]) -> ChannelEvent:
    if postback.get("is_self") or item.content.get("is_self"):
        return item.ignored("the owner writes to the account itself")
    if not (item.sender and item.recipient):
        return item.ignored("no sender or recipient")
    if item.sender == item.account:
        return item.ignored("the account's own message without an echo mark")
    mid, payload = identifier(postback.get("mid")), words(postback.get("payload"))[:1000]
    # Old menu items stay on phones: what the customer read on the button is what they said.
    text = words(postback.get("title")) or payload
    if not text.strip():
        return item.ignored("a tap without a title")
    if not mid and item.at is None:
        return item.ignored("a tap without an id or a time")
    digest = hashlib.sha256(payload.encode() or text.encode()).hexdigest()[:16]
    key = f"postback:{mid}" if mid else f"postback:{item.sender}:{item.at}:{digest}"
    context: dict[str, Any] = {
        "payload": payload,
        "referral": _referral(mapping(postback.get("referral"))),
    }
    return CustomerMessage(
        **item.head(key), message_id=mid, text=text,
        context={name: value for name, value in context.items() if value},
    )  # fmt: skip


def _read_edit(item: _Item, edit: dict[str, Any]) -> ChannelEvent:
    mid, number, text = identifier(edit.get("mid")), count(edit.get("num_edit")), words(edit.get("text"))
    if edit.get("is_deleted"):
        return item.ignored("an edit of a message that was taken back")
    if number == 0:
        # Seen around new messages, without sender and text. Nothing was edited, and the message itself may follow.
        return item.ignored("an edit notice with num_edit 0")
    if not (mid and item.sender and item.recipient):
        return item.ignored("an edit that does not say of what or by whom")
    if not text.strip():
        return item.ignored("an edit without text")
    return MessageEdited(**item.head(f"edit:{mid}:{number}"), message_id=mid, text=text, number=number)


def _read_reaction(item: _Item, reaction: dict[str, Any]) -> ChannelEvent:
    mid, action = identifier(reaction.get("mid")), words(reaction.get("action"))
    if not (item.sender and mid and action in ("react", "unreact")):
        return item.ignored("a reaction that does not say of whom or to what")
    if item.sender == item.account:
        return item.ignored("the account's own reaction")
    what = words(reaction.get("emoji")) or words(reaction.get("reaction")) or "other"
    key = f"reaction:{mid}:{item.sender}:{action}:{item.at}"
    return Reaction(**item.head(key), message_id=mid, reaction=what[:40] if action == "react" else None)


def _read_seen(item: _Item, seen: dict[str, Any], state: Literal["delivered", "read"]) -> ChannelEvent:
    mids = [identifier(seen.get("mid")), *map(identifier, many(seen.get("mids"))[:100])]
    known = tuple(mid for mid in mids if mid)
    watermark = network_time(seen.get("watermark"))
    if not item.sender or item.sender == item.account:
        return item.ignored(f"{state} by nobody we answer")
    if not known and watermark is None:
        return item.ignored(f"{state}, without saying what")
    what = hashlib.sha256(f"{known}{watermark}".encode()).hexdigest()[:24]
    return Seen(**item.head(f"{state}:{item.sender}:{what}"), state=state, message_ids=known, until=watermark)


def _read_policy(item: _Item, policy: dict[str, Any]) -> ChannelEvent:
    action = words(policy.get("action"))
    if action not in ("warning", "block", "unblock"):
        return item.ignored("a policy notice of an unknown kind")
    kind: Literal["warning", "block", "unblock"] = (
        "warning" if action == "warning" else "block" if action == "block" else "unblock"
    )
    return PolicyEnforced(
        channel=item.channel, network_account_id=item.account, key=f"policy:{action}:{item.at}", action=kind,
        reason=words(policy.get("reason"))[:500],
    )  # fmt: skip


def _read_control(item: _Item, move: Literal["taken", "passed", "requested"]) -> ChannelEvent:
    if not item.customer:
        return item.ignored("no sender or recipient")
    return ControlMoved(**item.head(f"control:{move}:{item.customer}:{item.at}"), move=move)


def _read_referral(item: _Item, referral: dict[str, Any]) -> ChannelEvent:
    if not item.sender or item.sender == item.account:
        return item.ignored("no sender or recipient")
    known = _referral(referral)
    what = hashlib.sha256(json.dumps(known, sort_keys=True).encode()).hexdigest()[:16]
    return Referral(**item.head(f"referral:{item.sender}:{item.at}:{what}"), referral=known)
