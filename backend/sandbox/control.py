"""The strings behind the stage: what tests, demos and fault runs may do to the pretended world.

Bodies are JSON; FastAPI refuses other content types, so a page elsewhere cannot pull these strings.
"""

from dataclasses import asdict
from typing import Any, Literal

from fastapi import APIRouter, HTTPException, Request
from pydantic import BaseModel, Field

from sandbox.gestures import Gesture, NothingThereError, perform
from sandbox.state import Account, Customer, Message, Refusal
from sandbox.world import MetaWorld

router = APIRouter(prefix="/control")
_LASTING = ("refusal", "list_status")  # until they are None again


class NewAccount(BaseModel):
    """An Instagram professional account to make."""

    username: str = Field(min_length=1)
    name: str = Field(min_length=1)


class NewCustomer(BaseModel):
    """A person whom an account will know; `account` is an id or a user name."""

    account: str
    customer: str = Field(min_length=1)
    name: str | None = None


class Words(NewCustomer):
    """One message of or to a customer, who is made on first use. `timestamp`: milliseconds since 1970."""

    text: str
    mid: str | None = None
    timestamp: int | None = None


class Act(NewCustomer):
    """What a customer does besides writing; `text` is the button's words, or the new words of an edit."""

    gesture: Gesture
    text: str = ""


class OnlyAccount(BaseModel):
    """An account by id or user name."""

    account: str


class FaultChange(BaseModel):
    """The faults to change; what is left out stays as it is. See `state.Faults` for their meaning."""

    twice: bool | None = None
    delay_ms: int | None = Field(None, ge=0, le=600_000)
    no_echo: bool | None = None
    drop_answer: int | None = Field(None, ge=0)
    drop_request: int | None = Field(None, ge=0)
    graph_status: int | None = Field(None, ge=400, le=599)
    graph_failures: int | None = Field(None, ge=0)
    refusal: Refusal | None = None
    pause_seconds: int | None = Field(None, ge=1, le=86_400)
    list_status: int | None = Field(None, ge=400, le=599)
    answer_shape: Literal["flat", "data"] | None = None


def world_of(request: Request) -> MetaWorld:
    """The world of this server."""
    world: MetaWorld = request.app.state.world
    return world


def account_of(world: MetaWorld, reference: str) -> Account:
    """The account with this id or user name, or a 404."""
    try:
        return world.account(reference)
    except KeyError as unknown:
        raise HTTPException(404, unknown.args[0]) from unknown


def performed(world: MetaWorld, customer: Customer, gesture: Gesture, text: str) -> Message:
    """The gesture's message, or a 409 in words."""
    try:
        return perform(world, customer, gesture, text)
    except NothingThereError as nothing:
        raise HTTPException(409, str(nothing)) from None


@router.post("/accounts", status_code=201)
async def make_account(request: Request, wish: NewAccount) -> dict[str, Any]:
    """A new account that an owner can link."""
    world = world_of(request)
    account = world.make_account(wish.username, wish.name)
    world.changed()
    return asdict(account)


@router.get("/accounts")
async def accounts(request: Request) -> list[dict[str, Any]]:
    """Every account; `linked` means that it has a living long token and is subscribed."""
    world = world_of(request)
    return [
        asdict(account)
        | {"linked": bool(account.subscribed_fields) and world.desk.has_living(account.user_id)}
        for account in world.accounts.values()
    ]


@router.post("/customers", status_code=201)
async def make_customer(request: Request, wish: NewCustomer) -> dict[str, Any]:
    """A customer by user name, or the one who has that name already."""
    world = world_of(request)
    return asdict(world.customer(account_of(world, wish.account), wish.customer, wish.name))


@router.post("/customer-message")
async def customer_message(request: Request, words: Words) -> dict[str, Any]:
    """The customer writes; the signed webhook leaves in the background."""
    world = world_of(request)
    customer = world.customer(account_of(world, words.account), words.customer, words.name)
    return asdict(world.customer_writes(customer, words.text, mid=words.mid, timestamp=words.timestamp))


@router.post("/owner-message")
async def owner_message(request: Request, words: Words) -> dict[str, Any]:
    """The owner answers by hand in the Instagram app."""
    world = world_of(request)
    customer = world.customer(account_of(world, words.account), words.customer, words.name)
    return asdict(world.owner_writes(customer, words.text))


@router.post("/customer-act")
async def customer_act(request: Request, act: Act) -> dict[str, Any]:
    """The customer sends a photo, taps a button, reacts, edits or unsends; the signed webhook leaves at once."""
    world = world_of(request)
    customer = world.customer(account_of(world, act.account), act.customer, act.name)
    return asdict(performed(world, customer, act.gesture, act.text))


@router.post("/faults")
async def set_faults(request: Request, change: FaultChange) -> dict[str, Any]:
    """Change what goes wrong; the answer is everything that goes wrong now."""
    world = world_of(request)
    for name in change.model_fields_set:
        value = getattr(change, name)
        if value is not None or name in _LASTING:
            setattr(world.faults, name, value)
    world.changed()
    return asdict(world.faults)


@router.post("/kill-tokens")
async def kill_tokens(request: Request, which: OnlyAccount) -> dict[str, Any]:
    """Every token of the account dies, as after a changed password."""
    world = world_of(request)
    account = account_of(world, which.account)
    world.desk.withdraw(account.user_id)
    world.changed()
    return {"killed": account.user_id}


@router.get("/record")
async def record(request: Request) -> dict[str, Any]:
    """Everything that was sent and delivered, oldest first."""
    world = world_of(request)
    return {
        "sends": [asdict(send) for send in world.sends],
        "deliveries": [asdict(delivery) for delivery in world.deliveries],
        "messages": [asdict(message) for thread in world.threads.values() for message in thread],
        "faults": asdict(world.faults),
        "webhook": asdict(world.webhook_check),
    }


@router.post("/reset")
async def reset(request: Request) -> dict[str, Any]:
    """Back to the first day."""
    world_of(request).reset()
    request.app.state.mailbox.clear()
    return {"reset": True}
