"""The browser's half of Instagram Login: the page on which the owner allows or refuses."""

from typing import Annotated
from urllib.parse import urlencode, urlsplit

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import RedirectResponse, Response

from sandbox.pages import page
from sandbox.world import MetaWorld

SCOPES = {
    "instagram_business_basic": "See your profile and account type",
    "instagram_business_manage_messages": "Read and answer your direct messages",
    "instagram_business_manage_comments": "Read and answer your comments",
    "instagram_business_content_publish": "Publish posts for you",
}

router = APIRouter()


@router.get("/oauth/authorize")
async def ask(
    request: Request,
    client_id: Annotated[str, Query()] = "",
    redirect_uri: Annotated[str, Query()] = "",
    response_type: Annotated[str, Query()] = "",
    scope: Annotated[str, Query()] = "",
    state: Annotated[str, Query()] = "",
) -> Response:
    """Show who asks for what, and let a person choose one of the sandbox's accounts."""
    world: MetaWorld = request.app.state.world
    problem = _problem(world, client_id, redirect_uri, scope, response_type)
    if problem:
        return page("consent_error.html", status=400, problem=problem)
    target = urlsplit(redirect_uri)
    return page(
        "consent.html",
        # Browsers hold the redirect after a form to the same rule as the form itself.
        form_action=f"'self' {target.scheme}://{target.netloc}",
        accounts=list(world.accounts.values()),
        scopes=[SCOPES[name] for name in scope.split(",")],
        site=target.netloc,
        form={"client_id": client_id, "redirect_uri": redirect_uri, "scope": scope, "state": state},
    )


@router.post("/oauth/authorize")
async def decide(
    request: Request,
    client_id: Annotated[str, Form()],
    redirect_uri: Annotated[str, Form()],
    scope: Annotated[str, Form()],
    account: Annotated[str, Form()] = "",
    state: Annotated[str, Form()] = "",
    decision: Annotated[str, Form()] = "allow",
) -> Response:
    """What the buttons do: back to the asking program with a code, or with the person's refusal.

    `account` is an id or a user name; the first account when it is empty.
    """
    world: MetaWorld = request.app.state.world
    problem = _problem(world, client_id, redirect_uri, scope, "code")
    if problem:
        return page("consent_error.html", status=400, problem=problem)
    if decision != "allow":
        refusal = {
            "error": "access_denied",
            "error_reason": "user_denied",
            "error_description": "The user denied your request",
            "state": state,
        }
        return _back(redirect_uri, refusal)
    try:
        chosen = world.account(account) if account else next(iter(world.accounts.values()))
    except KeyError as unknown:
        return page("consent_error.html", status=400, problem=str(unknown.args[0]))
    code = world.desk.issue_code(chosen.user_id, redirect_uri, scope)
    return _back(redirect_uri, {"code": code, "state": state}, fragment="#_")


def _back(redirect_uri: str, parameters: dict[str, str], fragment: str = "") -> RedirectResponse:
    separator = "&" if urlsplit(redirect_uri).query else "?"
    return RedirectResponse(f"{redirect_uri}{separator}{urlencode(parameters)}{fragment}", 302)


def _problem(
    world: MetaWorld, client_id: str, redirect_uri: str, scope: str, response_type: str
) -> str | None:
    """Why the question itself is wrong, in a sentence for the developer who sees the page."""
    if client_id != world.app_id:
        return f"The app id {client_id!r} is not the one this sandbox was started with."
    if response_type != "code":
        return "response_type must be “code”."
    target = urlsplit(redirect_uri)
    if target.scheme not in ("http", "https") or not target.netloc:
        return "redirect_uri must be a full http or https address."
    unknown = [name for name in scope.split(",") if name not in SCOPES]
    if unknown:
        return f"Unknown scope: {', '.join(unknown)}."
    return None
