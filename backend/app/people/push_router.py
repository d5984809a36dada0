"""The routes by which a browser asks to be told."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from pydantic import BaseModel, Field

from app.people.access import CurrentUser
from app.people.errors import WrongOrigin
from app.people.push import Device, Push, UnusableDevice
from app.platform.guarded_fetch import AddressRefused
from app.platform.problems import NotSignedIn, problems

router = APIRouter(prefix="/api/push", tags=["push"])


class PushKey(BaseModel):
    """What a browser subscribes with."""

    public_key: str


class Subscription(BaseModel):
    """A browser's `PushSubscription`."""

    endpoint: Annotated[str, Field(max_length=2000)]
    p256dh: Annotated[str, Field(max_length=200)]
    auth: Annotated[str, Field(max_length=100)]


class Endpoint(BaseModel):
    """Which subscription ends."""

    endpoint: Annotated[str, Field(max_length=2000)]


def _push(request: Request) -> Push:
    push: Push = request.app.state.push
    return push


ToDevices = Annotated[Push, Depends(_push)]


@router.get("/key", responses=problems(NotSignedIn))
async def read_push_key(_: CurrentUser, push: ToDevices) -> PushKey:
    """The installation's public key."""
    return PushKey(public_key=await push.public_key())


@router.put(
    "/subscription",
    status_code=204,
    responses=problems(NotSignedIn, WrongOrigin, UnusableDevice, AddressRefused),
)
async def subscribe_to_push(user: CurrentUser, push: ToDevices, wanted: Subscription) -> None:
    """Tell this browser when a customer needs a person."""
    await push.subscribe(user.id, Device(wanted.endpoint, wanted.p256dh, wanted.auth))


@router.delete("/subscription", status_code=204, responses=problems(NotSignedIn, WrongOrigin))
async def unsubscribe_from_push(user: CurrentUser, push: ToDevices, ended: Endpoint) -> None:
    """Do not tell this browser any more."""
    await push.unsubscribe(user.id, ended.endpoint)
