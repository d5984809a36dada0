"""Appointments as a file that a spreadsheet opens."""

import csv
from collections.abc import AsyncIterator, Sequence
from datetime import datetime
from io import StringIO
from uuid import UUID

import sqlalchemy as sa

from app.appointments import repository
from app.appointments.models import Resource, Service
from app.appointments.repository import Filter
from app.platform.database import Database, Scope

_AT_ONCE = 500
_HOW_EXCEL_KNOWS_UTF_8 = "\ufeff"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # the wide ones count too
_COLUMNS = (
    "id", "date", "time", "ends", "timezone", "service", "resource", "customer_name", "customer_surname", "subject",
    "status", "created_via", "cancellation_reason",
)  # fmt: skip


async def as_csv(database: Database, scope: Scope, wanted: Filter) -> AsyncIterator[str]:
    """The file, page by page, the latest booking first. No transaction is open while the reader is slow."""
    yield _HOW_EXCEL_KNOWS_UTF_8 + _lines([_COLUMNS])
    after: tuple[datetime, UUID] | None = None
    while True:
        async with database.tenant(scope) as db:
            zone = await repository.zone_of(db, scope)
            found = await repository.page(db, scope, wanted, zone, after=after, limit=_AT_ONCE)
            services = {row.id: row.name for row in await db.execute(sa.select(Service.id, Service.name))}
            resources = {row.id: row.name for row in await db.execute(sa.select(Resource.id, Resource.name))}
        rows = []
        for each in found:
            begins, ends = each.starts_at.astimezone(zone), each.ends_at.astimezone(zone)
            service = services.get(each.service_id, "") if each.service_id else ""
            rows.append((
                str(each.id), f"{begins:%Y-%m-%d}", f"{begins:%H:%M}", f"{ends:%H:%M}", str(zone), service,
                resources.get(each.resource_id, ""), each.customer_name, each.customer_surname, each.subject,
                each.status, each.created_via, each.cancellation_reason,
            ))  # fmt: skip
        yield _lines(rows)
        if len(found) < _AT_ONCE:
            return
        after = found[-1].starts_at, found[-1].id


def _lines(rows: Sequence[Sequence[str | None]]) -> str:
    text = StringIO()
    csv.writer(text).writerows([_harmless(cell or "") for cell in row] for row in rows)
    return text.getvalue()


def _harmless(cell: str) -> str:
    """A spreadsheet would run what begins like a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
