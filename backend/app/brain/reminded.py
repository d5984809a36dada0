"""A plain yes to a reminder is understood without a model; every other answer is the agent's to understand."""

from uuid import UUID

from app.brain.course import Turn
from app.llm.offline.lexicon import LANGUAGES, compiled, lexicon
from app.llm.offline.text import tokens
from app.notices import confirming as bookings
from app.platform.database import Connection, Database, Effect

_LONGEST_YES = 40
# What reminders ask for besides the yes of the built-in responder, which speaks no German.
_CONFIRMS = compiled(
    "ja( bitte| gerne?| klar)?|jawohl|einverstanden|(ich )?bestatig[et]|(i )?confirm(ed)?|confirm(o|ad[oa])|onayliyorum"
)


async def confirming(database: Database, turn: Turn) -> tuple[UUID, Effect] | None:
    """The booking of the reminder, and what makes it confirmed; None: this is no plain yes to a reminder."""
    context, workspace_id = turn.context, turn.claim.workspace_id
    if not all(is_yes(line.content) for line in context.unanswered):
        return None
    async with database.tenant_road(workspace_id) as connection:
        appointment_id = await bookings.reminded_of(
            connection, workspace_id, context.contact_id, turn.claim.thread_id
        )
    if appointment_id is None:
        return None

    async def effect(connection: Connection) -> None:
        await bookings.confirm(connection, workspace_id, appointment_id)

    return appointment_id, effect


def is_yes(text: str) -> bool:
    """Whether the line says yes and nothing else, and does not ask it."""
    said = " ".join(tokens(text)) if len(text) <= _LONGEST_YES and "?" not in text else ""
    rest = " ".join(_CONFIRMS.sub(" ", said).split())
    return bool(said) and (not rest or any(lexicon(language).is_all("YES", rest) for language in LANGUAGES))
