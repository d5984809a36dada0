"""Listens to what is published, as the record of who did what does."""

from collections.abc import Iterator
from contextlib import contextmanager

from app.platform import events
from app.platform.database import Connection
from app.platform.events import Event


@contextmanager
def hearing(*kinds: type[Event]) -> Iterator[list[Event]]:
    """Every event of these kinds that is published meanwhile."""
    heard: list[Event] = []

    async def listener(_: Connection, event: Event) -> None:
        heard.append(event)

    for kind in kinds:
        events.listen(kind, listener)
    try:
        yield heard
    finally:
        for kind in kinds:
            events._listeners[kind].remove(listener)
