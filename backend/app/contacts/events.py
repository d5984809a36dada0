"""What others may listen to."""

from dataclasses import dataclass
from uuid import UUID

from app.platform.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChanged(Event):
    """A person wrote down something about a customer. `fields` are names, never values."""

    contact_id: UUID
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactExported(Event):
    """Everything about a customer was handed out."""

    contact_id: UUID
    by: UUID | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactErased(Event):
    """A customer is erased, in this transaction. What hangs on the contact's row goes by itself; whoever keeps anything
    else of the customer deletes it now. The transaction is the system's: name the workspace in every statement.
    """

    contact_id: UUID
    erasure_id: UUID
    by: UUID | None
