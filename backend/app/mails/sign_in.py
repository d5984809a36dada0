"""Mails about signing in do not go through the outbox, which would keep their secret. That one did not go out is noted
for the operator, without its words and its address.
"""

from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import aiosmtplib
import asyncpg

from app.email.errors import trouble_of
from app.email.mailer import Mailer
from app.mails.trouble import PASSING
from app.people.branding import Brand
from app.platform.database import Database
from app.platform.ids import new_id
from app.platform.problems import Problem

_KEPT: Final = timedelta(days=7)

_NOTE = """
with old as (delete from unsent_letters where created_at < now() - $5::interval)
insert into unsent_letters (id, letter, code, reason) values ($1, $2, $3, $4)
"""
# The server takes this letter again, so that what kept it from going out is over.
_FORGET = "delete from unsent_letters where letter = $1 and code = any($2::text[])"


class NotingMailer:
    """Sends like `Mailer`, raises like it, and notes what did not go out."""

    def __init__(self, mailer: Mailer, database: Database) -> None:
        self._mailer = mailer
        self._database = database

    async def send_letter(self, to: str, letter: str, *, brand: Brand, **facts: Any) -> None:
        """Fill in one of the letters and send it."""
        try:
            await self._mailer.send_letter(to, letter, brand=brand, **facts)
        except (Problem, aiosmtplib.SMTPException, OSError) as failure:
            code, words = trouble_of(failure)
            await self._database.crossing.execute(_NOTE, new_id(), letter, code, words, _KEPT)
            raise
        # It went out: what is wrong with a note is no reason to send it again.
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
            await self._database.crossing.execute(_FORGET, letter, list(PASSING))
