"""HTTP that Meta calls about app users. No session, no API: the signature is the right to call."""

from datetime import datetime
from html import escape
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import HTMLResponse, JSONResponse

from app.accounts import callbacks
from app.accounts.models import DataDeletion
from app.channels.signed_request import SignedRequest, read_signed_request
from app.platform import clock
from app.platform.after_commit import LiveHints
from app.platform.database import Database, get_database
from app.platform.problems import NotAllowed

router = APIRouter(prefix="/meta", include_in_schema=False)

OneDatabase = Annotated[Database, Depends(get_database)]

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>
  body {{ margin: 0; padding: 12vh 20px; font: 17px/1.6 system-ui, sans-serif; }}
  main {{ max-width: 34rem; margin: auto; }}
  h1 {{ font-size: 1.5rem; line-height: 1.3; margin: 0 0 .75rem; }}
  p {{ margin: 0 0 .75rem; }}
  small {{ opacity: .75; }}
</style>
</head>
<body><main><h1>{title}</h1><p>{text}</p><p><small>Confirmation code: {code}</small></p></main></body>
</html>
"""


class BadSignedRequest(NotAllowed):
    code, title = "bad_signature", "The signed request was not made with our app secret"


def _signed(request: Request, signed_request: Annotated[str, Form()] = "") -> SignedRequest:
    """Meta's request; raises `BadSignedRequest` for anyone else's."""
    asked = read_signed_request(signed_request, request.app.state.settings.webhook_secrets)
    if asked is None:
        raise BadSignedRequest("Send `signed_request` as a form field, signed with one of our app secrets.")
    return asked


Signed = Annotated[SignedRequest, Depends(_signed)]


@router.post("/deauthorize")
async def deauthorize(asked: Signed, database: OneDatabase, hints: LiveHints) -> dict[str, bool]:
    """Somebody has removed us from their account."""
    await callbacks.deauthorize(database, hints, asked, now=clock.now())
    return {"success": True}


@router.post("/data-deletion")
async def request_data_deletion(
    request: Request, asked: Signed, database: OneDatabase, hints: LiveHints
) -> dict[str, str]:
    """Somebody wants their data deleted: where they can see how far it is."""
    code = await callbacks.request_deletion(database, hints, asked, now=clock.now())
    address = request.app.state.settings.address
    return {"url": f"{address}/meta/data-deletion/{code}", "confirmation_code": code}


@router.get("/data-deletion/{code}")
async def show_data_deletion(request: Request, code: str, database: OneDatabase) -> Response:
    """How far a deletion is, in words: a page for people, JSON for programs that ask for it."""
    deletion = await callbacks.find_deletion(database, code)
    status = 404 if deletion is None else 200
    state, title, text = _words(deletion)
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"state": state, "text": text, "confirmation_code": code}, status)
    return HTMLResponse(_PAGE.format(title=escape(title), text=escape(text), code=escape(code)), status)


def _words(deletion: DataDeletion | None) -> tuple[str, str, str]:
    if deletion is None:
        return "unknown", "We do not know this code", "Check the address: no deletion has this code."
    asked = f"You asked on {_day(deletion.requested_at)}."
    if deletion.finished_at is None:
        text = (
            "The account's link has ended and its access is erased. Messages and contacts are being deleted."
        )
        return "pending", "Your data is being deleted", f"{asked} {text}"
    done = f"Since {_day(deletion.finished_at)} we keep nothing of this account."
    return "done", "Your data is deleted", f"{asked} {done}"


def _day(moment: datetime) -> str:
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"
