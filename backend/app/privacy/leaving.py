"""A business leaves: it is switched off at once, can be brought back for two weeks, and then nothing of it is left."""

from datetime import datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncSession

from app.accounts import service as accounts
from app.agents import service as agents
from app.agents.events import AgentDeleted
from app.channels.instagram.login import InstagramLogin
from app.inbox.erase import erase_account
from app.people.models import User, Workspace
from app.people.passwords import hasher
from app.platform.crypto import Vault
from app.platform.database import Database, Scope
from app.platform.events import publish
from app.platform.hints import Hints
from app.platform.ids import new_id
from app.platform.limits import QUARTER_HOUR, hit
from app.platform.logs import get_logger
from app.platform.problems import NotFound
from app.privacy.errors import NotConfirmed, NotLeaving
from app.privacy.events import WorkspaceBroughtBack, WorkspaceLeaving
from app.privacy.schemas import LeavingWish

log = get_logger(__name__)

GRACE = timedelta(days=14)
_TRIES = 10
_AT_ONCE = 200
_LONG = 3600.0  # seconds: what is left of a large business goes in one statement

_READ = sa.text("select leaves_at from workspaces where id = :workspace")
_LEAVE = sa.text(
    "update workspaces set leaves_at = :leaves_at, agents_to_bring_back = :agents"
    " where id = :workspace and leaves_at is null returning id"
)
_ACTIVE_AGENTS = sa.text("select id from agents where is_active order by id")
# What it was comes back from the row itself, so that two at once bring back the same.
_STAY = sa.text(
    "with it as (select id, agents_to_bring_back from workspaces where id = :workspace and leaves_at > :now for update)"
    " update workspaces set leaves_at = null, agents_to_bring_back = '{}' from it where workspaces.id = it.id"
    " returning it.agents_to_bring_back"
)

_DUE = "select id from workspaces where leaves_at <= $1"
_ACCOUNTS = "select id, channel, is_active from accounts where workspace_id = $1 order by id"
_AGENTS = "select id from agents where workspace_id = $1"
_BITES = [
    f"delete from {table} where workspace_id = $1 and id in (select id from {table} where workspace_id = $1 limit $2)"  # noqa: S608 - our own names
    for table in ("conversations", "compliments", "contacts", "documents", "workspace_exports", "events")
]
_RECORD = """
insert into erasures (id, workspace_id, finished_at) values ($1, $2, now())
on conflict (workspace_id, contact_id) do update set finished_at = now()
"""
_MEMBERS = "select user_id from memberships where workspace_id = $1"
_WORKSPACE = "delete from workspaces where id = $1"
_USERS = """
delete from users u where u.id = any($1::uuid[]) and not u.is_operator
  and not exists (select from memberships m where m.user_id = u.id)
"""


async def leaves_at(db: AsyncSession, scope: Scope) -> datetime | None:
    """When the business is gone; None: it stays."""
    moment: datetime | None = (await db.execute(_READ, {"workspace": scope.workspace_id})).scalar_one()
    return moment


async def leave(database: Database, scope: Scope, wish: LeavingWish, *, now: datetime) -> None:
    """Switch the business off, for good in two weeks. Raises `NotConfirmed`; again is harmless."""
    await _confirm(database, scope, wish, now)
    moment = now + GRACE
    async with database.tenant(scope) as db:
        active = list((await db.execute(_ACTIVE_AGENTS)).scalars())
        given = {"workspace": scope.workspace_id, "leaves_at": moment, "agents": active}
        if (await db.execute(_LEAVE, given)).scalar_one_or_none() is None:
            return
        for agent_id in active:
            await agents.toggle(db, agent_id, is_active=False)
        await publish(db, WorkspaceLeaving(workspace_id=scope.workspace_id, leaves_at=moment))
    log.info("workspace_leaving", workspace=str(scope.workspace_id))


async def bring_back(database: Database, scope: Scope, *, now: datetime) -> None:
    """The business stays, with the agents switched on that were. Raises `NotLeaving`."""
    async with database.tenant(scope) as db:
        were_active = (
            await db.execute(_STAY, {"workspace": scope.workspace_id, "now": now})
        ).scalar_one_or_none()
        if were_active is None:
            raise NotLeaving("There is nothing to bring back.")
        for agent_id in were_active:
            try:
                await agents.toggle(db, agent_id, is_active=True)
            except NotFound:
                continue
        await publish(db, WorkspaceBroughtBack(workspace_id=scope.workspace_id))


async def erase_due(
    database: Database, vault: Vault, hints: Hints, login: InstagramLogin | None, *, now: datetime
) -> None:
    """Erase the businesses whose two weeks are over."""
    for row in await database.crossing.fetch(_DUE, now):
        scope = Scope(row["id"])
        for account in await database.crossing.fetch(_ACCOUNTS, scope.workspace_id):
            if account["is_active"] and account["channel"] == "instagram":
                await accounts.unlink(database, scope, vault, hints, login, account["id"], now=now)
        await erase_workspace(database, scope.workspace_id)


async def erase_workspace(database: Database, workspace_id: UUID) -> None:
    """Delete everything of a business, the largest things in bites; a crash on the way is finished by the next run.

    People who are members nowhere else go with it. The networks are not told.
    """
    crossing = database.crossing
    for account in await crossing.fetch(_ACCOUNTS, workspace_id):
        await crossing.execute("update accounts set is_active = false where id = $1", account["id"])
        await erase_account(database, account["id"])
    async with crossing.acquire() as connection, connection.transaction():
        for agent in await connection.fetch(_AGENTS, workspace_id):
            await publish(connection, AgentDeleted(workspace_id=workspace_id, agent_id=agent["id"]))
    for statement in _BITES:
        while await crossing.execute(statement, workspace_id, _AT_ONCE) != "DELETE 0":
            pass
    async with crossing.acquire() as connection, connection.transaction():
        members = [row["user_id"] for row in await connection.fetch(_MEMBERS, workspace_id)]
        await connection.execute(_RECORD, new_id(), workspace_id)
        await connection.execute(_WORKSPACE, workspace_id, timeout=_LONG)
        await connection.execute(_USERS, members, timeout=_LONG)
    log.info("workspace_erased", workspace=str(workspace_id))


async def _confirm(database: Database, scope: Scope, wish: LeavingWish, now: datetime) -> None:
    assert scope.user_id is not None, "only a signed-in person lets a business leave"
    await hit(database, "leave", str(scope.user_id), most=_TRIES, within=QUARTER_HOUR, now=now)
    async with database.tenant(scope) as db:
        name = (await db.get_one(Workspace, scope.workspace_id)).name
    if wish.name is not None and wish.name.strip() == name:
        return
    if wish.password is not None:
        async with database.system() as system:
            password_hash = (await system.get_one(User, scope.user_id)).password_hash
        if await hasher.fits(wish.password, password_hash):
            return
    raise NotConfirmed("Type the name of the business exactly as it is written, or your password.")
