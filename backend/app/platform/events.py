"""What happened, told to whoever listens, in the same transaction: `app.wiring` says who listens to whom."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.platform.database import Connection, raw_connection


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Base of every event. Carries ids and small facts, never words of customers."""

    workspace_id: UUID


AnyEvent = TypeVar("AnyEvent", bound=Event)
_listeners: dict[type[Event], list[Callable[[Connection, Any], Awaitable[None]]]] = {}


def listen(kind: type[AnyEvent], listener: Callable[[Connection, AnyEvent], Awaitable[None]]) -> None:
    """Have `listener` called, inside the publisher's transaction, for every event of this kind."""
    known = _listeners.setdefault(kind, [])
    if listener not in known:  # several programs may run in one process, as tests do
        known.append(listener)


async def publish(db: AsyncSession | Connection, event: Event) -> None:
    """Run the listeners of this event now; what they write stands or falls with the caller's transaction."""
    listeners = _listeners.get(type(event))
    if listeners:
        connection = await raw_connection(db) if isinstance(db, AsyncSession) else db
        for listener in listeners:
            await listener(connection, event)
