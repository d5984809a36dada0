"""Instagram's HTTP side for programs: the token endpoints and the Graph API."""

import json
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import JSONResponse, Response
from starlette.convertors import Convertor, register_url_convertor

from sandbox.connection import hang_up
from sandbox.errors import CodeExchangeError, GraphError, token_is_dead
from sandbox.graph_fields import conversation_view, parse_fields, pick
from sandbox.refusals import refuse
from sandbox.state import Account, Customer, Faults, Send, Token
from sandbox.world import MetaWorld

LISTED_CONVERSATIONS = 25


class _VersionConvertor(Convertor[str]):
    """Only `v25.0` and its like lead into the Graph API; everything else stays free for our own pages."""

    regex = r"v[0-9]+\.[0-9]+"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("graph_version", _VersionConvertor())
router = APIRouter()
GRAPH = "/{version:graph_version}"


def _world(request: Request) -> MetaWorld:
    world: MetaWorld = request.app.state.world
    return world


def _account(request: Request, reference: str = "me") -> Account:
    """The account whose token came along, in the query or as Bearer. The path must mean the same account."""
    world = _world(request)
    scheme, _, bearer = request.headers.get("authorization", "").partition(" ")
    value = request.query_params.get("access_token") or (bearer if scheme.lower() == "bearer" else "")
    if not value:
        raise token_is_dead()
    account = world.accounts[world.desk.living(value).account_id]
    if reference not in ("me", account.user_id, account.app_scoped_id):
        raise GraphError(100, f"Unsupported request. Object with ID '{reference}' does not exist", subcode=33)
    return account


# -- tokens ------------------------------------------------------------------------------------------------


@router.post("/oauth/access_token")
async def redeem_code(
    request: Request,
    client_id: Annotated[str, Form()] = "",
    client_secret: Annotated[str, Form()] = "",
    grant_type: Annotated[str, Form()] = "",
    redirect_uri: Annotated[str, Form()] = "",
    code: Annotated[str, Form()] = "",
) -> Response:
    """A code for a token of one hour; `user_id` in the answer is the app-scoped id, as on the real host."""
    world = _world(request)
    try:
        if grant_type != "authorization_code":
            raise CodeExchangeError("grant_type must be authorization_code")
        token = world.desk.redeem(
            client_id=client_id, client_secret=client_secret, redirect_uri=redirect_uri, code=code
        )
    except CodeExchangeError as refusal:
        return JSONResponse(refusal.body(), 400)
    answer: dict[str, Any] = {
        "access_token": token.value,
        "user_id": world.accounts[token.account_id].app_scoped_id,
        "permissions": token.scope.split(","),
    }
    if world.faults.answer_shape == "data":
        answer = {"data": [answer | {"permissions": token.scope}]}
    return JSONResponse(answer)


@router.get("/access_token")
async def exchange_token(
    request: Request,
    grant_type: Annotated[str, Query()] = "",
    client_secret: Annotated[str, Query()] = "",
    access_token: Annotated[str, Query()] = "",
) -> Response:
    """A token of an hour for one of sixty days."""
    if grant_type != "ig_exchange_token":
        raise GraphError(100, "(#100) grant_type must be ig_exchange_token")
    return _long_token(
        request, _world(request).desk.exchange(client_secret=client_secret, token=access_token)
    )


@router.get("/refresh_access_token")
async def refresh_token(
    request: Request,
    grant_type: Annotated[str, Query()] = "",
    access_token: Annotated[str, Query()] = "",
) -> Response:
    """Sixty more days for a token that is at least a day old."""
    if grant_type != "ig_refresh_token":
        raise GraphError(100, "(#100) grant_type must be ig_refresh_token")
    return _long_token(request, _world(request).desk.refresh(access_token))


def _long_token(request: Request, token: Token) -> Response:
    world = _world(request)
    world.changed()
    seconds = (token.expires_at - world.now()) // 1000
    return JSONResponse({"access_token": token.value, "token_type": "bearer", "expires_in": seconds})


# -- the account -------------------------------------------------------------------------------------------


@router.get(GRAPH + "/me")
async def who_am_i(request: Request, fields: Annotated[str, Query()] = "") -> Response:
    """The account behind the token, with both of its ids."""
    answer = _account_view(request, _account(request), fields)
    return JSONResponse({"data": [answer]} if _world(request).faults.answer_shape == "data" else answer)


def _account_view(request: Request, account: Account, fields: str) -> dict[str, Any]:
    values = {
        "id": account.app_scoped_id,
        "user_id": account.user_id,
        "username": account.username,
        "name": account.name,
        "account_type": account.account_type,
        "profile_picture_url": f"{request.base_url}avatars/{account.username}.svg",
    }
    return pick(values, parse_fields(fields), ("id",))


@router.api_route(GRAPH + "/{reference}/subscribed_apps", methods=["GET", "POST", "DELETE"])
async def subscriptions(
    request: Request, reference: str, subscribed_fields: Annotated[str, Query()] = ""
) -> Response:
    """Turn webhook delivery for the account on or off, or tell what it is subscribed to."""
    world, account = _world(request), _account(request, reference)
    if request.method == "GET":
        app = {"id": world.app_id, "subscribed_fields": account.subscribed_fields}
        return JSONResponse({"data": [app] if account.subscribed_fields else []})
    if request.method == "DELETE":
        world.unsubscribe(account)
    else:
        fields = [name for name in subscribed_fields.split(",") if name]
        if not fields:
            raise GraphError(100, "(#100) The parameter subscribed_fields is required")
        world.subscribe(account, fields)
    return JSONResponse({"success": True})


# -- messages ----------------------------------------------------------------------------------------------


@router.post(GRAPH + "/{reference}/messages")
async def send(request: Request, reference: str) -> Response:
    """Take a message or a sender action. Every call is recorded, also the refused and the spoilt ones."""
    world = _world(request)
    body = _json_object(await request.body())
    call = _call(world, reference, body or {})
    try:
        account = _account(request, reference)
        call.account_id = account.user_id
        if body is None:
            raise GraphError(100, "(#100) The body must be a JSON object")
        if world.faults.refusal is not None:
            raise refuse(world.faults.refusal, account.user_id, world.faults.pause_seconds)
        if call.sender_action is not None:
            customer = world.accept_action(account, body)
            return JSONResponse({"recipient_id": customer.igsid})
        if _takes_one(world.faults, "drop_request"):
            call.outcome = "request_cut"
            await hang_up(request)
            return Response()
        if _takes_one(world.faults, "graph_failures"):
            call.outcome = "failed"
            raise GraphError.of_status(world.faults.graph_status)
        customer, message = world.accept_send(account, body)
        call.message_id = message.mid
        if _takes_one(world.faults, "drop_answer"):
            call.outcome = "answer_cut"
            await hang_up(request)
            return Response()
        return JSONResponse({"recipient_id": customer.igsid, "message_id": message.mid})
    except GraphError as refusal:
        call.status, call.code, call.subcode = refusal.status, refusal.code, refusal.subcode
        if call.outcome == "accepted":
            call.outcome = "refused"
        raise
    finally:
        world.sends.append(call)
        world.changed()


def _json_object(raw: bytes) -> dict[str, Any] | None:
    try:
        body = json.loads(raw)
    except ValueError:
        return None
    return body if isinstance(body, dict) else None


def _call(world: MetaWorld, reference: str, body: dict[str, Any]) -> Send:
    """The record of a call that has just begun; whatever goes wrong is written into it."""
    recipient, message = body.get("recipient"), body.get("message")
    text = message.get("text") if isinstance(message, dict) else None
    return Send(
        at=world.now(),
        account_id=reference,
        customer_id=str(recipient.get("id", "")) if isinstance(recipient, dict) else "",
        outcome="accepted",
        text=text if isinstance(text, str) else None,
        sender_action=str(body["sender_action"]) if "sender_action" in body else None,
    )


def _takes_one(faults: Faults, name: Literal["drop_request", "graph_failures", "drop_answer"]) -> bool:
    """Whether this send is one of those that the fault spoils; if so, one fewer is left."""
    left: int = getattr(faults, name)
    setattr(faults, name, max(0, left - 1))
    return left > 0


# -- looking things up -------------------------------------------------------------------------------------


@router.get(GRAPH + "/{reference}/conversations")
async def conversations(
    request: Request,
    reference: str,
    fields: Annotated[str, Query()] = "",
    user_id: Annotated[str, Query()] = "",
) -> Response:
    """The account's conversations, newest first, or only the one with `user_id`."""
    world, account = _world(request), _account(request, reference)
    if world.faults.list_status is not None:
        raise GraphError.of_status(world.faults.list_status)
    wanted = parse_fields(fields)
    mine = [c for c in world.customers.values() if c.account_id == account.user_id and _is_listed(world, c)]
    if user_id:
        mine = [customer for customer in mine if customer.igsid == user_id]
    mine.sort(key=lambda customer: world.threads[customer.igsid][-1].at, reverse=True)
    rows = [
        conversation_view(account, customer, world.threads[customer.igsid], wanted)
        for customer in mine[:LISTED_CONVERSATIONS]
    ]
    return JSONResponse({"data": rows, "paging": {}})


def _is_listed(world: MetaWorld, customer: Customer) -> bool:
    return any(not message.unsent for message in world.threads[customer.igsid])


@router.get(GRAPH + "/{reference}")
async def look_up(request: Request, reference: str, fields: Annotated[str, Query()] = "") -> Response:
    """A customer's profile by IGSID, or the account itself by its own id."""
    world, account = _world(request), _account(request)
    if reference in (account.user_id, account.app_scoped_id):
        return JSONResponse(_account_view(request, account, fields))
    customer = world.customers.get(reference)
    if customer is None or customer.account_id != account.user_id:
        raise GraphError(9010, "No matching Instagram user")
    if not any(message.by == "customer" for message in world.threads[customer.igsid]):
        raise GraphError(230, "User consent is required to access user profile")
    return JSONResponse(_profile(request, customer, fields))


def _profile(request: Request, customer: Customer, fields: str) -> dict[str, Any]:
    values = {
        "id": customer.igsid,
        "name": customer.name,
        "username": customer.username,
        "profile_pic": f"{request.base_url}avatars/{customer.username}.svg",
        "follower_count": 128,
        "is_user_follow_business": True,
        "is_business_follow_user": False,
        "is_verified_user": False,
    }
    return {"id": customer.igsid} | pick(values, parse_fields(fields), ("id", "name"))
