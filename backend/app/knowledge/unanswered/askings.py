"""Askings on their way to a question: noted with the answer of the turn, grouped afterwards."""

from uuid import UUID

from app.platform.database import Connection
from app.platform.ids import new_id
from app.platform.jobs import enqueue
from app.platform.text import storable

GROUP = "group_unanswered"
_LONGEST = 300

_NOTE = """
insert into unanswered_askings (id, workspace_id, agent_id, conversation_id, message_id, looked_for)
values ($1, $2, $3, $4, $5, $6) on conflict (workspace_id, message_id) do nothing returning id
"""


async def note(
    connection: Connection,
    workspace_id: UUID,
    agent_id: UUID,
    conversation_id: UUID,
    message_id: UUID,
    looked_for: str,
) -> None:
    """Put a customer's message on the list, once; `looked_for` is what the agent searched for in vain."""
    words = storable(looked_for).strip()[:_LONGEST]
    asking_id = await connection.fetchval(
        _NOTE, new_id(), workspace_id, agent_id, conversation_id, message_id, words
    )
    if asking_id is not None:
        await enqueue(connection, GROUP, workspace_id=workspace_id, asking_id=asking_id)
