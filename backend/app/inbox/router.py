"""What people say to customers from the dashboard."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request

from app.channels.adapter import ChannelAdapter
from app.conversations.handling import ConversationEnded
from app.conversations.suggestions import SuggestionGone
from app.inbox import by_hand
from app.inbox.schemas import MessagePlanned, PersonsMessage, SuggestionSent
from app.people.access import Db, Teammate
from app.platform import clock
from app.platform.after_commit import LiveHints, tell_after_commit
from app.platform.problems import Invalid, NotFound, problems
from app.platform.text import storable

router = APIRouter(prefix="/api/chat-history", tags=["Conversations"])


def _adapters(request: Request) -> Mapping[str, ChannelAdapter]:
    adapters: Mapping[str, ChannelAdapter] = request.app.state.adapters
    return adapters


Adapters = Annotated[Mapping[str, ChannelAdapter], Depends(_adapters)]


@router.post(
    "/{conversation_id}/messages",
    status_code=201,
    response_model=MessagePlanned,
    responses=problems(NotFound, ConversationEnded, by_hand.AccountUnwell, by_hand.WindowClosed, Invalid),
)
async def write_to_customer(
    scope: Teammate,
    db: Db,
    hints: LiveHints,
    adapters: Adapters,
    conversation_id: UUID,
    message: PersonsMessage,
) -> Any:
    """Say something to the customer as a person. The agent is silent for the next four hours, or until handed back."""
    text = storable(message.text)
    message_id = await by_hand.say(db, scope, adapters, conversation_id, text, clock.now())
    tell_after_commit(db, hints, "conversation.changed", conversation_id)
    return MessagePlanned(id=message_id)


@router.post(
    "/{conversation_id}/messages/{message_id}/send-again",
    status_code=202,
    response_model=MessagePlanned,
    responses=problems(NotFound, by_hand.NothingToSendAgain, by_hand.AccountUnwell, by_hand.WindowClosed),
)
async def send_message_again(
    scope: Teammate, db: Db, hints: LiveHints, adapters: Adapters, conversation_id: UUID, message_id: UUID
) -> Any:
    """Send what did not go out, or of which the network never said whether it did."""
    await by_hand.send_again(db, scope, adapters, conversation_id, message_id, clock.now())
    tell_after_commit(db, hints, "conversation.changed", conversation_id)
    return MessagePlanned(id=message_id)


@router.post(
    "/{conversation_id}/suggestions/{suggestion_id}/send",
    status_code=201,
    response_model=MessagePlanned,
    responses=problems(NotFound, SuggestionGone, by_hand.AccountUnwell, by_hand.WindowClosed, Invalid),
)
async def send_suggestion(
    scope: Teammate, db: Db, hints: LiveHints, adapters: Adapters, conversation_id: UUID, suggestion_id: UUID,
    wish: SuggestionSent,
) -> Any:  # fmt: skip
    """Send what the agent drafted, as it is or in your own words. The agent goes on drafting."""
    text = storable(wish.text).strip() if wish.text else None
    message_id = await by_hand.send_suggestion(
        db, scope, adapters, conversation_id, suggestion_id, text, clock.now()
    )
    tell_after_commit(db, hints, "conversation.changed", conversation_id)
    return MessagePlanned(id=message_id)
