"""Who did what, what was erased, how long things are kept, and how a business leaves."""

from pathlib import Path

from app.migrations.steps import close_workspace_table, run_script

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(Path(__file__).with_suffix(".sql").read_text())
    close_workspace_table("audit_entries", "select, insert")
    # Append-only: nobody may change or delete an entry. They go with their workspace, by the foreign key alone.
    run_script("revoke update, delete on audit_entries from frontdesk_system")
    close_workspace_table("workspace_exports", "select, insert, update, delete")
    close_workspace_table("workspace_export_pieces", "select, insert, delete")
    run_script(
        """
        alter table erasures enable row level security;
        alter table erasures force row level security;
        grant select, insert, update, delete on erasures to frontdesk_system;
        create policy system on erasures to frontdesk_system using (true) with check (true);
        grant update (retention_months, leaves_at, agents_to_bring_back) on workspaces to frontdesk_tenant;
        """
    )
