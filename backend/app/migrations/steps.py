"""What migrations have in common."""

from typing import Any

from alembic import op

_HERE = "nullif(current_setting('app.workspace_id', true), '')::uuid"


def run_script(script: str) -> None:
    """Many statements at once, which asyncpg only takes outside a prepared statement; same transaction."""
    connection: Any = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda driver: driver.execute(script))


def close_workspace_table(table: str, tenant_rights: str) -> None:
    """Forced row-level security: a tenant sees the rows of its workspace, the system role sees all (promise T1)."""
    run_script(
        f"""
        alter table {table} enable row level security;
        alter table {table} force row level security;
        grant select, insert, update, delete on {table} to frontdesk_system;
        create policy system on {table} to frontdesk_system using (true) with check (true);
        grant {tenant_rights} on {table} to frontdesk_tenant;
        create policy tenant on {table} to frontdesk_tenant using (workspace_id = {_HERE});
        """
    )


def close_system_table(table: str) -> None:
    """The same for a table that belongs to no workspace: a tenant sees nothing of it."""
    run_script(
        f"""
        alter table {table} enable row level security;
        alter table {table} force row level security;
        grant select, insert, update, delete on {table} to frontdesk_system;
        create policy system on {table} to frontdesk_system using (true) with check (true);
        """
    )
