"""Brings the database to the schema this program was written for."""

from pathlib import Path

import asyncpg
import sqlalchemy as sa
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from app.platform.database import SYSTEM_ROLE, TENANT_ROLE, plain_url
from app.platform.logs import get_logger
from app.platform.settings import SettingsError

log = get_logger(__name__)

OWNER_ROLE = "frontdesk_owner"
_ROLES = (OWNER_ROLE, TENANT_ROLE, SYSTEM_ROLE)
_LOCK = 0x46D5  # any number, the same for every replica: they take turns
_MIGRATIONS = Path(__file__).resolve().parents[1] / "migrations"
# Migrations are numbered, and each follows the one before.
HEAD = max(path.name[:4] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))


async def migrate(url: str) -> None:
    """Make roles and tables as needed. Raises `SettingsError` with the SQL for a database owner where the login may
    not make roles.
    """
    try:
        connection = await asyncpg.connect(plain_url(url), timeout=15)
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        raise SettingsError(f"DATABASE_URL cannot be reached: {type(error).__name__}: {error}") from None
    try:
        if connection.get_server_version() < (16,):
            raise SettingsError(
                f"PostgreSQL 16 or later is needed; this is {connection.get_server_version().major}."
            )
        await connection.execute(f"select pg_advisory_lock({_LOCK})")
        await _make_roles(connection)
        await connection.execute(f"set role {SYSTEM_ROLE}")  # the login itself may read nothing
        if await _version(connection) != HEAD:
            await _run_alembic(url)
            log.info("schema_migrated", to=HEAD)
    finally:
        await connection.close()


async def schema_is_current(connection: "asyncpg.Connection[asyncpg.Record]") -> bool:
    """Whether the schema is the one this program was written for."""
    return await _version(connection) == HEAD


async def _version(connection: "asyncpg.Connection[asyncpg.Record]") -> str | None:
    if await connection.fetchval("select to_regclass('alembic_version')") is None:
        return None
    version: str | None = await connection.fetchval("select version_num from alembic_version")
    return version


async def _make_roles(connection: "asyncpg.Connection[asyncpg.Record]") -> None:
    login = await connection.fetchval("select session_user::text")
    database = await connection.fetchval("select current_database()")
    wanted = []
    for role in _ROLES:
        if not await connection.fetchval("select 1 from pg_roles where rolname = $1", role):
            wanted.append(f"create role {role} nologin")
        member = (
            "select 1 from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles u on u.oid = m.member"
            " where r.rolname = $1 and u.rolname = $2 and m.set_option and not m.inherit_option"
        )
        if not await connection.fetchval(member, role, login):
            wanted.append(f'grant {role} to "{login}" with inherit false, set true')
    if not await connection.fetchval(f"select has_schema_privilege('{OWNER_ROLE}', 'public', 'create')" if
                                     not wanted else "select false"):  # fmt: skip
        wanted.append(f"grant usage, create on schema public to {OWNER_ROLE}")
        wanted.append(f"grant usage on schema public to {TENANT_ROLE}, {SYSTEM_ROLE}")
    try:
        async with connection.transaction():
            for statement in wanted:
                await connection.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        script = ";\n  ".join(wanted)
        raise SettingsError(
            f'The login "{login}" may not make the roles Frontdesk needs in "{database}". '
            f"Let a database owner run:\n  {script};"
        ) from None


async def _run_alembic(url: str) -> None:
    from alembic import command  # 0.6 s of imports that a start without work does not need
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS))

    def upgrade(connection: sa.Connection) -> None:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")

    engine = create_async_engine(
        make_url(plain_url(url)).set(drivername="postgresql+asyncpg"), poolclass=sa.NullPool
    )
    try:
        async with engine.begin() as connection:
            # The tables belong to a role nobody signs in as, so that no login passes a policy by ownership.
            await connection.execute(sa.text(f"set local role {OWNER_ROLE}"))
            await connection.run_sync(upgrade)
            await connection.execute(
                sa.text(f"grant select on alembic_version to {TENANT_ROLE}, {SYSTEM_ROLE}")
            )
    finally:
        await engine.dispose()
