"""Events that cannot be decided yet are stored again and read a little later.

They wait as rows beside the raw bodies, so that a crash loses none and any replica takes them up.
"""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import orjson

from app.channels.events import Attachment, Echo, MessageEdited
from app.inbox.arrived import Arrived
from app.platform.database import Connection

SOURCE = "postponed"
# Together 15 s: as long as a send may take to be answered. An edit that overtook its message waits as long.
_PAUSES = tuple(map(timedelta, (0, 0, 0), (2, 5, 8)))

_STORE = """
insert into raw_events (source, body, received_at, not_before, holds_thread)
values ($1, $2, $3, now() + $4::interval, $5)
"""


async def postpone(connection: Connection, arrived: Arrived, holds: UUID | None = None) -> bool:
    """Have this event read again later; False when it was postponed often enough. In the thread it `holds`, the agent
    begins nothing until then.
    """
    if arrived.tries >= len(_PAUSES):
        return False
    await connection.execute(
        _STORE, SOURCE, written(arrived), arrived.received_at, _PAUSES[arrived.tries], holds
    )
    return True


async def take(connection: Connection, row: asyncpg.Record) -> Arrived:
    """The event of a row that `postpone` stored. The row goes: it is a copy of what the body says, which is kept."""
    await connection.execute("delete from raw_events where arrival = $1", row["arrival"])
    return read(row["body"], row["received_at"])


def written(arrived: Arrived) -> bytes:
    """The event as it is stored for the next try."""
    content = {
        "kind": type(arrived.event).__name__,
        "tries": arrived.tries + 1,
        "arrival": arrived.arrival,
        "event": asdict(arrived.event),
    }
    return orjson.dumps(content)


def read(body: bytes, received_at: datetime) -> Arrived:
    """The event that `postpone` stored, with the arrival number of the body it came in."""
    content: dict[str, Any] = orjson.loads(body)
    fields: dict[str, Any] = content["event"]
    if fields["sent_at"] is not None:
        fields["sent_at"] = datetime.fromisoformat(fields["sent_at"])
    event: Echo | MessageEdited
    if content["kind"] == "Echo":
        attachments = tuple(Attachment(**each) for each in fields.pop("attachments"))
        event = Echo(**fields, attachments=attachments)
    else:
        event = MessageEdited(**fields)
    return Arrived(content["arrival"], received_at, event, content["tries"])
