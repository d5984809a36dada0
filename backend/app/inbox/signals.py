"""What is no message: seen, reactions, where a customer came from, who holds the thread, comments, policy notices."""

import orjson

from app.channels.events import Comment, ControlMoved, PolicyEnforced, Reaction, Referral, Seen
from app.inbox import places
from app.inbox.arrived import Arrived, Changed
from app.inbox.echoes import TAKE_OVER
from app.platform.database import Connection
from app.platform.ids import new_id
from app.platform.logs import get_logger

log = get_logger(__name__)

_MOST_SEEN_AT_ONCE = 50

# Who has seen a message has seen everything before it. Looks at the newest lines only, however long the history is.
_SEEN = f"""
with named as (
  select conversation_id, created_at from messages
  where workspace_id = $1 and thread_id = $2 and (network_message_id = any($4::text[]) or id in (
    select message_id from send_parts
    where workspace_id = $1 and thread_id = $2 and network_message_id = any($4::text[])))
  order by created_at desc limit 1
)
update messages m set status = $6 where m.id in (
  select id from messages
  where workspace_id = $1 and conversation_id = coalesce((select conversation_id from named), $3)
  order by created_at desc, id desc limit {_MOST_SEEN_AT_ONCE}
)
and m.sender_type <> 'customer' and (m.status = 'sent' or (m.status = 'delivered' and $6 = 'read'))
and m.created_at <= coalesce((select created_at from named), $5)
returning m.conversation_id
"""

# An older reaction that comes late changes nothing.
_REACT = """
with reacted as (
  update messages set reaction = $4, reacted_at = $5
  where workspace_id = $1 and thread_id = $2 and (reacted_at is null or reacted_at <= $5)
    and (network_message_id = $3 or id in (
      select message_id from send_parts where workspace_id = $1 and thread_id = $2 and network_message_id = $3))
  returning conversation_id
),
opened as (update threads set last_customer_at = greatest(last_customer_at, $5) where id = $2)
select conversation_id from reacted
"""

_REFERRED = """
update threads set referral = $2, last_customer_at = greatest(last_customer_at, $3) where id = $1
"""

_TAKEN = """
with taken as (
  update threads set handled_by = 'people', paused_until = now() + $3::interval, reply_due_at = null,
    waiting_since = null
  where id = $2 and (handled_by = 'agent' or paused_until is not null)
)
update messages set status = 'silent', reason_code = 'another_app',
  reason_text = 'Another app of the business took this conversation over.'
where workspace_id = $1 and thread_id = $2 and status in ('received', 'waiting')
"""

_COMMENT = """
insert into comments (id, workspace_id, account_id, network_id, parent_network_id, media_network_id,
                      author_network_id, author_username, content, written_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (account_id, network_id) do nothing
"""

_RESTRICT = "update accounts set health = 'restricted' where id = $1 and health = 'ok'"
_LIFT = "update accounts set health = 'ok' where id = $1 and health = 'restricted'"


async def seen(connection: Connection, arrived: Arrived, event: Seen) -> Changed | None:
    """What we sent was delivered or read."""
    spot = await places.keep_event(connection, arrived.arrival, event, event.state)
    if spot is None or spot["thread_id"] is None:
        return None
    conversation = await connection.fetchval(
        _SEEN, spot["workspace_id"], spot["thread_id"], spot["conversation_id"], list(event.message_ids),
        event.until or arrived.sent_at, event.state,
    )  # fmt: skip
    return Changed(spot["workspace_id"], conversation) if conversation else None


async def react(connection: Connection, arrived: Arrived, event: Reaction) -> Changed | None:
    """The customer's reaction stands beside the message; it opens the reply window and is never answered."""
    spot = await places.keep_event(connection, arrived.arrival, event, "reaction")
    if spot is None or spot["thread_id"] is None:
        return None
    await places.hold(connection, spot["thread_id"])  # before its messages, as everybody takes them
    conversation = await connection.fetchval(
        _REACT, spot["workspace_id"], spot["thread_id"], event.message_id, event.reaction, arrived.sent_at
    )
    if conversation is None:
        await places.explain(connection, event, "about a message that is not here, or older than the last")
        return None
    return Changed(spot["workspace_id"], conversation)


async def refer(connection: Connection, arrived: Arrived, event: Referral) -> None:
    """Remember where the customer came from; it opens the reply window, and there is nothing to answer yet."""
    spot = await places.keep_event(connection, arrived.arrival, event, "referral")
    if spot is not None and spot["thread_id"] is not None:
        where_from = orjson.dumps(dict(event.referral)).decode()
        await connection.execute(_REFERRED, spot["thread_id"], where_from, arrived.sent_at)


async def move_control(connection: Connection, arrived: Arrived, event: ControlMoved) -> Changed | None:
    """Another app that took the thread counts as people: the agent is silent until the timer ends or it is handed back.

    Being passed the thread hands nothing back by itself: whoever answered there may still be at it.
    """
    spot = await places.keep_event(connection, arrived.arrival, event, "control")
    if spot is None or spot["thread_id"] is None or event.move != "taken":
        return None
    await places.hold(connection, spot["thread_id"])
    await connection.execute(_TAKEN, spot["workspace_id"], spot["thread_id"], TAKE_OVER)
    return Changed(spot["workspace_id"], spot["conversation_id"]) if spot["conversation_id"] else None


async def comment(connection: Connection, arrived: Arrived, event: Comment) -> None:
    """Keep a comment that somebody wrote under a post."""
    spot = await places.keep_event(connection, arrived.arrival, event, "comment")
    if spot is None:
        return
    await connection.execute(
        _COMMENT, new_id(), spot["workspace_id"], spot["account_id"], event.comment_id, event.parent_id,
        event.media_id, event.author_id, event.author_username, event.text, event.sent_at,
    )  # fmt: skip


async def enforce_policy(connection: Connection, arrived: Arrived, event: PolicyEnforced) -> Changed | None:
    """The network warns or blocks: the agent stops on this account until the network lifts it."""
    spot = await places.keep_event(connection, arrived.arrival, event, "policy")
    if spot is None:
        return None
    await connection.execute(_LIFT if event.action == "unblock" else _RESTRICT, spot["account_id"])
    await places.explain(connection, event, f"{event.action}: {event.reason}"[:600])
    log.warning("policy_enforced", account=str(spot["account_id"]), action=event.action)
    return Changed(spot["workspace_id"], spot["account_id"], "account.changed")
