"""Statements about escalations; the caller's transaction binds the workspace."""

from uuid import UUID

from app.platform.database import Connection
from app.platform.ids import new_id

_ESCALATE = """
with opened as (
  insert into escalations (id, workspace_id, conversation_id, thread_id, reason, summary)
  values ($1, $2, $3, $4, $5, $6) on conflict (conversation_id) where status = 'open' do nothing
),
marked as (update conversations set status = 'escalated', result = 'escalated' where id = $3)
update threads set handled_by = 'people', paused_until = null where id = $4
"""


async def escalate(
    connection: Connection,
    workspace_id: UUID,
    thread_id: UUID,
    conversation_id: UUID,
    reason: str,
    summary: str,
) -> None:
    """Open an escalation (one at a time per conversation) and let people handle the thread until it is handed back."""
    await connection.execute(_ESCALATE, new_id(), workspace_id, conversation_id, thread_id, reason, summary)
