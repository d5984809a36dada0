"""What a person writes to a customer from the dashboard leaves by the same way as an answer (promise D5, D8)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Account
from app.channels.adapter import ChannelAdapter, Limits
from app.channels.splitting import split_text
from app.conversations import handling, suggestions
from app.conversations.events import PersonSpoke
from app.conversations.models import Conversation, Thread
from app.inbox.echoes import TAKE_OVER
from app.platform.database import Scope, raw_connection
from app.platform.events import publish
from app.platform.ids import new_id
from app.platform.problems import Conflict, Invalid

# A person's text may be longer than an agent's answer, and is never cut off with an offer to go on.
_MOST_PARTS = 10

_PLAN = """
with message as (
  insert into messages (id, workspace_id, conversation_id, thread_id, sender_type, kind, content, status,
                        author_user_id)
  values ($1, $2, $3, $4, 'human', 'text', $5, 'planned', $6)
),
talked as (
  update conversations set message_count = message_count + 1, last_message_at = now() where id = $3
)
insert into send_parts (id, workspace_id, message_id, thread_id, ordinal, text, status, settle_after)
select part.id, $2, $1, $4, part.ordinal, part.text, 'planned', now()
from unnest($7::uuid[], $8::text[]) with ordinality as part (id, text, ordinal)
"""

# What the draft was made for has its answer now.
_ANSWERED = """
update messages set status = 'answered', reason_code = null, reason_text = null
where workspace_id = $1 and conversation_id = $2 and turn_id = $3 and sender_type = 'customer' and status = 'silent'
"""

_AGENT_HANDLES = """
select (handled_by = 'agent' or paused_until < now()) and stopped_at is null from threads where id = $1
"""

_LOST = """
select m.sender_type from messages m
where m.workspace_id = $1 and m.conversation_id = $2 and m.id = $3 and m.status in ('unknown', 'failed')
  and exists (select from send_parts p where p.message_id = m.id and p.status in ('unknown', 'failed'))
"""

# What went out stays; the rest goes out (again) in its order.
_AGAIN = """
with parts as (
  update send_parts set status = 'planned', attempts = 0, sent_again = false, settle_after = now(), error_code = null,
    error_text = null
  where message_id = $1 and status in ('unknown', 'failed')
)
update messages set status = 'planned', reason_code = null, reason_text = null, author_user_id = $2 where id = $1
"""


class WindowClosed(Conflict):
    code, title = "window_closed", "The network takes no message to this customer any more"


class AccountUnwell(Conflict):
    code, title = "account_unwell", "The account cannot send at the moment"


class NotNow(Conflict):
    code, title = "not_now", "The agent does not handle this conversation"


class NothingToSendAgain(Conflict):
    code, title = "nothing_to_send_again", "This message went out, or is still on its way"


async def say(
    db: AsyncSession, scope: Scope, adapters: Mapping[str, ChannelAdapter], conversation_id: UUID, text: str,
    now: datetime,
) -> UUID:  # fmt: skip
    """Plan a person's message, which takes the conversation over for a while (promise H1); its id.

    Raises `NotFound`, `ConversationEnded`, `AccountUnwell`, `Invalid` when it is too long, or `WindowClosed` when the
    customer last wrote longer ago than people may answer.
    """
    found, thread = await handling.held(db, scope, conversation_id)
    limits = await _limits(db, adapters, found)
    _check_window(thread, limits.people_window, now)
    parts = _parts(text, limits)
    await handling.take_over(db, scope, conversation_id, TAKE_OVER, now)
    return await _plan(db, scope, found, thread, parts)


async def send_suggestion(
    db: AsyncSession, scope: Scope, adapters: Mapping[str, ChannelAdapter], conversation_id: UUID,
    suggestion_id: UUID, text: str | None, now: datetime,
) -> UUID:  # fmt: skip
    """Plan an agent's draft as a person's message, in other words where `text` is given; its id. The agent goes on
    drafting: nobody takes over.

    Raises what `say` raises, and `SuggestionGone`. Words of the agent alone keep its reply window, however late a
    person presses the button.
    """
    suggestion = await suggestions.held(db, scope, conversation_id, suggestion_id)
    found, thread = await handling.held(db, scope, conversation_id)
    limits = await _limits(db, adapters, found)
    is_persons = text is not None and text != suggestion.text
    _check_window(thread, limits.people_window if is_persons else limits.reply_window, now)
    message_id = await _plan(db, scope, found, thread, _parts(text or suggestion.text, limits))
    suggestion.status, suggestion.message_id = "sent", message_id
    suggestion.decided_by, suggestion.decided_at = scope.user_id, now
    connection = await raw_connection(db)
    await connection.execute(_ANSWERED, scope.workspace_id, found.id, suggestion.turn_id)
    return message_id


async def follow_up(
    db: AsyncSession, scope: Scope, adapters: Mapping[str, ChannelAdapter], conversation_id: UUID, text: str,
    now: datetime,
) -> UUID:  # fmt: skip
    """Plan a person's answer to what the customer asked earlier; its id. The agent goes on, nobody takes over.

    Raises what `say` raises, and `NotNow` where people handle the conversation, it has ended, or the customer asked for
    no more automatic lines. It keeps the agent's reply window: nobody is in the conversation to go on with it.
    """
    found, thread = await handling.held(db, scope, conversation_id)
    connection = await raw_connection(db)
    if found.status != "active" or not await connection.fetchval(_AGENT_HANDLES, thread.id):
        raise NotNow("Write to the customer in the conversation itself.")
    limits = await _limits(db, adapters, found)
    _check_window(thread, limits.reply_window, now)
    return await _plan(db, scope, found, thread, _parts(text, limits))


async def send_again(
    db: AsyncSession, scope: Scope, adapters: Mapping[str, ChannelAdapter], conversation_id: UUID,
    message_id: UUID, now: datetime,
) -> None:  # fmt: skip
    """Send what did not go out, or of which nobody knows whether it did, once more: a person decides it (promise D5).

    Raises `NotFound`, `AccountUnwell`, `WindowClosed`, or `NothingToSendAgain`.
    """
    found, thread = await handling.held(db, scope, conversation_id)
    limits = await _limits(db, adapters, found)
    connection = await raw_connection(db)
    sender = await connection.fetchval(_LOST, scope.workspace_id, found.id, message_id)
    if sender is None:
        raise NothingToSendAgain("Look at the conversation again: it may have been settled meanwhile.")
    _check_window(thread, limits.people_window if sender == "human" else limits.reply_window, now)
    await connection.execute(_AGAIN, message_id, scope.user_id)
    await publish(db, PersonSpoke(
        workspace_id=scope.workspace_id, conversation_id=found.id, message_id=message_id, user_id=scope.user_id,
    ))  # fmt: skip


def _parts(text: str, limits: Limits) -> list[str]:
    parts = split_text(text, limits.longest_message_bytes, _MOST_PARTS + 1, "")
    if len(parts) > _MOST_PARTS:
        raise Invalid(f"That is longer than {_MOST_PARTS} messages. Send it in pieces.")
    return parts


async def _plan(
    db: AsyncSession, scope: Scope, found: Conversation, thread: Thread, parts: list[str]
) -> UUID:
    message_id = new_id()
    connection = await raw_connection(db)
    await connection.execute(
        _PLAN, message_id, scope.workspace_id, found.id, thread.id, "\n\n".join(parts), scope.user_id,
        [new_id() for _ in parts], parts,
    )  # fmt: skip
    await publish(db, PersonSpoke(
        workspace_id=scope.workspace_id, conversation_id=found.id, message_id=message_id, user_id=scope.user_id,
    ))  # fmt: skip
    return message_id


async def _limits(db: AsyncSession, adapters: Mapping[str, ChannelAdapter], found: Conversation) -> Limits:
    account = await db.get(Account, found.account_id)
    adapter = adapters.get(account.channel) if account else None
    if account is None or adapter is None or not account.is_active or account.health != "ok":
        raise AccountUnwell("Link the account again on the Accounts page, then send your message.")
    return adapter.limits


def _check_window(thread: Thread, window: timedelta, now: datetime) -> None:
    if thread.last_customer_at is None or thread.last_customer_at + window <= now:
        length = f"{window.days} days" if window.days > 1 else "24 hours"
        raise WindowClosed(f"The customer last wrote more than {length} ago. They have to write first.")
