"""Work beside the sending: the mail to owners, and forgetting what is old."""

from functools import partial
from typing import Protocol
from urllib.parse import urlsplit
from uuid import UUID

from app.people import repository as people
from app.people.models import Workspace
from app.platform.database import Database
from app.platform.jobs import Ids, JobRunner
from app.platform.logs import get_logger
from app.platform.problems import Problem
from app.webhooks.models import Webhook
from app.webhooks.outcomes import WARN_OWNER

log = get_logger(__name__)

_FORGET = "delete from webhook_deliveries where created_at < now() - interval '30 days'"


class Letters(Protocol):
    """What sends mail: raises `Problem` where trying again is useless, anything else where it is not."""

    async def send_letter(self, to: str, letter: str, **facts: str) -> None:
        """Fill in one of the letters and send it."""


def register(jobs: JobRunner, database: Database, mailer: Letters, address: str) -> None:
    """Teach the runner the jobs of webhooks. `address` is the dashboard's."""
    jobs.on(WARN_OWNER, partial(_warn, database, mailer, address))
    jobs.every("forget_old_deliveries", "47 * * * *", partial(forget_old, database))


async def forget_old(database: Database) -> None:
    """Deliveries of last month go, told or not."""
    await database.crossing.execute(_FORGET)


async def _warn(database: Database, mailer: Letters, address: str, ids: Ids) -> None:
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
    facts = {"business": workspace.name, "host": _host_of(webhook.url), "link": f"{address}/webhooks"}
    try:
        await mailer.send_letter(owners[user_id], "webhook_off", **facts)
    except Problem as problem:
        log.warning("mail_not_sent", letter="webhook_off", code=problem.code)


def _host_of(url: str) -> str:
    """The path of such an address is often a secret, and a mail is no place for it."""
    return urlsplit(url).hostname or "your server"
