"""The jobs behind the mails."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from app.email.mailer import Mailer
from app.people import jobs as people_jobs
from app.people import service
from app.people.repository import find_user
from app.people.schemas import Registration
from app.platform import clock
from app.platform.crypto import Vault
from app.platform.database import Database
from app.platform.ids import new_id
from app.platform.jobs import Ids
from app.platform.settings import Settings

ANA = "ana@example.com"


class Broken:
    """A mail server that is away."""

    async def send_letter(self, to: str, letter: str, **facts: str) -> None:
        raise OSError("nobody answers")


@pytest.fixture
async def database(settings: Settings) -> AsyncIterator[Database]:
    assert settings.database_url is not None
    database = Database(settings.database_url.get_secret_value(), pool_size=2)
    await database.open()
    yield database
    await database.close()


@pytest.fixture
async def code_wanted(database: Database) -> Ids:
    """What the queue holds after Ana has registered."""
    wish = Registration(email=ANA, password="a long password", full_name="Ana")
    await service.register(database, wish, now=clock.now())
    payload = await database.crossing.fetchval("select payload from frontdesk_pgqueuer")
    async with database.system() as db:
        user = await find_user(db, ANA)
    assert user is not None
    assert payload.decode() == f'{{"user_id":"{user.id}","purpose":"verify"}}'  # ids only, no code
    return {"user_id": str(user.id), "purpose": "verify"}


async def test_where_mail_is_off_the_job_is_done_not_repeated_for_ever(
    database: Database, settings: Settings, code_wanted: Ids
) -> None:
    vault = Vault(settings.secret("encryption_key"))
    await people_jobs.send_code(database, vault, Mailer(settings), code_wanted)
    gone = {"user_id": str(new_id()), "purpose": "verify"}
    await people_jobs.send_code(database, vault, Mailer(settings), gone)


async def test_where_the_server_is_away_the_job_is_tried_again(
    database: Database, settings: Settings, code_wanted: Ids
) -> None:
    vault = Vault(settings.secret("encryption_key"))
    with pytest.raises(OSError, match="nobody answers"):
        await people_jobs.send_code(database, vault, Broken(), code_wanted)


async def test_what_ended_long_ago_is_forgotten(database: Database, code_wanted: Ids) -> None:
    await database.crossing.execute(
        "insert into sessions (id, user_id, expires_at) select gen_random_uuid(), id, $1 from users",
        clock.now() - timedelta(days=31),
    )
    await database.crossing.execute(
        "insert into sessions (id, user_id, expires_at) select gen_random_uuid(), id, $1 from users",
        clock.now(),
    )
    await people_jobs.forget_old(database)
    assert await database.crossing.fetchval("select count(*) from sessions") == 1
    assert await database.crossing.fetchval("select count(*) from email_codes") == 1

    await database.crossing.execute("update email_codes set expires_at = now() - interval '25 hours'")
    await people_jobs.forget_old(database)
    assert await database.crossing.fetchval("select count(*) from email_codes") == 0
