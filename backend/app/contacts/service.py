"""What people know about customers. Addresses and numbers are sealed; a keyed hash finds them again (promise T4)."""

from contextlib import suppress
from datetime import datetime
from typing import Literal
from uuid import UUID

import sqlalchemy as sa
from cryptography.fernet import InvalidToken
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from app.contacts.events import ContactChanged
from app.contacts.models import Contact, Identity
from app.contacts.schemas import ContactChange, ContactRead, ContactSearch, IdentityRead
from app.platform.crypto import Vault
from app.platform.database import Scope
from app.platform.events import publish
from app.platform.ids import new_id
from app.platform.logs import get_logger
from app.platform.problems import NotFound

log = get_logger(__name__)


async def find(db: AsyncSession, vault: Vault, contact_id: UUID) -> ContactRead:
    """The customer; raises `NotFound` when this workspace has no such contact."""
    return await _read(db, vault, await _find(db, contact_id))


async def search(db: AsyncSession, vault: Vault, wish: ContactSearch) -> ContactRead:
    """The customer with this address or number; raises `NotFound`."""
    kind, value = wish.what
    query = sa.select(Identity.contact_id).where(
        Identity.kind == kind, Identity.network_id.in_(vault.lookup_hashes(kind, value))
    )
    contact_id = (await db.execute(query.limit(1))).scalar_one_or_none()
    if contact_id is None:
        raise NotFound("No customer with this address or number is known here.")
    return await find(db, vault, contact_id)


async def known_as(
    db: AsyncSession, scope: Scope, vault: Vault, *, name: str, email: str | None, phone: str | None, now: datetime
) -> UUID:  # fmt: skip
    """The customer with this address or number; a new one, if nobody has it.

    Who is known stays as they are: a household shares a telephone, and the address may be of somebody else in it.
    """
    for kind, value in (("email", email), ("phone", phone)):
        if value is not None:
            with suppress(NotFound):
                return (await search(db, vault, ContactSearch(**{kind: value}))).id
    contact = Contact(id=new_id(), workspace_id=scope.workspace_id, name=name, created_at=now)
    db.add(contact)
    await db.flush()
    await change(db, scope, vault, contact.id, ContactChange(name=name, email=email, phone=phone))
    return contact.id


async def change(
    db: AsyncSession, scope: Scope, vault: Vault, contact_id: UUID, wish: ContactChange
) -> ContactRead:
    """Write down what a person knows about the customer. Raises `NotFound`."""
    contact = await _find(db, contact_id, lock=True)
    fields = tuple(sorted(wish.model_fields_set))
    if "name" in fields:
        contact.name = wish.name
    if "email" in fields:
        contact.email_encrypted = vault.seal(wish.email) if wish.email else None
        await _make_findable(db, scope, vault, contact_id, "email", wish.email)
    if "phone" in fields:
        contact.phone_encrypted = vault.seal(wish.phone) if wish.phone else None
        await _make_findable(db, scope, vault, contact_id, "phone", wish.phone)
    if fields:
        event = ContactChanged(workspace_id=scope.workspace_id, contact_id=contact_id, fields=fields)
        await publish(db, event)
    return await _read(db, vault, contact)


def opened(vault: Vault, contact_id: UUID, sealed: bytes | None) -> str | None:
    """What was sealed; None as well when none of today's keys opens it."""
    if sealed is None:
        return None
    try:
        return vault.open(sealed)
    except InvalidToken:
        log.error("contact_unreadable", contact_id=str(contact_id))
        return None


async def _make_findable(
    db: AsyncSession, scope: Scope, vault: Vault, contact_id: UUID, kind: Literal["email", "phone"],
    value: str | None,
) -> None:  # fmt: skip
    """An address that two customers share finds the one who had it first."""
    await db.execute(sa.delete(Identity).where(Identity.contact_id == contact_id, Identity.kind == kind))
    if value is not None:
        row = {
            "id": new_id(),
            "workspace_id": scope.workspace_id,
            "contact_id": contact_id,
            "kind": kind,
            "network_id": vault.lookup_hashes(kind, value)[0],
        }
        await db.execute(insert(Identity).values(row).on_conflict_do_nothing())


async def _find(db: AsyncSession, contact_id: UUID, *, lock: bool = False) -> Contact:
    query = sa.select(Contact).where(Contact.id == contact_id)
    contact = (await db.execute(query.with_for_update() if lock else query)).scalar_one_or_none()
    if contact is None:
        raise NotFound("There is no such contact.")
    return contact


async def _read(db: AsyncSession, vault: Vault, contact: Contact) -> ContactRead:
    query = (
        sa.select(Identity)
        .where(Identity.contact_id == contact.id, Identity.kind == "channel")
        .order_by(Identity.id)
    )
    return ContactRead(
        id=contact.id,
        name=contact.name,
        email=opened(vault, contact.id, contact.email_encrypted),
        phone=opened(vault, contact.id, contact.phone_encrypted),
        identities=[
            IdentityRead(
                account_id=identity.account_id, network_id=identity.network_id, username=identity.username
            )
            for identity in (await db.execute(query)).scalars()
            if identity.account_id is not None
        ],
        created_at=contact.created_at,
    )
