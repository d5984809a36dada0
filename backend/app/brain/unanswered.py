"""What the agent searched for in vain: the owner is asked the same question (design: the unanswered list)."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from app.agents.tools import ToolResult
from app.brain.context import Unanswered
from app.brain.course import Turn
from app.knowledge.confidence import LOW
from app.knowledge.unanswered import askings
from app.knowledge.vectors.words import words
from app.platform.database import Connection, Effect

# The turn did something else for the customer: whatever it searched for was not what it was about.
_TALK = frozenset({"answered", "escalated"})


@dataclass(slots=True)
class Searches:
    """The searches of one turn."""

    made: list[tuple[str, float]] = field(default_factory=list)
    """What was looked for, and how sure the search was."""

    def note(self, arguments: dict[str, Any], result: ToolResult) -> None:
        """Remember it, if it was a search."""
        if result.confidence is not None:
            self.made.append((str(arguments.get("query", "")), result.confidence))

    @property
    def confidence(self) -> float | None:
        """Of the surest one; None: nothing was searched."""
        return max((confidence for _, confidence in self.made), default=None)

    def in_vain(self, turn: Turn, result: str, *, is_unproven: bool) -> Effect | None:
        """Puts on the owner's list what nothing was found for, or `is_unproven`, what could not be proven; None where
        there is no such thing.
        """
        lines = [line for line in turn.context.unanswered if line.kind == "text" and line.content.strip()]
        agent_id = turn.record.agent_id
        if not lines or agent_id is None or result not in _TALK:
            return None
        asked = _asked_in_vain(lines, self.made)
        if is_unproven and not asked:
            asked = [(lines[-1].id, lines[-1].content)]
        if not asked:
            return None

        async def effect(connection: Connection) -> None:
            for message_id, looked_for in asked:
                await askings.note(
                    connection,
                    turn.claim.workspace_id,
                    agent_id,
                    turn.context.conversation_id,
                    message_id,
                    looked_for,
                )

        return effect


def _asked_in_vain(
    lines: Sequence[Unanswered], searches: Sequence[tuple[str, float]]
) -> list[tuple[UUID, str]]:
    """The lines for which no search was sure, each with what was looked for. A model may search twice for one line."""
    best: dict[UUID, tuple[float, str]] = {}
    for looked_for, confidence in searches:
        line = _meant(lines, looked_for)
        best[line.id] = max(best.get(line.id, (-1.0, "")), (confidence, looked_for))
    return [(line_id, looked_for) for line_id, (confidence, looked_for) in best.items() if confidence < LOW]


def _meant(lines: Sequence[Unanswered], looked_for: str) -> Unanswered:
    """The line with most of the words that were looked for; of several the last."""
    asked = {word.lower() for word in words(looked_for)}
    shared = [len(asked.intersection(word.lower() for word in words(line.content))) for line in lines]
    return max(zip(shared, range(len(lines)), lines, strict=True), key=lambda each: each[:2])[2]
