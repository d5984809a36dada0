"""What one turn goes by, from its reading to its end."""

from dataclasses import dataclass

from app.brain.context import TurnContext
from app.inbox.claim import Claim
from app.inbox.finish import TurnRecord


@dataclass(frozen=True, slots=True)
class Turn:
    """One run of an agent: what it may do, what it read, and what it writes down about itself."""

    claim: Claim
    context: TurnContext
    record: TurnRecord
    language: str
    """The customer's, for our own sentences."""
    said_before: list[str]
    """What the customer wrote earlier."""
