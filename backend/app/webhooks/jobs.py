"""Work beside the sending: the mail to owners, and forgetting what is old."""

from functools import partial
from urllib.parse import urlsplit
from uuid import UUID

from app.email.post import Post, Wanted
from app.people import repository as people
from app.people.models import Workspace
from app.platform.database import Database, raw_connection
from app.platform.jobs import Ids, JobRunner
from app.webhooks.models import Webhook
from app.webhooks.outcomes import WARN_OWNER

_FORGET = "delete from webhook_deliveries where created_at < now() - interval '30 days'"


def register(jobs: JobRunner, database: Database, post: Post, address: str) -> None:
    """Teach the runner the jobs of webhooks. `address` is the dashboard's."""
    jobs.on(WARN_OWNER, partial(_warn, database, post, address))
    jobs.every("forget_old_deliveries", "47 * * * *", partial(forget_old, database))


async def forget_old(database: Database) -> None:
    """Deliveries of last month go, told or not."""
    await database.crossing.execute(_FORGET)


async def _warn(database: Database, post: Post, address: str, ids: Ids) -> None:
    """Tell one owner that a target was switched off, if it still is."""
    user_id = UUID(ids["user_id"])
    async with database.system() as system:
        webhook = await system.get(Webhook, UUID(ids["webhook_id"]))
        if webhook is None or webhook.given_up_at is None:
            return
        workspace = await system.get_one(Workspace, webhook.workspace_id)
        owners = {owner.id: owner.email for owner in await people.confirmed_owners(system, workspace.id)}
        if user_id not in owners:
            return
        wanted = Wanted(
            letter="webhook_off", key=f"webhook:{webhook.id}:{user_id}:{webhook.given_up_at.isoformat()}",
            to=owners[user_id], user_id=user_id,
            facts={"host": _host_of(webhook.url), "link": f"{address}/webhooks"},
        )  # fmt: skip
        await post.send(await raw_connection(system), workspace.id, wanted)


def _host_of(url: str) -> str:
    """The path of such an address is often a secret, and a mail is no place for it."""
    return urlsplit(url).hostname or "your server"
