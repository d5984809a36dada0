"""Texts that an account seems to say by itself, and what the owner says about each, once (promise H1).

Until it is decided, what it looks like counts. What is decided counts from then on, to whomever the account says it.
"""

from datetime import UTC, datetime
from typing import Final
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts.models import Account
from app.conversations.events import AutomaticReplyDecided
from app.conversations.models import AutomaticReply
from app.conversations.schemas import AutomaticReplyRow, Reason, Verdict
from app.platform.database import Scope
from app.platform.events import publish
from app.platform.problems import NotFound

LOOKS: Final = {
    "said_to_many": "The same text went to three or more customers.",
    "too_quick": "It was sent within 5 seconds of the customer's message.",
}
"""Why a text looks automatic, by code."""

_EFFECTS: dict[str | None, str] = {
    None: "Until you decide, it counts as automatic and the agent goes on.",
    "automatic": "It counts as automatic: when it is sent again, the agent goes on.",
    "person": "It counts as written by a person: when it is sent again, that person takes the conversation over and "
    "the agent stays quiet.",
}

# As it stands in the index: what is open comes first, as if decided at the end of time.
_END_OF_TIME = datetime(9999, 12, 31, tzinfo=UTC)
_DECIDED_AT = sa.func.coalesce(
    AutomaticReply.decided_at, sa.literal_column("'9999-12-31 00:00:00+00'::timestamptz")
)


async def page(
    db: AsyncSession, scope: Scope, after: tuple[datetime, UUID] | None, limit: int
) -> list[AutomaticReplyRow]:
    """Open questions first, the newest of them on top; then what was decided, the latest first. At most `limit`."""
    rows = _rows(scope).order_by(_DECIDED_AT.desc(), AutomaticReply.id.desc()).limit(limit)
    if after is not None:
        rows = rows.where(sa.tuple_(_DECIDED_AT, AutomaticReply.id) < sa.tuple_(*map(sa.literal, after)))
    return [_row(*found) for found in (await db.execute(rows)).all()]


def place_of(row: AutomaticReplyRow) -> tuple[datetime, UUID]:
    """Where a row stands in the list."""
    return row.decided_at or _END_OF_TIME, row.id


async def decide(
    db: AsyncSession, scope: Scope, reply_id: UUID, verdict: Verdict, now: datetime
) -> AutomaticReplyRow:
    """Say what this text is from now on; it may be said again, and differently. Raises `NotFound`."""
    found = (await db.execute(_rows(scope).where(AutomaticReply.id == reply_id))).one_or_none()
    if found is None:
        raise NotFound("There is no such automatic reply.")
    reply, account = found
    reply.verdict, reply.decided_at = verdict, now
    await db.flush()
    await publish(db, AutomaticReplyDecided(
        workspace_id=scope.workspace_id, account_id=account.id, reply_id=reply.id, verdict=verdict,
        user_id=scope.user_id,
    ))  # fmt: skip
    return _row(reply, account)


def _rows(scope: Scope) -> sa.Select[AutomaticReply, Account]:
    return (
        sa.select(AutomaticReply, Account)
        .join(
            Account,
            sa.and_(
                Account.workspace_id == AutomaticReply.workspace_id, Account.id == AutomaticReply.account_id
            ),
        )
        .where(AutomaticReply.workspace_id == scope.workspace_id)
    )


def _row(reply: AutomaticReply, account: Account) -> AutomaticReplyRow:
    return AutomaticReplyRow(
        id=reply.id,
        account_id=account.id,
        channel=account.channel,
        account_name=account.username,
        content=reply.content,
        because=Reason(code=reply.because, text=LOOKS[reply.because]),
        verdict=reply.verdict,
        effect=_EFFECTS[reply.verdict],
        created_at=reply.created_at,
        decided_at=reply.decided_at,
    )
