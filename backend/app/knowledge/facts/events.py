"""What others may listen to."""

from dataclasses import dataclass
from typing import Literal, TypeAlias
from uuid import UUID

from app.platform.events import Event

Change: TypeAlias = Literal["made", "changed", "approved", "rejected", "deleted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FactChanged(Event):
    """What agents may say as a fact is another now, or somebody decided about a proposal."""

    fact_id: UUID
    change: Change
    user_id: UUID | None
