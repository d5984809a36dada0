"""Events of other domains that targets are told of. An event that is not in this table is not told from here."""

from collections.abc import Callable, Mapping
from typing import Any

import orjson

from app.agents.events import AgentChanged, AgentDeleted
from app.platform.database import Connection
from app.platform.events import Event

_TELL = "select tell_webhooks($1, $2, null, $3)"

_TOLD: Mapping[type[Event], tuple[str, Callable[[Any], dict[str, Any]]]] = {
    AgentChanged: (
        "agent.changed",
        lambda e: {"agent_id": e.agent_id, "change": e.change, "version": e.version},
    ),
    AgentDeleted: (
        "agent.changed",
        lambda e: {"agent_id": e.agent_id, "change": "deleted", "version": None},
    ),
}

HEARD = tuple(_TOLD)
"""The events that are heard."""


async def on_event(connection: Connection, event: Event) -> None:
    """Put the event in the outbox, in the transaction in which it happened."""
    event_type, facts = _TOLD[type(event)]
    await connection.execute(
        _TELL, event.workspace_id, event_type, orjson.dumps(facts(event), default=str).decode()
    )
