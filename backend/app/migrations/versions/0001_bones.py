"""Roles, tables, row-level security and the job queue."""

from pathlib import Path
from typing import Any

from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# What the tenant role may do with each table, and which rows it sees. `workspace_id` is the column unless named.
WORKSPACE_TABLES = {
    "accounts": "select, insert, update, delete",
    "agents": "select, insert, update, delete",
    "agent_versions": "select, insert",
    "agent_accounts": "select, insert, update, delete",
    "contacts": "select, insert, update, delete",
    "identities": "select, insert, update, delete",
    "threads": "select, insert, update",
    "conversations": "select, insert, update",
    "turns": "select, insert",
    "messages": "select, insert, update",
    "send_parts": "select, insert, update",
    "documents": "select, insert, update, delete",
    "document_originals": "select, insert, delete",
    "agent_documents": "select, insert, delete",
    "chunks": "select, insert, delete",
    "facts": "select, insert, update, delete",
    "escalations": "select, insert, update",
    "compliments": "select, insert, delete",
    "memberships": "select",
}
SYSTEM_TABLES = (
    "users",
    "workspaces",
    "sessions",
    "email_codes",
    "rate_limits",
    "oauth_states",
    "raw_events",
    "events",
)
HERE = "nullif(current_setting('app.workspace_id', true), '')::uuid"


def upgrade() -> None:
    run_script(Path(__file__).with_suffix(".sql").read_text())
    run_script(Path(__file__).with_name("0001_jobs.sql").read_text())
    statements = []
    for table in (*WORKSPACE_TABLES, *SYSTEM_TABLES):
        statements += [
            f"alter table {table} enable row level security",
            f"alter table {table} force row level security",
            f"grant select, insert, update, delete on {table} to frontdesk_system",
            f"create policy system on {table} to frontdesk_system using (true) with check (true)",
        ]
    for table, rights in WORKSPACE_TABLES.items():
        statements += [
            f"grant {rights} on {table} to frontdesk_tenant",
            f"create policy tenant on {table} to frontdesk_tenant using (workspace_id = {HERE})",
        ]
    statements += [
        "grant select, update (name, timezone) on workspaces to frontdesk_tenant",
        f"create policy tenant on workspaces to frontdesk_tenant using (id = {HERE})",
        "grant select (id, email, full_name) on users to frontdesk_tenant",
        "create policy tenant on users to frontdesk_tenant using (id in (select user_id from memberships))",
    ]
    run_script(";\n".join(statements))
    run_script(Path(__file__).with_name("0001_search.sql").read_text())
    # The function reads as its owner, whom forced row-level security would show no row.
    run_script("create policy search on messages to frontdesk_owner using (true)")
    for table in ("conversations", "contacts"):
        run_script(f"create policy search on {table} to frontdesk_owner using (true)")


def run_script(script: str) -> None:
    """Many statements at once, which asyncpg only takes outside a prepared statement; same transaction."""
    connection: Any = op.get_bind().connection.dbapi_connection
    connection.run_async(lambda driver: driver.execute(script))
