"""What is said, put into parts that fit the network, and what else happens when it is said. Pure."""

from collections.abc import Sequence

from app.brain import words
from app.brain.course import Turn
from app.channels.splitting import split_text
from app.escalations import repository as escalations
from app.escalations.repository import Kind
from app.inbox import finish
from app.inbox.finish import REASONS, Speech
from app.inbox.send import Outgoing
from app.platform.database import Connection, Effect


def answer(text: str, turn: Turn, outgoing: Outgoing, result: str, effects: Sequence[Effect]) -> Speech:
    """What the model says; `result` is the label the conversation gets."""
    return Speech(_parts(text, turn, outgoing), result=result, effects=effects)


def handover(text: str, turn: Turn, outgoing: Outgoing, effects: Sequence[Effect]) -> Speech:
    """The last words before a person takes over."""
    parts = _parts(text, turn, outgoing)
    return Speech(parts, kind="notice", outcome="escalated", result="escalated", effects=effects)


def own_words(name: str, turn: Turn, outgoing: Outgoing, effects: Sequence[Effect] = ()) -> Speech:
    """A sentence of the program's own, in the customer's language."""
    return Speech(_parts(words.say(name, turn.language), turn, outgoing), kind="notice", effects=effects)


def own_handover(name: str, turn: Turn, outgoing: Outgoing, effects: Sequence[Effect]) -> Speech:
    """The same where a person takes over."""
    return handover(words.say(name, turn.language), turn, outgoing, effects)


def escalation(turn: Turn, kind: Kind, reason: str, summary: str) -> Effect:
    """A person is fetched when the turn ends."""

    async def effect(connection: Connection) -> None:
        await escalations.escalate(
            connection,
            turn.claim.workspace_id,
            turn.claim.thread_id,
            turn.context.conversation_id,
            kind,
            reason,
            summary,
        )

    return effect


def note(turn: Turn, code: str) -> Effect:
    """A line for people's eyes stands in the conversation when the turn ends."""

    async def effect(connection: Connection) -> None:
        await finish.note(connection, turn.claim, turn.record, code, REASONS[code])

    return effect


def _parts(text: str, turn: Turn, outgoing: Outgoing) -> list[str]:
    lines = outgoing.adapter.limits
    offer = words.say("go_on", words.language_of([text], turn.language))
    return split_text(text, lines.longest_message_bytes, lines.most_parts, offer)
