"""A refusal is a class; its sentence is for a person, its code for a program (RFC 9457)."""

from collections.abc import Mapping
from typing import Any, ClassVar

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from app.platform.logs import get_logger

log = get_logger(__name__)
MEDIA_TYPE = "application/problem+json"


class Problem(Exception):
    """Base of every refusal. Subclasses set `status`, `code` and `title`; `facts` are added to the answer."""

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"
    title: ClassVar[str] = "That request cannot be carried out"

    def __init__(self, detail: str = "", *, headers: dict[str, str] | None = None, **facts: Any) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.headers = headers
        self.facts = facts


class NotFound(Problem):
    status, code, title = 404, "not_found", "There is nothing here"


class NotSignedIn(Problem):
    status, code, title = 401, "not_signed_in", "Sign in first"


class NotAllowed(Problem):
    status, code, title = 403, "not_allowed", "Your role does not allow this"


class TooManyRequests(Problem):
    status, code, title = 429, "too_many_requests", "Too many tries"


class BodyTooLarge(Problem):
    status, code, title = 413, "body_too_large", "That is too large"


class Unavailable(Problem):
    status, code, title = 503, "unavailable", "This does not work at the moment"


class Conflict(Problem):
    status, code, title = 409, "conflict", "That clashes with what is there"


class Invalid(Problem):
    status, code, title = 422, "invalid", "Something in the request is not right"


def problems(*kinds: type[Problem]) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route that may refuse in these ways."""
    by_status: dict[int | str, list[type[Problem]]] = {}
    for kind in kinds:
        by_status.setdefault(kind.status, []).append(kind)
    return {
        status: {
            "description": "; ".join(f"`{k.code}`: {k.title}" for k in group),
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
        }
        for status, group in by_status.items()
    }


PROBLEM_SCHEMA = {
    "type": "object",
    "required": ["type", "title", "status", "code", "detail"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "code": {"type": "string"},
        "detail": {"type": "string"},
    },
    "additionalProperties": True,
}


def problem_response(problem: Problem) -> JSONResponse:
    """The refusal as its answer."""
    body = {
        "type": "about:blank",
        "title": problem.title,
        "status": problem.status,
        "code": problem.code,
        "detail": problem.detail,
    }
    return JSONResponse(body | problem.facts, problem.status, headers=problem.headers, media_type=MEDIA_TYPE)


def install_problem_handlers(app: FastAPI) -> None:
    """Every refusal and every failure leaves as problem+json."""

    @app.exception_handler(Problem)
    async def show_problem(_: Request, problem: Problem) -> JSONResponse:
        return problem_response(problem)

    @app.exception_handler(RequestValidationError)
    async def show_invalid(_: Request, error: RequestValidationError) -> JSONResponse:
        wrong = [{"field": _field(e), "message": _words(e)} for e in error.errors()]
        sentence = "; ".join(f"{w['field']}: {w['message']}" if w["field"] else w["message"] for w in wrong)
        return problem_response(Invalid(sentence, errors=wrong))

    @app.exception_handler(HTTPException)
    async def show_http(_: Request, error: HTTPException) -> JSONResponse:
        known = {404: NotFound, 405: MethodNotAllowed, 413: BodyTooLarge}.get(error.status_code)
        if known:
            return problem_response(known(headers=dict(error.headers or {})))
        return problem_response(
            _plain(error.status_code)(str(error.detail), headers=dict(error.headers or {}))
        )

    @app.exception_handler(ClientDisconnect)
    async def nobody_listens(_: Request, __: ClientDisconnect) -> JSONResponse:
        return problem_response(Problem("The connection was closed before the request was complete."))

    @app.exception_handler(Exception)
    async def show_failure(request: Request, error: Exception) -> JSONResponse:
        log.error("request_failed", path=request.url.path, method=request.method, exc_info=error)
        return problem_response(Failed())


class MethodNotAllowed(Problem):
    status, code, title = 405, "method_not_allowed", "That address does not take this method"


class Failed(Problem):
    status, code, title = 500, "failed", "Something went wrong on our side. Try again in a moment"


def _field(error: Mapping[str, Any]) -> str:
    """Where in the request; empty: in all of it."""
    if error["type"] == "json_invalid":  # says at which byte
        return ""
    return ".".join(str(part) for part in error["loc"] if part != "body")


def _words(error: Mapping[str, Any]) -> str:
    """What is wrong, for whoever sent it: without the words of the library that found it."""
    kind, message = error["type"], str(error["msg"])
    if kind in {"json_invalid", "model_attributes_type"} or (kind == "missing" and error["loc"] == ("body",)):
        return "Send a JSON object as the body."
    return message.removeprefix("Value error, ")


def _plain(status_code: int) -> type[Problem]:
    return type("PlainProblem", (Problem,), {"status": status_code, "code": "bad_request"})
