"""Where a business wants to be told, and what it is told."""

from pathlib import Path

from app.migrations.steps import close_workspace_table, run_script

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    run_script(Path(__file__).with_suffix(".sql").read_text())
    close_workspace_table("webhooks", "select, insert, update, delete")
    close_workspace_table("webhook_deliveries", "select, insert, update")
