"""A business with a past, straight into the tables."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from app.platform.ids import new_id
from tests.support.app import Member, RunningApp

_CUSTOMER = """
with contact as (insert into contacts (id, workspace_id, name, created_at) values ($1, $2, $3, $4)),
identity as (
  insert into identities (id, workspace_id, contact_id, account_id, network_id, username)
  values ($5, $2, $1, $6, $7, $3)
)
insert into threads (id, workspace_id, account_id, identity_id) values ($8, $2, $6, $5)
"""
_CONVERSATION = """
with conversation as (
  insert into conversations (id, workspace_id, thread_id, account_id, contact_id, status, last_message_at, created_at)
  values ($1, $2, $3, $4, $5, 'resolved', $6, $6)
),
turn as (
  insert into turns (id, workspace_id, thread_id, conversation_id, lease_number, read_message_ids, outcome, started_at,
                     finished_at)
  values ($7, $2, $3, $1, 1, array[$8::uuid], 'answered', $6, $6)
),
line as (
  insert into messages (id, workspace_id, conversation_id, thread_id, sender_type, content, status, created_at)
  values ($8, $2, $1, $3, 'customer', $9, 'answered', $6)
),
answer as (
  insert into messages (id, workspace_id, conversation_id, thread_id, sender_type, content, status, turn_id, created_at)
  values ($10, $2, $1, $3, 'assistant', 'About: ' || $9, 'sent', $7, $6)
)
insert into compliments (id, workspace_id, conversation_id, contact_id, content, created_at)
values ($11, $2, $1, $5, 'Praise: ' || $9, $6)
"""


@dataclass(slots=True)
class Customer:
    contact_id: UUID
    thread_id: UUID
    network_id: str


@dataclass(slots=True)
class Business:
    """One workspace with a linked account."""

    running: RunningApp
    owner: Member
    account_id: UUID
    network_id: str

    async def rows(self, statement: str, *values: object) -> list[dict[str, Any]]:
        """Straight from the tables, across all workspaces."""
        found = await self.running.database.crossing.fetch(statement, *values)
        return [dict(row) for row in found]

    async def count(self, table: str) -> int:
        """How many rows of this business there are."""
        [row] = await self.rows(
            f"select count(*) as n from {table} where workspace_id = $1", self.owner.workspace_id
        )
        return int(row["n"])

    async def customer(self, name: str, *, known_since: datetime) -> Customer:
        """Somebody who has written nothing."""
        customer = Customer(new_id(), new_id(), f"61{new_id().int % 10**14:014d}")
        await self.rows(
            _CUSTOMER, customer.contact_id, self.owner.workspace_id, name, known_since, new_id(), self.account_id,
            customer.network_id, customer.thread_id,
        )  # fmt: skip
        return customer

    async def conversation(self, customer: Customer, words: str, *, at: datetime) -> UUID:
        """A line, an answer and praise, all of this moment."""
        conversation_id = new_id()
        await self.rows(
            _CONVERSATION, conversation_id, self.owner.workspace_id, customer.thread_id, self.account_id,
            customer.contact_id, at, new_id(), new_id(), words, new_id(), new_id(),
        )  # fmt: skip
        return conversation_id

    async def comment(self, words: str, *, at: datetime) -> None:
        """Under one of the business's posts, by nobody we know."""
        await self.rows(
            "insert into comments (id, workspace_id, account_id, network_id, author_network_id, content, created_at)"
            " values ($1, $2, $3, $4, '9', $5, $6)",
            new_id(), self.owner.workspace_id, self.account_id, str(new_id()), words, at,
        )  # fmt: skip


async def open_business(running: RunningApp, email: str = "owner@example.com") -> Business:
    """A new owner, workspace and account."""
    owner = await running.new_member(email)
    business = Business(running, owner, new_id(), f"178{new_id().int % 10**13:013d}")
    await business.rows(
        "insert into accounts (id, workspace_id, channel, network_id, username, token_encrypted)"
        " values ($1, $2, 'instagram', $3, 'luna', 'sealed token')",
        business.account_id, owner.workspace_id, business.network_id,
    )  # fmt: skip
    return business
