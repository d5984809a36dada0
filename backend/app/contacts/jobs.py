"""Who a new customer is, asked of the network in the background. The conversation never waits for it."""

from collections.abc import Mapping
from uuid import UUID

from cryptography.fernet import InvalidToken

from app.channels.adapter import ChannelAdapter, Route, SendFailed, SendFault
from app.platform.crypto import Vault
from app.platform.database import Database
from app.platform.jobs import Ids, JobRunner
from app.platform.logs import get_logger

log = get_logger(__name__)

READ_PROFILE = "read_profile"

_ROUTE = """
select a.channel, a.network_id as account_id, a.token_encrypted, i.network_id as customer_id
from identities i join accounts a on a.id = i.account_id where i.id = $1 and a.is_active
"""

# A name that a person of the team gave stays.
_STORE = """
with named as (update identities set username = $2 where id = $1 returning contact_id)
update contacts set name = coalesce(contacts.name, $3) from named where contacts.id = named.contact_id
"""


def register(
    jobs: JobRunner, database: Database, vault: Vault, adapters: Mapping[str, ChannelAdapter]
) -> None:
    """Teach the runner the jobs of contacts."""

    async def read_profile(ids: Ids) -> None:
        await _read_profile(database, vault, adapters, UUID(ids["workspace_id"]), UUID(ids["identity_id"]))

    jobs.on(READ_PROFILE, read_profile, attempts=3)


async def _read_profile(
    database: Database,
    vault: Vault,
    adapters: Mapping[str, ChannelAdapter],
    workspace_id: UUID,
    identity_id: UUID,
) -> None:
    async with database.tenant_road(workspace_id) as connection:
        row = await connection.fetchrow(_ROUTE, identity_id)
    if row is None or row["token_encrypted"] is None or row["channel"] not in adapters:
        return
    try:
        route = Route(row["account_id"], vault.open(row["token_encrypted"]), row["customer_id"])
        profile = await adapters[row["channel"]].profile(route)
    except InvalidToken:
        return
    except SendFailed as failure:
        if failure.fault is SendFault.retry:
            raise
        log.info("profile_not_told", identity=str(identity_id), code=failure.code)
        return
    async with database.tenant_road(workspace_id) as connection:
        await connection.execute(_STORE, identity_id, profile.username, profile.name)
