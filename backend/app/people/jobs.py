"""The mails about signing in. A code is made here, at the last moment, so that no queue, log or backup holds one."""

from datetime import timedelta
from functools import partial
from typing import Any, Protocol, cast
from uuid import UUID

from app.people import codes, invitations, repository, second_steps
from app.people.branding import PRODUCT, Brand
from app.people.codes import Purpose
from app.people.invitations import SEND_INVITATION
from app.people.models import User
from app.people.security import SEND_NOTICE
from app.people.service import SEND_ALREADY_REGISTERED, SEND_CODE
from app.platform import clock
from app.platform.crypto import Vault
from app.platform.database import Database
from app.platform.jobs import Ids, JobRunner
from app.platform.logs import get_logger
from app.platform.problems import Problem
from app.platform.settings import Settings

log = get_logger(__name__)

_KEEP_SESSIONS = timedelta(days=30)
_KEEP_INVITATIONS = timedelta(days=30)


class Letters(Protocol):
    """What sends mail: raises `Problem` where trying again is useless, anything else where it is not."""

    async def send_letter(self, to: str, letter: str, *, brand: Brand, **facts: Any) -> None:
        """Fill in one of the letters and send it."""


def register(jobs: JobRunner, database: Database, vault: Vault, mailer: Letters, settings: Settings) -> None:
    """Teach the runner the jobs of people."""
    jobs.on(SEND_CODE, partial(send_code, database, vault, mailer))
    jobs.on(SEND_ALREADY_REGISTERED, partial(send_already_registered, database, mailer, settings.address))
    jobs.on(SEND_NOTICE, partial(send_notice, database, mailer, settings.address))
    jobs.on(SEND_INVITATION, partial(send_invitation, database, mailer, settings.address))
    jobs.every("forget_old_sign_ins", "17 3 * * *", partial(forget_old, database))


async def send_code(database: Database, vault: Vault, mailer: Letters, ids: Ids) -> None:
    """Make the code somebody asked for and mail it. A retry makes another one: the newest mail is the right one."""
    user_id, purpose = UUID(ids["user_id"]), cast(Purpose, ids["purpose"])
    code = codes.new_code()
    code_hmac = vault.code_hmac(purpose, str(user_id), code)
    async with database.system() as db:
        email = await codes.fill_code(db, user_id, purpose, code_hmac, now=clock.now())
    if email is not None:
        await _send(mailer, email, purpose, code=code)


async def send_already_registered(database: Database, mailer: Letters, address: str, ids: Ids) -> None:
    """Tell the owner of an address that somebody tried to register it again."""
    async with database.system() as db:
        user = await db.get(User, UUID(ids["user_id"]))
    if user is not None:
        await _send(mailer, user.email, "already_registered", link=address)


async def send_notice(database: Database, mailer: Letters, address: str, ids: Ids) -> None:
    """Tell a person that their password, or their second step, was changed; who reads it may not have done it."""
    async with database.system() as db:
        user = await db.get(User, UUID(ids["user_id"]))
    if user is not None:
        await _send(mailer, user.email, ids["letter"], link=address)


async def send_invitation(database: Database, mailer: Letters, address: str, ids: Ids) -> None:
    """Mail an invitation. Its token stands behind the #, which browsers send nowhere; a retry makes another one."""
    async with database.system() as db:
        letter = await invitations.fill_token(db, UUID(ids["invitation_id"]), now=clock.now())
    if letter is not None:
        await _send(
            mailer, letter.email, "invitation", letter.brand, inviter=letter.inviter, role=letter.role,
            link=f"{address}/invitation#{letter.token}",
        )  # fmt: skip


async def forget_old(database: Database) -> None:
    """Drop codes, half sign-ins, sessions and invitations that ended long ago."""
    now = clock.now()
    async with database.system() as db:
        await codes.forget_old_codes(db, now=now)
        await second_steps.forget_old(db, now=now)
        await repository.forget_old_sessions(db, before=now - _KEEP_SESSIONS)
        await invitations.forget_old(db, before=now - _KEEP_INVITATIONS)


async def _send(mailer: Letters, to: str, letter: str, brand: Brand = PRODUCT, **facts: str) -> None:
    try:
        await mailer.send_letter(to, letter, brand=brand, **facts)
    except Problem as problem:
        log.warning("mail_not_sent", letter=letter, code=problem.code)
