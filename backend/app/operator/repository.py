"""What is asked about all workspaces at once, in the system role. No customer's words are read."""

from datetime import datetime
from typing import Any
from uuid import UUID

import asyncpg

from app.platform.database import Database

_LARGEST_ARRIVAL = 2**63 - 1

# The md5 gives each account a place among those whose last event has the same time.
_UNKNOWN_ACCOUNTS = """
select e.channel, e.network_account_id, count(*) as events, min(e.received_at) as first_event_at,
  max(e.received_at) as last_event_at, count(distinct r.arrival) as kept_bodies,
  md5(e.channel || ' ' || e.network_account_id)::uuid as place
from events e left join raw_events r on r.arrival = e.arrival
where e.outcome = 'unknown_account'
group by e.channel, e.network_account_id
having $2::timestamptz is null
  or (max(e.received_at), md5(e.channel || ' ' || e.network_account_id)::uuid) < ($2, $3::uuid)
order by last_event_at desc, place desc limit $1
"""

_UNREADABLE = """
select arrival, received_at, attempts, octet_length(body) as bytes, failure, unpacked_at is null as is_waiting
from raw_events
where failure is not null and ($2::timestamptz is null or (received_at, arrival) < ($2, $3::bigint))
order by received_at desc, arrival desc limit $1
"""


async def unknown_accounts(
    database: Database, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """Accounts that events came for and nobody has linked, the latest first."""
    at, place = after or (None, None)
    return await database.crossing.fetch(_UNKNOWN_ACCOUNTS, limit, at, place)


async def unreadable(
    database: Database, *, after: tuple[datetime, UUID] | None, limit: int
) -> list[asyncpg.Record]:
    """Bodies that could not be read or unpacked, the latest first."""
    at, arrival = (after[0], min(after[1].int, _LARGEST_ARRIVAL)) if after else (None, None)
    return await database.crossing.fetch(_UNREADABLE, limit, at, arrival)


def place_of_unknown(row: Any) -> tuple[datetime, UUID]:
    """Where a row stands in its list."""
    return row["last_event_at"], UUID(str(row["place"]))


def place_of_unreadable(row: Any) -> tuple[datetime, UUID]:
    """Where a row stands in its list."""
    return row["received_at"], UUID(int=row["arrival"])
