"""HTTP of the waiting list."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import sqlalchemy as sa
from fastapi import APIRouter
from sqlalchemy.ext.asyncio import AsyncSession

from app.appointments import repository, service, waiting
from app.appointments.booking import Actor
from app.appointments.errors import InThePast, NothingOffered, TooManyWaiting
from app.appointments.local_time import day_of
from app.appointments.models import Service, WaitingEntry
from app.appointments.router import read_one
from app.appointments.schemas import AppointmentRead
from app.appointments.waiting import Waiting
from app.appointments.waiting_schemas import WaitingRead, WaitingStatus, WaitingWish
from app.contacts import service as contacts
from app.contacts.router import OurVault
from app.conversations.models import Conversation
from app.people.access import Db, Reader, Teammate
from app.platform import clock
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.database import raw_connection
from app.platform.pages import BadCursor, CursorParam, Limit, Page, one_page, read_cursor
from app.platform.problems import Invalid, NotFound, problems

router = APIRouter(prefix="/api/waiting-list", tags=["appointments"])

_HINT = "waiting_list.changed"


@router.get("", responses=problems(BadCursor))
async def list_waiting(
    _: Reader, db: Db, status: WaitingStatus | None = None, limit: Limit = 50, cursor: CursorParam = None
) -> Page[WaitingRead]:
    """Who waits for a time, and what became of it, the newest first."""
    rows = await _page(db, status, read_cursor(cursor), limit + 1)
    items = [WaitingRead.model_validate(row) for row in rows]
    return one_page(items, limit, lambda row: (row.created_at, row.id))


@router.post("", status_code=201, responses=problems(NotFound, Invalid, InThePast, TooManyWaiting))
async def join_waiting_list(
    scope: Teammate, db: Db, vault: OurVault, hints: LiveHints, wish: WaitingWish
) -> WaitingRead:
    """Have somebody wait. The first fitting time that comes free is kept for them for half an hour."""
    now = clock.now()
    if wish.last_day < day_of(now, await repository.zone_of(db, scope)):
        raise InThePast("Those days have passed. Name days that are still to come.")
    if wish.service_id is not None:
        wanted = await db.get(Service, wish.service_id)
        if wanted is None or wanted.removed_at is not None:
            raise NotFound("There is no such service.")
    contact_id = None
    if wish.conversation_id is not None:
        conversation = await db.get(Conversation, wish.conversation_id)
        if conversation is None:
            raise NotFound("There is no such conversation.")
        contact_id = conversation.contact_id
    elif wish.customer_email or wish.customer_phone:
        contact_id = await contacts.known_as(
            db, scope, vault, name=wish.customer_name, email=wish.customer_email, phone=wish.customer_phone, now=now
        )  # fmt: skip
    entry_id = await waiting.join(
        await raw_connection(db), scope.workspace_id,
        Waiting(
            wish.customer_name, wish.first_day, wish.last_day, wish.part_of_day, wish.service_id, contact_id,
            wish.conversation_id,
            email_encrypted=vault.seal(wish.customer_email) if wish.customer_email else None,
            phone_encrypted=vault.seal(wish.customer_phone) if wish.customer_phone else None,
        ),
    )  # fmt: skip
    tell_after_commit(db, hints, _HINT, entry_id)
    return WaitingRead.model_validate(await db.get_one(WaitingEntry, entry_id))


@router.post("/{entry_id}/book", status_code=201, responses=problems(NotFound, NothingOffered))
async def book_offered_time(scope: Teammate, db: Db, hints: LiveHints, entry_id: UUID) -> AppointmentRead:
    """Book the time that is kept for them, because they said yes to you."""
    connection = await raw_connection(db)
    booked = await waiting.book(connection, scope.workspace_id, entry_id, Actor(scope.user_id))
    tell_after_commit(db, hints, _HINT, entry_id)
    tell_after_commit(db, hints, "appointment.changed", booked)
    return read_one(await service.find(db, booked), await repository.zone_of(db, scope))


@router.delete("/{entry_id}", status_code=204, responses=problems(NotFound))
async def leave_waiting_list(scope: Teammate, db: Db, hints: LiveHints, entry_id: UUID) -> None:
    """They wait no longer; what was kept for them goes to the next."""
    await waiting.leave(await raw_connection(db), scope.workspace_id, entry_id)
    tell_after_commit(db, hints, _HINT, entry_id)


async def _page(
    db: AsyncSession, status: str | None, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[WaitingEntry]:
    query = (
        sa.select(WaitingEntry).order_by(WaitingEntry.created_at.desc(), WaitingEntry.id.desc()).limit(limit)
    )
    if status is not None:
        query = query.where(WaitingEntry.status == status)
    if after is not None:
        place = sa.tuple_(WaitingEntry.created_at, WaitingEntry.id)
        query = query.where(place < sa.tuple_(*map(sa.literal, after)))
    return list((await db.execute(query)).scalars())
