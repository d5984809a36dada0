"""A customer's phone: a page on which anyone can write to the business, and see what then happens."""

from dataclasses import asdict
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from sandbox.control import account_of, performed, world_of
from sandbox.gestures import Gesture
from sandbox.pages import page
from sandbox.state import Account, Customer, Delivery, Message, Send
from sandbox.world import MetaWorld

LONGEST_WAIT = 25
SHOWN_MESSAGES = 200
SHOWN_HAPPENINGS = 40
LOOK_BACK = 400

_KINDS = {"text": "Attachment", "photo": "Photo", "story_mention": "Mentioned you in their story"}
_DELIVERIES = {
    "message": "Message",
    "echo": "Echo",
    "read": "“Seen”",
    "photo": "Photo",
    "story_mention": "Story mention",
    "quick_reply": "Quick reply",
    "postback": "Button tap",
    "reaction": "Reaction",
    "edit": "Edit",
    "unsend": "“Unsent”",
}

router = APIRouter(prefix="/phone")


class Line(BaseModel):
    """What a person typed. `name` is how the person is called now."""

    business: str
    person: str = Field(min_length=1, max_length=60)
    name: str = Field(min_length=1, max_length=60)
    text: str = Field(min_length=1, max_length=4000)


class Touch(BaseModel):
    """What a person does besides writing."""

    business: str
    person: str = Field(min_length=1, max_length=60)
    name: str = Field(min_length=1, max_length=60)
    gesture: Gesture


class Look(BaseModel):
    """A person who has the chat open."""

    business: str
    person: str


@router.get("")
async def phone(request: Request, business: Annotated[str, Query()] = "") -> HTMLResponse:
    """The page. `business` is an account's user name; the first account when it is empty."""
    world = world_of(request)
    account = account_of(world, business) if business else next(iter(world.accounts.values()))
    return page("phone.html", account=account, accounts=list(world.accounts.values()))


@router.get("/api/thread")
async def thread(
    request: Request,
    business: Annotated[str, Query()],
    person: Annotated[str, Query()],
    after: Annotated[int, Query()] = -1,
) -> dict[str, Any]:
    """The chat as it stands; with `after`, as soon as something is newer than that revision (25 s at most)."""
    world = world_of(request)
    account = account_of(world, business)
    if after == world.revision:
        await world.next_change(after, LONGEST_WAIT)
    customer = world.find_customer(account, person)
    return {
        "revision": world.revision,
        "linked": bool(account.subscribed_fields) and world.desk.has_living(account.user_id),
        "webhook": asdict(world.webhook_check),
        "faults": asdict(world.faults),
    } | (
        _thread(world, customer)
        if customer
        else {"messages": [], "typing_ms": 0, "seen": False, "happenings": []}
    )


@router.post("/api/messages", status_code=201)
async def write(request: Request, line: Line) -> dict[str, Any]:
    """The person sends a message."""
    world = world_of(request)
    customer = world.customer(account_of(world, line.business), line.person, line.name)
    return _message(world.customer_writes(customer, line.text))


@router.post("/api/owner", status_code=201)
async def answer_as_owner(request: Request, line: Line) -> dict[str, Any]:
    """The owner answers this person by hand, in the Instagram app."""
    world = world_of(request)
    customer = world.customer(account_of(world, line.business), line.person, line.name)
    return _message(world.owner_writes(customer, line.text))


@router.post("/api/gestures", status_code=201)
async def touch(request: Request, touch: Touch) -> dict[str, Any]:
    """The person sends a photo, taps a button, reacts, edits or unsends."""
    world = world_of(request)
    customer = world.customer(account_of(world, touch.business), touch.person, touch.name)
    return _message(performed(world, customer, touch.gesture, ""))


@router.post("/api/seen", status_code=202)
async def saw(request: Request, look: Look) -> dict[str, Any]:
    """The person has the newest message on the screen."""
    world = world_of(request)
    customer = world.find_customer(account_of(world, look.business), look.person)
    if customer is not None:
        world.customer_reads(customer)
    return {"revision": world.revision}


def _thread(world: MetaWorld, customer: Customer) -> dict[str, Any]:
    messages = sorted(world.threads[customer.igsid], key=lambda message: message.at)
    return {
        "messages": [_message(message) for message in messages[-SHOWN_MESSAGES:]],
        "typing_ms": max(0, world.typing_until.get(customer.igsid, 0) - world.now()),
        "seen": _was_seen(world, customer, messages),
        "happenings": _happenings(world, world.accounts[customer.account_id], customer),
    }


def _message(message: Message) -> dict[str, Any]:
    return {
        "mid": message.mid,
        "by": message.by,
        "text": "Unsent a message" if message.unsent else message.text or _KINDS[message.kind],
        "at": message.at,
        "look": "unsent" if message.unsent else message.kind,
        "edited": message.edits > 0,
        "reaction": message.reaction,
    }


def _was_seen(world: MetaWorld, customer: Customer, messages: list[Message]) -> bool:
    """Whether the business has looked at the person's last message: it marked it, typed, or answered."""
    asked = max((m.at for m in messages if m.by == "customer"), default=None)
    if asked is None:
        return False
    answered = any(m.by != "customer" and m.at >= asked for m in messages)
    looked = any(
        send.customer_id == customer.igsid
        and send.sender_action
        and send.outcome == "accepted"
        and send.at >= asked
        for send in world.sends[-LOOK_BACK:]
    )
    return answered or looked


def _happenings(world: MetaWorld, account: Account, customer: Customer) -> list[dict[str, Any]]:
    """What the platform and the sandbox said to each other about this person, newest first."""
    told = [
        _delivery(delivery)
        for delivery in world.deliveries[-LOOK_BACK:]
        if delivery.customer_id == customer.igsid
    ]
    heard = [
        _send(number, send)
        for number, send in enumerate(world.sends)
        if number >= len(world.sends) - LOOK_BACK
        and (send.account_id, send.customer_id) == (account.user_id, customer.igsid)
    ]
    return sorted(told + heard, key=_when, reverse=True)[:SHOWN_HAPPENINGS]


def _when(happening: dict[str, Any]) -> tuple[int, bool]:
    """A reply and its echo share their millisecond; the reply came first."""
    return happening["at"], happening["way"] == "to_platform"


def _delivery(delivery: Delivery) -> dict[str, Any]:
    title = f"{_DELIVERIES.get(delivery.kind, delivery.kind)} delivered"
    result = f"{delivery.status}" if delivery.status else (delivery.error or "on its way")
    state, words = {
        "delivered": ("ok", ["signed", result]),
        "waiting": ("wait", ["signed", "on its way"]),
        "retrying": ("wait", ["signed", result, f"trying again ({delivery.attempts})"]),
        "given_up": ("bad", ["signed", result, f"given up after {delivery.attempts}"]),
        "not_subscribed": ("bad", ["kept here: the business has not linked this account"]),
    }[delivery.state]
    if delivery.state == "not_subscribed":
        title = title.replace("delivered", "not delivered")
    if delivery.copy > 1:
        title += " again"
    if delivery.duration_ms is not None:
        words = [*words, f"{delivery.duration_ms:.0f} ms"]
    return {
        "id": f"d{delivery.number}",
        "at": delivery.at,
        "way": "to_platform",
        "title": title,
        "words": words,
        "state": state,
    }


def _send(number: int, send: Send) -> dict[str, Any]:
    titles = {"typing_on": "Typing…", "typing_off": "Stopped typing", "mark_seen": "Marked as seen"}
    title = titles.get(send.sender_action or "", send.sender_action or "Reply arrived")
    words = {
        "accepted": [f"{send.status}"],
        "refused": [f"{send.status}", f"code {send.code}" + (f"/{send.subcode}" if send.subcode else "")],
        "failed": [f"{send.status}", "broken on purpose"],
        "answer_cut": ["taken, but the answer was cut"],
        "request_cut": ["lost: the connection was cut first"],
    }[send.outcome]
    if send.outcome == "refused":
        title = f"{title} refused" if send.sender_action else "Reply refused"
    elif send.outcome in ("failed", "request_cut"):
        title = "Reply did not arrive"
    state = {"accepted": "ok", "answer_cut": "wait"}.get(send.outcome, "bad")
    return {
        "id": f"s{number}",
        "at": send.at,
        "way": "from_platform",
        "title": title,
        "words": words,
        "state": state,
    }
