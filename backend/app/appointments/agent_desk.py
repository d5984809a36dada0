"""What an agent does with the calendar, in short transactions of their own.

What is to become true together with the answer comes back as an effect (docs/decisions/0009): until then the time is
held, so that the agent may say "booked" and nobody else can have it.
"""

from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Self
from uuid import UUID

import asyncpg

from app.agents.tools import BadArguments, ToolContext
from app.appointments import booking, slots, waiting
from app.appointments.availability import Need
from app.appointments.booking import Actor, For, When
from app.appointments.diary import Asked, Diary, nearest_free, read_diary
from app.appointments.errors import HoldLost, TooManyWaiting
from app.appointments.order import MOST_UPCOMING, Order, hold_offered
from app.appointments.reminder_hint import reminder_hint
from app.appointments.slots import Offer
from app.platform.database import Connection, Database, Effect

_SERVICES = (
    "select id, name, duration_minutes, price_minor, currency from services"
    " where workspace_id = $1 and removed_at is null order by created_at, id"
)
_UPCOMING = """
select a.id, a.resource_id, a.service_id, a.starts_at, a.ends_at, a.busy_from, a.busy_until, a.subject,
  s.name as service
from appointments a left join services s on s.workspace_id = a.workspace_id and s.id = a.service_id
where a.workspace_id = $1 and a.contact_id = $2 and a.status = 'booked' and a.starts_at > $3
order by a.starts_at limit 20
"""
# The name this customer gave for an earlier booking, or has anyway.
_KNOWN_NAME = """
select customer_name as name, customer_surname as surname, starts_at from appointments
where workspace_id = $1 and contact_id = $2 and customer_name is not null
union all
select name, null, '-infinity' from contacts where workspace_id = $1 and id = $2 and name is not null
order by starts_at desc limit 1
"""
_OURS = """
select exists (select from appointments
  where workspace_id = $1 and conversation_id = $2 and status = 'held' and busy_from < $4 and busy_until > $3)
"""
_TAKE_AGAIN = """
update appointments set service_id = $3, customer_name = $4, customer_surname = $5, subject = $6, starts_at = $7,
  ends_at = $8, busy_from = $9, busy_until = $10, held_until = $11
where workspace_id = $1 and id = $2 and status = 'held' and resource_id = any($12::uuid[]) returning id
"""


@dataclass(frozen=True, slots=True)
class Planned:
    """A booking that becomes true with the answer."""

    appointment_id: UUID
    effect: Effect | None
    """None: it is true already."""


class AgentDesk:
    """One call of the tool: whose turn it is, and the transaction of this call, which begins when it is needed.

    What is held or offered counts only with the answer, which is committed later and durably; here nothing waits for
    the disk. An async context manager: left with an exception, it undoes what it did.
    """

    def __init__(self, database: Database, context: ToolContext, now: datetime) -> None:
        self._database = database
        self._transaction = AsyncExitStack()
        self._begun: Connection | None = None
        self._context = context
        self._workspace_id = context.workspace_id
        self._actor = Actor(agent_id=context.agent_id)
        self.now = now
        self.conversation_id = context.conversation_id

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *why: Any) -> bool | None:
        return await self._transaction.__aexit__(*why)

    async def _connection(self) -> Connection:
        if self._begun is None:
            road = self._database.tenant_road(self._workspace_id, durable=False)
            self._begun = await self._transaction.enter_async_context(road)
        return self._begun

    async def services(self) -> list[asyncpg.Record]:
        """What can be booked: id, name, duration and price."""
        connection = await self._connection()
        return await connection.fetch(_SERVICES, self._workspace_id)

    async def diary(self, asked: Asked) -> Diary:
        """What the calendar says."""
        return await read_diary(await self._connection(), self._workspace_id, asked)

    async def nearest(self, asked: Asked, wanted: datetime) -> tuple[Diary, dict[datetime, list[UUID]]]:
        """Free times close to the wanted one and whose they are, and the diary they come from."""
        return await nearest_free(
            await self._connection(), self._workspace_id, asked, wanted, self.now, for_agent=True
        )

    async def upcoming(self) -> list[asyncpg.Record]:
        """This customer's bookings, the next one first."""
        connection = await self._connection()
        return await connection.fetch(_UPCOMING, self._workspace_id, self._context.contact_id, self.now)

    async def known_name(self) -> tuple[str | None, str | None]:
        """First name and surname that this customer is known by."""
        connection = await self._connection()
        row = await connection.fetchrow(_KNOWN_NAME, self._workspace_id, self._context.contact_id)
        return (row["name"], row["surname"]) if row else (None, None)

    async def ask_for(self) -> dict[str, str]:
        """What the model asks the customer for besides, as a field of its result; empty where there is nothing."""
        context = self._context
        hint = await reminder_hint(
            await self._connection(), self._workspace_id, context.contact_id, context.conversation_id
        )
        return {"ask_for": hint} if hint else {}

    async def offer(
        self, service_id: UUID | None, diary: Diary, found: Mapping[datetime, Sequence[UUID]]
    ) -> list[str]:
        """Slot ids for these times, of those who have time then."""
        conversation_id = self._context.conversation_id
        return await slots.issue(
            await self._connection(), self._workspace_id, conversation_id, service_id, diary, found
        )

    async def offered(self, slot_id: str) -> Offer | None:
        """What this conversation was offered under this id."""
        return await slots.find(
            await self._connection(), self._workspace_id, self._context.conversation_id, slot_id
        )

    async def hold(
        self, diary: Diary, service_id: UUID | None, at: datetime, moving: asyncpg.Record | None = None
    ) -> bool:
        """Keep a free time while the customer decides; the time kept before is free again. False: somebody was quicker.

        `moving`: the booking that may move there.
        """
        await self._let_go_undecided(moving["id"] if moving else None)
        when = When.of(at, diary.need)
        context, until = self._context, self.now + diary.hold
        connection = await self._connection()
        if await connection.fetchval(
            _OURS, self._workspace_id, context.conversation_id, when.busy_from, when.busy_until
        ):
            return True
        if moving is not None:
            takers = diary.is_open(when.starts_at, when.ends_at)
            return await self._hold_for_move(diary, moving, takers, when) is not None
        whom = For(service_id, context.agent_id, context.contact_id, context.conversation_id)
        held = await booking.take(
            connection, self._workspace_id, diary.takers(at), when, whom, self._actor, held_until=until
        )
        return held is not None

    def customer(self, name: str, surname: str | None, subject: str | None) -> For:
        """Whom a booking of this call is for."""
        context = self._context
        return For(
            agent_id=context.agent_id, contact_id=context.contact_id, conversation_id=context.conversation_id,
            name=name, surname=surname, subject=subject,
        )  # fmt: skip

    async def order(self, slot_id: str, whom: For) -> Order | None:
        """Hold an offered time for a booking, where nothing is in the way; None: this conversation was never offered
        it. Raises `NotFound` for a service that was taken away since.
        """
        order = await self._hold_offered(slot_id, whom)
        if order is None or order.when is not None or order.same_id is not None:
            return order
        at, service_id = order.starts_at, order.service_id
        diary = await self.diary(Asked.at(at, service_id=service_id, of_conversation=self.conversation_id))
        takers = diary.takers(at)
        if not takers:
            return order
        await self.offer(service_id, diary, {at: takers})
        return await self._hold_offered(slot_id, whom)

    async def book(self, order: Order, whom: For) -> Planned | None:
        """What makes a booking of the order; None: its time is taken, or closed by now. Raises `BadArguments`."""
        if order.same_id is not None:
            return Planned(order.same_id, None)
        if order.upcoming >= MOST_UPCOMING:
            raise BadArguments(
                f"This customer has {order.upcoming} appointments to come, which is as many as you may book. "
                "Offer to fetch a person."
            )
        held = order.held_id or await self._hold_another_way(order, whom)
        return Planned(held, self._confirming(held)) if held is not None else None

    async def move(self, diary: Diary, found: asyncpg.Record, starts_at: datetime) -> Planned | None:
        """Hold what a booking's new time needs beyond its old one; None: it is taken, or closed by now."""
        when = When.of(starts_at, diary.need)
        await self._let_go_undecided(found["id"])
        takers = diary.is_open(when.starts_at, when.ends_at)
        held = await self._hold_for_move(diary, found, takers, when)
        if held is None:
            return None
        resource_id, pieces = held
        return Planned(found["id"], self._moving(found, resource_id, when, pieces))

    def cancelling(self, appointment_id: UUID, reason: str | None) -> Effect:
        """Call a booking off, together with the answer."""
        workspace_id, actor = self._workspace_id, self._actor

        async def effect(connection: Connection) -> None:
            await booking.cancel(connection, workspace_id, appointment_id, reason, actor)

        return effect

    async def put_on_waiting_list(
        self, service_id: UUID | None, first: date, last: date, name: str
    ) -> Effect | None:
        """What is to be done with the answer; None: they wait for just that already. Raises `TooManyWaiting`."""
        context, workspace_id = self._context, self._workspace_id
        wish = waiting.Waiting(
            name, first, last, service_id=service_id, contact_id=context.contact_id,
            conversation_id=context.conversation_id, agent_id=context.agent_id,
        )  # fmt: skip
        if await waiting.is_waiting(await self._connection(), workspace_id, wish):
            return None
        await waiting.refuse_too_many(await self._connection(), workspace_id, context.contact_id)

        async def effect(connection: Connection) -> None:
            try:
                await waiting.join(connection, workspace_id, wish)
            except TooManyWaiting:  # others were faster: the turn begins again and is told so
                raise HoldLost("waiting list") from None

        return effect

    async def _hold_for_move(
        self, diary: Diary, found: asyncpg.Record, takers: Sequence[UUID], when: When
    ) -> tuple[UUID, list[UUID]] | None:
        """Who takes the booking over, and what is held for it. Whoever has it now is asked first."""
        for resource_id in sorted(takers, key=lambda each: each != found["resource_id"]):
            if diary.is_free(resource_id, when.starts_at):
                held = await self._hold_pieces(found, resource_id, when, self.now + diary.hold)
                if held is not None:
                    return resource_id, held
        return None

    async def _hold_pieces(
        self, found: asyncpg.Record, resource_id: UUID, when: When, until: datetime
    ) -> list[UUID] | None:
        pieces = [(when.busy_from, when.busy_until)]
        if resource_id == found["resource_id"]:
            pieces = _without((when.busy_from, when.busy_until), (found["busy_from"], found["busy_until"]))
        held: list[UUID] = []
        whom = For(
            agent_id=self._context.agent_id,
            conversation_id=self._context.conversation_id,
            moving_id=found["id"],
        )
        for begin, end in pieces:
            piece = When(begin, end, begin, end)
            taken = await booking.take(
                await self._connection(),
                self._workspace_id,
                [resource_id],
                piece,
                whom,
                self._actor,
                held_until=until,
            )
            if taken is None:
                await booking.let_go(await self._connection(), self._workspace_id, held)
                return None
            held.append(taken)
        return held

    async def _hold_offered(self, slot_id: str, whom: For) -> Order | None:
        # Most bookings need nothing else, and so no transaction.
        road = self._begun or self._database.road
        return await hold_offered(road, self._workspace_id, slot_id, whom, self.now)

    async def _hold_another_way(self, order: Order, whom: For) -> UUID | None:
        """The time that this conversation holds already is the wish of now; or somebody was quicker at just this
        moment with one of those who had time, and there are others.
        """
        if order.when is None or not (order.pending_id or order.was_free):
            return None
        whom = replace(whom, service_id=order.service_id)
        held = await self._take_again(order, order.when, whom) if order.pending_id else None
        if held is not None:
            return held
        return await booking.take(
            await self._connection(), self._workspace_id, order.takers, order.when, whom, self._actor,
            held_until=order.held_until,
        )  # fmt: skip

    async def _take_again(self, order: Order, when: When, whom: For) -> UUID | None:
        connection = await self._connection()
        await connection.execute("savepoint again")
        try:
            taken: UUID | None = await connection.fetchval(
                _TAKE_AGAIN, self._workspace_id, order.pending_id, whom.service_id, whom.name, whom.surname,
                whom.subject, when.starts_at, when.ends_at, when.busy_from, when.busy_until, order.held_until,
                order.takers,
            )  # fmt: skip
        except asyncpg.ExclusionViolationError:
            await connection.execute("rollback to savepoint again")
            return None
        return taken

    async def _let_go_undecided(self, moving_id: UUID | None = None) -> None:
        conversation_id = self._context.conversation_id
        await booking.let_go_undecided(
            await self._connection(), self._workspace_id, conversation_id, moving_id
        )

    def _confirming(self, held_id: UUID) -> Effect:
        workspace_id, actor = self._workspace_id, self._actor

        async def effect(connection: Connection) -> None:
            await booking.confirm(connection, workspace_id, held_id, actor)

        return effect

    def _moving(self, found: asyncpg.Record, resource_id: UUID, when: When, held: Sequence[UUID]) -> Effect:
        workspace_id, actor = self._workspace_id, self._actor

        async def effect(connection: Connection) -> None:
            await booking.let_go(connection, workspace_id, held)
            moved = await booking.move(
                connection, workspace_id, found["id"], resource_id, when, actor, was=found["starts_at"]
            )
            if not moved:
                raise HoldLost(str(found["id"]))

        return effect


def need_of(found: asyncpg.Record) -> Need:
    """What a booking takes, as it was booked."""
    minute = timedelta(minutes=1)
    return Need(
        (found["ends_at"] - found["starts_at"]) // minute,
        (found["starts_at"] - found["busy_from"]) // minute,
        (found["busy_until"] - found["ends_at"]) // minute,
    )


def _without(
    wanted: tuple[datetime, datetime], old: tuple[datetime, datetime]
) -> list[tuple[datetime, datetime]]:
    """The parts of a stretch that another one does not cover."""
    begin, end = wanted
    before, after = (begin, min(end, old[0])), (max(begin, old[1]), end)
    return [(a, b) for a, b in (before, after) if a < b]
