"""Which models an agent may use."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel

from app.people.access import Reader

router = APIRouter(prefix="/api/models", tags=["Models"])


class ProviderRead(BaseModel):
    """One provider. `configured`: it works without a key of the agent's own."""

    name: str
    label: str
    configured: bool
    needs_base_url: bool
    default_model: str | None


@router.get("/providers", response_model=list[ProviderRead])
async def list_model_providers(_: Reader, request: Request) -> Any:
    """Every provider an agent can be set to, in the order in which to offer them."""
    return [
        ProviderRead(
            name=row.name,
            label=row.label,
            configured=row.configured,
            needs_base_url=row.needs_base_url,
            default_model=row.default_model,
        )
        for row in request.app.state.models.providers()
    ]
