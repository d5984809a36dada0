"""What people set up: services, resources, hours."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.appointments.diary import ensure_resource
from app.appointments.diary_rows import DEFAULTS
from app.appointments.errors import LastResource, ServiceNameTaken
from app.appointments.models import BookingSettings, Resource, Service, ServiceResource, SpecialDay
from app.appointments.setup_schemas import (
    BookingSettingsBody,
    ResourceBody,
    ResourceRead,
    ServiceBody,
    ServiceRead,
    SpecialDayBody,
    SpecialDayRead,
)
from app.platform.database import Scope, raw_connection
from app.platform.ids import new_id
from app.platform.problems import NotFound
from app.platform.text import storable
from app.platform.weekly_hours import OpenSpan

Place = tuple[datetime, UUID]


async def read_settings(db: AsyncSession, scope: Scope) -> BookingSettingsBody:
    """What the business chose, or what holds until it does."""
    found = await db.get(BookingSettings, scope.workspace_id)
    chosen = {name: getattr(found, name) if found else value for name, value in DEFAULTS.items()}
    return BookingSettingsBody(**chosen | {"hours": _week(chosen["hours"])})


async def change_settings(db: AsyncSession, scope: Scope, wanted: BookingSettingsBody) -> None:
    """Keep what the business chooses."""
    values = wanted.model_dump() | {"hours": _stored_week(wanted.hours)}
    made = insert(BookingSettings).values(workspace_id=scope.workspace_id, **values)
    await db.execute(made.on_conflict_do_update(index_elements=["workspace_id"], set_=values))


async def services(db: AsyncSession, after: Place | None, limit: int) -> list[ServiceRead]:
    """Services, the newest first, at most `limit`."""
    query = _page(sa.select(Service).where(Service.removed_at.is_(None)), Service, after, limit)
    found = list((await db.execute(query)).scalars())
    able = await _who_can(db, [service.id for service in found])
    return [_service(service, able.get(service.id, [])) for service in found]


async def add_service(db: AsyncSession, scope: Scope, wish: ServiceBody, *, now: datetime) -> ServiceRead:
    """A new service. Raises `NotFound` for who is to do it, or `ServiceNameTaken`."""
    service = Service(id=new_id(), workspace_id=scope.workspace_id, created_at=now, removed_at=None)
    return await _keep_service(db, scope, service, wish)


async def change_service(db: AsyncSession, scope: Scope, service_id: UUID, wish: ServiceBody) -> ServiceRead:
    """Describe it anew; what is booked already stays as it is. Raises `NotFound`, or `ServiceNameTaken`."""
    return await _keep_service(db, scope, await _service_of(db, service_id), wish)


async def remove_service(db: AsyncSession, service_id: UUID, *, now: datetime) -> None:
    """Offer it no more; what is booked stays. Raises `NotFound`."""
    (await _service_of(db, service_id)).removed_at = now


async def resources(db: AsyncSession, scope: Scope, after: Place | None, limit: int) -> list[ResourceRead]:
    """Resources, the newest first, at most `limit`. A business has at least one."""
    if await db.scalar(sa.select(sa.func.count()).select_from(_here())) == 0:
        await ensure_resource(await raw_connection(db), scope.workspace_id)
    query = _page(sa.select(Resource).where(Resource.removed_at.is_(None)), Resource, after, limit)
    return [_resource(found) for found in (await db.execute(query)).scalars()]


async def add_resource(db: AsyncSession, scope: Scope, wish: ResourceBody, *, now: datetime) -> ResourceRead:
    """A new resource, beside the one that a business begins with."""
    await ensure_resource(await raw_connection(db), scope.workspace_id)
    resource = Resource(
        id=new_id(), workspace_id=scope.workspace_id, is_first=False, created_at=now, removed_at=None
    )
    return await _keep_resource(db, resource, wish)


async def change_resource(db: AsyncSession, resource_id: UUID, wish: ResourceBody) -> ResourceRead:
    """Describe it anew. Raises `NotFound`."""
    return await _keep_resource(db, await _resource_of(db, resource_id), wish)


async def remove_resource(db: AsyncSession, resource_id: UUID, *, now: datetime) -> None:
    """Book it no more; what is booked stays. Raises `NotFound`, or `LastResource`."""
    await db.execute(sa.select(Resource.id).where(Resource.removed_at.is_(None)).with_for_update())
    found = await _resource_of(db, resource_id)
    if await db.scalar(sa.select(sa.func.count()).select_from(_here())) == 1:
        raise LastResource("Add another one first, or give this one another name.")
    found.removed_at = now


async def special_days(db: AsyncSession, after: Place | None, limit: int) -> list[SpecialDayRead]:
    """Special days, the newest first, at most `limit`."""
    found = (await db.execute(_page(sa.select(SpecialDay), SpecialDay, after, limit))).scalars()
    return [_special_day(each) for each in found]


async def add_special_day(
    db: AsyncSession, scope: Scope, wish: SpecialDayBody, *, now: datetime
) -> SpecialDayRead:
    """Days that are not like their weekday. Raises `NotFound` for whose they are."""
    if wish.resource_id is not None:
        await _resource_of(db, wish.resource_id)
    made = SpecialDay(
        id=new_id(), workspace_id=scope.workspace_id, resource_id=wish.resource_id, first_day=wish.first_day,
        last_day=wish.last_day, spans=_stored(wish.spans), note=storable(wish.note), created_at=now,
    )  # fmt: skip
    db.add(made)
    await db.flush()
    return _special_day(made)


async def remove_special_day(db: AsyncSession, special_day_id: UUID) -> None:
    """They are like their weekday again. Raises `NotFound`."""
    gone = sa.delete(SpecialDay).where(SpecialDay.id == special_day_id).returning(SpecialDay.id)
    if (await db.execute(gone)).scalar_one_or_none() is None:
        raise NotFound("There is no such special day.")


def _here() -> sa.Subquery:
    return sa.select(Resource.id).where(Resource.removed_at.is_(None)).subquery()


def _page(query: sa.Select[Any], table: Any, after: Place | None, limit: int) -> sa.Select[Any]:
    if after is not None:
        query = query.where(sa.tuple_(table.created_at, table.id) < sa.tuple_(*map(sa.literal, after)))
    return query.order_by(table.created_at.desc(), table.id.desc()).limit(limit)


async def _service_of(db: AsyncSession, service_id: UUID) -> Service:
    found = await db.get(Service, service_id)
    if found is None or found.removed_at is not None:
        raise NotFound("There is no such service.")
    return found


async def _resource_of(db: AsyncSession, resource_id: UUID) -> Resource:
    found = await db.get(Resource, resource_id)
    if found is None or found.removed_at is not None:
        raise NotFound("There is no such resource.")
    return found


async def _keep_service(db: AsyncSession, scope: Scope, service: Service, wish: ServiceBody) -> ServiceRead:
    namesake = sa.select(Service.id).where(
        sa.func.lower(Service.name) == wish.name.lower(),
        Service.removed_at.is_(None),
        Service.id != service.id,
    )
    await db.execute(
        sa.select(sa.func.pg_advisory_xact_lock(sa.func.hashtext(f"services {scope.workspace_id}")))
    )
    if await db.scalar(namesake.limit(1)) is not None:
        raise ServiceNameTaken("Give it another name; customers choose by it.")
    for field, value in wish.model_dump(exclude={"resource_ids"}).items():
        setattr(service, field, value)
    db.add(service)
    await db.flush()
    wanted = list(dict.fromkeys(wish.resource_ids))
    for resource_id in wanted:
        await _resource_of(db, resource_id)
    await db.execute(sa.delete(ServiceResource).where(ServiceResource.service_id == service.id))
    if wanted:
        ids = {"workspace_id": scope.workspace_id, "service_id": service.id}
        await db.execute(insert(ServiceResource), [ids | {"resource_id": each} for each in wanted])
    return _service(service, wanted)


async def _keep_resource(db: AsyncSession, resource: Resource, wish: ResourceBody) -> ResourceRead:
    resource.name, resource.kind = wish.name, wish.kind
    resource.hours = None if wish.hours is None else _stored_week(wish.hours)
    db.add(resource)
    await db.flush()
    return _resource(resource)


async def _who_can(db: AsyncSession, service_ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    query = sa.select(ServiceResource).where(ServiceResource.service_id.in_(service_ids))
    able: dict[UUID, list[UUID]] = {}
    for row in (await db.execute(query.order_by(ServiceResource.resource_id))).scalars():
        able.setdefault(row.service_id, []).append(row.resource_id)
    return able


def _service(service: Service, able: list[UUID]) -> ServiceRead:
    return ServiceRead(
        id=service.id, name=service.name, duration_minutes=service.duration_minutes,
        buffer_before_minutes=service.buffer_before_minutes, buffer_after_minutes=service.buffer_after_minutes,
        price_minor=service.price_minor, currency=service.currency, resource_ids=able, created_at=service.created_at,
    )  # fmt: skip


def _resource(found: Resource) -> ResourceRead:
    hours = None if found.hours is None else _week(found.hours)
    made: Any = {"id": found.id, "name": found.name, "kind": found.kind, "created_at": found.created_at}
    return ResourceRead(**made, hours=hours)


def _special_day(found: SpecialDay) -> SpecialDayRead:
    return SpecialDayRead(
        id=found.id, resource_id=found.resource_id, first_day=found.first_day, last_day=found.last_day,
        spans=_spans(found.spans), note=found.note, created_at=found.created_at,
    )  # fmt: skip


def _week(hours: dict[str, Any]) -> Any:
    return {day: _spans(spans) for day, spans in hours.items()}


def _spans(spans: Iterable[Sequence[str]]) -> list[OpenSpan]:
    return [OpenSpan(begins=begins, ends=ends) for begins, ends in spans]


def _stored_week(hours: Any) -> dict[str, Any]:
    return {day: _stored(spans) for day, spans in hours.items() if spans}


def _stored(spans: Iterable[OpenSpan]) -> list[tuple[str, str]]:
    return [(span.begins, span.ends) for span in spans]
