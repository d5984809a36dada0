"""PostgreSQL, seen through two roles.

Every connection *starts* as `frontdesk_tenant` with no workspace: a transaction that forgot its scope sees no row.
`Database.tenant(scope)` binds a transaction to one workspace; `Database.system()` is the role that may cross
workspaces, used only where a workspace is not known yet (sign-in, routing a webhook, claiming, sweeps).

There are two ways to the same database: an SQLAlchemy session for the domains' everyday work, and a bare asyncpg
connection for the road of a message, where every statement counts (docs/decisions/0003).
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, TypeAlias
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

import asyncpg
import orjson
import sqlalchemy as sa
from fastapi import Depends, Request
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Session

TENANT_ROLE = "frontdesk_tenant"
SYSTEM_ROLE = "frontdesk_system"

if TYPE_CHECKING:  # generic for the type checker only
    Connection: TypeAlias = (
        asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]
    )
else:
    Connection = asyncpg.Connection | asyncpg.pool.PoolConnectionProxy

Effect: TypeAlias = Callable[[Connection], Awaitable[None]]
"""Something to be written inside a transaction that somebody else begins and ends."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose data a piece of work may see. A request gets it from the membership, a turn or job from its row."""

    workspace_id: UUID
    user_id: UUID | None = None
    role: str | None = None
    key_id: UUID | None = None
    """The API key of a program, in place of a person."""


class Base(DeclarativeBase):
    """The tables as the ORM knows them; the migrations are what makes them."""

    type_annotation_map: ClassVar[dict[Any, Any]] = {
        # None is no value, not the word null of JSON.
        dict[str, Any]: postgresql.JSONB(none_as_null=True),
        list[Any]: postgresql.JSONB(none_as_null=True),
        datetime: sa.DateTime(timezone=True),
    }


class _ScopedSession(Session):
    """A session whose every transaction begins by binding role and workspace."""


_BIND_TENANT = sa.text(
    "select set_config('app.workspace_id', :workspace, true), set_config('app.user_id', :user, true),"
    " set_config('app.key_id', :key, true)"
)
_BIND_SYSTEM = sa.text(f"select set_config('role', '{SYSTEM_ROLE}', true)")


@sa.event.listens_for(_ScopedSession, "after_begin")
def _bind(session: Session, _transaction: Any, connection: sa.Connection) -> None:
    scope = session.info.get("scope")
    if scope is not None:
        bound = {"workspace": scope.workspace_id, "user": scope.user_id, "key": scope.key_id}
        connection.execute(_BIND_TENANT, {name: str(value or "") for name, value in bound.items()})
    elif session.info.get("system"):
        connection.execute(_BIND_SYSTEM)


class Database:
    """Both ways to the database, opened and closed with the process."""

    def __init__(self, url: str, *, pool_size: int, application_name: str = "frontdesk") -> None:
        self._url = plain_url(url)
        self._settings = {"role": TENANT_ROLE, "application_name": application_name, "timezone": "UTC"}
        self._pool_size = pool_size
        self.engine: AsyncEngine = create_async_engine(
            make_url(self._url).set(drivername="postgresql+asyncpg"),
            pool_size=pool_size,
            max_overflow=0,
            pool_timeout=20,
            pool_pre_ping=False,
            json_serializer=lambda value: orjson.dumps(value).decode(),
            json_deserializer=orjson.loads,
            connect_args={"server_settings": self._settings, "timeout": 10, "command_timeout": 60},
        )
        self._sessions = async_sessionmaker(
            self.engine, sync_session_class=_ScopedSession, expire_on_commit=False
        )
        self.road: asyncpg.Pool[asyncpg.Record]
        """Bare connections in the tenant role: see nothing until a workspace is bound (`tenant_road`)."""
        self.crossing: asyncpg.Pool[asyncpg.Record]
        """Bare connections in the system role, which may cross workspaces: arriving, claiming, settling."""

    async def open(self) -> None:
        """Connect; raises when the database cannot be reached."""
        self.road = await self._open_pool(TENANT_ROLE)
        self.crossing = await self._open_pool(SYSTEM_ROLE)

    async def _open_pool(self, role: str) -> "asyncpg.Pool[asyncpg.Record]":
        return await asyncpg.create_pool(
            self._url,
            min_size=1,
            max_size=self._pool_size,
            reset=_keep_as_it_is,
            server_settings=self._settings | {"role": role},
            timeout=10,
            command_timeout=60,
            max_inactive_connection_lifetime=120,
        )

    async def close(self) -> None:
        """Give every connection back."""
        await self.road.close()
        await self.crossing.close()
        await self.engine.dispose()

    @asynccontextmanager
    async def tenant(self, scope: Scope) -> AsyncIterator[AsyncSession]:
        """One transaction inside one workspace: committed at the end, undone when it raises."""
        async with self._sessions(info={"scope": scope}) as session, session.begin():
            yield session

    @asynccontextmanager
    async def system(self) -> AsyncIterator[AsyncSession]:
        """One transaction that may cross workspaces. Only for what has no workspace yet."""
        async with self._sessions(info={"system": True}) as session, session.begin():
            yield session

    @asynccontextmanager
    async def tenant_road(self, workspace_id: UUID, *, durable: bool = True) -> AsyncIterator[Connection]:
        """Like `tenant`, on a bare connection. Not `durable`: the commit does not wait for the disk, and a crash may
        lose it, if nothing durable was committed after it; for what is worth nothing without a later commit.
        """
        async with self.road.acquire() as connection:
            # One round trip for all. The id is a UUID object, so there is nothing in it to escape.
            await connection.execute(
                f"begin; set local app.workspace_id = '{workspace_id}'"
                + ("" if durable else "; set local synchronous_commit = off")
            )
            try:
                yield connection
                await connection.execute("commit")
            except BaseException:
                try:
                    await connection.execute("rollback")
                except BaseException:
                    connection.terminate()  # never give a connection back that may still be bound
                    raise
                raise


async def _keep_as_it_is(_connection: Any) -> None:
    """No reset between uses: everything we set is bound to its transaction, and a reset is a round trip each time."""


def plain_url(url: str) -> str:
    """The address as libpq and asyncpg read it, whatever driver it names."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(scheme="postgresql"))


async def raw_connection(session: AsyncSession) -> Connection:
    """The bare connection under a session, inside the same transaction (for jobs and event listeners)."""
    await session.flush()
    connection = await session.connection()  # begins the transaction, which binds the scope
    raw = await connection.get_raw_connection()
    driver: Connection = raw.driver_connection  # type: ignore[assignment]
    return driver


def get_database(request: Request) -> Database:
    """The process's database, for dependencies."""
    database: Database = request.app.state.database
    return database


async def _system_session(
    database: Annotated[Database, Depends(get_database)],
) -> AsyncIterator[AsyncSession]:
    async with database.system() as session:
        yield session


# `scope="function"`: committed before the answer leaves, so that a failing commit cannot look like a success.
SystemDb = Annotated[AsyncSession, Depends(_system_session, scope="function")]

__all__ = [
    "Base",
    "Connection",
    "Database",
    "Scope",
    "SystemDb",
    "get_database",
    "plain_url",
    "raw_connection",
]
