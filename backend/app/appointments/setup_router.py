"""HTTP of what is set up for bookings: services, resources, hours."""

from uuid import UUID

from fastapi import APIRouter

from app.appointments import setup
from app.appointments.errors import LastResource, ServiceNameTaken
from app.appointments.setup_schemas import (
    BookingSettingsBody,
    ResourceBody,
    ResourceRead,
    ServiceBody,
    ServiceRead,
    SpecialDayBody,
    SpecialDayRead,
)
from app.people.access import Db, Manager, Reader
from app.platform import clock
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import Invalid, NotFound, problems

router = APIRouter(prefix="/api", tags=["appointments"])


@router.get("/booking-settings")
async def read_booking_settings(scope: Reader, db: Db) -> BookingSettingsBody:
    """Weekly hours, and how far ahead and how late bookings are taken."""
    return await setup.read_settings(db, scope)


@router.put("/booking-settings", responses=problems(Invalid))
async def change_booking_settings(scope: Manager, db: Db, wanted: BookingSettingsBody) -> BookingSettingsBody:
    """Choose them. What is booked already stays."""
    await setup.change_settings(db, scope, wanted)
    return wanted


@router.get("/services", responses=problems(BadCursor))
async def list_services(
    _: Reader, db: Db, limit: Limit = 50, cursor: CursorParam = None
) -> Page[ServiceRead]:
    """What can be booked, the newest first."""
    rows = await setup.services(db, read_cursor(cursor), limit + 1)
    return one_page(rows, limit, lambda row: (row.created_at, row.id))


@router.post("/services", status_code=201, responses=problems(NotFound, Invalid, ServiceNameTaken))
async def create_service(scope: Manager, db: Db, wish: ServiceBody) -> ServiceRead:
    """Offer something."""
    return await setup.add_service(db, scope, wish, now=clock.now())


@router.put("/services/{service_id}", responses=problems(NotFound, Invalid, ServiceNameTaken))
async def change_service(scope: Manager, db: Db, service_id: UUID, wish: ServiceBody) -> ServiceRead:
    """Describe it anew. What is booked already stays."""
    return await setup.change_service(db, scope, service_id, wish)


@router.delete("/services/{service_id}", status_code=204, responses=problems(NotFound))
async def delete_service(_: Manager, db: Db, service_id: UUID) -> None:
    """Offer it no more. What is booked already stays."""
    await setup.remove_service(db, service_id, now=clock.now())


@router.get("/resources", responses=problems(BadCursor))
async def list_resources(
    scope: Reader, db: Db, limit: Limit = 50, cursor: CursorParam = None
) -> Page[ResourceRead]:
    """Who and what can be booked, the newest first."""
    rows = await setup.resources(db, scope, read_cursor(cursor), limit + 1)
    return one_page(rows, limit, lambda row: (row.created_at, row.id))


@router.post("/resources", status_code=201, responses=problems(Invalid))
async def create_resource(scope: Manager, db: Db, wish: ResourceBody) -> ResourceRead:
    """Somebody or something more to book."""
    return await setup.add_resource(db, scope, wish, now=clock.now())


@router.put("/resources/{resource_id}", responses=problems(NotFound, Invalid))
async def change_resource(_: Manager, db: Db, resource_id: UUID, wish: ResourceBody) -> ResourceRead:
    """Another name, or other hours."""
    return await setup.change_resource(db, resource_id, wish)


@router.delete("/resources/{resource_id}", status_code=204, responses=problems(NotFound, LastResource))
async def delete_resource(_: Manager, db: Db, resource_id: UUID) -> None:
    """Book it no more. What is booked already stays."""
    await setup.remove_resource(db, resource_id, now=clock.now())


@router.get("/special-days", responses=problems(BadCursor))
async def list_special_days(
    _: Reader, db: Db, limit: Limit = 50, cursor: CursorParam = None
) -> Page[SpecialDayRead]:
    """Holidays and days with other hours, the newest first."""
    rows = await setup.special_days(db, read_cursor(cursor), limit + 1)
    return one_page(rows, limit, lambda row: (row.created_at, row.id))


@router.post("/special-days", status_code=201, responses=problems(NotFound, Invalid))
async def create_special_day(scope: Manager, db: Db, wish: SpecialDayBody) -> SpecialDayRead:
    """Close, or open at other hours, for some days."""
    return await setup.add_special_day(db, scope, wish, now=clock.now())


@router.delete("/special-days/{special_day_id}", status_code=204, responses=problems(NotFound))
async def delete_special_day(_: Manager, db: Db, special_day_id: UUID) -> None:
    """These days are like their weekday again."""
    await setup.remove_special_day(db, special_day_id)
