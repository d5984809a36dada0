"""Who new customers are, asked of the network in the background. No conversation ever waits for it."""

import asyncio
from collections.abc import Mapping, Sequence
from uuid import UUID

import asyncpg
from cryptography.fernet import InvalidToken

from app.channels.adapter import ChannelAdapter, Route, SendFailed, SendFault
from app.contacts.ways import WAY_OUT
from app.platform.crypto import Vault
from app.platform.database import Connection, Database
from app.platform.jobs import Ids, JobRunner, enqueue
from app.platform.logs import get_logger

log = get_logger(__name__)

READ_PROFILES = "read_profiles"
_MOST_IN_ONE_JOB = 50
# Who writes is never urgent: a rush of new customers leaves network and processor to the answers.
_JOBS_AT_ONCE = 2
_PAUSE_SECONDS = 0.1
# So many that the network did not answer for: it has trouble, and the rest is asked at the job's next try.
_MOST_FAILURES = 3

# Those of an earlier try of the job are done.
_UNASKED = f"{WAY_OUT} and i.id = any($1::uuid[]) and i.profile_asked_at is null order by i.id"

# A name that a person of the team gave stays. The contact is taken before its identity, as by whoever erases it.
_STORE = """
with known as (
  update contacts c set name = coalesce(c.name, $3) from identities i
  where i.id = $1 and c.workspace_id = i.workspace_id and c.id = i.contact_id returning c.id
)
update identities set username = coalesce($2, username), profile_asked_at = now() from known where identities.id = $1
"""


async def ask_who_they_are(connection: Connection, workspace_id: UUID, identity_ids: Sequence[UUID]) -> None:
    """Have the profiles of these new identities read, if the caller's transaction commits."""
    for begin in range(0, len(identity_ids), _MOST_IN_ONE_JOB):
        some = ",".join(map(str, identity_ids[begin : begin + _MOST_IN_ONE_JOB]))
        await enqueue(connection, READ_PROFILES, workspace_id=workspace_id, identity_ids=some)


def register(
    jobs: JobRunner, database: Database, vault: Vault, adapters: Mapping[str, ChannelAdapter]
) -> None:
    """Teach the runner the jobs of contacts."""

    async def read_profiles(ids: Ids) -> None:
        identity_ids = [UUID(each) for each in ids["identity_ids"].split(",")]
        await _read_profiles(database, vault, adapters, UUID(ids["workspace_id"]), identity_ids)

    jobs.on(READ_PROFILES, read_profiles, at_once=_JOBS_AT_ONCE, attempts=3)


async def _read_profiles(
    database: Database,
    vault: Vault,
    adapters: Mapping[str, ChannelAdapter],
    workspace_id: UUID,
    identity_ids: Sequence[UUID],
) -> None:
    """One after another, each written down at once. Raises the last failure that another try may mend."""
    async with database.tenant_road(workspace_id) as connection:
        ways = await connection.fetch(_UNASKED, identity_ids)
    failures: list[SendFailed] = []
    for number, way in enumerate(ways):
        if number:
            await asyncio.sleep(_PAUSE_SECONDS)
        try:
            await _read_profile(database, vault, adapters, workspace_id, way)
        except SendFailed as failure:
            failures.append(failure)
            if len(failures) >= _MOST_FAILURES:
                break
    if failures:
        raise failures[-1]


async def _read_profile(
    database: Database,
    vault: Vault,
    adapters: Mapping[str, ChannelAdapter],
    workspace_id: UUID,
    way: asyncpg.Record,
) -> None:
    adapter = adapters.get(way["channel"])
    if adapter is None or way["token_encrypted"] is None:
        return
    name = username = None
    try:
        route = Route(way["account_id"], vault.open(way["token_encrypted"]), way["customer_id"])
        profile = await adapter.profile(route)
        name, username = profile.name, profile.username
    except InvalidToken:
        return
    except SendFailed as failure:
        if failure.fault is SendFault.retry:
            raise
        log.info("profile_not_told", identity=str(way["identity_id"]), code=failure.code)
    async with database.tenant_road(workspace_id) as connection:
        await connection.execute(_STORE, way["identity_id"], username, name)
