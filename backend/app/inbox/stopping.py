"""A customer who wants no more automatic messages gets none, until they ask for them again (promise H2)."""

from app.inbox.claim import Claim
from app.platform.database import Connection, Database

_STOP = "update threads set stopped_at = now() where id = $1"
_START = "update threads set stopped_at = null where id = $1 and lease_number = $2"


async def stop(connection: Connection, claim: Claim) -> None:
    """From the end of the caller's transaction on, nothing automatic goes out; parts that still wait do not either."""
    await connection.execute(_STOP, claim.thread_id)


async def start(database: Database, claim: Claim) -> None:
    """The agent may answer again."""
    async with database.tenant_road(claim.workspace_id) as connection:
        await connection.execute(_START, claim.thread_id, claim.lease_number)
