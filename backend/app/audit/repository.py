"""Reading the record; the session's transaction binds the workspace."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Account
from app.agents.models import Agent
from app.audit.models import AuditEntry
from app.audit.schemas import Family
from app.contacts.models import Contact, Identity
from app.conversations.models import Conversation
from app.knowledge.models import Document
from app.people.models import ApiKey, User
from app.platform.database import Scope

Who = Literal["people", "agent", "program"] | UUID

# As it stands in the partial indexes, so that every plan may use them.
_BY_KIND = {
    "people": "actor in ('person', 'key')",
    "program": "actor = 'program'",
    "agent": "actor = 'agent'",
}


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries a list shows; None: all."""

    who: Who | None = None
    what: Family | None = None
    since: datetime | None = None
    until: datetime | None = None


async def page(
    db: AsyncSession, scope: Scope, wanted: Filter, *, after: tuple[datetime, UUID] | None, limit: int
) -> Sequence[AuditEntry]:
    """Entries, newest first, at most `limit`."""
    return list((await db.execute(_query(scope, wanted, after, limit))).scalars())


def _query(
    scope: Scope, wanted: Filter, after: tuple[datetime, UUID] | None, limit: int
) -> sa.Select[AuditEntry]:
    query = (
        sa.select(AuditEntry)
        .where(AuditEntry.workspace_id == scope.workspace_id)
        .order_by(AuditEntry.at.desc(), AuditEntry.id.desc())
        .limit(limit)
    )
    if after is not None:
        query = query.where(sa.tuple_(AuditEntry.at, AuditEntry.id) < sa.tuple_(*map(sa.literal, after)))
    if isinstance(wanted.who, UUID):
        query = query.where(AuditEntry.actor_id == wanted.who)
    elif wanted.who is not None:
        query = query.where(sa.text(_BY_KIND[wanted.who]))
    if wanted.what is not None:
        query = query.where(AuditEntry.family == wanted.what)
    if wanted.since is not None:
        query = query.where(AuditEntry.at >= wanted.since)
    if wanted.until is not None:
        query = query.where(AuditEntry.at < wanted.until)
    return query


async def names_of(db: AsyncSession, things: Iterable[tuple[str, UUID]]) -> dict[UUID, str]:
    """What things are called today, by kind and id. What is gone, or never had a name, is not among them."""
    wanted: dict[str, set[UUID]] = defaultdict(set)
    for kind, thing_id in things:
        wanted[kind].add(thing_id)
    names: dict[UUID, str] = {}
    for kind, ids in wanted.items():
        if kind in _NAMES:
            its_id, its_name = _NAMES[kind]
            rows = await db.execute(sa.select(its_id, its_name).where(its_id.in_(ids)))
            names |= {row[0]: row[1] for row in rows.all() if row[1]}
    return names


_USERNAME = (
    sa.select(Identity.username)
    .where(Identity.contact_id == Contact.id, Identity.username.is_not(None))
    .order_by(Identity.id)
    .limit(1)
    .scalar_subquery()
)
_CUSTOMER = sa.func.coalesce(Contact.name, _USERNAME)

_NAMES: dict[str, tuple[sa.SQLColumnExpression[UUID], sa.SQLColumnExpression[Any]]] = {
    "person": (User.id, User.full_name),
    "key": (ApiKey.id, ApiKey.name),
    "agent": (Agent.id, Agent.name),
    "account": (Account.id, Account.username),
    "document": (Document.id, Document.title),
    "contact": (Contact.id, _CUSTOMER),
    "conversation": (
        Conversation.id,
        sa.select(_CUSTOMER).where(Contact.id == Conversation.contact_id).scalar_subquery(),
    ),
}
