"""Texts that the team has at hand, with places for names that are filled in for each conversation."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from app.agents.models import Agent
from app.contacts.models import Contact, Identity
from app.conversations.canned_replies_schemas import CannedReplyWish
from app.conversations.events import CannedReplyChanged
from app.conversations.models import CannedReply, Conversation, Thread
from app.people.models import User, Workspace
from app.platform.database import Scope
from app.platform.events import publish
from app.platform.ids import new_id
from app.platform.problems import Conflict, Invalid, NotFound

VARIABLES: Final = ("customer_name", "business", "agent", "my_name")
"""What may stand in braces."""

_VARIABLE = re.compile(r"\{([^{}]*)\}")
# With what leads up to a name, which goes with it where there is none: "Hello, {customer_name}!" is then "Hello!".
_PLACE = re.compile(r"(^|,?[ \t]*)\{(\w+)\}((?:,[ \t]*)?)", re.MULTILINE)


class UnknownVariable(Invalid):
    code, title = "unknown_variable", "There is no such variable"


class ShortcutTaken(Conflict):
    code, title = "shortcut_taken", "Another text has this shortcut"


@dataclass(frozen=True, slots=True)
class Names:
    """What stands for each variable; empty: there is no such name."""

    customer_name: str
    business: str
    agent: str
    my_name: str


async def page(db: AsyncSession, *, after: tuple[datetime, UUID] | None, limit: int) -> list[CannedReply]:
    """The workspace's texts, newest first, at most `limit`."""
    query = sa.select(CannedReply).order_by(CannedReply.created_at.desc(), CannedReply.id.desc()).limit(limit)
    if after is not None:
        query = query.where(sa.tuple_(CannedReply.created_at, CannedReply.id) < sa.tuple_(*after))
    return list((await db.execute(query)).scalars())


async def make(db: AsyncSession, scope: Scope, wish: CannedReplyWish, *, now: datetime) -> CannedReply:
    """Keep a text. Raises `UnknownVariable` or `ShortcutTaken`."""
    _check_variables(wish.text)
    made = CannedReply(
        id=new_id(), workspace_id=scope.workspace_id, title=wish.title, text=wish.text, shortcut=wish.shortcut,
        created_at=now,
    )  # fmt: skip
    db.add(made)
    await _keep(db, scope, made.id, "made")
    return made


async def change(db: AsyncSession, scope: Scope, reply_id: UUID, wish: CannedReplyWish) -> CannedReply:
    """Keep it otherwise. Raises `NotFound`, `UnknownVariable` or `ShortcutTaken`."""
    _check_variables(wish.text)
    found = await _find(db, reply_id)
    found.title, found.text, found.shortcut = wish.title, wish.text, wish.shortcut
    await _keep(db, scope, reply_id, "changed")
    return found


async def delete(db: AsyncSession, scope: Scope, reply_id: UUID) -> None:
    """The team has it at hand no more. Raises `NotFound`."""
    await db.delete(await _find(db, reply_id))
    await _keep(db, scope, reply_id, "deleted")


async def render(db: AsyncSession, scope: Scope, conversation_id: UUID, reply_id: UUID) -> str:
    """The text for this conversation, said by whoever asks. Raises `NotFound`."""
    names = await _names(db, scope, conversation_id)
    return fill_in((await _find(db, reply_id)).text, names)


def fill_in(text: str, names: Names) -> str:
    """The text with its variables filled in. Where there is no name, the comma and space before it go too."""

    def put(found: re.Match[str]) -> str:
        before, variable, after = found.groups()
        value: str = getattr(names, variable)
        if value:
            return f"{before}{value}{after}"
        return "" if not before else after

    return _PLACE.sub(put, text)


def _check_variables(text: str) -> None:
    unknown = next((name for name in _VARIABLE.findall(text) if name not in VARIABLES), None)
    if unknown is not None:
        *first, last = (f"{{{name}}}" for name in VARIABLES)
        raise UnknownVariable(f"There is no variable {{{unknown[:40]}}}. Use {', '.join(first)} or {last}.")


async def _keep(
    db: AsyncSession, scope: Scope, reply_id: UUID, what: Literal["made", "changed", "deleted"]
) -> None:
    try:
        await db.flush()
    except IntegrityError:
        raise ShortcutTaken("Choose another one, or change the text that has it.") from None
    event = CannedReplyChanged(
        workspace_id=scope.workspace_id, reply_id=reply_id, change=what, user_id=scope.user_id
    )
    await publish(db, event)


async def _find(db: AsyncSession, reply_id: UUID) -> CannedReply:
    query = sa.select(CannedReply).where(CannedReply.id == reply_id)
    found = (await db.execute(query)).scalar_one_or_none()
    if found is None:
        raise NotFound("There is no such canned reply.")
    return found


async def _names(db: AsyncSession, scope: Scope, conversation_id: UUID) -> Names:
    my_name = sa.select(User.full_name).where(User.id == scope.user_id).scalar_subquery()
    query = (
        sa.select(sa.func.coalesce(Contact.name, Identity.username), Workspace.name, Agent.name, my_name)
        .select_from(Conversation)
        .join(Workspace, Workspace.id == Conversation.workspace_id)
        .join(Contact, Contact.id == Conversation.contact_id)
        .join(Thread, Thread.id == Conversation.thread_id)
        .join(Identity, Identity.id == Thread.identity_id)
        .outerjoin(Agent, Agent.id == Conversation.agent_id)
        .where(Conversation.workspace_id == scope.workspace_id, Conversation.id == conversation_id)
    )
    row = (await db.execute(query)).one_or_none()
    if row is None:
        raise NotFound("There is no such conversation.")
    return Names(*(" ".join((name or "").split()) for name in row))
