"""A business with bookings, straight in the tables: no program runs."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from cryptography.fernet import Fernet

from app.brain.words import language_of
from app.mails.post import Outbox
from app.notices.booking_mails import write_mails
from app.notices.reminders import Means, look_after
from app.platform.crypto import Vault
from app.platform.database import Database
from app.platform.hints import Hints
from app.platform.ids import new_id

NOW = datetime(2031, 3, 4, 9, tzinfo=UTC)
"""A Tuesday morning in the business, which keeps UTC."""


@dataclass
class Business:
    """One workspace with an owner, a calendar, and customers who write."""

    database: Database
    vault: Vault
    means: Means
    workspace_id: UUID = field(default_factory=new_id)
    resource_id: UUID = field(default_factory=new_id)
    post: Outbox = field(default_factory=lambda: Outbox("https://desk.example"))

    async def open(self, name: str = "Luna") -> None:
        """Make it."""
        owner = new_id()
        await self.run(
            "insert into workspaces (id, slug, name, timezone) values ($1, $2, $3, 'UTC')",
            self.workspace_id, str(self.workspace_id), name,
        )  # fmt: skip
        await self.run(
            "insert into users (id, email, full_name, password_hash, email_verified_at)"
            " values ($1, $2, 'Olga', 'x', now())",
            owner, f"owner-{owner}@luna.example",
        )  # fmt: skip
        await self.run(
            "insert into memberships (workspace_id, user_id, role) values ($1, $2, 'owner')", self.workspace_id, owner
        )  # fmt: skip
        await self.run(
            "insert into resources (id, workspace_id, name, kind, is_first) values ($1, $2, 'Calendar', 'chair', true)",
            self.resource_id, self.workspace_id,
        )  # fmt: skip

    async def run(self, statement: str, *values: object) -> list[dict[str, Any]]:
        """Straight in the tables."""
        return [dict(row) for row in await self.database.crossing.fetch(statement, *values)]

    async def customer(self, *, email: str | None = None) -> UUID:
        """A customer; with the address that a person wrote down."""
        contact_id = new_id()
        await self.run(
            "insert into contacts (id, workspace_id, name, email_encrypted) values ($1, $2, 'Ana', $3)",
            contact_id, self.workspace_id, self.vault.seal(email) if email else None,
        )  # fmt: skip
        return contact_id

    async def writes(self, contact_id: UUID, *lines: str, at: datetime = NOW) -> UUID:
        """The customer writes by DM; the conversation."""
        account_id, identity_id, thread_id, conversation_id = new_id(), new_id(), new_id(), new_id()
        here = self.workspace_id
        await self.run(
            "insert into accounts (id, workspace_id, channel, network_id, username, is_active, health, created_at)"
            " values ($1, $2, 'instagram', $3, 'luna', true, 'ok', now())",
            account_id, here, str(account_id),
        )  # fmt: skip
        await self.run(
            "insert into identities (id, workspace_id, contact_id, account_id, network_id)"
            " values ($1, $2, $3, $4, 'n')",
            identity_id, here, contact_id, account_id,
        )  # fmt: skip
        await self.run(
            "insert into threads (id, workspace_id, account_id, identity_id, last_customer_at)"
            " values ($1, $2, $3, $4, $5)",
            thread_id, here, account_id, identity_id, at,
        )  # fmt: skip
        await self.run(
            "insert into conversations (id, workspace_id, thread_id, account_id, contact_id)"
            " values ($1, $2, $3, $4, $5)",
            conversation_id, here, thread_id, account_id, contact_id,
        )  # fmt: skip
        for line in lines:
            await self.run(
                "insert into messages (id, workspace_id, conversation_id, thread_id, sender_type, content, status)"
                " values ($1, $2, $3, $4, 'customer', $5, 'answered')",
                new_id(), here, conversation_id, thread_id, line,
            )  # fmt: skip
        return conversation_id

    async def says(self, conversation_id: UUID, line: str, *, ago: timedelta = timedelta()) -> UUID:
        """The agent said it, so long ago."""
        message_id = new_id()
        await self.run(
            "insert into messages (id, workspace_id, conversation_id, thread_id, sender_type, content, status,"
            " created_at) select $1, workspace_id, id, thread_id, 'assistant', $3, 'sent', now() - $4::interval"
            " from conversations where id = $2",
            message_id, conversation_id, line, ago,
        )  # fmt: skip
        return message_id

    async def opens(self, conversation_id: UUID, *lines: str) -> UUID:
        """A later conversation of the same customer begins, after the others ended, with what they write there."""
        later = new_id()
        await self.run(
            "update conversations set status = 'resolved' where workspace_id = $1", self.workspace_id
        )
        await self.run(
            "insert into conversations (id, workspace_id, thread_id, account_id, contact_id)"
            " select $1, workspace_id, thread_id, account_id, contact_id from conversations where id = $2",
            later, conversation_id,
        )  # fmt: skip
        for line in lines:
            await self.run(
                "insert into messages (id, workspace_id, conversation_id, thread_id, sender_type, content, status)"
                " select $1, workspace_id, id, thread_id, 'customer', $3, 'answered' from conversations where id = $2",
                new_id(), later, line,
            )  # fmt: skip
        return later

    async def books(
        self, starts_at: datetime, contact_id: UUID | None = None, conversation_id: UUID | None = None, *,
        booked_at: datetime = NOW - timedelta(days=9), subject: str | None = None,
    ) -> UUID:  # fmt: skip
        """A booking of half an hour."""
        appointment_id, ends_at = new_id(), starts_at + timedelta(minutes=30)
        await self.run(
            "insert into appointments (id, workspace_id, resource_id, contact_id, conversation_id, customer_name,"
            " subject, starts_at, ends_at, busy_from, busy_until, status, created_via)"
            " values ($1, $2, $3, $4, $5, 'Ana', $6, $7, $8, $7, $8, 'booked', 'manual')",
            appointment_id, self.workspace_id, self.resource_id, contact_id, conversation_id, subject, starts_at,
            ends_at,
        )  # fmt: skip
        await self._note(appointment_id, "booked", booked_at)
        return appointment_id

    async def moves(self, appointment_id: UUID, starts_at: datetime, *, at: datetime = NOW) -> None:
        """The booking is at another time from now on."""
        [old] = await self.run("select starts_at from appointments where id = $1", appointment_id)
        await self.run(
            "update appointments set starts_at = $2, ends_at = $3, busy_from = $2, busy_until = $3 where id = $1",
            appointment_id, starts_at, starts_at + timedelta(minutes=30),
        )  # fmt: skip
        facts = {"from": old["starts_at"].isoformat(), "to": starts_at.isoformat()}
        await self._note(appointment_id, "moved", at, orjson.dumps(facts).decode())

    async def cancels(self, appointment_id: UUID) -> None:
        """It is called off."""
        await self.run("update appointments set status = 'cancelled' where id = $1", appointment_id)
        await self._note(appointment_id, "cancelled", NOW)

    async def _note(self, appointment_id: UUID, change: str, at: datetime, facts: str = "{}") -> None:
        await self.run(
            "insert into appointment_changes (id, workspace_id, appointment_id, change, actor, at, facts)"
            " values ($1, $2, $3, $4, 'agent', $5, $6)",
            new_id(), self.workspace_id, appointment_id, change, at, facts,
        )  # fmt: skip

    async def tells(self, appointment_id: UUID, change: str) -> None:
        """The job after a change."""
        ids = {
            "workspace_id": str(self.workspace_id),
            "appointment_id": str(appointment_id),
            "change": change,
        }
        await write_mails(self.database, self.vault, self.post, language_of, ids)

    async def reminds(self, now: datetime = NOW) -> None:
        """The clock strikes."""
        await look_after(self.means, now)

    async def mails(self, kind: str = "%") -> list[dict[str, Any]]:
        """What the outbox holds, the oldest first; `to` opened."""
        rows = await self.run(
            "select * from mails where workspace_id = $1 and kind like $2 order by id",
            self.workspace_id,
            kind,
        )
        sealed = "recipient_encrypted"
        return [
            row | {"to": self.vault.open(row[sealed]) if row[sealed] else row["recipient"]} for row in rows
        ]


@pytest.fixture
async def business(database_url: str) -> AsyncIterator[Business]:
    database = Database(database_url, pool_size=3)
    await database.open()
    vault = Vault(Fernet.generate_key().decode())
    means = Means(database, vault, Hints(database_url), language_of, {"instagram": timedelta(hours=24)})
    opened = Business(database, vault, means)
    await opened.open()
    yield opened
    await database.close()
