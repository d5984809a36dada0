"""Is the process alive, is it ready, how is it doing."""

import asyncio
import hmac
from ipaddress import ip_address
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from pydantic import BaseModel

from app.mails.trouble import at_the_server
from app.platform.http import caller_address
from app.platform.migrate import schema_is_current
from app.platform.problems import NotFound

router = APIRouter(tags=["Health"])

_PART_SECONDS = 3


class Health(BaseModel):
    """The process answers."""

    status: Literal["ok"]
    service: Literal["frontdesk"]


class Readiness(BaseModel):
    """What the process needs, and how each part is."""

    status: Literal["ok", "degraded"]
    parts: dict[str, str]


@router.get("/healthz", response_model=Health)
@router.get("/health", response_model=Health, operation_id="health")
async def healthz() -> Any:
    """The process is alive. Asks nobody else."""
    return {"status": "ok", "service": "frontdesk"}


@router.get("/readyz", response_model=Readiness, responses={503: {"model": Readiness}})
async def readyz(request: Request, response: Response) -> Any:
    """Whether work can be done. 503 only when PostgreSQL or its schema cannot be used."""
    parts = {"database": await _database(request), "vectors": await _vectors(request)}
    parts["mail"] = await _mail(request)
    if parts["database"] != "ok":
        response.status_code = 503
    is_well = parts["database"] == parts["vectors"] == "ok" and not parts["mail"].startswith("failing")
    return {"status": "ok" if is_well else "degraded", "parts": parts}


async def _database(request: Request) -> str:
    try:
        async with (
            asyncio.timeout(_PART_SECONDS),
            request.app.state.database.crossing.acquire() as connection,
        ):
            return "ok" if await schema_is_current(connection) else "the schema is not current"
    except Exception as error:
        return f"unreachable: {type(error).__name__}"


async def _vectors(request: Request) -> str:
    try:
        async with asyncio.timeout(_PART_SECONDS):
            await request.app.state.vectors.check()
    except Exception as error:
        return f"unreachable: {type(error).__name__}"
    return "ok"


async def _mail(request: Request) -> str:
    if not request.app.state.settings.smtp_host:
        return "off: SMTP_HOST is not set"
    try:
        async with (
            asyncio.timeout(_PART_SECONDS),
            request.app.state.database.crossing.acquire() as connection,
        ):
            trouble = await at_the_server(connection)
    except Exception:  # the database's own part says so
        return "ok"
    return f"failing: {trouble}" if trouble else "ok"


@router.get("/metrics", include_in_schema=False)
async def metrics(request: Request) -> Response:
    """Prometheus text, for callers on this machine or with the metrics token."""
    if not _may_read_metrics(request):
        raise NotFound("There is nothing here.")
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _may_read_metrics(request: Request) -> bool:
    token = request.app.state.settings.metrics_token
    if token is not None:
        wanted = f"Bearer {token.get_secret_value()}".encode()
        if hmac.compare_digest(request.headers.get("authorization", "").encode(), wanted):
            return True
    try:
        return ip_address(caller_address(request)).is_loopback
    except ValueError:
        return False
