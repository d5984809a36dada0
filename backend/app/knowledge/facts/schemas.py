"""What the API of facts takes and gives."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from babel.numbers import list_currencies
from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from app.knowledge.facts.models import Fact, Kind, Status
from app.platform.text import storable

_MOST = 1_000_000_000_000  # minor units: beyond, it is no price of a small business


def _clean(value: object) -> object:
    return storable(value) if isinstance(value, str) else value


def _known_currency(code: str) -> str:
    if code not in list_currencies():
        raise PydanticCustomError("currency", "Write the currency as its three letters, for example EUR.")
    return code


_Clean = BeforeValidator(_clean)
FactName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200), _Clean]
FactValue = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500), _Clean]
Currency = Annotated[str, StringConstraints(to_upper=True, max_length=3), AfterValidator(_known_currency)]
LanguageCode = Annotated[str, StringConstraints(to_lower=True, pattern=r"^[a-zA-Z]{2}$")]


class FactWish(BaseModel):
    """A fact as a person writes it. Agents say the value as it stands here."""

    kind: Kind
    name: FactName = Field(description="Of what it is the value, for example `Haircut`")
    value: FactValue = Field(description="For example `45 EUR`")
    agent_id: UUID | None = Field(None, description="null: it holds for every agent of the business")
    amount_minor: int | None = Field(
        None, ge=0, le=_MOST, description="A price in the smallest unit of its currency"
    )
    currency: Currency | None = None
    language: LanguageCode | None = None

    @model_validator(mode="after")
    def _amount_has_money(self) -> "FactWish":
        if (self.amount_minor is None) != (self.currency is None):
            raise PydanticCustomError("amount", "Give amount_minor and currency together, or neither.")
        return self

    def columns(self) -> dict[str, Any]:
        """The wish as columns of a fact."""
        return self.model_dump()


class FactSource(BaseModel):
    """Where a proposed fact was read."""

    document: str
    document_id: UUID | None = Field(description="null: the document is gone")
    page: int | None


class FactRead(BaseModel):
    """A fact; only an approved one is used."""

    id: UUID
    kind: Kind
    name: str
    value: str
    agent_id: UUID | None
    amount_minor: int | None
    currency: str | None
    language: str | None
    status: Status
    source: FactSource | None = Field(description="null: it was written by hand")
    approved_by: UUID | None
    approved_at: datetime | None
    created_at: datetime


def shown(fact: Fact) -> FactRead:
    """The fact as the contract shows it."""
    source = None
    if fact.source:
        source = FactSource(document=fact.source, document_id=fact.document_id, page=fact.page)
    return FactRead(
        id=fact.id,
        kind=fact.kind,
        name=fact.name,
        value=fact.value,
        agent_id=fact.agent_id,
        amount_minor=fact.amount_minor,
        currency=fact.currency,
        language=fact.language,
        status=fact.status,
        source=source,
        approved_by=fact.approved_by,
        approved_at=fact.approved_at,
        created_at=fact.created_at,
    )
