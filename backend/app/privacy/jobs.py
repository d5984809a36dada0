"""The daily work of this domain."""

from app.channels.instagram.login import InstagramLogin
from app.platform import clock
from app.platform.crypto import Vault
from app.platform.database import Database
from app.platform.hints import Hints
from app.platform.jobs import JobRunner
from app.privacy import erasing, leaving, retention, workspace_export


def register(
    jobs: JobRunner, database: Database, vault: Vault, hints: Hints, login: InstagramLogin | None
) -> None:
    """Teach the runner to erase, to pack, and to let go of what is no longer kept."""
    erasing.register(jobs, database)
    workspace_export.register(jobs, database, vault, hints)

    async def let_go() -> None:
        await workspace_export.forget_expired(database, now=clock.now())
        await retention.erase_old(database, now=clock.now())

    async def say_goodbye() -> None:
        await leaving.erase_due(database, vault, hints, login, now=clock.now())

    jobs.every("let_go_of_old_rows", "43 3 * * *", let_go)
    jobs.every("erase_businesses_that_left", "11 * * * *", say_goodbye)
