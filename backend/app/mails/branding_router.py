"""HTTP of how the business's mails look."""

from datetime import UTC, datetime, timedelta

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from app.email.letters import fill_in
from app.people import branding
from app.people.access import Db, Manager, Reader
from app.people.branding import BrandingBody, brand_of

router = APIRouter(prefix="/api/workspace/branding", tags=["workspace"])


@router.get("")
async def read_branding(scope: Reader, db: Db) -> BrandingBody:
    """Colour, logo and language of the business's mails."""
    brand = await brand_of(db, scope.workspace_id)
    return BrandingBody(accent=brand.accent, logo=brand.logo_address, language=brand.language)


@router.put("")
async def set_branding(wish: BrandingBody, scope: Manager, db: Db) -> BrandingBody:
    """All at once; the next mail looks like this."""
    await branding.change(db, scope, wish)
    brand = await brand_of(db, scope.workspace_id)
    return BrandingBody(accent=brand.accent, logo=brand.logo_address, language=brand.language)


@router.get("/preview", response_class=HTMLResponse)
async def preview_mail(scope: Reader, db: Db) -> HTMLResponse:
    """The mail that a customer gets about a booking, with an invented booking in it."""
    brand = await brand_of(db, scope.workspace_id)
    day = datetime.now(UTC).date() + timedelta(days=7)
    letter = fill_in(
        "customer_booked", brand, logo=brand.logo_address or "", language="en", when=f"{day:%A %-d %B %Y}, 10:30",
        was=None, service="",
    )  # fmt: skip
    return HTMLResponse(letter.html)
