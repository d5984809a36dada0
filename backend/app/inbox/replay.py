"""Stored bodies are read again: after an update that understands more, or when an account is linked at last.

The event keys make it once-only: what was stored from a body before is not stored again (promise D2).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from app.inbox import postponed
from app.platform.database import Connection

_AGAIN = """
update raw_events set unpacked_at = null, attempts = 0, failure = null
where source <> $1 and {which} returning arrival
"""
_BY_ARRIVAL = _AGAIN.format(which="arrival = any($2::bigint[])")
_SINCE = _AGAIN.format(which="received_at >= $2")
_UNROUTED = _AGAIN.format(which="arrival in (select arrival from events where outcome = 'unknown_account')")
# A day, as long as an answer may go out.
_OF_ACCOUNT = _AGAIN.format(
    which="""arrival in (
      select e.arrival from events e join accounts a on a.channel = e.channel and a.network_id = e.network_account_id
      where a.id = $2 and a.is_active and e.outcome = 'unknown_account' and e.received_at > now() - interval '1 day')"""
)


async def replay_arrivals(connection: Connection, arrivals: Sequence[int]) -> list[int]:
    """Read these bodies again, of those that are still kept; their arrival numbers, in order."""
    rows = await connection.fetch(_BY_ARRIVAL, postponed.SOURCE, list(arrivals))
    return sorted(row["arrival"] for row in rows)


async def replay_since(connection: Connection, since: datetime) -> int:
    """Read everything again that was received since then; how many bodies."""
    return len(await connection.fetch(_SINCE, postponed.SOURCE, since))


async def replay_unknown_accounts(connection: Connection) -> int:
    """Read again what came for accounts that nobody had linked; how many bodies. Still unknown ones stay so."""
    return len(await connection.fetch(_UNROUTED, postponed.SOURCE))


async def replay_account(connection: Connection, account_id: UUID) -> int:
    """Read again what came for this account in the day before it was linked; how many bodies."""
    return len(await connection.fetch(_OF_ACCOUNT, postponed.SOURCE, account_id))
