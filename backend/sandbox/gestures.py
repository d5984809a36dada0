"""What people do on Instagram besides writing: each becomes the webhook that Meta sends for it."""

from typing import Any, Literal

from sandbox.state import Customer, Message
from sandbox.world import MetaWorld

Gesture = Literal[
    "photo", "story_mention", "quick_reply", "postback", "react", "edit", "unsend"
]  # fmt: skip
EDITED = " (edited)"


class NothingThereError(Exception):
    """The gesture is about a message that does not exist. The words are for the person who made it."""


def perform(world: MetaWorld, customer: Customer, gesture: Gesture, text: str = "") -> Message:
    """Do it; the message it made or changed. `text` is the button's words, or the new words of an edit.

    Raises NothingThereError.
    """
    match gesture:
        case "photo" | "story_mention":
            return _attach(world, customer, gesture)
        case "quick_reply":
            return _quick_reply(world, customer, text or "Opening hours")
        case "postback":
            return _postback(world, customer, text or "Talk to a person")
        case "react":
            return _react(world, customer)
        case "edit":
            return _edit(world, customer, text)
        case "unsend":
            return _unsend(world, customer)


def _attach(world: MetaWorld, customer: Customer, kind: Literal["photo", "story_mention"]) -> Message:
    message = world.add(customer, "customer", None, kind=kind)
    attachment = {
        "type": "image" if kind == "photo" else kind,
        "payload": {
            "url": f"https://lookaside.fbsbx.com/ig_messaging_cdn/?asset_id={message.mid}&signature=x"
        },
    }
    event = {"message": {"mid": message.mid, "attachments": [attachment]}}
    world.deliver(customer, event, kind=kind, timestamp=message.at)
    return message


def _quick_reply(world: MetaWorld, customer: Customer, title: str) -> Message:
    message = world.add(customer, "customer", title)
    event = {"mid": message.mid, "text": title, "quick_reply": {"payload": _payload("QR", title)}}
    world.deliver(customer, {"message": event}, kind="quick_reply", timestamp=message.at)
    return message


def _postback(world: MetaWorld, customer: Customer, title: str) -> Message:
    message = world.add(customer, "customer", title)
    event = {"mid": message.mid, "title": title, "payload": _payload("BUTTON", title)}
    world.deliver(customer, {"postback": event}, kind="postback", timestamp=message.at)
    return message


def _react(world: MetaWorld, customer: Customer) -> Message:
    """A heart on what the business said last, or the heart taken back."""
    message = _latest(world, customer, by_customer=False, because="There is no answer to react to yet.")
    event: dict[str, Any] = {"mid": message.mid, "action": "unreact" if message.reaction else "react"}
    if message.reaction:
        message.reaction = None
    else:
        message.reaction = "❤"
        event |= {"reaction": "love", "emoji": "❤"}
    world.deliver(customer, {"reaction": event}, kind="reaction")
    return message


def _edit(world: MetaWorld, customer: Customer, text: str) -> Message:
    message = _latest(world, customer, by_customer=True, because="There is no message to edit yet.")
    message.edits += 1
    message.text = text or (message.text or "") + EDITED
    event = {"mid": message.mid, "text": message.text, "num_edit": str(message.edits)}
    world.deliver(customer, {"message_edit": event}, kind="edit")
    return message


def _unsend(world: MetaWorld, customer: Customer) -> Message:
    message = _latest(
        world, customer, by_customer=True, because="There is no message to unsend yet.", only_text=False
    )
    message.text, message.unsent = None, True
    world.deliver(customer, {"message": {"mid": message.mid, "is_deleted": True}}, kind="unsend")
    return message


def _latest(
    world: MetaWorld, customer: Customer, *, by_customer: bool, because: str, only_text: bool = True
) -> Message:
    found = [
        message
        for message in world.threads[customer.igsid]
        if (message.by == "customer") is by_customer
        and not message.unsent
        and (not only_text or message.text is not None)
    ]
    if not found:
        raise NothingThereError(because)
    return sorted(found, key=lambda message: message.at)[-1]  # the later one of the same millisecond


def _payload(prefix: str, title: str) -> str:
    return f"{prefix}_{title.upper().replace(' ', '_')}"
