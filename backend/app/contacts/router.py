"""HTTP of customers. Handing out and erasing everything about one is in `app.privacy`."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from app.contacts import service
from app.contacts.schemas import ContactChange, ContactRead, ContactSearch
from app.people.access import Db, Reader, Teammate
from app.platform.crypto import Vault
from app.platform.problems import NotFound, problems

router = APIRouter(prefix="/api/contacts", tags=["contacts"])


def _vault(request: Request) -> Vault:
    vault: Vault = request.app.state.vault
    return vault


OurVault = Annotated[Vault, Depends(_vault)]


@router.post("/find", responses=problems(NotFound))
async def find_contact(_: Reader, db: Db, vault: OurVault, wish: ContactSearch) -> ContactRead:
    """The customer with this e-mail address or telephone number. A body, so that neither stands in an address."""
    return await service.search(db, vault, wish)


@router.get("/{contact_id}", responses=problems(NotFound))
async def get_contact(_: Reader, db: Db, vault: OurVault, contact_id: UUID) -> ContactRead:
    """One customer."""
    return await service.find(db, vault, contact_id)


@router.put("/{contact_id}", responses=problems(NotFound))
async def change_contact(
    scope: Teammate, db: Db, vault: OurVault, contact_id: UUID, change: ContactChange
) -> ContactRead:
    """Write down name, e-mail address or telephone number of a customer."""
    return await service.change(db, scope, vault, contact_id, change)
