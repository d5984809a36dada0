"""What tools did in a conversation before this turn; only an answer that claims a deed asks."""

from app.brain.course import Turn
from app.platform.database import Database

# A turn that began again, or failed, did nothing: its effects were never written.
_DONE = """
select distinct step ->> 'result' as label from turns, jsonb_array_elements(steps) step
where workspace_id = $1 and conversation_id = $2 and outcome in ('answered', 'escalated') and step ->> 'kind' = 'tool'
  and step ->> 'result' is not null
"""


async def done_before(database: Database, turn: Turn) -> frozenset[str]:
    """The labels of the results that tools had in earlier turns of the conversation."""
    async with database.tenant_road(turn.claim.workspace_id) as connection:
        rows = await connection.fetch(_DONE, turn.claim.workspace_id, turn.context.conversation_id)
    return frozenset(row["label"] for row in rows)
